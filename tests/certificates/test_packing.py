"""Papers are large, and most of their files are packed within: the database must not try for long to pack them again."""

import pytest
from django.db import connection

from jiban.certificates.models import AnnotatedCopy, Paper

WAYS = "SELECT DISTINCT attcompression FROM pg_attribute WHERE attrelid = %s::regclass AND atttypid = 'bytea'::regtype"


@pytest.mark.django_db
@pytest.mark.parametrize("papers", [Paper, AnnotatedCopy])
def test_postgresql_packs_papers_the_quick_way(papers):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(WAYS, [papers._meta.db_table])
            assert [way for (way,) in cursor.fetchall()] == ["l"]
    assert not papers.objects.exists()
