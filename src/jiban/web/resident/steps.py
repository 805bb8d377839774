"""One question a page: which questions an application has, in which order, and where a draft stands. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from jiban.catalogue.definition import PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, ItemDefinition, Paper
from jiban.web.application_form import paper_name


@dataclass(frozen=True, slots=True)
class Step:
    """`fields` are asked together; a paper is a step of its own. `name` stands in the address."""

    name: str
    fields: tuple[str, ...]
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of one application as the answers so far make it: some questions follow only from others."""

    steps: Sequence[Step]

    def find(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def number(self, step: Step) -> int:
        return self.steps.index(step) + 1

    @property
    def total(self) -> int:
        """With the last page, on which everything is checked."""
        return len(self.steps) + 1

    def before(self, step: Step) -> Step | None:
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def after(self, step: Step) -> Step | None:
        return next(iter(self.steps[self.steps.index(step) + 1 :]), None)

    def first_open(self, wrong: Container[str]) -> Step | None:
        """The first step with a field that is missing or wrong."""
        return next((step for step in self.steps if any(name in wrong for name in step.fields)), None)

    def shown(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Only what is asked: an answer to a question that no longer follows is not handed in."""
        names = {name for step in self.steps for name in step.fields}
        return {name: text for name, text in answers.items() if name in names}


def way_of(item: ItemDefinition, answers: Mapping[str, str]) -> Way:
    asked = [each for each in item.fields if each.needed_when is None or each.is_needed(answers)]
    wanted = [paper for paper in item.papers if paper.needed_when is None or paper.is_needed(answers)]
    return Way(
        [
            Step(PURPOSE, _purpose_fields(item)),
            *(Step(question.name, (question.name,)) for question in asked),
            *(Step(paper_name(paper), (paper_name(paper),), paper) for paper in wanted),
        ]
    )


def _purpose_fields(item: ItemDefinition) -> tuple[str, ...]:
    """What it is for and for whom belong together: the second is filled from the first."""
    words = (PURPOSE_TEXT,) if any(purpose.free for purpose in item.purposes) else ()
    return (PURPOSE, *words, RECEIVING_UNIT)
