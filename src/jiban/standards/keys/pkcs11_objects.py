"""What a token holds: pairs of objects under one label, found, made and used. Raises the library's errors."""

from typing import Any

from pkcs11 import Attribute, MechanismFlag, ObjectClass

from jiban.standards.der import DerError, encode, parse
from jiban.standards.keys import checking
from jiban.standards.keys.errors import BadAnswerError, UnknownKeyError, UnsupportedError
from jiban.standards.keys.pkcs11_numbers import Numbers, key_type, mechanism
from jiban.standards.keys.store import Algorithm

POINT_BYTES = 65


def named(session: Any, key_id: str) -> list[Any]:
    """All objects under this label."""
    return list(session.get_objects({Attribute.LABEL: key_id}))


def _one(session: Any, key_id: str, kind: ObjectClass) -> Any:
    found = list(session.get_objects({Attribute.LABEL: key_id, Attribute.CLASS: kind}))
    if not found:
        raise UnknownKeyError(f"no key {key_id}")
    if len(found) > 1:
        raise UnsupportedError(f"the token holds {len(found)} keys under the name {key_id}")
    return found[0]


def make_pair(session: Any, key_id: str, algorithm: Algorithm, numbers: Numbers) -> bytes:
    """A pair that stays in the token; gives its SubjectPublicKeyInfo. Raises UnsupportedError."""
    offered = {int(each) for each in session.token.slot.get_mechanisms()}
    if not {numbers.make, numbers.sign} <= offered:
        raise UnsupportedError(f"the token does not offer the mechanisms of {algorithm} that it is set up for")
    parameters = {Attribute.EC_PARAMS: encode.oid(checking.CURVES[algorithm])}
    curve = session.create_domain_parameters(key_type(numbers.key_type), parameters, local=True)
    public, _ = curve.generate_keypair(
        id=key_id.encode(),
        label=key_id,
        store=True,
        capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
        mechanism=mechanism(numbers.make),
        private_template={Attribute.EXTRACTABLE: False},
    )
    return spki(public)


def public_key(session: Any, key_id: str) -> bytes:
    """The SubjectPublicKeyInfo under this label. Raises UnknownKeyError, UnsupportedError, BadAnswerError."""
    return spki(_one(session, key_id, ObjectClass.PUBLIC_KEY))


def spki(public: Any) -> bytes:
    """The SubjectPublicKeyInfo of a public key object. Raises UnsupportedError, BadAnswerError."""
    parameters, point = bytes(public[Attribute.EC_PARAMS]), bytes(public[Attribute.EC_POINT])
    algorithm = next((each for each, oid in checking.CURVES.items() if encode.oid(oid) == parameters), None)
    if algorithm is None:
        raise UnsupportedError("a key on another curve than SM2 and P-256")
    if len(point) != POINT_BYTES:  # PKCS #11 2.40 puts the point into an OCTET STRING, some tokens do not
        try:
            point = parse(point).octets()
        except DerError as broken:
            raise BadAnswerError("the token's public key is no point") from broken
    return checking.spki_of_point(algorithm, point)


def sign(session: Any, key_id: str, e: bytes, numbers: Numbers) -> bytes:
    """DER SEQUENCE{r, s} over 32 bytes. Raises UnknownKeyError, BadAnswerError."""
    private = _one(session, key_id, ObjectClass.PRIVATE_KEY)
    return checking.any_to_der(bytes(private.sign(e, mechanism=mechanism(numbers.sign))))


def destroy(session: Any, key_id: str) -> bool:
    """Remove all objects under this label; whether there were any."""
    found = named(session, key_id)
    for each in found:
        each.destroy()
    return bool(found)
