"""Where the seal is shown (GB/T 33190-2016 section 18.2.3): on pages that exist, in boxes of some size."""

from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.package_reading import SignedPackage
from jiban.standards.verifying.signature_xml import SignatureFile, box_of


def check_stamps(signature: SignatureFile, package: SignedPackage, findings: Findings) -> None:
    """A picture of a seal that is shown nowhere, or where no page is, says nothing to whoever looks."""
    good = 0
    for stamp in signature.stamps:
        if stamp.page not in package.page_ids:
            findings.add("stamp-page-missing", page=stamp.page)
        elif box_of(stamp.boundary) is None:
            findings.add("stamp-box-broken")
        else:
            good += 1
    if not signature.stamps:
        findings.add("stamp-absent")
    elif good == len(signature.stamps):
        findings.add("stamps-fit", count=good)
