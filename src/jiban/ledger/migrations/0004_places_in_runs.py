import django.db.models.deletion
from django.db import migrations, models

# A run ends where the next place belongs to another line than the next one written.
FILL = """
INSERT INTO ledger_run (first_index, first_line, count)
SELECT min("index"), min(id), count(*)
FROM (
    SELECT id, "index", sum(breaks) OVER (ORDER BY "index") AS run
    FROM (
        SELECT id, "index", CASE WHEN id = 1 + lag(id) OVER (ORDER BY "index") THEN 0 ELSE 1 END AS breaks
        FROM ledger_line WHERE "index" IS NOT NULL
    ) AS line
) AS line
GROUP BY run
"""
LET_WAIT = 'INSERT INTO ledger_waitingline (line_id) SELECT id FROM ledger_line WHERE "index" IS NULL'


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_anchor_receipts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("first_index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_line", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_index__gte", 0)), name="ledger_places_count_from_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingLine",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="waiting",
                        serialize=False,
                        to="ledger.line",
                    ),
                ),
            ],
        ),
        migrations.RunSQL([FILL, LET_WAIT], elidable=True),
        migrations.RemoveIndex(model_name="line", name="ledger_line_waiting"),
        migrations.RemoveConstraint(model_name="line", name="ledger_line_index_counts_from_zero"),
        migrations.RemoveField(model_name="line", name="index"),
    ]
