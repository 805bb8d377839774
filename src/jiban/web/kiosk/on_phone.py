"""An item that needs a photo: a kiosk has none to give, the phone in the pocket has."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jiban.catalogue import questions
from jiban.catalogue.models import Item

from .doors import at_kiosk
from .pictures import inline_qr


@require_safe
@at_kiosk
def on_phone(request: HttpRequest, code: str) -> HttpResponse:
    try:
        item = questions.item(code).read()
    except Item.DoesNotExist:
        return redirect("resident:items")
    context = {
        "title": item.title.in_language(get_language()),
        "papers": [paper.label.in_language(get_language()) for paper in item.papers if paper.required],
        "qr": inline_qr(f"{settings.SITE_URL}/apply/{code}/"),
    }
    return render(request, "kiosk/on_phone.html", context)
