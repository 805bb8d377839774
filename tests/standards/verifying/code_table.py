"""The table of codes in docs/reference/verifying-ofd.md. Print it anew: python -m tests.standards.verifying.code_table"""

import sys

from jiban.standards.verifying.findings import CATALOGUE

STEPS = {
    1: "Reading: archive, list of signatures, signature files, form of the signed value",
    2: "Digests of the protected files",
    3: "Seal file",
    4: "Signature of the document",
    5: "Signature of the seal's maker",
    6: "Certificates: chain, purpose, revocation, accepted makers",
    7: "List of signers in the seal",
    8: "Times",
    9: "Agreement of the parts",
    10: "Time stamps",
    11: "Coverage of the package",
    12: "Base signature",
    13: "Places of the seal",
}


def table() -> str:
    """Every code by step, as Markdown."""
    parts = []
    for step, title in STEPS.items():
        rows = [
            f"| `{code}` | {meaning.strict} | {meaning.tolerant} | {cell(meaning.clause)} | {cell(meaning.en)} |"
            for code, meaning in sorted(CATALOGUE.items())
            if meaning.step == step
        ]
        head = "| code | strict | tolerant | clause | meaning |\n|---|---|---|---|---|\n"
        parts.append(f"### {step} {title}\n\n{head}" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def cell(text: str) -> str:
    """Placeholders as `<name>`, and no bar that would end the cell."""
    return text.replace("%(", "‹").replace(")s", "›").replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(table())
