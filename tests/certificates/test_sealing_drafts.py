"""The seal closes what the reviewer has signed, and nothing else."""

import pytest
from django.utils import timezone

from jiban.bench import sample
from jiban.certificates import papers
from jiban.certificates.errors import DraftAlteredError
from jiban.standards.ofd.package import write
from jiban.standards.ofd.reader import open_ofd
from jiban.standards.ofd.resuming import resume

NOW = timezone.now()
PAGE = "Doc_0/Pages/Page_0/Content.xml"


@pytest.fixture(scope="module")
def village():
    return sample.village(NOW)


@pytest.fixture
def record():
    return next(sample.records(NOW))


def draft_of(record, village):
    words = village.standing_words
    return papers.compose_signed_draft(record, signature=village.reviewer, at=NOW, standing_words=words)


def seal(draft, record, village):
    return papers.seal_draft(draft, record, seal=village.seal, at=NOW)


def with_file(draft, name, change):
    package = resume(draft)
    return write(package.with_entries({name: change(package.entries.get(name, b""))}))


def test_what_the_reviewer_signed_is_sealed_as_it_is(record, village):
    draft = draft_of(record, village)
    sealed = open_ofd(seal(draft, record, village))
    signed = resume(draft).entries
    assert sealed.signatures[-1].covers_everything
    assert {name: sealed.entries[name] for name in signed if not name.endswith("Signatures.xml")} == {
        name: data for name, data in signed.items() if not name.endswith("Signatures.xml")
    }


@pytest.mark.parametrize("name", [PAGE, "Doc_0/Attachs/record.json", "Doc_0/Res/NotoSerifSCStanding.ttf", "OFD.xml"])
def test_a_changed_file_is_not_sealed(record, village, name):
    with pytest.raises(DraftAlteredError):
        seal(with_file(draft_of(record, village), name, lambda data: data + b" "), record, village)


def test_a_file_that_was_put_in_is_not_sealed(record, village):
    with pytest.raises(DraftAlteredError):
        seal(with_file(draft_of(record, village), "Doc_0/Pages/Page_1/Content.xml", bytes), record, village)


def test_the_draft_of_another_record_is_not_sealed(record, village):
    with pytest.raises(DraftAlteredError):
        seal(draft_of(record, village), {**record, "receivingUnit": "另一单位"}, village)


def test_an_item_without_standing_words_gives_the_same_paper(record, village):
    plain = papers.compose_signed_draft(record, signature=village.reviewer, at=NOW)
    assert open_ofd(plain).attachments == open_ofd(draft_of(record, village)).attachments
    texts = ["".join(open_ofd(one).page_texts[0].split()) for one in (plain, draft_of(record, village))]
    assert texts[0] == texts[1]
