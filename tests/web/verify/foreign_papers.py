"""Sealed files as another maker would write them: no record of ours, fonts that are not embedded, a list of its own."""

from datetime import timedelta, timezone

from django.utils import timezone as clock

from jiban.standards.ses.picture import seal_picture
from tests.standards.ses.scene import COMMITTEE, NOW, scene
from tests.standards.verifying.paper import NAMESPACE, PAGE, Signing, document, entries_of, packed, trust

CHINESE_TIME = timezone(timedelta(hours=8))
TEXT = "关于修缮村内道路的通知"
FONTS = "Doc_0/PublicRes.xml"


def paper(pages: int = 1) -> dict[str, bytes]:
    made = document()
    listed = "".join(
        f'<ofd:Page ID="{1 if number == 0 else 100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
        for number in range(pages)
    )
    made["Doc_0/Document.xml"] = (
        f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>200</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    ).encode()
    made[FONTS] = (
        f'<ofd:Res {NAMESPACE} BaseLoc="."><ofd:Fonts><ofd:Font ID="9" FontName="宋体"/></ofd:Fonts></ofd:Res>'
    ).encode()
    for number in range(pages):
        made[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(f"{TEXT} {number + 1}")
    return made


def sealed(*, pages: int = 1, change=None, **changes) -> bytes:
    """Closed by one round seal; `change` is done to the entries after sealing."""
    at = min(NOW, clock.now().replace(microsecond=0) - timedelta(hours=1))
    seal = scene().seal_with(picture=seal_picture(COMMITTEE))
    told = {"closes": True, "seal": seal, "at": at, "written_time": f"{at.astimezone(CHINESE_TIME):%Y-%m-%d %H:%M:%S}"}
    entries = entries_of(Signing(**(told | changes)), entries=paper(pages))
    if change:
        change(entries)
    return packed(entries)


def altered() -> bytes:
    return sealed(change=lambda entries: entries.update({PAGE: _page("关于修缮村内道路的补充通知")}))


def unsigned() -> bytes:
    entries = paper()
    entries["OFD.xml"] = entries["OFD.xml"].replace(b"<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>", b"")
    return packed(entries)


def trust_them(folder) -> None:
    trust().save(folder / "trust-list.json")


def _page(text: str) -> bytes:
    return (
        f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID='2'>"
        "<ofd:TextObject ID='3' Boundary='30 40 150 12' Font='9' Size='8'>"
        f"<ofd:TextCode X='0' Y='9' DeltaX='g {len(text) - 1} 8'>{text}</ofd:TextCode></ofd:TextObject>"
        "</ofd:Layer></ofd:Content></ofd:Page>"
    ).encode()
