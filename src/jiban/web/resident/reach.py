"""How we reach you: in the app always, by SMS unless switched off, by e-mail once a code was typed."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.notices import mail, reaching, sms
from jiban.notices.errors import EmailCodeWrongError, EmailInvalidError, NoticeError
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest, resident_required
from jiban.web.widgets import OneTimeCodeInput

from .holding_forms import key_in, new_key
from .own import own_page

PAGE_METHODS = ["GET", "HEAD", "POST"]


class EmailForm(PlainForm):
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("A code goes there at once"),
        max_length=reaching.LONGEST_EMAIL,
        widget=forms.TextInput(
            {"type": "email", "autocomplete": "email", "autocapitalize": "none", "data-private": ""}
        ),
    )


class CodeForm(PlainForm):
    code = forms.CharField(label=_("Six-digit code"), widget=OneTimeCodeInput)


def reach_of(resident_id: int) -> dict[str, object]:
    """What the part of the page under "Me" shows."""
    chosen = reaching.of(resident_id)
    return {
        "sms": chosen.sms,
        "email": chosen.email,
        "sms_offered": sms.is_offered(),
        "email_offered": mail.is_offered(),
        "quiet_hours": settings.SMS_QUIET_HOURS,
    }


@require_safe
@resident_required
def short_link(_request: ResidentRequest) -> HttpResponse:
    """What every SMS says: sign in, then see what is new. It tells nobody who got it or why."""
    return redirect("resident:home")


@require_POST
@own_page
def by_sms(request: ResidentRequest) -> HttpResponse:
    reaching.choose_sms(request.resident.pk, sms=request.POST.get("sms") == "on")
    return redirect(f"{reverse('resident:me')}?reach=kept#reach")


@require_http_methods(PAGE_METHODS)
@own_page
def email(request: ResidentRequest) -> HttpResponse:
    if request.method != "POST":
        return _show_email(request, EmailForm(initial={"email": reaching.of(request.resident.pk).email}))
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _show_email(request, form, status=422)
    try:
        reaching.ask_email(
            request.resident.pk, form.cleaned_data["email"], now=timezone.now(), form_key=key_in(request)
        )
    except EmailInvalidError as wrong:
        form.add_error("email", str(wrong))
        return _show_email(request, form, status=422)
    except NoticeError as refusal:
        return _show_email(request, form, refusal=refusal, status=409)
    return redirect("resident:email-code")


def _show_email(
    request: HttpRequest, form: EmailForm, *, refusal: NoticeError | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "key": new_key(), "refusal": refusal}
    return render(request, "resident/email.html", context, status=status)


@require_http_methods(PAGE_METHODS)
@own_page
def email_code(request: ResidentRequest) -> HttpResponse:
    asked = reaching.asked_email(request.resident.pk, now=timezone.now())
    if request.method != "POST":
        return _show_code(request, CodeForm(), asked) if asked else redirect("resident:email")
    if not asked and reaching.of(request.resident.pk).email:
        # A second tap finds the first one done.
        return redirect(f"{reverse('resident:me')}?reach=kept#reach")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show_code(request, form, asked, status=422)
    try:
        reaching.confirm_email(request.resident.pk, form.cleaned_data["code"], now=timezone.now())
    except EmailCodeWrongError as wrong:
        form.add_error("code", str(wrong))
        return _show_code(request, form, asked, status=422)
    except NoticeError as refusal:
        return _show_code(request, form, asked, refusal=refusal, status=409)
    return redirect(f"{reverse('resident:me')}?reach=kept#reach")


def _show_code(
    request: HttpRequest, form: CodeForm, asked: str, *, refusal: NoticeError | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "asked": asked, "refusal": refusal}
    return render(request, "resident/email_code.html", context, status=status)


@require_POST
@own_page
def email_removal(request: ResidentRequest) -> HttpResponse:
    reaching.remove_email(request.resident.pk)
    return redirect(f"{reverse('resident:me')}?reach=kept#reach")
