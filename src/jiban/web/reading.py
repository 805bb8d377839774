"""One page for all that helps to read and hear. It works without JavaScript: the choice is posted and kept in cookies."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jiban.web.plain_form import PlainForm
from jiban.web.preferences import CONTRAST_COOKIE, MODE_COOKIE, RATE_COOKIE, Contrast, Mode, Rate, safe_next


class ReadingForm(PlainForm):
    """The names and values are those of /preferences/."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How large?"),
        widget=forms.RadioSelect,
        choices=[(Mode.STANDARD, gettext_lazy("Standard print")), (Mode.LARGE, gettext_lazy("Large print"))],
    )
    contrast = forms.ChoiceField(
        label=gettext_lazy("Which colours?"),
        widget=forms.RadioSelect,
        choices=[
            (Contrast.NORMAL, gettext_lazy("Usual colours")),
            (Contrast.HIGH, gettext_lazy("High contrast\nBlack on white, with strong lines")),
        ],
    )
    rate = forms.ChoiceField(
        label=gettext_lazy("How fast is a page read aloud?"),
        widget=forms.RadioSelect,
        choices=[
            (Rate.SLOW, pgettext_lazy("speech", "Slow")),
            (Rate.NORMAL, pgettext_lazy("speech", "Normal")),
            (Rate.FAST, pgettext_lazy("speech", "Fast")),
        ],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Which language?"), widget=forms.RadioSelect, choices=settings.LANGUAGES
    )


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    now = {
        "mode": Mode.read(request.COOKIES.get(MODE_COOKIE)),
        "contrast": Contrast.read(request.COOKIES.get(CONTRAST_COOKIE)) or Contrast.NORMAL,
        "rate": Rate.read(request.COOKIES.get(RATE_COOKIE)),
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    context = {"form": ReadingForm(initial=now), "next_page": safe_next(request.GET.get("next"))}
    return render(request, "reading.html", context)
