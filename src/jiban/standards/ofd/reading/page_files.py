"""Pages and template pages (GB/T 33190-2016 section 7.7)."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from jiban.standards.ofd.reading.actions import read_actions
from jiban.standards.ofd.reading.drawing import read_objects
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import Layer, LayerKind, Page, PageArea, TemplateUse
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import Box
from jiban.standards.ofd.reading.resource_files import read_resources
from jiban.standards.ofd.reading.resources import Resources
from jiban.standards.ofd.reading.session import LimitReachedError
from jiban.standards.ofd.reading.xml_files import read_xml_at

A4 = Box(0.0, 0.0, 210.0, 297.0)
_KINDS = ("Body", "Background", "Foreground", "Custom")


def read_page(
    listed: Node, area: PageArea, resources: Resources, templates: Mapping[int, Page] = MappingProxyType({})
) -> Page:
    """The page, or template page, that an element with ID and BaseLoc names.

    area        the document's, for a page that states none
    resources   the document's, which the page's own are laid over
    templates   the document's, which may state the area too

    Raises LimitReachedError if there were too many pages before.
    """
    listed.reading.spend_page()
    location = listed.told("BaseLoc")
    if not location.strip():
        listed.missing("BaseLoc")
    root = read_xml_at(listed.reading, location, listed.entry, {"Page"}, "7.7")
    page = Page(
        id=listed.id(),
        entry=None if root is None else root.entry,
        area=area,
        layers=(),
        templates=(),
        resources=resources,
        name=listed.told("Name"),
        z_order=LayerKind(listed.one_of("ZOrder", "Background", "Foreground", "Body")),
        complete=False,
    )
    if root is None:
        return page
    try:
        return _filled(page, root, templates)
    except LimitReachedError as error:
        root.reading.note(Code.LIMIT_REACHED, root.entry, str(error))
        return page


def read_area(node: Node | None, otherwise: PageArea | None = None) -> PageArea:
    """CT_PageArea; what it does not state is `otherwise`, in the end a sheet of A4."""
    physical = None if node is None else node.box_at("PhysicalBox")
    if node is None or physical is None or physical.width <= 0 or physical.height <= 0:
        if node is not None:
            node.note(Code.ELEMENT_MISSING if physical is None else Code.VALUE_BAD, "PhysicalBox")
        return otherwise or PageArea(A4)
    return PageArea(physical, node.box_at("ApplicationBox"), node.box_at("ContentBox"), node.box_at("BleedBox"))


def _filled(page: Page, root: Node, templates: Mapping[int, Page]) -> Page:
    resources = read_resources(root.each("PageRes"), page.resources)
    content = root.first("Content")
    uses = tuple(_template(one) for one in root.each("Template"))
    stated = (templates[use.template].area for use in uses if use.template in templates)
    inherited = next((area for area in stated if area is not page.area), page.area)
    area = root.first("Area")
    return replace(
        page,
        area=inherited if area is None else read_area(area, inherited),
        layers=() if content is None else _layers(content),
        templates=uses,
        resources=resources,
        actions=read_actions(root),
        complete=True,
    )


def _layers(content: Node) -> tuple[Layer, ...]:
    layers = [_layer(one) for one in content.each("Layer")]
    if any(one.name != "Layer" for one in content.each()):
        content.note(Code.ELEMENT_MISSING, "Layer")
        layers.append(Layer(0, LayerKind.BODY, read_objects(content, but="Layer")))
    return tuple(layers)


def _layer(node: Node) -> Layer:
    return Layer(
        node.ref("ID") or 0, LayerKind(node.one_of("Type", *_KINDS)), read_objects(node), node.ref("DrawParam")
    )


def _template(node: Node) -> TemplateUse:
    return TemplateUse(node.id("TemplateID"), LayerKind(node.one_of("ZOrder", "Background", "Foreground")))
