"""Two signatures in one file: the reviewer's, then the committee's seal. And what else comes after a signature."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from jiban.standards.pdf.byte_range import rooms
from jiban.standards.pdf.countersigning import countersign
from jiban.standards.pdf.errors import FieldError, NotOursError, PageError, PictureError
from jiban.standards.pdf.evidence import Evidence, add_evidence
from jiban.standards.pdf.fields import AwaitedField, Box
from jiban.standards.pdf.objects import Body, array, reference
from jiban.standards.pdf.report import Code
from jiban.standards.pdf.revision import Revision, with_entry
from jiban.standards.pdf.verify import verify_pdf
from jiban.standards.pdf.writer import compose_and_sign
from tests.standards.pdf.authority import COMMITTEE, REVIEWER
from tests.standards.pdf.long_term import ARCHIVED, SEAL_FIELD, SEALING, Cast
from tests.standards.pdf.outside import picture, say, words
from tests.standards.pdf.paper import INFO, SEAL, SENTENCES, SIGNING, TITLE, page, seal_picture


@pytest.fixture(scope="module")
def cast(authority):
    return Cast.of(authority)


@pytest.fixture(scope="module")
def draft(cast):
    return cast.drafted()


@pytest.fixture(scope="module")
def sealed(cast, draft):
    return countersign(draft, signer=cast.committee, signing=SEALING, picture=seal_picture())


@pytest.fixture
def check(authority):
    return lambda data: verify_pdf(data, roots=[authority.root], at=ARCHIVED)


def codes(report):
    return [finding.code for finding in report.findings]


def test_a_draft_waits_with_the_reviewer_s_signature_alone(check, draft, tmp_path):
    report = check(draft)
    assert report.genuine
    assert [(signature.field_name, signature.signer_name) for signature in report.signatures] == [("Review", REVIEWER)]
    file = tmp_path / "draft.pdf"
    file.write_bytes(draft)
    assert "The signature form field is not signed." in say("pdfsig", "-nocert", file)


def test_the_seal_follows_and_neither_looks_broken(check, draft, sealed, tmp_path):
    assert sealed.startswith(draft)
    report = check(sealed)
    assert report.genuine
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.ONLY_ALLOWED_CHANGES, Code.INTACT, Code.TRUSTED]
    assert [signature.signer_name for signature in report.signatures] == [REVIEWER, COMMITTEE]
    assert report.signed_at == SEALING.at
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = say("pdfsig", "-nocert", file)
    assert said.count("Signature is Valid.") == 2
    assert "No syntax" in say("qpdf", "--check", file)
    assert words(file) == [TITLE, *SENTENCES]


def test_the_seal_shows_only_when_it_is_set(draft, sealed, tmp_path):
    def red(data):
        file = tmp_path / "page.pdf"
        file.write_bytes(data)
        drawn = picture(file)
        box = (SEAL.x_mm * 5, SEAL.y_mm * 5, (SEAL.x_mm + SEAL.width_mm) * 5, (SEAL.y_mm + SEAL.height_mm) * 5)
        pixels = drawn.crop(tuple(map(int, box))).tobytes()
        return sum(red > 150 and green < 90 for red, green in zip(pixels[::3], pixels[1::3], strict=True))

    assert red(draft) == 0
    assert red(sealed) > 5000


def test_the_seal_may_come_without_a_picture(check, cast, draft):
    assert check(countersign(draft, signer=cast.committee, signing=SEALING)).genuine


def test_the_same_hands_give_the_same_bytes(cast, draft, sealed):
    assert countersign(draft, signer=cast.committee, signing=SEALING, picture=seal_picture()) == sealed


def test_three_may_sign_and_the_last_one_locks(check, cast, authority):
    names = ["Second", "Third"]
    awaited = [
        AwaitedField(name, Box(0, 30 + 30 * place, 220, 20, 20), closes=name == "Third")
        for place, name in enumerate(names)
    ]
    data = compose_and_sign([page()], info=INFO, signer=cast.reviewer, signing=SIGNING, awaited=awaited)
    for name in names:
        data = countersign(data, signer=authority.signer(name=name), signing=replace(SIGNING, field_name=name))
    report = check(data)
    assert report.genuine
    assert [signature.signer_name for signature in report.signatures][1:] == names


def test_who_signs_in_a_locked_form_is_seen(check, cast, authority):
    """The closing field is filled first: whoever comes after breaks its lock."""
    awaited = [AwaitedField("Last", Box(0, 30, 220, 20, 20)), AwaitedField("Late", Box(0, 60, 220, 20, 20))]
    data = compose_and_sign([page()], info=INFO, signer=cast.reviewer, signing=SIGNING, awaited=awaited)
    for name in ("Last", "Late"):
        assert check(data).genuine
        data = countersign(data, signer=cast.committee, signing=replace(SIGNING, field_name=name))
    assert check(data).has(Code.CHANGED_AFTER_SIGNING)


@pytest.mark.parametrize("name", ["Review", "Nobody", ""])
def test_only_a_field_that_waits_can_be_signed(cast, draft, name):
    with pytest.raises(FieldError):
        countersign(draft, signer=cast.committee, signing=replace(SEALING, field_name=name))


def test_a_seal_is_set_once(cast, sealed):
    with pytest.raises(FieldError):
        countersign(sealed, signer=cast.committee, signing=SEALING)


def test_a_broken_picture_is_refused(cast, draft):
    with pytest.raises(PictureError):
        countersign(draft, signer=cast.committee, signing=SEALING, picture=b"GIF89a")


@pytest.mark.parametrize("field", [replace(SEAL_FIELD, field_name="Seal"), AwaitedField("New", Box(7, 1, 1, 1, 1))])
def test_fields_need_names_of_their_own_and_a_page(cast, field):
    with pytest.raises(PageError):
        compose_and_sign([page()], info=INFO, signer=cast.reviewer, signing=SIGNING, awaited=[field])


def test_a_file_of_another_program_is_not_appended_to(cast, draft):
    writer = IncrementalPdfFileWriter(BytesIO(draft))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)
    for foreign in (changed.getvalue(), b"%PDF-1.4\n", draft[:-10], draft + b"\n", b""):
        with pytest.raises(NotOursError):
            countersign(foreign, signer=cast.committee, signing=SEALING)


def _changed(data, change):
    """The file with one update in the manner of the writer, as a forger who knows it would make it."""
    revision = Revision.newest(data)
    body = revision.update()
    change(revision, body)
    revision.close(body)
    return bytes(body.data)


def other_words(revision: Revision, body: Body) -> None:
    page_number = _first_page(revision)
    content = body.add(b"<</Length 30>>\nstream\n0 0 200 200 re f              \nendstream")
    body.put(page_number, with_entry(revision.content(page_number), b"Contents", content))


def other_picture_over_the_page(revision: Revision, body: Body) -> None:
    page_number = _first_page(revision)
    list_number = revision.referred(revision.content(page_number), b"Annots")
    note = body.add(b"<</Type/Annot/Subtype/Square/Rect[0 0 300 300]/F 4>>")
    held = revision.content(list_number)
    body.put(list_number, held.replace(b"]", b" " + reference(note) + b"]"))


def no_evidence_any_more(revision: Revision, body: Body) -> None:
    catalog = revision.content(revision.catalog)
    store = revision.referred(catalog, b"DSS")
    body.put(revision.catalog, catalog.replace(b"/DSS " + reference(store), b""))


def another_title(revision: Revision, body: Body) -> None:
    body.put(revision.info, b"<</Title(Another)>>")


def something_that_nothing_refers_to(_revision: Revision, body: Body) -> None:
    body.add(b"<</Hidden true>>")


def no_fields(revision: Revision, body: Body) -> None:
    number = revision.referred(revision.content(revision.catalog), b"AcroForm")
    body.put(number, b"<</Fields%s/SigFlags 3>>" % array([]))


def a_script(revision: Revision, body: Body) -> None:
    action = body.add(b"<</S/JavaScript/JS(app.alert\\(1\\))>>")
    body.put(revision.catalog, with_entry(revision.content(revision.catalog), b"OpenAction", action))


def _first_page(revision: Revision) -> int:
    tree = revision.content(revision.referred(revision.content(revision.catalog), b"Pages"))
    return int(tree.split(b"/Kids[")[1].split(b" ")[0])


CHANGES = [
    other_words,
    other_picture_over_the_page,
    no_evidence_any_more,
    another_title,
    something_that_nothing_refers_to,
    a_script,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_update_that_no_signature_allows_is_seen(check, sealed, change):
    provided = add_evidence(sealed, Evidence())
    assert check(provided).genuine
    report = check(_changed(provided, change))
    assert codes(report)[0] is Code.CHANGED_AFTER_SIGNING
    assert report.has(Code.INTACT)
    assert not report.genuine
    assert report.signer_name == COMMITTEE


@pytest.mark.parametrize("change", CHANGES[:2], ids=lambda change: change.__name__)
def test_such_an_update_is_seen_under_a_later_seal_too(check, cast, draft, change):
    changed = _changed(draft, change)
    report = check(countersign(changed, signer=cast.committee, signing=SEALING))
    assert report.has(Code.CHANGED_AFTER_SIGNING)
    assert not report.genuine


def test_a_file_whose_fields_are_gone_has_no_signature_or_is_changed(check, sealed):
    assert not check(_changed(sealed, no_fields)).genuine


def test_bytes_between_the_evidence_and_the_end_are_seen(check, sealed):
    provided = add_evidence(sealed, Evidence())
    for tail in (b"\n", b"hidden", b"%%EOF\n", b"startxref\n9\n%%EOF\n"):
        assert codes(check(provided + tail))[0] in {Code.CHANGED_AFTER_SIGNING, Code.TRUNCATED}


def test_cut_off_evidence_leaves_the_signature_as_it_was(check, sealed):
    """Nothing covers evidence until the file is stamped; what remains is what was signed."""
    provided = add_evidence(sealed, Evidence())
    assert provided[: len(sealed)] == sealed
    assert check(provided[: len(sealed)]).genuine


def test_a_signature_cut_out_with_its_update_leaves_the_draft(check, draft, sealed):
    report = check(sealed[: len(draft)])
    assert [signature.field_name for signature in report.signatures] == ["Review"]


def test_a_changed_byte_breaks_the_signatures_that_cover_it(check, draft, sealed):
    holes = list(rooms(sealed).values())
    for offset in range(20, len(sealed), len(sealed) // 30):
        if any(hole.start <= offset < hole.end for hole in holes):
            continue
        report = check(sealed[:offset] + bytes([sealed[offset] ^ 1]) + sealed[offset + 1 :])
        assert not report.genuine
        if offset > len(draft) and len(report.signatures) == 2:
            review, seal = report.signatures
            assert not seal.genuine
            assert review.genuine


def test_a_foreign_signature_of_a_stranger_does_not_pass(check, sealed, authority):
    from tests.standards.pdf.authority import Authority

    stranger = Authority().signer(name="别人")
    data = compose_and_sign([page()], info=INFO, signer=stranger, signing=SIGNING, awaited=[])
    assert check(data).has(Code.UNKNOWN_AUTHORITY)


def test_a_title_in_the_catalog_changed_by_another_program_is_seen(check, sealed):
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/PageMode"] = pdf_name("/FullScreen")
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)
    assert codes(check(changed.getvalue()))[0] is Code.CHANGED_AFTER_SIGNING


def test_a_later_reviewer_time_is_each_signature_s_own(check, sealed):
    review, seal = check(sealed).signatures
    assert seal.signed_at - review.signed_at == timedelta(minutes=10)
