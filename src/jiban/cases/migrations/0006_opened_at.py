from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_what_came_of_late_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='opened_at',
            field=models.DateTimeField(null=True),
        ),
    ]
