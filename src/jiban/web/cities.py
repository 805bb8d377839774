"""Where other cities post their envelopes: signed instead of signed in."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jiban.cities import receiving
from jiban.cities.envelopes import LARGEST_BYTES
from jiban.cities.errors import NotTakingPartError

JSON = "application/json"


@csrf_exempt
@require_POST
@cache_control(no_store=True)
def envelope(request: HttpRequest) -> HttpResponse:
    """Read as a stream: longer than a page's form, and never longer than an envelope."""
    if request.content_type != JSON:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    data = request.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        # Refusals go to people of another city, in the language of the state.
        with translation.override("zh-hans"):
            answer = receiving.take(data.decode(), now=timezone.now())
    except NotTakingPartError:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    except UnicodeDecodeError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(answer.text, content_type=JSON, status=answer.status)
