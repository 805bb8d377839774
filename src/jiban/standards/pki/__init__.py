"""Public key infrastructure over DER: certificates, chains, revocation, time stamps, trust lists; SM2 with SM3 and P-256.

Read and checked, and made for tests and hosts of their own: X.509 (RFC 5280, GM/T 0015), lists of revoked certificates,
OCSP (RFC 6960), time stamps (RFC 3161, GB/T 20520). SM2 signatures carry the standard user id 1234567812345678
(GM/T 0009). Where to look:

chain        from a certificate to a trusted root, for a purpose, at a moment
revocation   whether anything of a chain was revoked, from lists and answers at hand
timestamps   asking for, reading and checking stamps; timestamp_authority makes them
trust_list   whom to trust, as a JSON file
testing_authority   all of it for tests, in SM2 and P-256
"""
