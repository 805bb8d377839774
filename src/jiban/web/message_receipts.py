"""Where the SMS gateway tells what came of a message: a program's address, signed instead of signed in."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jiban.cases import messages
from jiban.notices.errors import MessageUnknownError, ReplayedError, SignatureError
from jiban.notices.receipts import ReceiptUnreadableError
from jiban.notices.signing import Letter

LARGEST_BYTES = 4096


@csrf_exempt
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    if len(request.body) > LARGEST_BYTES:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    letter = Letter("POST", request.path, request.body)
    try:
        messages.take_receipt(letter, request.headers, now=timezone.now())
    except SignatureError:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    except ReplayedError:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    except MessageUnknownError:
        # Its id may not be written down yet: the gateway asks again.
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    except ReceiptUnreadableError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
