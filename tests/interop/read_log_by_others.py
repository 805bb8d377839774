"""Run by the Python of requirements/readers.lock: read a published log with aics-tlog and pymerkle, which are not ours.

    read_log_by_others.py FOLDER KEYS OLD INDEX ENTRY

FOLDER holds the log's files; KEYS one verifier key a line, the log's first; OLD an earlier signed checkpoint; ENTRY the bytes
that should stand at INDEX. Prints one JSON object, or ends with a traceback at the first fault.
"""

import json
import sys
from base64 import b64encode
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    parse_note,
    parse_vkey,
    read_entry,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)
from pymerkle import InmemoryTree

ROOTS_AT = (1, 2, 255, 256, 257, 400, 511, 512, 513)


def main(folder, keys, old, index, entry):
    log, *witnesses = map(parse_vkey, Path(keys).read_text().split())
    signed = parse_note(Path(folder, "checkpoint").read_text(encoding="utf-8"))
    head = verify_checkpoint(signed, log, witnesses, quorum=len(witnesses))
    before = verify_checkpoint(parse_note(Path(old).read_text(encoding="utf-8")), log)
    require(head.ok and before.ok, head.error or before.error)
    tiles = FileSystemTileReader(folder)
    audited = audit_tiles(tiles, head.size, head.root)
    inclusion = inclusion_proof_from_tiles(tiles, index, head.size)
    require(verify_leaf_inclusion(entry, index, head.size, inclusion, head.root), "the entry is not there")
    consistency = consistency_proof_from_tiles(tiles, before.size, head.size)
    require(verify_consistency(before.size, head.size, before.root, head.root, consistency), "not consistent")
    tree, roots = InmemoryTree(algorithm="sha256"), {}
    for number in range(head.size):
        tree.append_entry(read_entry(tiles, number, head.size))
        if number + 1 in ROOTS_AT:
            roots[number + 1] = words([tree.get_state()])[0]
    require(tree.get_state() == head.root, "pymerkle has another root")
    return {
        "size": head.size,
        "witnesses": sorted(head.witnesses),
        "tiles": audited.tiles,
        "bundles": audited.bundles,
        "inclusion": words(inclusion),
        "consistency": words(consistency),
        "roots": roots,
    }


def require(condition, words):
    if not condition:
        raise SystemExit(words)


def words(hashes):
    return [b64encode(value).decode() for value in hashes]


if __name__ == "__main__":
    folder, keys, old, index, entry = sys.argv[1:]
    sys.stdout.write(json.dumps(main(folder, keys, old, int(index), Path(entry).read_bytes())))
