"""What every page of applying needs to know first: the version of the item, and a key for one filled-in form."""

import re
import secrets

from django.http import Http404

from jiban.catalogue.models import Item

KEY = re.compile(r"[\w-]{16,40}")


def last_version(code: str) -> Item:
    """Also of an item that was taken down: what was typed must not be lost."""
    found = Item.objects.filter(code=code, published=True).order_by("-current", "-version").first()
    if found is None:
        raise Http404
    return found


def new_key(text: str = "") -> str:
    """The key that came with the form, if it is one; else a new one."""
    return text if KEY.fullmatch(text) else secrets.token_urlsafe(16)
