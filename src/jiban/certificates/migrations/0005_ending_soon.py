from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0004_holding'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('state', 'sealed')), fields=['valid_until', 'id'], name='certificates_ending'),
        ),
    ]
