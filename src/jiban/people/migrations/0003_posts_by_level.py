import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("clerk", "clerk"),
    ("reviewer", "reviewer"),
    ("head", "head of the village"),
    ("grid_worker", "grid worker"),
    ("township_supervisor", "township supervisor"),
    ("county_administrator", "county administrator"),
    ("city_administrator", "city administrator"),
    ("auditor", "auditor"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0002_doors_of_officers"), ("places", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("post", "people_post_in_a_committee_or_a_county"),
        migrations.RemoveConstraint("post", "people_one_county_post_a_title"),
        migrations.RenameField("post", "county", "division"),
        migrations.AlterField("post", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=("clerk", "reviewer", "head", "grid_worker"),
                    committee__isnull=False,
                    division__isnull=True,
                )
                | models.Q(
                    kind__in=("township_supervisor", "county_administrator", "city_administrator", "auditor"),
                    committee__isnull=True,
                    division__isnull=False,
                ),
                name="people_post_in_a_committee_or_above",
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.UniqueConstraint(
                fields=["division", "kind", "title"],
                condition=models.Q(division__isnull=False),
                name="people_one_post_above_a_title",
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("because", models.CharField(max_length=200)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences_noted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [models.Index(fields=["officer", "-starts_at"], name="people_newest_absence_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                        ),
                        name="people_absence_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deputation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("because", models.CharField(max_length=200)),
                ("appointed_by", models.CharField(max_length=100)),
                ("items", models.JSONField(blank=True, default=list)),
                (
                    "active_when",
                    models.CharField(
                        choices=[("always", "always"), ("absent", "only while the holder is away")],
                        default="absent",
                        max_length=10,
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, max_length=200)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deputations", to="people.post"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="people_deputation_ends_after_it_starts",
                    )
                ],
            },
        ),
    ]
