"""A city small enough for tests."""

from datetime import UTC, datetime

from jiban.demo.city import stages
from jiban.demo.city.plan import CityPlan

UNTIL = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
FIGURES = {"seed": 7, "until": UNTIL, "counties": 2, "townships": 4, "villages": 9, "cases": 300}
SMALL = CityPlan(**FIGURES)
WAITING = 60


def generate(plan):
    """How much each stage did."""
    plan = stages.begin(plan)
    return {stage.name: sum(stages.carry_out(plan, stage)) for stage in stages.STAGES}
