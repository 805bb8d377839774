"""The words a county's messages have: read, write in a new version, go back to the product's own."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from . import kinds, wording
from .errors import TextChangedMeanwhileError, TextTooLongError
from .kinds import Kind, Text
from .models import Channel, MessageText

SUBJECT_MOST = 100
BODY_MOST = {Channel.SMS: 300, Channel.EMAIL: 3000}
LONGEST_ITEM = {kinds.ZH: "农村自建房情况证明", kinds.EN: "Statement on a self-built house"}


def newest(county: str, code: str, channel: str, language: str) -> MessageText | None:
    texts = MessageText.objects.filter(county=county, code=code, channel=channel, language=language)
    return texts.order_by("-version").first()


def in_force(county: str, code: str, channel: str, language: str) -> Text:
    """The county's own words, or those of the product."""
    kind = kinds.of(code)
    own = newest(county, kind.code, channel, language)
    return Text(own.body, own.subject) if own and own.body else kind.default(channel, language)


def own_texts(county: str) -> dict[tuple[str, str, str], MessageText]:
    """What a county has written itself, the newest version of each, by code, channel and language."""
    found: dict[tuple[str, str, str], MessageText] = {}
    for text in MessageText.objects.filter(county=county).order_by("version"):
        found[text.code, text.channel, text.language] = text
    return {where: text for where, text in found.items() if text.body}


def check(kind: Kind, channel: str, language: str, text: Text) -> None:
    """Raise a TextError unless it can be sent."""
    if channel == Channel.SMS:
        sample = example(kind, language)
        wording.check_sms(text.body, allowed=kind.placeholders, sign=settings.SMS_SIGN, sample=sample)
        return
    wording.check(text.body, allowed=kind.placeholders)
    # A subject needs no link, and is one line.
    wording.check(f"{text.subject}{{link}}", allowed=kind.placeholders)


def example(kind: Kind, language: str) -> Mapping[str, str]:
    """Values to show and to count with: as long as they get."""
    values = {"item": LONGEST_ITEM[language], "link": link(), "days": "7"}
    return {name: value for name, value in values.items() if name in kind.placeholders}


def link() -> str:
    """The same for everybody and everything: an address that tells nothing, whoever sees it."""
    return f"{settings.SITE_URL}/m/"


def write(
    county: str, kind: Kind, channel: str, language: str, text: Text, *, seen: int, by: str, now: datetime
) -> MessageText:
    """Put a new version in force. `seen` is the version the writer had before the eyes, 0 for none."""
    clean = Text(text.body.strip(), " ".join(text.subject.split()))
    check(kind, channel, language, clean)
    if len(clean.body) > BODY_MOST[Channel(channel)] or len(clean.subject) > SUBJECT_MOST:
        raise TextTooLongError(parts=wording.sms_parts(clean.body), most=wording.MOST_PARTS)
    return _add(county, kind, channel, language, clean, seen=seen, by=by, now=now)


def restore(
    county: str, kind: Kind, channel: str, language: str, *, seen: int, by: str, now: datetime
) -> MessageText | None:
    """Back to the product's words. Done already: nothing is added."""
    own = newest(county, kind.code, channel, language)
    if own is None or not own.body:
        return own
    return _add(county, kind, channel, language, Text(""), seen=seen, by=by, now=now)


def _add(
    county: str, kind: Kind, channel: str, language: str, text: Text, *, seen: int, by: str, now: datetime
) -> MessageText:
    own = newest(county, kind.code, channel, language)
    if own is not None and (own.body, own.subject) == (text.body, text.subject):
        # A second tap.
        return own
    if (own.version if own else 0) != seen:
        raise TextChangedMeanwhileError
    try:
        with transaction.atomic():
            return MessageText.objects.create(
                county=county,
                code=kind.code,
                channel=channel,
                language=language,
                version=seen + 1,
                subject=text.subject,
                body=text.body,
                by=by,
                at=now,
            )
    except IntegrityError as error:
        raise TextChangedMeanwhileError from error
