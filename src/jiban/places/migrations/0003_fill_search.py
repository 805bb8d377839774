"""Fill pinyin and first letters of the places that are there already."""

from django.db import migrations

from jiban.places.pinyin import spell


def fill(apps, schema_editor):
    division = apps.get_model("places", "Division")
    batch = list(division.objects.filter(pinyin=""))
    for each in batch:
        each.pinyin, each.initials = spell(each.short_name)
    division.objects.bulk_update(batch, ["pinyin", "initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("places", "0002_organisation")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
