"""Ratings of all five levels, and follow-ups of the bad ones: one in each state."""

import io
from datetime import datetime, timedelta

from PIL import Image

from jiban.cases import deciding
from jiban.feedback import following, rating, releasing
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import FollowUp
from jiban.feedback.rating import Said
from jiban.people.models import RealNameProof

from .acting import submit
from .county import County
from .plans import plan

# How long ago the bad ones were given; the longer, the further its follow-up.
AGO = (timedelta(hours=3), timedelta(hours=26), timedelta(days=2), timedelta(days=4), timedelta(days=20))
GOOD_AGO = timedelta(days=12)
FOLLOWED = (2, 1)


def fill(county: County, *, now: datetime) -> None:
    rows = plan()["neighbours"]
    bad = [row for row in rows if row["level"] in FOLLOWED]
    for row in rows:
        if row not in bad:
            _rated(county, row, at=now - GOOD_AGO)
    for place, (row, ago) in enumerate(zip(bad, AGO, strict=True)):
        _rated(county, row, at=now - ago)
        _follow(county, FollowUp.objects.latest("pk"), steps=place, at=now - ago)
    releasing.release(now)


def _rated(county: County, row: dict[str, object], *, at: datetime) -> None:
    """Refused: the quickest end of a case, and the one that is rated badly most often."""
    resident, asked_at = county.residents[str(row["name"])], at - timedelta(hours=20)
    RealNameProof.objects.create(
        resident=resident,
        provider="demo",
        subject=f"demo-{resident.pk}",
        level="high",
        method="demo",
        verified_at=asked_at,
        transaction=f"demo-rating-{resident.pk}",
    )
    case = submit(county, row, at=asked_at)
    deciding.refuse(
        case,
        by=county.officers["head"],
        reason="这件事派出所能直接查到，不用村里再开",
        alternative="户籍派出所窗口",
        now=asked_at + timedelta(hours=1),
    )
    case.refresh_from_db()
    rating.rate(case, Said(int(str(row["level"])), words=str(row["words"])), now=at)


def _follow(county: County, found: FollowUp, *, steps: int, at: datetime) -> None:
    """The first so many of: called, put right, checked by another, answered by the resident."""
    town, other = county.officers["town"], county.officers["town2"]
    called = Call(reached=True, words="已打电话说明原因并致歉")
    fixed = Evidence("村里已补发书面说明，并把公示栏的说明改清楚", _photo(), "image/jpeg")
    looked = Evidence("到公示栏前看过，说明已换")
    if steps >= 1:
        following.call(found, called, by=town, now=at + timedelta(hours=2))
    if steps >= 2:
        following.fix(found, fixed, by=town, now=at + timedelta(hours=20))
    if steps >= 3:
        following.recheck(found, looked, passed=True, by=other, now=at + timedelta(hours=26))
    if steps >= 4:
        following.answer(found, satisfied=True, words="现在清楚了，谢谢", now=at + timedelta(hours=40))


def _photo() -> bytes:
    """A grey board with a white sheet on it: nobody's wall."""
    picture = Image.new("RGB", (640, 480), "#8a8f96")
    picture.paste("#fafafa", (180, 90, 460, 390))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return kept.getvalue()
