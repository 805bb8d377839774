from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """What a committee states about a holder, in final words. Where it comes from (a case, an import) is not told."""

    item_code: str
    item_version: int
    type_code: str
    title: str
    paragraphs: tuple[str, ...]  # the closing line (特此证明。) last
    purpose: str
    receiving_unit: str
    validity_days: int
    handler: str
    standing_words: str = ""  # what every paper of the item says: embedded once and for all
