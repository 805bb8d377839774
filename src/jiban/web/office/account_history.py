"""What administrators did with one's own account. After signing in it comes first, until it was read."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.people.account_history import account_history, has_news
from jiban.people.actions.accounts import note_history_read
from jiban.web.preferences import safe_next

from .desk import DeskRequest, at_desk, show
from .sign_in import PAGE_METHODS, QUEUE


@require_http_methods(PAGE_METHODS)
@at_desk
def history(request: DeskRequest) -> HttpResponse:
    if request.method == "POST":
        note_history_read(request.officer, now=timezone.now())
        return redirect(safe_next(request.POST.get("next"), default=QUEUE))
    context = {
        "events": account_history(request.officer),
        "has_news": has_news(request.officer),
        "next_page": safe_next(request.GET.get("next"), default=QUEUE),
    }
    return show(request, "account_history.html", context, section="account")
