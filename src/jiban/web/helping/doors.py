"""The same pages of helping stand at two doors: at the desk, and in a relative's own account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiban.helping.models import HelpTask

Show = Callable[[str, Mapping[str, Any], int], HttpResponse]
# What a browser kept of the task's pages, once the task is over. Works on https alone; no-store holds without it.
CLEARED = '"cache"'


@dataclass(frozen=True, slots=True)
class Door:
    """`frame`: the template around the pages; `show` draws one of them."""

    namespace: str
    frame: str
    show: Show

    def draw(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        about = {"frame": self.frame, "help_url": reverse(f"{self.namespace}:help")}
        return keep_nothing(self.show(f"helping/{template}", {**about, **context}, status))

    def to_task(self, task: HelpTask) -> HttpResponse:
        return keep_nothing(redirect(f"{self.namespace}:help-task", task.pk))

    def away(self) -> HttpResponse:
        """Back to the list; whatever the browser kept of the task is thrown away."""
        response = keep_nothing(redirect(f"{self.namespace}:help"))
        response["Clear-Site-Data"] = CLEARED
        return response


def keep_nothing(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def is_post(request: HttpRequest, act: str) -> bool:
    return request.method == "POST" and request.POST.get("act") == act
