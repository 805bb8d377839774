"""Coverage-guided fuzzing of the readers of seals, signatures and signed data. Run: python -m tests.fuzz.ses_reading -max_total_time=60

Whatever the bytes: nothing but a SealError comes out, and what is read strictly is read the same way tolerantly.
"""

import sys

import atheris

with atheris.instrument_imports(include=["jiban.standards.der", "jiban.standards.ses"]):
    from jiban.standards.der import DerError, parse
    from jiban.standards.ses.errors import SealError
    from jiban.standards.ses.seal import parse_seal
    from jiban.standards.ses.signature import parse_signature
    from jiban.standards.ses.signed_data import is_about, parse_signed_data, signed_message

READERS = (parse_seal, parse_signature, parse_signed_data)


def read_all(data: bytes) -> None:
    walk(data)
    for read in READERS:
        strict = reading(read, data, tolerant=False)
        tolerant = reading(read, data, tolerant=True)
        if strict is not None and strict != tolerant:
            raise AssertionError("a strict reading that a tolerant one does not share")
        if read is parse_signed_data and tolerant is not None:
            for signer in tolerant.signers:
                is_about(tolerant, signer, b"x")
                signed_message(tolerant, signer, b"x")
                tolerant.certificate_of(signer)


def reading(read, data: bytes, *, tolerant: bool):
    try:
        return read(data, tolerant=tolerant)
    except SealError:
        return None


def walk(data: bytes) -> None:
    """Open every node that strict DER lets one open."""
    try:
        waiting = [parse(data, max_depth=16)]
        while waiting:
            node = waiting.pop()
            if node.tag & 0x20:
                waiting += node.children
    except DerError:
        return


def main() -> None:
    atheris.Setup([sys.argv[0], "-rss_limit_mb=512", "-max_len=65536", *sys.argv[1:]], read_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
