"""What templates may do beyond Django's own tags: draw icons, mask persons, say dates as people say them."""

from datetime import date, datetime, timedelta

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from jiban.certificates.models import Certificate
from jiban.places import history
from jiban.places.models import Division
from jiban.standards.codes import masking
from jiban.web import inline_sheet, item_words
from jiban.web.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of jiban.web.icons. It is decoration: the words beside it carry the meaning."""
    return format_html(
        '<svg class="ic {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css,
        ICONS[name],
    )


@register.simple_tag(takes_context=True)
def style_sheet(context: Context) -> SafeString:
    # A kiosk forgets everything with each visitor, and has a line of its own.
    return inline_sheet.links(None if context.get("shell") else context.get("request"))


@register.filter
def ended(division: Division | None) -> str:
    """What to say beside a place that is no more: now part of another. Empty for an open place, and costs no query."""
    return history.standing_words(division) if division is not None else ""


@register.filter
def title_words(certificate: Certificate | None) -> str:
    return item_words.title(certificate) if certificate else ""


@register.filter
def purpose_words(certificate: Certificate | None) -> str:
    return item_words.purpose(certificate) if certificate else ""


@register.filter
def masked_name(name: str | None) -> str:
    return masking.mask_name(name or "")


@register.filter
def masked_id(number: str | None) -> str:
    """Mask an identity number and set it in the groups people read it in: 1301 **** **** ** 1228."""
    masked = masking.mask_identity_number(number or "")
    return f"{masked[:4]} {masked[4:-4]} {masked[-4:]}" if len(masked) == 18 else masked


@register.filter
def masked_mobile(number: str | None) -> str:
    masked = masking.mask_mobile(number or "")
    return f"{masked[:3]} {masked[3:7]} {masked[7:]}" if len(masked) == 11 else masked


@register.filter
def long_date(day: date | None) -> str:
    """2026 年 11 月 24 日, or 24 November 2026."""
    if day is None:
        return ""
    return formats.date_format(_local(day), gettext("j F Y"))


@register.filter
def month(day: date | None) -> str:
    """2009 年 3 月, or March 2009."""
    if day is None:
        return ""
    return formats.date_format(day, gettext("F Y"))


@register.filter
def days_left(day: date) -> str:
    """How long something still lasts that has a last day: ends today, 3 days left."""
    left = (day - timezone.localdate()).days
    if left <= 0:
        return gettext("ends today")
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}


@register.filter
def moment(at: datetime | None) -> str:
    """Say when, as people say it: today 10:42, yesterday 16:50, tomorrow 09:00; else the date and the time."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    clock = local.strftime("%H:%M")
    words = {
        0: gettext("today %(clock)s"),
        -1: gettext("yesterday %(clock)s"),
        1: gettext("tomorrow %(clock)s"),
    }.get((local.date() - timezone.localdate()).days)
    if words:
        return words % {"clock": clock}
    if local.year == timezone.localdate().year:
        return gettext("%(day)s %(clock)s") % {"day": formats.date_format(local, gettext("j M")), "clock": clock}
    return gettext("%(day)s %(clock)s") % {"day": long_date(local), "clock": clock}


@register.filter
def service_time(minutes: float | timedelta | None) -> str:
    """Say a span of service minutes: 30 minutes, 2 hours, 1 hour 20 minutes."""
    if minutes is None:
        return ""
    total = round(minutes.total_seconds() / 60) if isinstance(minutes, timedelta) else round(minutes)
    hours, rest = divmod(max(total, 0), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the input of a bound field with our class; Django adds aria-describedby and aria-invalid."""
    written = str(field.field.widget.attrs.get("class", ""))
    attrs: dict[str, str | bool] = {"class": f"input {written}".strip()}
    if example(field) and not field.help_text:
        # Django knows only of the help text; the example stands in its place.
        attrs["aria-describedby"] = f"{field.auto_id}_helptext {field.aria_describedby or ''}".strip()
    return field.as_widget(attrs=attrs)


@register.filter
def example(field: BoundField) -> str:
    """An example answer, if the field has one: catalogue fields do. It is Chinese, as what certificates say is."""
    words = str(getattr(field.field, "example", ""))
    return format_html('<span lang="zh-Hans">{}</span>', words) if words else ""


@register.filter
def named_error(error: str, field: BoundField) -> str:
    """An error as it stands in the summary: with the name of its field, once."""
    text, name = str(error), str(field.label)
    return text if text.startswith(name) else gettext("%(label)s: %(error)s") % {"label": name, "error": text}


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of the first thing in a field that can take the focus, for links from the error summary."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def label_lines(label: str | Promise) -> list[str]:
    """Split a choice's label into the label and the note below it (written as a second line)."""
    return str(label).split("\n", 1)


def _local(day: date) -> date:
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day
