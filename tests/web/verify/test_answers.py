"""Nothing a check can find is left without a question, an answer and a next step."""

from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from jiban.certificates import words
from jiban.certificates.verdicts import OUTCOMES, Code, Finding, Mark, Verdict
from jiban.web.verify import answers, refusals
from jiban.web.verify.trust_files import PROBLEMS

# What the shell around the page wants to know.
SHELL = {"here": "/verify/", "site_name": "x", "help_phone": "12345"}


def test_every_finding_answers_a_question():
    assert {code for code, _mark in words.FINDINGS} == set(answers.QUESTIONS)


def test_questions_come_in_the_order_in_which_people_ask():
    found = [Finding(code, Mark.OK) for code in ("validity", "record", "sealed-by", "intact")]
    asked = [answer.finding.code for answer in answers.answers(Verdict(Code.GENUINE, tuple(found)))]
    assert asked == ["intact", "sealed-by", "record", "validity"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", Code)
def test_every_verdict_has_its_page_in_both_languages(code, language):
    verdict = Verdict(code)
    with translation.override(language):
        context = answers.page(verdict, checked_at=timezone.now(), certificate=None)
        page = unescape(render_to_string("verify/result.html", {**SHELL, **context}))
        assert words.title(verdict) in page
    assert f'class="verdict {answers.KINDS[OUTCOMES[code]]}"' in page
    assert context["next_steps"]
    assert all(step in page for step in context["next_steps"])
    assert all(step.isascii() == (language == "en") for step in context["next_steps"])


def test_every_refusal_is_explained_to_programs():
    assert {refusal.code for refusal in refusals.CheckRefusedError.__subclasses__()} | {"incomplete"} == set(PROBLEMS)
