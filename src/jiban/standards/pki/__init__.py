"""X.509 certificates with SM2 keys (GM/T 0015-2012, RFC 5280): read, checked link by link, issued for tests.

Signatures carry the standard user id 1234567812345678 (GM/T 0009). P-256 certificates (RFC 5480, 5758) are read and
checked by the same rules.
"""
