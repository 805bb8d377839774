"""Actions and where they lead (GB/T 33190-2016 section 14)."""

from collections.abc import Iterator

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import Action, Destination
from jiban.standards.ofd.reading.outlines import read_region

# kind -> the attribute that names what is meant, and those that say how
_TARGETS = {
    "URI": ("URI", ("Base", "Target")),
    "GotoA": ("AttachID", ("NewWindow",)),
    "Sound": ("ResourceID", ("Volume", "Repeat", "Synchronous")),
    "Movie": ("ResourceID", ("Operator",)),
}


def read_actions(parent: Node) -> tuple[Action, ...]:
    """The actions of a document, a page, an outline node or an object; () if it has none."""
    table = parent.first("Actions")
    if table is None:
        return ()
    return tuple(action for one in table.under("14").each("Action") for action in _action(one))


def read_destination(node: Node) -> Destination:
    """CT_Dest (section 14.3). A page that is not told is 0."""
    return Destination(
        page=node.id("PageID"),
        kind=node.one_of("Type", "XYZ", "Fit", "FitH", "FitV", "FitR"),
        left=node.number("Left"),
        top=node.number("Top"),
        right=node.number("Right"),
        bottom=node.number("Bottom"),
        zoom=node.number("Zoom"),
    )


def _action(node: Node) -> Iterator[Action]:
    event = node.one_of("Event", "CLICK", "DO", "PO")
    region = read_region(node.first("Region"))
    for one in node.each():
        if one.name == "Goto":
            destination = one.first("Dest")
            mark = one.first("Bookmark")
            yield Action(
                event,
                "Goto",
                target="" if mark is None else mark.told("Name"),
                destination=None if destination is None else read_destination(destination),
                region=region,
            )
        elif one.name in _TARGETS:
            target, settings = _TARGETS[one.name]
            told = tuple((name, one.told(name)) for name in settings if one.told(name))
            yield Action(event, one.name, target=one.told(target), region=region, settings=told)
        elif one.name != "Region":
            node.note(Code.ELEMENT_UNKNOWN, one.name)
