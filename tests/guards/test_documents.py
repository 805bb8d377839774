"""What the documents say of the repository is so: links lead somewhere, commands exist, words and numbers are in order."""

import re
import subprocess

import click
import pytest
from django.apps import apps

from jiban.cli import COMMANDS
from jiban.cli import main as jiban
from tests.guards.places import DOCS, ROOT, documents

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"\bmake ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)")
CHECKS = ["types", "templates", "migrations", "style", "layers", "tree", "translations"]
INTERNAL_TARGETS = {"check-only", "setup-tests", *(f"check-{part}" for part in CHECKS)}
PICTURES_MADE_BY_SHOTS = {"docs/pictures/walk.png"}


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def prose(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The anchors that headings get where the documents are read."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", names(documents()))
def test_every_link_leads_somewhere(name):
    targets = LINK.findall(FENCE.sub("", prose(name)))
    assert [target for target in targets if not leads_somewhere(ROOT / name, target)] == []


def leads_somewhere(page, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True  # an address outside: nothing here may depend on the network
    file, _, anchor = target.partition("#")
    path = (page.parent / file).resolve() if file else page
    if not path.exists():
        return path.relative_to(ROOT).as_posix() in PICTURES_MADE_BY_SHOTS
    return not anchor or anchor in anchors(path.read_text(encoding="utf-8"))


def make_targets() -> set[str]:
    text = prose("Makefile")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))


def code_in(text: str) -> str:
    """Fenced blocks and code spans: where commands stand."""
    fenced = FENCE.findall(text)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))])


@pytest.mark.parametrize("name", names(documents()))
def test_every_make_target_a_document_names_exists(name):
    named = {target for found in MAKE.findall(code_in(prose(name))) for target in found.split()}
    assert named - make_targets() == set()


def test_make_help_lists_every_target():
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  make (\S+)", said, re.MULTILINE))
    assert listed == make_targets() - INTERNAL_TARGETS


def command_lines(text: str) -> list[list[str]]:
    """Lines of shell blocks that call jiban, as words."""
    found = []
    for block in re.findall(r"^```(?:sh|console)[^\n]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            match = re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?jiban (.+)", line)
            if match:
                found.append(re.split(r"\s+", match[1].split(" #")[0].split(" > ")[0].strip()))
    return found


@pytest.mark.parametrize("name", names(documents()))
def test_every_jiban_command_a_document_shows_exists_with_its_options(name):
    assert [line for line in map(unknown_in, command_lines(prose(name))) if line] == []


def unknown_in(words: list[str]) -> str:
    command: click.Command = jiban
    context = click.Context(jiban)
    for place, word in enumerate(words):
        if not isinstance(command, click.Group) or word.startswith("-"):
            options = {name for parameter in command.params for name in parameter.opts} | {"--help", "--version"}
            unknown = [each for each in words[place:] if each.startswith("-") and each.split("=")[0] not in options]
            return f"jiban {' '.join(words)}: {unknown}" if unknown else ""
        inner = command.get_command(context, word)
        if inner is None:
            return f"jiban {' '.join(words)}: no command {word}"
        command = inner
    return ""


def all_commands() -> dict[str, click.Command]:
    """Every command that can be run, by its full name."""
    context, found = click.Context(jiban), {}
    for name in COMMANDS:
        command = jiban.get_command(context, name)
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": each for inner, each in command.commands.items()}
        else:
            found[name] = command
    return found


def test_every_command_is_in_the_reference_with_all_its_options():
    text = prose("docs/reference/commands.md")
    sections = re.findall(r"^### jiban (.+?)$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    # The heading names the command and then its argument, in capitals: jiban places import FILE.
    told = {re.sub(r" \[?[A-Z]+\]?$", "", name): body for name, body in sections}
    commands = all_commands()
    assert sorted(told) == sorted(commands)
    missing = {
        name: [option for option in options_of(command) if f"`{option}" not in told[name]]
        for name, command in commands.items()
    }
    assert {name: options for name, options in missing.items() if options} == {}


def options_of(command: click.Command) -> list[str]:
    return [parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option)]


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_begins_with_its_number():
    wrong = [
        path.name
        for path in (DOCS / "decisions").glob("[0-9]*.md")
        if not path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} · ")
    ]
    assert wrong == []


def glossary() -> set[str]:
    rows = re.findall(r"^\| ([a-zA-Z ,-]+) \|", prose("docs/glossary.md"), re.MULTILINE)
    return {word.strip().lower().replace("-", " ") for row in rows for word in row.split(",")} - {"in code"}


def models() -> set[str]:
    """Names of our tables, as words: JournalLine is a journal line."""
    found = [model.__name__ for model in apps.get_models() if model.__module__.startswith("jiban.")]
    return {re.sub(r"(?<!^)([A-Z])", r" \1", name).lower() for name in found}


def test_every_table_is_named_by_a_word_of_the_glossary():
    assert models() - glossary() == set()


def test_every_word_of_the_glossary_is_bound_to_a_chinese_term():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", prose("docs/glossary.md"), re.MULTILINE)
    assert [row[0] for row in rows[1:] if not re.search(r"[\u4e00-\u9fff]", row[1]) and set(row[1]) != {"-"}] == []


@pytest.mark.parametrize("example", ["test", "change"])
def test_the_worked_change_still_applies(example):
    """CONTRIBUTING shows one change with its diff: a newcomer may try it."""
    found = re.search(rf"^   ```diff name={example}\n(.*?)^   ```$", prose("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    diff = "\n".join(line.removeprefix("   ") for line in found[1].splitlines()) + "\n"
    ended = subprocess.run(
        ["git", "apply", "--check", "--recount", "-"], cwd=ROOT, input=diff, capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
