"""The holder ends a certificate: asked first, with a reason, and not to be undone."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiban.certificates.errors import AlreadyRevokedError, CertificateError
from jiban.certificates.models import Certificate, CertificateState
from jiban.certificates.revoking import revoke
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest, resident_required

from .certificates import of_holder

OTHER = "other"
REASONS = {
    "wrong": _("Something in it is wrong"),
    "unneeded": _("I do not need it any more"),
    "sent-wrongly": _("I sent it to the wrong person"),
    OTHER: _("Another reason"),
}


class RevocationForm(PlainForm):
    reason = forms.ChoiceField(label=_("Why?"), choices=list(REASONS.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=_("The reason in your words"), required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason") == OTHER and not self.cleaned_data.get("words"):
            self.add_error("words", _("Please say in a few words why, for example: the school changed"))
        return self.cleaned_data

    def said(self) -> str:
        """As it is kept in the office's books: in Chinese, whatever the language of the page."""
        with translation.override("zh-hans"):
            words = str(self.cleaned_data["words"])
            return words or str(REASONS[self.cleaned_data["reason"]])


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def revocation(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_holder(request.resident, number)
    if request.method != "POST":
        if found.state != CertificateState.SEALED:
            return redirect("resident:certificate", number)
        return _show(request, found, RevocationForm())
    form = RevocationForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    try:
        revoke(found, by=None, reason=form.said(), now=timezone.now())
    except AlreadyRevokedError:
        # A second tap: it is done.
        return redirect("resident:certificate", number)
    except CertificateError as refusal:
        return _show(request, found, form, refusal=refusal, status=409)
    return redirect("resident:certificate", number)


def _show(
    request: ResidentRequest,
    certificate: Certificate,
    form: RevocationForm,
    *,
    refusal: CertificateError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"certificate": certificate, "form": form, "refusal": refusal}
    return render(request, "resident/revocation.html", context, status=status)
