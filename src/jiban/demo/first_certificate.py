"""One application to one sealed certificate, step by step, each with its time."""

import time
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from jiban.cases import actions, deciding
from jiban.cases.actions import Request
from jiban.cases.models import Case
from jiban.catalogue.questions import item
from jiban.certificates import downloads
from jiban.certificates.models import Certificate
from jiban.certificates.publishing import publish
from jiban.ledger import sequencer
from jiban.seals.certifier import test_authority

from .county import County, build, prove_real_names
from .history import work
from .plans import plan


class Steps:
    """Prints each step with the time it took."""

    def __init__(self) -> None:
        self.began = self.last = time.perf_counter()

    def done(self, words: str) -> None:
        now = time.perf_counter()
        click.echo(f"{(now - self.last) * 1000:9.1f} ms  {words}")
        self.last = now

    def end(self) -> None:
        click.echo(f"{(time.perf_counter() - self.began) * 1000:9.1f} ms  合计")


def issue(folder: Path, *, now: datetime) -> None:
    steps = Steps()
    county = build(now)
    prove_real_names(county, now)
    steps.done("虚构县：区划、事项、人员、印章、测试 CA")
    case = _submit(county)
    steps.done(f"村民提交申请 {case.number}")
    deciding.check(case, by=county.officers["clerk"], now=timezone.now())
    steps.done("经办人核对")
    head = next(row for row in plan()["officers"] if row["username"] == "head")
    deciding.approve(case, by=county.officers["head"], pin=head["pin"], read_at=timezone.now(), now=timezone.now())
    steps.done("审签人输入口令、签名，证明生成")
    work(timezone.now())
    steps.done("工作进程盖章（OFD、PDF），写入日志，办结")
    while sequencer.sequence(timezone.now(), holder="demo"):
        pass
    certificate = Certificate.objects.select_related("paper").get(case=case)
    _write(folder, certificate)
    publish(folder / "trust", test_authority(), timezone.now())
    steps.done(f"下载 {certificate.number}：OFD、PDF、存证证明")
    steps.end()
    click.echo(f"\n核验：jiban verify {folder / 'out.ofd'} --trust {folder / 'trust'}")


def _submit(county: County) -> Case:
    row = plan()["residents"][0]
    resident = county.residents[row["name"]]
    answers = {**plan()["answers"], "address": row["address"], "since": row["since"]}
    request = Request(item=item("residence"), key="first", answers=answers)
    return actions.submit(resident, request, now=timezone.now())


def _write(folder: Path, certificate: Certificate) -> None:
    (folder / "out.ofd").write_bytes(downloads.ofd_with_proof(certificate))
    (folder / "out.pdf").write_bytes(downloads.pdf_with_proof(certificate))
    proof = downloads.proof_text(certificate)
    (folder / "out.tlog-proof").write_text(proof or "pending\n", encoding="utf-8")
