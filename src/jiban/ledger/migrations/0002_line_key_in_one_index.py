from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("key",), name="ledger_one_line_a_key"),
        ),
        migrations.AlterField(
            model_name="line",
            name="key",
            field=models.CharField(max_length=200),
        ),
    ]
