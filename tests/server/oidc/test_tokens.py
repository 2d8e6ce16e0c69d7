"""Which tokens let somebody in: each refused form by hand, over HTTP, and nothing changed by any of them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from models import limits
from tests.schema.calling import Calls
from tests.server.oidc.conftest import SignIns
from tests.server.oidc.issuer import KEYS
from tests.worlds import World


def b64(value: bytes | dict[str, Any]) -> str:
    """Encode a segment of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def put_together(one: SignIns, header: dict[str, Any], **changed: object) -> str:
    """Make what the library refuses to make: a token with any header, and the true signature of the key ``first``."""
    made = one.issuer.keys["first"]
    assert isinstance(made, ECKey)
    text = f"{b64(header)}.{b64(one.issuer.claims('employee', one.world.now, **changed))}"
    return f"{text}.{b64(JWSRegistry.algorithms['ES256'].sign(text.encode(), made))}"


def moment(one: SignIns, seconds: float) -> int:
    """Give a moment so many seconds from now, as claims have it."""
    return int(one.world.now.timestamp() + seconds)


def with_public_key_as_secret(one: SignIns, algorithm: str = "HS256") -> str:
    """Forge the classic: an HMAC whose secret is the public key that everybody can fetch."""
    public = one.issuer.keys["first"].as_pem(private=False)  # type: ignore[union-attr]
    text = f"{b64({'alg': algorithm, 'kid': 'first'})}.{b64(one.issuer.claims('employee', one.world.now))}"
    return f"{text}.{b64(hmac.digest(public, text.encode(), hashlib.sha256))}"


def by_another(one: SignIns, **header: object) -> str:
    """Sign with a key of one's own under the name of the issuer's."""
    told = {"alg": "ES256", "kid": "first", **header}
    return jwt.encode(told, one.issuer.claims("employee", one.world.now), ECKey.generate_key("P-256"), algorithms=["ES256"])


def changed_in(one: SignIns, part: int, new: str) -> str:
    """Put another segment in the place of one of a sound token's."""
    parts = one.token("employee").split(".")
    parts[part] = new
    return ".".join(parts)


OTHERS_KEY = {"kty": "EC", "crv": "P-256", "x": "", "y": ""}
EMPLOYEE = "Pegawai Employee"
HEAD = {"alg": "ES256", "kid": "first"}

# By hand: what is wrong with it, how it is made, and the code of the answer.
REFUSED: dict[str, tuple[Callable[[SignIns], str], str]] = {
    "no token at all": (lambda one: "x", "UNAUTHENTICATED"),
    "two parts": (lambda one: one.token("employee").rpartition(".")[0], "UNAUTHENTICATED"),
    "four parts": (lambda one: one.token("employee") + ".x", "UNAUTHENTICATED"),
    "no signature": (lambda one: one.token("employee").rpartition(".")[0] + ".", "UNAUTHENTICATED"),
    "a signature of nothing": (lambda one: changed_in(one, 2, b64(b"\0" * 64)), "UNAUTHENTICATED"),
    "another signature": (lambda one: changed_in(one, 2, one.token("planner").split(".")[2]), "UNAUTHENTICATED"),
    "another body": (lambda one: changed_in(one, 1, one.token("planner").split(".")[1]), "UNAUTHENTICATED"),
    "too long": (lambda one: one.token("employee", more="x" * limits.TOKEN_CHARS), "UNAUTHENTICATED"),
    "header no base64": (lambda one: changed_in(one, 0, "!!!!"), "UNAUTHENTICATED"),
    "header no JSON": (lambda one: changed_in(one, 0, b64(b"{")), "UNAUTHENTICATED"),
    "header a list": (lambda one: changed_in(one, 0, b64(b"[]")), "UNAUTHENTICATED"),
    "header deeply nested": (lambda one: changed_in(one, 0, b64(b"[" * 1400)), "UNAUTHENTICATED"),
    "no algorithm": (lambda one: put_together(one, {"kid": "first"}), "UNAUTHENTICATED"),
    "algorithm none": (lambda one: f"{b64({'alg': 'none', 'kid': 'first'})}.{one.token('employee').split('.')[1]}.", "UNAUTHENTICATED"),
    "algorithm none, signed": (lambda one: put_together(one, {"alg": "none", "kid": "first"}), "UNAUTHENTICATED"),
    "algorithm NONE": (lambda one: put_together(one, {"alg": "NoNe", "kid": "first"}), "UNAUTHENTICATED"),
    "public key as a secret": (with_public_key_as_secret, "UNAUTHENTICATED"),
    "a secret named as EC": (lambda one: with_public_key_as_secret(one, "ES256"), "UNAUTHENTICATED"),
    "RS256 of an EC key": (lambda one: put_together(one, {"alg": "RS256", "kid": "first"}), "UNAUTHENTICATED"),
    "EdDSA of an EC key": (lambda one: put_together(one, {"alg": "EdDSA", "kid": "first"}), "UNAUTHENTICATED"),
    "ES512 of an EC key": (lambda one: put_together(one, {"alg": "ES512", "kid": "first"}), "UNAUTHENTICATED"),
    "an algorithm that is a list": (lambda one: put_together(one, {"alg": ["ES256"], "kid": "first"}), "UNAUTHENTICATED"),
    "no key id": (lambda one: put_together(one, {"alg": "ES256"}), "UNAUTHENTICATED"),
    "a key id that is a number": (lambda one: put_together(one, {"alg": "ES256", "kid": 1}), "UNAUTHENTICATED"),
    "an unknown key id": (lambda one: put_together(one, {"alg": "ES256", "kid": "../first"}), "UNAUTHENTICATED"),
    "another's key": (by_another, "UNAUTHENTICATED"),
    "its own key with it": (lambda one: by_another(one, jwk=ECKey.generate_key("P-256").as_dict(private=False)), "UNAUTHENTICATED"),
    "a key address with it": (lambda one: by_another(one, jku="https://keys.example"), "UNAUTHENTICATED"),
    "a certificate address with it": (lambda one: by_another(one, x5u="https://keys.example"), "UNAUTHENTICATED"),
    "a certificate with it": (lambda one: by_another(one, x5c=["MIIB"]), "UNAUTHENTICATED"),
    "the true key, and an embedded one": (lambda one: put_together(one, {**HEAD, "jwk": OTHERS_KEY}), "UNAUTHENTICATED"),
    "the true key, and a key address": (lambda one: put_together(one, {**HEAD, "jku": "https://x.example"}), "UNAUTHENTICATED"),
    "something critical": (lambda one: put_together(one, {**HEAD, "crit": ["exp"]}), "UNAUTHENTICATED"),
    "nothing critical": (lambda one: put_together(one, {**HEAD, "crit": []}), "UNAUTHENTICATED"),
    "an unencoded body": (lambda one: put_together(one, {**HEAD, "b64": False, "crit": ["b64"]}), "UNAUTHENTICATED"),
    "a logout token": (lambda one: put_together(one, {**HEAD, "typ": "logout+jwt"}), "UNAUTHENTICATED"),
    "a kind that is a number": (lambda one: put_together(one, {**HEAD, "typ": 1}), "UNAUTHENTICATED"),
    "another issuer": (lambda one: one.token("employee", iss="https://sso.example"), "UNAUTHENTICATED"),
    "the issuer with a slash": (lambda one: one.token("employee", iss=one.issuer.address + "/"), "UNAUTHENTICATED"),
    "no issuer": (lambda one: one.token("employee", iss=None), "UNAUTHENTICATED"),
    "issuers in a list": (lambda one: one.token("employee", iss=[one.issuer.address]), "UNAUTHENTICATED"),
    "another audience": (lambda one: one.token("employee", aud="payroll"), "UNAUTHENTICATED"),
    "other audiences": (lambda one: one.token("employee", aud=["payroll", "kinerja2"]), "UNAUTHENTICATED"),
    "an audience that begins so": (lambda one: one.token("employee", aud="kinerja-staging"), "UNAUTHENTICATED"),
    "no audience": (lambda one: one.token("employee", aud=None), "UNAUTHENTICATED"),
    "an audience that is an object": (lambda one: one.token("employee", aud={"kinerja": True}), "UNAUTHENTICATED"),
    "no subject": (lambda one: one.token("employee", sub=None), "UNAUTHENTICATED"),
    "an empty subject": (lambda one: one.token(""), "UNAUTHENTICATED"),
    "a subject that is a number": (lambda one: one.token("employee", sub=7), "UNAUTHENTICATED"),
    "a long subject": (lambda one: one.token("e" * (limits.SUBJECT_CHARS + 1)), "UNAUTHENTICATED"),
    "no end": (lambda one: one.token("employee", exp=None), "UNAUTHENTICATED"),
    "an end in words": (lambda one: one.token("employee", exp="tomorrow"), "UNAUTHENTICATED"),
    "an end that is true": (lambda one: one.token("employee", exp=True), "UNAUTHENTICATED"),
    "expired": (lambda one: one.token("employee", exp=moment(one, -30)), "TOKEN_EXPIRED"),
    "not yet": (lambda one: one.token("employee", nbf=moment(one, 31)), "UNAUTHENTICATED"),
    "not before in words": (lambda one: one.token("employee", nbf="now"), "UNAUTHENTICATED"),
    "issued in the future": (lambda one: one.token("employee", iat=moment(one, 31)), "UNAUTHENTICATED"),
    "bound to no agency": (lambda one: one.token("employee", agency=[]), "UNAUTHENTICATED"),
    "bound to something else": (lambda one: one.token("employee", agency={"code": "KOTA"}), "UNAUTHENTICATED"),
    "bound to another agency": (lambda one: one.token("employee", agency="ELSEWHERE"), "UNKNOWN_AGENCY"),
    "somebody who isn't linked": (lambda one: one.token("planner"), "IDENTITY_NOT_LINKED"),
    "a subject in other letters": (lambda one: one.token("Employee"), "IDENTITY_NOT_LINKED"),
}
STATUS = {"UNAUTHENTICATED": 401, "TOKEN_EXPIRED": 401, "UNKNOWN_AGENCY": 403, "IDENTITY_NOT_LINKED": 403}


async def test_each_refused_form(sign_ins: SignIns, world: World) -> None:
    """The table above: who tries it changes nothing, and learns no more than the code."""
    assert await sign_ins.name(sign_ins.token("employee")) == EMPLOYEE
    before = await Calls(world).stored(but=frozenset())
    for what, (make, code) in REFUSED.items():
        token = make(sign_ins)
        asked = await sign_ins.ask(token, "mutation { __typename }")
        assert (asked.status, asked.code) == (STATUS[code], code), what
        assert ("www-authenticate" in asked.headers) == (asked.status == 401), what
    assert len(REFUSED) == 62
    assert await Calls(world).stored(but=frozenset()) == before
    assert await sign_ins.name(sign_ins.token("employee")) == EMPLOYEE


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"aud": ["account", "kinerja"]},
        {"exp": -29},
        {"nbf": 30},
        {"iat": None},
        {"iat": 29},
        {"agency": None, "more": {"deep": [1]}},
        {"header": {"typ": "at+jwt"}},
        {"header": {"x5t": "abc"}},
    ],
)
async def test_each_form_that_lets_in(sign_ins: SignIns, changed: dict[str, Any]) -> None:
    """Within the skew of 30 seconds, among several audiences, with what else an issuer writes."""
    told: dict[str, Any] = {name: moment(sign_ins, value) if isinstance(value, int) else value for name, value in changed.items()}
    assert await sign_ins.name(sign_ins.token("employee", **told)) == EMPLOYEE


@pytest.mark.parametrize("kind", ["RS256", "ES256", "EdDSA"])
async def test_each_algorithm(sign_ins: SignIns, kind: Any) -> None:
    """Also EdDSA under its older name, which most issuers write."""
    sign_ins.issuer.add("other", kind)
    assert await sign_ins.name(sign_ins.token("employee", "other")) == EMPLOYEE
    if kind == "EdDSA":
        key = sign_ins.issuer.keys["other"]
        text = f"{b64({'alg': 'EdDSA', 'kid': 'other'})}.{b64(sign_ins.issuer.claims('employee', sign_ins.world.now))}"
        signature = JWSRegistry.algorithms["Ed25519"].sign(text.encode(), key)
        assert await sign_ins.name(f"{text}.{b64(signature)}") == EMPLOYEE
        forged = JWSRegistry.algorithms["Ed25519"].sign(text.encode(), OKPKey.generate_key("Ed25519"))
        assert (await sign_ins.ask(f"{text}.{b64(forged)}")).code == "UNAUTHENTICATED"


async def test_only_keys_to_sign_with_are_taken(sign_ins: SignIns) -> None:
    """What an issuer also publishes is passed over: for encryption, too short, secret, of another curve. None of it stops the others."""
    issuer = sign_ins.issuer
    # The library warns of the short key; that is why it is passed over.
    with pytest.warns(SecurityWarning):
        weak = RSAKey.generate_key(1024)
    secret, curve = OctKey.generate_key(256), ECKey.generate_key("P-384")
    good = issuer.key_set()["keys"][0]
    listed = [
        {**weak.as_dict(private=False), "kid": "weak"},
        {**secret.as_dict(), "kid": "secret"},
        {**curve.as_dict(private=False), "kid": "curve"},
        {**good, "kid": "encryption", "use": "enc"},
        {**good, "kid": "operations", "key_ops": ["encrypt"]},
        {**good, "kid": "algorithm", "alg": "RS256"},
        {**issuer.keys["first"].as_dict(private=True), "kid": "private"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "broken"},
        "no key",
        {**good, "kid": None},
        good,
    ]
    issuer.key_set = lambda: {"keys": listed}  # type: ignore[method-assign]
    assert await sign_ins.name(sign_ins.token("employee")) == EMPLOYEE
    for kid, key, algorithm in (("weak", weak, "RS256"), ("secret", secret, "HS256"), ("curve", curve, "ES384")):
        issuer.keys[kid] = key
        token = jwt.encode({"alg": algorithm, "kid": kid}, issuer.claims("employee", sign_ins.world.now), key, algorithms=[algorithm])
        assert (await sign_ins.ask(token)).code == "UNAUTHENTICATED", kid
    for kid in ("encryption", "operations", "algorithm", "private", "broken"):
        assert (await sign_ins.ask(put_together(sign_ins, {"alg": "ES256", "kid": kid}))).code == "UNAUTHENTICATED", kid


async def test_a_huge_token_is_refused_before_it_is_read(sign_ins: SignIns) -> None:
    """Whoever sends megabytes costs nothing: no key is asked for, and nothing of it is decoded."""
    for token in ("a" * 60_000, ".".join(["a" * 20_000] * 3), "." * 60_000):
        assert (await sign_ins.ask(token)).code == "UNAUTHENTICATED"
    assert sign_ins.issuer.asked[KEYS] == 0
    assert sign_ins.tokens.verifications == 0
