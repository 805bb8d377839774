"""Answer with a drawing of a certificate."""

from django.http import HttpResponse


def drawing(svg: str) -> HttpResponse:
    """An SVG that carries its seal inside and shows it also when it is opened by itself."""
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    # What django-csp's csp_update decorator sets, for this answer only.
    response._csp_update = {"img-src": ["data:"]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response
