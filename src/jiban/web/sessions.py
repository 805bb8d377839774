"""Sessions as Django keeps them in the database; the question that every page begins with is composed once."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from jiban.composing import composed_once


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
        return found


@composed_once
def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
