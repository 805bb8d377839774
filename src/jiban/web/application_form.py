"""The form of an application: the item's questions, its papers and the statement, as one form."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiban.cases.actions import Paper as HandedIn
from jiban.cases.drafting import MOST_FILES_A_PAPER
from jiban.catalogue import papers as catalogue_papers
from jiban.catalogue.answers import tidy
from jiban.catalogue.definition import PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, ItemDefinition, Paper
from jiban.catalogue.errors import PaperRefusedError
from jiban.catalogue.forms import ItemForm, form_class
from jiban.web.papers import accepted_kinds, hint_for
from jiban.web.plain_form import TICK
from jiban.web.uploads import FilesField, FilesInput

PLEDGE = "pledge"
# Of what is kept right or wrong: more than any answer may be long.
LONGEST_TYPED = 500


class ApplicationForm(ItemForm):
    """Made by `application_form`. `at_hand`: papers that were handed in before and still count."""

    at_hand: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handed_in: list[HandedIn] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for paper in self.item.papers:
            self._clean_paper(paper)
        return cleaned

    def _clean_paper(self, paper: Paper) -> None:
        name = paper_name(paper)
        uploads: list[UploadedFile[bytes]] = self.cleaned_data.get(name) or []
        if not uploads:
            if paper.code not in self.at_hand and paper.is_needed(self.cleaned_data):
                label = paper.label.in_language(get_language())
                self.add_error(name, _("%(label)s: please add a photo or file") % {"label": label})
            return
        if len(uploads) > MOST_FILES_A_PAPER:
            message = _("%(label)s: please choose at most %(limit)d files; you chose %(count)d")
            label = paper.label.in_language(get_language())
            values = {"label": label, "limit": MOST_FILES_A_PAPER, "count": len(uploads)}
            self.add_error(name, message % values)
            return
        for upload in uploads:
            self._take_in(upload, paper)

    def _take_in(self, upload: "UploadedFile[bytes]", paper: Paper) -> None:
        try:
            if (upload.size or 0) > paper.max_bytes:
                raise catalogue_papers.too_large(upload.size or 0, paper)
            accepted = catalogue_papers.accept(upload.read(), file_name=upload.name or "", paper=paper)
        except PaperRefusedError as refusal:
            self.add_error(paper_name(paper), str(refusal))
        else:
            self.handed_in.append(HandedIn(paper.code, accepted.file_name, accepted.media_type, accepted.data))

    def answers(self) -> dict[str, str]:
        names = answer_names(self.item)
        return {name: value for name, value in super().answers().items() if name in names}

    def answers_of(self, names: Sequence[str]) -> dict[str, str]:
        """The answers to some questions, the empty ones too; papers are none."""
        known = answer_names(self.item)
        return {name: str(self.cleaned_data.get(name, "")) for name in names if name in known}

    def draft_answers(self) -> dict[str, str]:
        """What was typed so far, right or not."""
        typed = {name: tidy(str(self.data.get(name, "")), lines=True) for name in answer_names(self.item)}
        return {name: text[:LONGEST_TYPED] for name, text in typed.items() if text}

    def paper_fields(self, answers: Mapping[str, str] | None = None) -> list[forms.BoundField]:
        """The uploads to show: of known answers those that are needed, else all."""
        papers = self.item.papers if answers is None else self.item.papers_needed(answers)
        return [self[paper_name(paper)] for paper in papers]

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[question.name] for question in self.item.fields]


def application_form(
    item: ItemDefinition, *, remembered: Mapping[str, str], at_hand: frozenset[str] = frozenset()
) -> type[ApplicationForm]:
    """The form class in the active language."""
    fields: dict[str, Any] = {paper_name(paper): _paper_field(paper, item) for paper in item.papers}
    pledge = forms.BooleanField(
        label=_("What I state is true; if it is not, I answer for it"),
        error_messages={"required": TICK},
        widget=forms.CheckboxInput({"data-private": ""}),
    )
    members = {**fields, PLEDGE: pledge, "at_hand": at_hand}
    return type("FilledApplication", (ApplicationForm, form_class(item, remembered=remembered)), members)


def answer_names(item: ItemDefinition) -> set[str]:
    return {PURPOSE, PURPOSE_TEXT, RECEIVING_UNIT, *(question.name for question in item.fields)}


def typed_answers(data: Mapping[str, str], item: ItemDefinition) -> dict[str, str]:
    """The answers in what was posted; never the statement, which is made anew each time."""
    return {name: data.get(name, "") for name in answer_names(item) if name in data}


def paper_name(paper: Paper) -> str:
    return f"paper_{paper.code}"


def _paper_field(paper: Paper, item: ItemDefinition) -> FilesField:
    return FilesField(
        label=paper.label.in_language(get_language()),
        help_text=hint_for(paper, item),
        required=False,
        # An empty file gets the catalogue's own words.
        allow_empty_file=True,
        # A photo is made smaller on the phone before it is sent: static/photos.js.
        widget=FilesInput({"accept": accepted_kinds(paper), "data-photos": paper.max_bytes}),
    )
