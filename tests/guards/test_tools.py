"""The checks themselves are checked: each finds the fault it is for, and leaves sound work alone."""

import importlib.util
import subprocess
import sys

import pytest

from tests.guards.places import ROOT

TOOLS = ROOT / "tools"


def run(tool, root):
    ended = subprocess.run([sys.executable, str(TOOLS / tool), str(root)], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def function_of(lines, name="work"):
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("src/jiban/long.py", "x = 1\n" * 401, "401 lines (stop: 400)"),
        ("src/jiban/deep.py", function_of(61), "work: 61 lines (stop: 60)"),
        ("tests/test_deep.py", function_of(61), "work: 61 lines (stop: 60)"),
        ("src/jiban/web/templates/long.html", "<p>\n" * 401, "401 lines (stop: 400)"),
        ("src/jiban/standards/gm/new.py", "def sign():\n    return 1\n", "sign has no docstring"),
        ("src/jiban/standards/gm/new.py", "class Key:\n    pass\n", "Key has no docstring"),
    ],
)
def test_the_shape_check_stops_at_what_is_too_large_or_unexplained(tmp_path, name, text, said):
    write(tmp_path, name, text)
    code, output = run("check_shape.py", tmp_path)
    assert code == 1
    assert f"FAULT {name}" in output
    assert said in output


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/jiban/fit.py", "x = 1\n" * 400),
        ("src/jiban/fit.py", function_of(60)),
        ("src/jiban/cases/migrations/0001.py", "x = 1\n" * 999),
        ("src/jiban/web/static/vendor/lib/lib.js", "x;\n" * 999),
        ("src/jiban/standards/gm/new.py", "def _inner():\n    return 1\n"),
        ("src/jiban/cases/new.py", "def plain():\n    return 1\n"),
    ],
)
def test_the_shape_check_leaves_sound_work_alone(tmp_path, name, text):
    write(tmp_path, name, text)
    code, output = run("check_shape.py", tmp_path)
    assert (code, "0 faults" in output) == (0, True)


def test_the_shape_check_tells_of_what_is_getting_long_without_stopping(tmp_path):
    write(tmp_path, "src/jiban/longish.py", function_of(31) + "x = 1\n" * 270)
    code, output = run("check_shape.py", tmp_path)
    assert code == 0
    assert "hint  src/jiban/longish.py: 301 lines (aim: 300)" in output
    assert "hint  src/jiban/longish.py:1 work: 31 lines (aim: 30)" in output


PAGE = '{% extends "base.html" %}{% block title %}Home{% endblock %}{% block main %}MAIN{% endblock %}'


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ('<button onclick="go()">', "event attribute"),
        ("<script>go()</script>", "inline script"),
        ('<a href="javascript:go()">', "javascript: address"),
        ('<img src="https://example.org/a.png">', "outside address"),
    ],
)
def test_the_text_check_finds_what_the_content_security_policy_forbids(tmp_path, main, said):
    write(tmp_path, "src/jiban/web/templates/home.html", PAGE.replace("MAIN", main))
    code, output = run("check_text.py", tmp_path)
    assert (code, f"home.html: {said}" in output) == (1, True)


@pytest.mark.parametrize(
    "main",
    [
        '{% include "parts/field.html" with one=True style="x" %}',
        '{# <p style="x"> #}',
        "{% comment %}<script>go()</script>{% endcomment %}",
        """<script src="{% static 'app.js' %}" defer></script>""",
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        '<p class="lifestyle = x">',
    ],
)
def test_the_text_check_leaves_sound_templates_alone(tmp_path, main):
    write(tmp_path, "src/jiban/web/templates/home.html", PAGE.replace("MAIN", main))
    assert run("check_text.py", tmp_path) == (0, "text: 0 faults\n")


def test_the_text_check_wants_a_title_of_pages_but_not_of_shells(tmp_path):
    write(tmp_path, "src/jiban/web/templates/office/base.html", '{% extends "base.html" %}')
    write(tmp_path, "src/jiban/web/templates/office/queue.html", '{% extends "office/base.html" %}')
    write(tmp_path, "src/jiban/web/templates/parts/part.html", "<p>part</p>")
    code, output = run("check_text.py", tmp_path)
    assert code == 1
    assert output.count("page without a title") == 1
    assert "office/queue.html: page without a title" in output


@pytest.mark.parametrize("folder", ["home", "root", "Users", "tmp"])
def test_the_text_check_finds_paths_of_somebodys_machine(tmp_path, folder):
    write(tmp_path, "docs/page.md", f"fine\nsee /{folder}/ann/project\n")
    code, output = run("check_text.py", tmp_path)
    assert (code, "docs/page.md:2: path of a machine" in output) == (1, True)


@pytest.mark.parametrize("text", ["/etc/jiban/secret", "https://site.example/home/page", "src/home/x", "../root/x"])
def test_the_text_check_leaves_other_paths_alone(tmp_path, text):
    write(tmp_path, "docs/page.md", text)
    assert run("check_text.py", tmp_path)[0] == 0


@pytest.fixture(scope="module")
def translations():
    spec = importlib.util.spec_from_file_location("check_translations", TOOLS / "check_translations.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


HEADER = 'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('msgid "Sign in"\nmsgstr ""\n', "no zh-Hans words for: Sign in"),
        ('msgid ""\n"Sign "\n"in"\nmsgstr ""\n', "no zh-Hans words for: Sign in"),
        ('msgid "%(count)d more"\nmsgstr "还有"\n', "placeholders differ in: %(count)d more"),
        ('msgid "more"\nmsgstr "还有 %(count)d"\n', "the words name a place the text lacks: more"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "甲"\n', "fuzzy"),
        ('#, python-format, fuzzy\nmsgid "a"\nmsgstr "甲"\n', "fuzzy"),
        ('msgid "a case"\nmsgid_plural "%(n)d cases"\nmsgstr[0] ""\n', "no zh-Hans words for: a case"),
    ],
)
def test_the_translation_check_finds_what_is_missing(translations, entry, said):
    assert any(said in fault for fault in translations.faults(HEADER + entry))


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Sign in"\nmsgstr "登录"\n',
        'msgid "%(count)d more"\nmsgstr "还有 %(count)d 个"',
        'msgid "a case"\nmsgid_plural "%(n)d cases"\nmsgstr[0] "%(n)d 件"\n',
        '#~ msgid "gone"\n#~ msgstr ""\n',
        'msgid ""\n"a long "\n"text"\nmsgstr ""\n"长"\n"句"\n',
    ],
)
def test_the_translation_check_leaves_complete_entries_alone(translations, entry):
    assert translations.faults(HEADER + entry) == []
