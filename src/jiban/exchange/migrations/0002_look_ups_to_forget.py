from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_sharing")]

    operations = [
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("statement", ""), _negated=True),
                fields=["day"],
                name="exchange_look_ups_to_forget",
            ),
        ),
    ]
