"""Where an officer is signed in, and ending it everywhere else."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from jiban.people.models import Officer, SignIn

KEPT = timedelta(days=30)
# In the order of looking: what calls itself Edge or WeChat calls itself Chrome as well.
PROGRAMS = {
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def note_sign_in(officer: Officer, *, session_key: str, way: str, user_agent: str, now: datetime) -> SignIn:
    officer.sign_ins.filter(begun_at__lt=now - KEPT).delete()
    return SignIn.objects.create(
        officer=officer, session_key=session_key, way=way, device=device_words(user_agent), begun_at=now
    )


def move_session(officer: Officer, *, before: str, after: str) -> None:
    """The session goes on under a new key."""
    officer.sign_ins.filter(session_key=before).update(session_key=after)


@transaction.atomic
def end_other_sessions(officer: Officer, *, keep: str) -> int:
    """End every session of the officer but the one with this key. That one has to be remembered anew.

    The counter ends them all, known here or not; how many were known is returned.
    """
    Officer.objects.filter(pk=officer.pk).update(sessions_ended=F("sessions_ended") + 1)
    officer.refresh_from_db(fields=["sessions_ended"])
    others = officer.sign_ins.exclude(session_key=keep)
    ended = Session.objects.filter(session_key__in=others.values("session_key")).delete()[0]
    others.delete()
    return ended


def open_sign_ins(officer: Officer, now: datetime) -> list[SignIn]:
    """Newest first: those whose session is still there."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(officer.sign_ins.filter(session_key__in=alive).order_by("-begun_at", "-id")[:20])


def device_words(user_agent: str) -> str:
    """Enough to know the device by, and no more: the program and the system, not their versions."""
    program = next((word for sign, word in PROGRAMS.items() if sign in user_agent), "")
    system = next((word for sign, word in SYSTEMS.items() if sign in user_agent), "")
    return " · ".join(word for word in (program, system) if word)
