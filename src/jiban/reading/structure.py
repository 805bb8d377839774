"""The structure of a package as plain values, for people and for machines alike."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from jiban.standards.ofd.reading.checks import every_object
from jiban.standards.ofd.reading.findings import Finding
from jiban.standards.ofd.reading.model import Annotation, Document, OutlineNode, Package, Page, Signature
from jiban.standards.ofd.reading.objects import Box, Unit

Plain = dict[str, Any]


def structure_of(package: Package) -> Plain:
    """What stands where; of what is drawn only how much. Values that the file does not state are left out."""
    return {
        "version": package.version,
        "doc_type": package.doc_type,
        "readable": package.readable,
        "entries": {name: len(content) for name, content in package.entries.items()},
        "documents": [_document(one) for one in package.documents],
        "findings": [finding_of(one) for one in package.findings],
    }


def finding_of(finding: Finding) -> Plain:
    """A finding with its clause and its words."""
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "entry": finding.entry,
        "clause": finding.clause,
        "zh": finding.zh,
        "en": finding.en,
    }


def _document(document: Document) -> Plain:
    resources = document.resources
    return {
        "entry": document.entry,
        "info": _info(document),
        "size_mm": _size(document.area.physical),
        "pages": [_page(one) for one in document.pages],
        "templates": [_page(one) for one in document.templates.values()],
        "fonts": [{"id": one.id, "name": one.name, "file": one.file} for one in resources.fonts.values()],
        "color_spaces": [
            {"id": one.id, "kind": one.kind, "bits": one.bits, "palette": len(one.palette), "profile": one.profile}
            for one in resources.color_spaces.values()
        ],
        "draw_params": [{"id": one.id, "relative": one.relative} for one in resources.draw_params.values()],
        "media": [
            {"id": one.id, "kind": one.kind, "format": one.format, "file": one.file} for one in resources.media.values()
        ],
        "composite_units": [
            {"id": one.id, "size_mm": [one.width, one.height], "objects": _counts(every_object(one.objects))}
            for one in resources.composite_units.values()
        ],
        "annotations": [_annotation(one) for one in document.annotations],
        "attachments": [
            {"id": one.id, "name": one.name, "file": one.entry, "format": one.format, "visible": one.visible}
            for one in document.attachments
        ],
        "custom_tags": [{"type": one.type_id, "file": one.entry} for one in document.custom_tags],
        "outline": _outline(document.outline),
        "bookmarks": [{"name": one.name, "page": one.destination.page} for one in document.bookmarks],
        "permissions": _permissions(document),
        "extensions": [{"app": one.app_name, "date": one.date} for one in document.extensions],
        "versions": [
            {"id": one.id, "name": one.name, "current": one.current, "file": one.entry} for one in document.versions
        ],
        "signatures": [_signature(one) for one in document.signatures],
    }


def _info(document: Document) -> Plain:
    info = document.info
    told = {
        "doc_id": info.doc_id,
        "title": info.title,
        "author": info.author,
        "subject": info.subject,
        "abstract": info.abstract,
        "created": info.created,
        "modified": info.modified,
        "usage": info.usage,
        "keywords": list(info.keywords),
        "creator": info.creator,
        "creator_version": info.creator_version,
        "custom": dict(info.custom),
    }
    return {name: value for name, value in told.items() if value}


def _page(page: Page) -> Plain:
    objects = [one for layer in page.layers for one in every_object(layer.objects)]
    return {
        "id": page.id,
        "entry": page.entry,
        "size_mm": _size(page.area.physical),
        "layers": len(page.layers),
        "templates": [use.template for use in page.templates],
        "objects": _counts(objects),
        "complete": page.complete,
    }


def _counts(objects: Iterable[Unit]) -> dict[str, int]:
    return dict(sorted(Counter(type(one).__name__.removesuffix("Object").lower() for one in objects).items()))


def _size(box: Box) -> list[float]:
    return [box.width, box.height]


def _annotation(one: Annotation) -> Plain:
    told: Plain = {"id": one.id, "page": one.page, "kind": one.kind, "objects": _counts(every_object(one.objects))}
    return told | {name: value for name, value in (("subtype", one.subtype), ("remark", one.remark)) if value}


def _outline(nodes: tuple[OutlineNode, ...]) -> list[Plain]:
    return [{"title": one.title, "children": _outline(one.children)} for one in nodes]


def _permissions(document: Document) -> Plain:
    stated = document.permissions
    if stated is None:
        return {}
    names = (name for name in type(stated).__slots__ if getattr(stated, name) not in (None, ""))
    return {name: getattr(stated, name) for name in names}


def _signature(one: Signature) -> Plain:
    return {
        "id": one.id,
        "kind": one.kind,
        "entry": one.entry,
        "provider": " ".join(part for part in (one.company, one.provider, one.provider_version) if part),
        "method": one.method,
        "signed_at": one.signed_at,
        "check_method": one.check_method,
        "references": len(one.references),
        "stamps": [{"page": stamp.page, "boundary_mm": list(stamp.boundary)} for stamp in one.stamps],
        "signed_value": one.signed_value,
        "seal": one.seal,
    }
