"""QR codes are, module for module, those of another encoder, and another program scans them."""

import json
import subprocess

import pytest
import segno
from PIL import Image

from jiban.standards.typeset.errors import TooLongError
from jiban.standards.typeset.qr import qr_modules

from .oracles import oracle_python

# Table 7, byte mode, level M: how many bytes versions 1 to 20 hold.
CAPACITIES = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666]
TEXT = "https://example.test/v/1.2.156.3005.2/Ab3?k=" * 16
SCAN = """
import json, sys, zxingcpp
from PIL import Image
print(json.dumps({name: [code.text for code in zxingcpp.read_barcodes(Image.open(name))] for name in sys.argv[1:]}))
"""


@pytest.mark.parametrize("version", range(1, 21))
@pytest.mark.parametrize("mask", range(8))
def test_a_full_code_is_that_of_another_encoder(version, mask):
    # Only full ones: where padding is needed, the other encoder puts one zero codeword more than clause 7.4.10 asks.
    text = TEXT[: CAPACITIES[version - 1]]
    other = segno.make(text.encode(), error="m", mask=mask, mode="byte", boost_error=False, micro=False)
    assert other.version == version
    assert qr_modules(text, mask=mask) == tuple(tuple(bool(module) for module in row) for row in other.matrix)


def test_codes_of_every_length_are_scanned(tmp_path):
    texts = {f"{length}.png": TEXT[:length] for length in (*range(1, 60), *range(60, 667, 37), 666)}
    texts["chinese.png"] = "石家庄市㛃𬸪"
    for name, text in texts.items():
        draw(qr_modules(text)).save(tmp_path / name)
    ran = subprocess.run(
        [oracle_python(), "-c", SCAN, *texts], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    assert json.loads(ran.stdout) == {name: [text] for name, text in texts.items()}


def draw(modules):
    side = len(modules)
    picture = Image.new("1", (side + 8, side + 8), 1)
    picture.putdata([1 if not dark else 0 for row in framed(modules) for dark in row])
    return picture.resize(((side + 8) * 4, (side + 8) * 4))


def framed(modules):
    """With the quiet zone of four light modules."""
    width = len(modules) + 8
    light = [False] * width
    return [light] * 4 + [[False] * 4 + list(row) + [False] * 4 for row in modules] + [light] * 4


def test_the_smallest_version_is_taken():
    for version, capacity in enumerate(CAPACITIES, start=1):
        assert len(qr_modules("x" * capacity)) == 17 + 4 * version
    with pytest.raises(TooLongError):
        qr_modules("x" * 667)
