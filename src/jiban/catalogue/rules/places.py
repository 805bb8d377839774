"""Where in an item's file a mistake in a rule stands: the author's editor jumps to line and column."""

from collections.abc import Callable
from pathlib import Path

import yaml

from .rule import Problem


def in_file(path: Path) -> Callable[[Problem], str]:
    """Tells a problem with its line and column in this file, which is read when there is one."""

    def told(problem: Problem) -> str:
        return in_text(path.read_text(encoding="utf-8"))(problem)

    return told


def in_text(text: str) -> Callable[[Problem], str]:
    """Tells a problem with its line and column in this text."""

    def told(problem: Problem) -> str:
        line, column = place_in(text, problem)
        return f"line {line}, column {column}: rule {problem.rule}: {problem.words}"

    return told


def place_in(text: str, problem: Problem) -> tuple[int, int]:
    """Line and column, from 1. Of a folded text that runs over several lines: where it begins."""
    node = _node(yaml.compose(text, Loader=yaml.SafeLoader), problem.path)
    if node is None:
        return 1, 1
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if not isinstance(node, yaml.ScalarNode):
        return line, column
    if node.style == "|":
        inside = text.splitlines()[line + problem.line - 1]
        return line + problem.line, len(inside) - len(inside.lstrip()) + problem.column
    if node.start_mark.line != node.end_mark.line:
        return line, column
    return line, column + problem.column - 1 + (1 if node.style in {"'", '"'} else 0)


def _node(node: yaml.Node | None, path: tuple[str | int, ...]) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        else:
            return node
    return node
