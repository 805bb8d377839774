"""Credentials that a holder shows: SD-JWT VC (RFC 9901), Token Status List, and a CWT (RFC 8392) small enough for a QR code."""
