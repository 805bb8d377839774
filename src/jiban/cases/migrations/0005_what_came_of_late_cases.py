from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_the_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='promiseday',
            name='reapplied',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='promiseday',
            name='sent_back',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='promiseday',
            name='withdrawn',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
