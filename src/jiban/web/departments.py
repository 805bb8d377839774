"""Where a department's program asks for a fact: signed with its key instead of signed in."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jiban.exchange import errors, requests
from jiban.exchange.errors import RequestError, SourceAwayError, TooManyError

LARGEST_BYTES = 8192
STATUS = {TooManyError.code: HTTPStatus.TOO_MANY_REQUESTS, SourceAwayError.code: HTTPStatus.SERVICE_UNAVAILABLE}
JSON = "application/json"


@csrf_exempt
@require_POST
@cache_control(no_store=True)
def data_request(request: HttpRequest) -> HttpResponse:
    if len(request.body) > LARGEST_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        found = requests.take(request.body.decode(), now=timezone.now())
    except (RequestError, UnicodeDecodeError):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if found.is_answered:
        return HttpResponse(found.answer, content_type=JSON)
    body = json.dumps({"refusal": found.outcome, "words": errors.words(found.outcome)}, ensure_ascii=False)
    return HttpResponse(body, content_type=JSON, status=STATUS.get(found.outcome, HTTPStatus.FORBIDDEN))
