"""Answers for machines beside the pages: JSON where it is asked for, problems as RFC 9457 has them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from jiban.certificates import foreign, words
from jiban.certificates.foreign import ForeignVerdict
from jiban.certificates.verdict_json import as_json
from jiban.certificates.verdicts import Verdict

from .refusals import CheckRefusedError

P = ParamSpec("P")
PROBLEM = "application/problem+json"
READABLE = {"ensure_ascii": False, "indent": 2}


def wants_json(request: HttpRequest) -> bool:
    """`?format=json`, or an Accept header that puts JSON before HTML. Whoever takes anything gets the page."""
    if request.GET.get("format") == "json":
        return True
    return request.get_preferred_type(["text/html", "application/json", PROBLEM]) in {"application/json", PROBLEM}


def verdict_response(verdict: Verdict) -> HttpResponse:
    return JsonResponse(as_json(verdict), json_dumps_params=READABLE)


def foreign_response(verdict: ForeignVerdict) -> HttpResponse:
    return JsonResponse(foreign.as_json(verdict, title=words.title(verdict)), json_dumps_params=READABLE)


def problem(*, code: str, status: int, title: str, detail: str) -> HttpResponse:
    """RFC 9457 section 3.1; `type` leads to the words about it on the page for offline checking."""
    body = {
        "type": f"{settings.SITE_URL}/trust/#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(body, status=status, content_type=PROBLEM, json_dumps_params=READABLE)


def for_people_and_machines(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Turn what the view refuses into a page or a problem. Answers are about now: nobody stores them."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except CheckRefusedError as refusal:
            response = _refused(request, refusal)
        patch_vary_headers(response, ("Accept",))
        response["Cache-Control"] = "no-store"
        return response

    return answered


def _refused(request: HttpRequest, refusal: CheckRefusedError) -> HttpResponse:
    if wants_json(request):
        response = problem(code=refusal.code, status=refusal.status, title=str(refusal.title), detail=str(refusal))
    else:
        context = {"refusal": refusal} | ({"help_phone": refusal.phone} if refusal.phone else {})
        response = render(request, "verify/refused.html", context, status=refusal.status)
    if refusal.retry_after_seconds is not None:
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response
