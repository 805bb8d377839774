"""DER, the one exact form of an ASN.1 value (ITU-T X.690, section 10 and 11).

`encode` makes bytes out of values, `decode` reads bytes back and accepts nothing but DER.
"""

from jiban.standards.der.decode import Fields, Node, parse
from jiban.standards.der.errors import DerError

__all__ = ["DerError", "Fields", "Node", "parse"]
