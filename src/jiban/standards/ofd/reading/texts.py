"""The runs of a text object: TextCode (GB/T 33190-2016 section 11.3) and CGTransform (section 11.4)."""

from collections.abc import Sequence

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import Glyphs, TextRun


def read_runs(node: Node) -> tuple[TextRun, ...]:
    """The runs of a text object. X and Y that a run leaves out are those of the run before it."""
    runs: list[TextRun] = []
    waiting: list[Glyphs] = []
    x, y = 0.0, 0.0
    for one in node.each("TextCode", "CGTransform"):
        if one.name == "CGTransform":
            waiting.append(_glyphs(one.under("11.4.1")))
            continue
        code = one.under("11.3")
        x, y = code.number_or("X", x), code.number_or("Y", y)
        runs.append(_run(code, x, y, tuple(waiting)))
        waiting = []
    if waiting and runs and not runs[-1].glyphs:  # written behind the text they belong to
        last = runs[-1]
        runs[-1] = TextRun(last.text, last.x, last.y, last.delta_x, last.delta_y, tuple(waiting))
    return tuple(runs)


def _run(code: Node, x: float, y: float, glyphs: tuple[Glyphs, ...]) -> TextRun:
    text = _text(code)
    # Advances are told for every glyph, and a transformation may make more or fewer glyphs than characters.
    needed = max(len(text) + sum(len(one.glyphs) - one.code_count for one in glyphs), 1) - 1
    return TextRun(
        text=text,
        x=x,
        y=y,
        delta_x=_deltas(code, "DeltaX", text, needed),
        delta_y=_deltas(code, "DeltaY", text, needed),
        glyphs=glyphs,
    )


def _text(code: Node) -> str:
    """As written, without the line ends that indenting the file put around it."""
    text = "".join(map(str, code.element.itertext()))
    if "\n" not in text:
        return text
    return "".join(line.strip("\r\t ") for line in text.split("\n"))


def _deltas(code: Node, name: str, text: str, needed: int) -> tuple[float, ...]:
    told = code.told(name).strip()
    if not told:
        return ()
    wide = sum(ord(character) > 0xFFFF for character in text)
    values = unfold(code, told, name, needed + wide + 1)
    if wide and len(values) >= needed + wide:
        values = _joined(text, values)
    if len(values) < needed:
        code.note(Code.DELTA_COUNT, f"{name} has {len(values)} of {needed}")
    return tuple(values[:needed])


def unfold(node: Node, told: str, name: str, most: int) -> list[float]:
    """ST_Array with repetitions ("g n v" is n times v), at most `most` numbers however many it claims."""
    words = told.replace(",", " ").split()
    values: list[float] = []
    at = 0
    while at < len(words) and len(values) < most:
        if words[at] in {"g", "G"}:
            count, value = _repetition(node, words[at + 1 : at + 3], name)
            values += [value] * min(count, most - len(values))
            at += 3
        else:
            values.append(node.as_number(words[at], name) or 0.0)
            at += 1
    node.reading.spend_numbers(len(values))
    return values


def _repetition(node: Node, words: Sequence[str], name: str) -> tuple[int, float]:
    count = node.as_number(words[0], name) if len(words) == 2 else None
    value = node.as_number(words[1], name) if len(words) == 2 else None
    if count is None or value is None or count < 0:
        node.bad(name, " ".join(("g", *words)))
        return 0, 0.0
    return int(count), value


def _joined(text: str, values: Sequence[float]) -> list[float]:
    """Writers that count in UTF-16 tell two advances for a character beyond the first plane."""
    joined: list[float] = []
    at = 0
    for character in text[:-1]:
        units = 2 if ord(character) > 0xFFFF else 1
        joined.append(sum(values[at : at + units]))
        at += units
    return joined


def _glyphs(node: Node) -> Glyphs:
    words = node.text_at("Glyphs").replace(",", " ").split()
    node.reading.spend_numbers(len(words))
    glyphs = tuple(node.as_ref(word, "Glyphs") or 0 for word in words)
    stated = node.whole("GlyphCount")
    if stated is not None and stated != len(glyphs):
        node.bad("GlyphCount", str(stated))
    codes = node.whole("CodeCount")
    return Glyphs(max(node.whole("CodePosition") or 0, 0), max(1 if codes is None else codes, 0), glyphs)
