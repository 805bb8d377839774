"""Carry out the stages of a city, and say how long each took."""

import sys
import time
from collections.abc import Callable

import click
from django.core.management import call_command
from django.utils import translation

from .plan import CityPlan
from .stages import STAGES, Stage, begin, carry_out

Say = Callable[[str], object]


def fill(plan: CityPlan, *, say: Say = click.echo) -> CityPlan:
    translation.activate("zh-hans")
    call_command("migrate", interactive=False, verbosity=0)
    plan = begin(plan)
    began = time.perf_counter()
    for stage in STAGES:
        _show(stage, plan, say)
    say(f"{time.perf_counter() - began:8.1f} s  all; the city's present is {plan.until:%Y-%m-%d %H:%M %Z}")
    say(f"{plan.sealing} of {plan.villages} committees have keys; the others' seals are rows without keys")
    return plan


def _show(stage: Stage, plan: CityPlan, say: Say) -> None:
    began = time.perf_counter()
    with click.progressbar(length=stage.length(plan), label=f"{stage.name:<10}", file=sys.stderr) as bar:
        for step in carry_out(plan, stage):
            bar.update(step)
    say(f"{time.perf_counter() - began:8.1f} s  {stage.name}")
