import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('document', models.JSONField()),
            ],
            options={'ordering': ['position']},
        ),
        migrations.CreateModel(
            name='SharedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('item_code', models.CharField(db_index=True, max_length=40)),
                ('document', models.JSONField()),
            ],
            options={'ordering': ['position']},
        ),
        migrations.CreateModel(
            name='AvoidedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('explained', models.PositiveIntegerField(default=0)),
                ('avoided', models.PositiveIntegerField(default=0)),
                ('division', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.division')),
            ],
            options={
                'indexes': [models.Index(fields=['division', 'day'], name='catalogue_avoided_of_a_place')],
                'constraints': [models.UniqueConstraint(fields=('division', 'kind', 'day'), name='catalogue_avoided_once_a_day')],
            },
        ),
    ]
