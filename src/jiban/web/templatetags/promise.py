"""How the time of an application is counted, on every page that shows one."""

from typing import Any

from django import template
from django.utils import timezone

from jiban.cases.models import Case
from jiban.cases.promise import explain

register = template.Library()


@register.inclusion_tag("parts/promise_clock.html")
def promise_clock(case: Case) -> dict[str, Any]:
    return {"told": explain(case, timezone.now())}
