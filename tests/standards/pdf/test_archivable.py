"""The rules of PDF/A that a file follows in every state on its way (nobody has certified it)."""

import pytest

from jiban.standards.pdf.writer import compose_and_sign
from jiban.standards.typeset.page import Page, Turned
from tests.standards.pdf import archivable
from tests.standards.pdf.archivable import RULES, Objects
from tests.standards.pdf.long_term import Cast
from tests.standards.pdf.paper import INFO, SIGNING, certificate, line, page


@pytest.fixture(scope="module")
def files(authority, signer, tmp_path_factory):
    cast = Cast.of(authority)
    sealed = cast.sealed()
    provided = cast.with_evidence(sealed)
    made = {
        "one signature": certificate(signer),
        "nothing attached": compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING),
        "look-alikes": certificate(signer, page("㖈䎛，䎛㖈", title="…⋯")),
        "watermark": certificate(
            signer, Page(items=(*page().items, Turned(line("样张", 60, 150, 20), -30, 105, 148, 0.2)))
        ),
        "draft": cast.drafted(),
        "sealed": sealed,
        "evidence": provided,
        "archived": cast.archived(provided),
    }
    folder = tmp_path_factory.mktemp("archivable")
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return {name: Objects(folder / f"{name}.pdf") for name in made}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_state_follows(files, rule):
    for objects in files.values():
        rule(objects)


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (lambda o: o.trailer.pop("/ID"), archivable.the_file_begins_and_ends_as_it_must),
        (lambda o: o.catalog.__setitem__("/OpenAction", {}), archivable.nothing_happens_by_itself),
        (lambda o: o.of("/Type", "/Annot")[0].__setitem__("/F", 2), archivable.annotations_print_and_look_the_same),
        (
            lambda o: o.of("/Subtype", "/Image")[0].__setitem__("/Interpolate", True),
            archivable.pictures_and_forms_hide_nothing,
        ),
        (
            lambda o: o.of("/Type", "/Filespec")[0].__setitem__("/AFRelationship", "/No"),
            archivable.files_inside_say_what_they_are,
        ),
        (lambda o: next(o.streams()).__setitem__("/Filter", "/LZWDecode"), archivable.streams_are_whole_and_here),
    ],
)
def test_the_rules_find_what_breaks_them(signer, tmp_path, break_it, rule):
    file = tmp_path / "paper.pdf"
    file.write_bytes(certificate(signer))
    objects = Objects(file)
    rule(objects)
    break_it(objects)
    with pytest.raises((AssertionError, KeyError)):
        rule(objects)
