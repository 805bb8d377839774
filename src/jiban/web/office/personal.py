"""What only officers of the committee see of a person: the whole identity number, the papers handed in, the preview."""

from html import escape

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from jiban.cases.previews import preview_svg
from jiban.catalogue.errors import CatalogueError
from jiban.certificates.models import DataView
from jiban.standards.typeset.errors import TypesetError

from .case_page import facts_of, note_identity_viewed, reviewer_for
from .desk import DeskRequest, at_committee_desk
from .looking import note_look
from .review import of_desk, show_case

# What a browser may show in place. Anything else is handed over as a file, whatever it says of itself.
SHOWN_IN_PLACE = {"image/jpeg", "image/png", "application/pdf"}
SVG = "image/svg+xml; charset=utf-8"


@require_POST
@at_committee_desk
def identity(request: DeskRequest, number: str) -> HttpResponse:
    """Show the whole number, once, and write down who looked."""
    case = of_desk(request, number)
    note_identity_viewed(case, by=request.officer, now=timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "office/parts/facts.html", {**facts_of(case), "identity_shown": True})
    return show_case(request, case, identity_shown=True)


@require_safe
@cache_control(no_store=True)
@at_committee_desk
def paper(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    case = of_desk(request, number)
    found = get_object_or_404(case.papers, pk=pk)
    note_look(request, case.resident_id, DataView.What.PAPER, about=case.number, place=case.committee)
    in_place = found.media_type in SHOWN_IN_PLACE
    answer = HttpResponse(bytes(found.data), content_type=found.media_type if in_place else "application/octet-stream")
    disposition = content_disposition_header(as_attachment=not in_place, filename=found.file_name)
    if disposition:
        answer["Content-Disposition"] = disposition
    return answer


@require_safe
@cache_control(no_store=True)
@at_committee_desk
def preview(request: DeskRequest, number: str) -> HttpResponse:
    """The paper as approval would seal it; if it cannot be made, a sheet that says why."""
    case = of_desk(request, number)
    try:
        picture = preview_svg(case, reviewer=reviewer_for(case, request.officer, desk=request.desk))
    except (CatalogueError, TypesetError) as error:
        picture = _sheet_that_says(_("This cannot be printed: %(reason)s") % {"reason": error})
    return HttpResponse(picture, content_type=SVG)


def _sheet_that_says(words: str) -> str:
    """An A4 sheet with a sentence on it; the user unit is the millimetre."""
    lines = [words[start : start + 26] for start in range(0, len(words), 26)]
    texts = "".join(
        f'<text x="20" y="{60 + 9 * place}" font-size="6">{escape(line)}</text>' for place, line in enumerate(lines)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297">'
        f'<rect width="210" height="297" fill="#fff"/><g font-family="sans-serif" fill="#A8121A">{texts}</g></svg>'
    )
