"""Ways into a document: the outline and bookmarks (GB/T 33190-2016 sections 7.8, 7.5 and 14.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiban.standards.ofd.xml_text import attribute, number
from jiban.standards.typeset.paging import PlacedHeading


@dataclass(slots=True)
class _Branch:
    """A heading and those below it."""

    heading: PlacedHeading
    below: "list[_Branch]" = field(default_factory=list)

    def leaves(self) -> int:
        return sum(max(branch.leaves(), 1) for branch in self.below)


def outlines_xml(headings: Sequence[PlacedHeading], page_ids: Sequence[int]) -> str:
    """The element Outlines of Document.xml; headings stand below the last one of a higher level. Empty without any."""
    roots: list[_Branch] = []
    path: list[_Branch] = []
    for heading in headings:
        while path and path[-1].heading.level >= heading.level:
            path.pop()
        branch = _Branch(heading)
        (path[-1].below if path else roots).append(branch)
        path.append(branch)
    return f"<ofd:Outlines>{''.join([_branch(one, page_ids) for one in roots])}</ofd:Outlines>" if roots else ""


def bookmarks_xml(bookmarks: Mapping[str, tuple[int, float]], page_ids: Sequence[int]) -> str:
    """The element Bookmarks of Document.xml: name -> page index and height from the top in mm. Empty without any."""
    listed = "".join(
        [
            f'<ofd:Bookmark Name="{attribute(name)}">{_destination(page_ids[page], top)}</ofd:Bookmark>'
            for name, (page, top) in bookmarks.items()
        ]
    )
    return f"<ofd:Bookmarks>{listed}</ofd:Bookmarks>" if listed else ""


def _branch(branch: _Branch, page_ids: Sequence[int]) -> str:
    heading = branch.heading
    way = _destination(page_ids[heading.page_index], heading.top_mm)
    below = "".join([_branch(one, page_ids) for one in branch.below])
    counted = f' Count="{branch.leaves()}"' if branch.below else ""
    return (
        f'<ofd:OutlineElem Title="{attribute(heading.text)}"{counted}><ofd:Actions><ofd:Action Event="CLICK">'
        f"<ofd:Goto>{way}</ofd:Goto></ofd:Action></ofd:Actions>{below}</ofd:OutlineElem>"
    )


def _destination(page_id: int, top_mm: float) -> str:
    return f'<ofd:Dest Type="XYZ" PageID="{page_id}" Left="0" Top="{number(top_mm)}" Zoom="0"/>'
