"""The structure of a package as a tree that people read in a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.reading.structure import Plain

_MARKS = {"error": "✗", "warning": "!", "note": "·"}
# A tree in memory: what stands on the line, and the trees below it.
Tree = tuple[str, list["Tree"]]


def as_lines(structure: Plain) -> Iterator[str]:
    """The lines of the tree, findings last."""
    head = _("%(type)s %(version)s, %(files)d files") % {
        "type": structure["doc_type"] or "OFD",
        "version": structure["version"] or "?",
        "files": len(structure["entries"]),
    }
    yield from _drawn((head, [_document(number, one) for number, one in enumerate(structure["documents"], 1)]))
    yield from finding_lines(structure["findings"])


def finding_lines(findings: Sequence[Plain]) -> Iterator[str]:
    """One line a finding: how bad, which file, what, and which clause."""
    for one in findings:
        yield f"{_MARKS[one['severity']]} {finding_line(one)}"


def finding_line(one: Mapping[str, str]) -> str:
    """Which file, what, and which clause, in the language of the reader."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    entry = f"{plain(one['entry'])}: " if one["entry"] else ""
    return f"{entry}{plain(one[language])} [{one['clause']}]"


def plain(text: Any) -> str:
    """Text of a file, without what would steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in str(text))


def _document(number: int, one: Plain) -> Tree:
    title = _("document %(number)d: %(entry)s") % {"number": number, "entry": one["entry"] or _("missing")}
    branches: list[Tree] = [
        (f"{name}: {plain(value)}", []) for name, value in one["info"].items() if isinstance(value, str)
    ]
    branches += _list(_("pages"), one["pages"], _page)
    branches += _list(_("templates"), one["templates"], _page)
    branches += _list(_("fonts"), one["fonts"], lambda font: f"{font['id']} {font['name']} → {_file(font)}")
    branches += _list(_("media"), one["media"], lambda each: f"{each['id']} {each['kind']} → {_file(each)}")
    branches += _list(_("composite units"), one["composite_units"], lambda each: f"{each['id']}{_count(each)}")
    branches += _list(_("annotations"), one["annotations"], _annotation)
    branches += _list(_("attachments"), one["attachments"], lambda each: f"{each['name']} → {_file(each)}")
    branches += _list(_("custom tags"), one["custom_tags"], lambda each: f"{each['type']} → {_file(each)}")
    branches += _outline(one["outline"])
    branches += _list(_("bookmarks"), one["bookmarks"], lambda each: f"{each['name']} → {each['page']}")
    branches += _list(_("permissions"), list(one["permissions"].items()), lambda each: f"{each[0]}: {each[1]}")
    branches += _list(_("extensions"), one["extensions"], lambda each: f"{each['app']} {each['date']}")
    branches += _list(_("versions"), one["versions"], lambda each: f"{each['id']} {each['name']} → {_file(each)}")
    branches += _list(_("signatures"), one["signatures"], _signature)
    return title, branches


def _list(name: str, items: Sequence[Any], shown: Any) -> list[Tree]:
    return [(f"{name} ({len(items)})", [(plain(shown(one)), []) for one in items])] if items else []


def _page(one: Plain) -> str:
    width, height = one["size_mm"]
    templates = f", {_('templates')} {', '.join(map(str, one['templates']))}" if one["templates"] else ""
    incomplete = "" if one["complete"] else f", {_('incomplete')}"
    return f"{one['id']} {width:g} × {height:g} mm → {one['entry'] or _('missing')}{_count(one)}{templates}{incomplete}"


def _annotation(one: Plain) -> str:
    return f"{one['id']} {one['kind']} {one.get('subtype', '')} → {_('page')} {one['page']}{_count(one)}"


def _signature(one: Plain) -> str:
    words = (one["id"], one["kind"], one["provider"], one["signed_at"], f"→ {one['entry'] or _('missing')}")
    stamps = ", ".join(str(stamp["page"]) for stamp in one["stamps"])
    return " ".join(word for word in words if word) + (f", {_('stamps on pages')} {stamps}" if stamps else "")


def _outline(nodes: Sequence[Plain]) -> list[Tree]:
    def below(each: Sequence[Plain]) -> list[Tree]:
        return [(plain(one["title"]), below(one["children"])) for one in each]

    return [(_("outline"), below(nodes))] if nodes else []


def _count(one: Plain) -> str:
    objects = ", ".join(f"{name} {count}" for name, count in one["objects"].items())
    return f" ({objects})" if objects else ""


def _file(one: Plain) -> str:
    return str(one["file"] or _("none"))


def _drawn(tree: Tree, before: str = "", mark: str = "", after: str = "") -> Iterator[str]:
    head, branches = tree
    yield f"{before}{mark}{head}"
    for branch, last in _with_last(branches):
        yield from _drawn(branch, before + after, "└─ " if last else "├─ ", "   " if last else "│  ")


def _with_last(branches: Sequence[Tree]) -> Iterable[tuple[Tree, bool]]:
    return ((one, number == len(branches)) for number, one in enumerate(branches, 1))
