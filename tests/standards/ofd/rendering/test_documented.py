from pathlib import Path

from jiban.standards.ofd.rendering.findings import Code, RenderFinding

PAGE = Path(__file__).parents[4] / "docs/reference/rendering-ofd.md"


def test_every_finding_is_documented_as_it_is():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for code in Code:
        finding = RenderFinding(code)
        clause = finding.clause.split()[-1]
        assert f"| `{code}` | {finding.severity} | {clause} | {finding.en} |" in lines


def test_every_finding_has_words_in_chinese():
    for code in Code:
        assert any("\u4e00" <= char <= "\u9fff" for char in RenderFinding(code).zh)
        assert RenderFinding(code, "甲").zh.endswith("：甲")
