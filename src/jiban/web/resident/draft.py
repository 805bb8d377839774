"""A draft as the pages see it: the item as it is offered now, the answers, the papers, and the way through them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from jiban.cases.models import Case, CasePaper
from jiban.catalogue.answers import tidy
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.models import Item
from jiban.people.encryption import keyed_hash
from jiban.people.models import Resident
from jiban.web.application_form import LONGEST_TYPED, PLEDGE, ApplicationForm, application_form

from .apply_facts import last_version
from .steps import Step, Way, way_of


@dataclass
class Draft:
    """`case` is nothing yet before the first answer."""

    resident: Resident
    item: Item
    key: str
    answers: Mapping[str, str]
    kept: Case | None = None

    @classmethod
    def of_nothing(cls, resident: Resident, item: Item, *, key: str) -> "Draft":
        return cls(resident, item, key, {})

    @classmethod
    def of_case(cls, case: Case) -> "Draft":
        """Asked by the version that is offered now; what was answered before still counts where it fits."""
        return cls(case.resident, last_version(case.item.code), case.idempotency_key, case.answers, case)

    @property
    def case(self) -> Case:
        if self.kept is None:
            raise Case.DoesNotExist
        return self.kept

    @property
    def is_kept(self) -> bool:
        return self.kept is not None

    @cached_property
    def definition(self) -> ItemDefinition:
        return self.item.read()

    @cached_property
    def way(self) -> Way:
        return way_of(self.definition, self.answers)

    @cached_property
    def papers(self) -> list[CasePaper]:
        return list(self.kept.papers.order_by("id").defer("data")) if self.kept is not None else []

    @cached_property
    def form_type(self) -> type[ApplicationForm]:
        at_hand = frozenset(paper.name for paper in self.papers)
        remembered = self.resident.remembered.get(self.item.code, {}) if not self.is_kept else {}
        return application_form(self.definition, remembered=remembered, at_hand=at_hand)

    def form(self, *, initial: Mapping[str, str]) -> ApplicationForm:
        return self.form_type(initial=dict(initial))

    def posted(self, step: Step, data: Mapping[str, str], files: Any) -> ApplicationForm:
        """One question answered. What is wrong elsewhere is said there."""
        given = {**self.answers, **{name: data.get(name, "") for name in step.fields}}
        form = self.form_type(given, files)
        for name in [name for name in form.errors if name not in step.fields]:
            del form.errors[name]
        return form

    def whole(self, *, pledge: str = "") -> ApplicationForm:
        """Everything together, as it would be handed in."""
        return self.form_type({**self.way.shown(self.answers), PLEDGE: pledge}, {})

    @property
    def first_open(self) -> Step | None:
        return self.way.first_open(self.whole().errors)

    @property
    def reached(self) -> int:
        """The number of the question at which it stopped."""
        step = self.first_open
        return self.way.number(step) if step else self.way.total

    def typed(self, step: Step, data: Mapping[str, str]) -> dict[str, str]:
        return {name: tidy(str(data.get(name, "")), lines=True)[:LONGEST_TYPED] for name in step.fields}

    def address(self, step: Step | None) -> str:
        """Of a step; of the last page, on which everything is checked, if there is none left."""
        if step is None:
            return reverse("resident:draft-check", args=[self.case.number])
        return reverse("resident:draft-step", args=[self.case.number, step.name])

    @property
    def digest(self) -> str:
        """Whether what was shown still holds: nobody shall state what another device has changed meanwhile."""
        papers = [paper.pk for paper in self.papers]
        text = json.dumps([self.item.pk, self.case.pk, dict(self.way.shown(self.answers)), papers], sort_keys=True)
        return keyed_hash("draft-shown", text)[:32]


def of_resident(resident: Resident, number: str) -> Draft:
    """The draft, if it is this resident's; to anybody else it does not exist. It may be handed in by now."""
    mine = Case.objects.filter(resident=resident).select_related("item", "resident__village", "committee")
    return Draft.of_case(get_object_or_404(mine, number=number))
