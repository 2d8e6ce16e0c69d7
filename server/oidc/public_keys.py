"""An issuer's public keys: which of a JSON Web Key Set are taken, and for which algorithm each of them.

The algorithm belongs to the key, never to the token: a key signs by the one algorithm that fits its type, so that no token can ask for its
public key to be used as a secret.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import urlsafe_b64decode

from models import limits

KEYS = 100
RSA_BITS = 2_048
# RFC 9864 calls EdDSA on this curve Ed25519; most issuers still write the older name. Both are this one algorithm.
ED25519 = frozenset({"EdDSA", "Ed25519"})


class WrongKeys(Exception):
    """The document is no key set, or has no key that could be used."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; ``names`` are the values of ``alg`` under which a token may be signed with it, ``algorithm`` the library's."""

    key: Key
    algorithm: str
    names: frozenset[str]


def read_keys(document: Mapping[str, Any]) -> Mapping[str, PublicKey]:
    """Read the usable keys of a key set by their ``kid``; the others are passed over, as RFC 7517 section 5 has it.

    Raises:
        WrongKeys: no key set, more keys than are looked through, or none that can be used.
    """
    listed = document.get("keys")
    if not isinstance(listed, list) or len(listed) > KEYS:
        raise WrongKeys
    found: dict[str, PublicKey] = {}
    for one in listed:
        key = _usable(one) if isinstance(one, dict) else None
        if key is not None:
            found.setdefault(one["kid"], key)
    if not found:
        raise WrongKeys
    return found


def _usable(one: Mapping[str, Any]) -> PublicKey | None:
    kid = one.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= limits.SUBJECT_CHARS:
        return None
    # A private key that is published is nobody's secret any more.
    if one.get("use", "sig") != "sig" or "d" in one or "k" in one:
        return None
    operations = one.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    kind = _KINDS.get((one.get("kty"), one.get("crv")))
    if kind is None:
        return None
    key_class, members, algorithm, names = kind
    named = one.get("alg")
    if named is not None and named not in names:
        return None
    try:
        if algorithm == "RS256" and len(urlsafe_b64decode(one["n"].encode())) * 8 < RSA_BITS:
            return None
        key = key_class({"kty": one["kty"], **{member: one[member] for member in members}})
        # Made here and not at the first token: what is no key must not become an answer to somebody who signs in.
        key.get_op_key("verify")
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        return None
    return PublicKey(key, algorithm, names)


_Kind = tuple[Callable[[dict[str, Any]], Any], tuple[str, ...], str, frozenset[str]]
_KINDS: Mapping[tuple[object, object], _Kind] = {
    ("RSA", None): (RSAKey.import_key, ("n", "e"), "RS256", frozenset({"RS256"})),
    ("EC", "P-256"): (ECKey.import_key, ("crv", "x", "y"), "ES256", frozenset({"ES256"})),
    ("OKP", "Ed25519"): (OKPKey.import_key, ("crv", "x"), "Ed25519", ED25519),
}
