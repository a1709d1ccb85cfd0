"""Tokens that prove nothing, each for one reason alone."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc.jwk import ECKey

from tests.adapters.inbound.api.signing_in.issuing import (
    CLAIMS,
    HEADER,
    KEYS,
    SECOND,
    by,
    by_key,
    claims,
    header,
    key_set,
    token,
    written,
)

GOOD = token()
STRANGER = ECKey.generate_key("P-256", {"kid": "es"})


def _secretly(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.new(secret, signed, sha256).digest()


def _as_der(signed: bytes) -> bytes:
    raw = by("es")(signed)
    return encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))


def _parts(shown: str = GOOD) -> list[str]:
    return shown.split(".")


def _twice(name: str, members: Mapping[str, Any], first: Any) -> bytes:
    """The object with a name in it twice: first with another value."""
    return (f'{{"{name}": {json.dumps(first)}, ' + json.dumps(members)[1:]).encode()


def _unused_bits(shown: str) -> str:
    """The same signature written in another way: the last of its characters holds bits that nobody reads."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return shown[:-1] + alphabet[alphabet.index(shown[-1]) + 1]


def _in_another_alphabet() -> str:
    """Signed as it stands; a row of question marks has a slash in it however it falls."""
    signed = token(claims=claims(sub="?" * 9)).rpartition(".")[0].replace("_", "/").replace("-", "+")
    assert "/" in signed
    return f"{signed}.{written(by('es')(signed.encode()))}"


def _without_signature(alg: str) -> str:
    return ".".join((written(json.dumps(header(alg=alg)).encode()), _parts()[1], ""))


FORMS: dict[str, str] = {
    "nothing": "",
    "a word": "null",
    "no signature part": ".".join(_parts()[:2]),
    "four parts": f"{GOOD}.{_parts()[2]}",
    "five parts, as an encrypted one": ".".join((*_parts(), *_parts()[:2])),
    "an empty signature": ".".join((*_parts()[:2], "")),
    "an empty payload": token(claims=b""),
    "a detached payload": f"{_parts()[0]}..{_parts()[2]}",
    "padded": f"{GOOD}==",
    "a space before": f" {GOOD}",
    "a line break within": GOOD.replace(".", ".\n", 1),
    "in quotation marks": f'"{GOOD}"',
    "of another alphabet": _in_another_alphabet(),
    "bits that nobody reads": _unused_bits(GOOD),
    "too large": token(claims=claims(filling="a" * 6_500)),
    "a header that is no JSON": token(b"ES256"),
    "a header that is a list": token(json.dumps([HEADER]).encode()),
    "a header with a name twice": token(_twice("alg", HEADER, "none")),
    "a header with a name twice, one of them escaped": token(_twice("\\u0061lg", HEADER, "none")),
    "claims with a name twice": token(claims=_twice("sub", CLAIMS, "somebody else")),
    "claims that are no JSON": token(claims=b"line.ek"),
    "claims that are a list": token(claims=json.dumps([CLAIMS]).encode()),
    "claims that are not UTF-8": token(claims=json.dumps(CLAIMS).encode().replace(b"8d2f6c", b"\xff\xfe")),
    "claims in UTF-16": token(claims=json.dumps(CLAIMS).encode("utf-16")),
    "the JSON serialization": json.dumps(dict(zip(("protected", "payload", "signature"), _parts(), strict=True))),
}

HEADERS: dict[str, str] = {
    "alg none": _without_signature("none"),
    "alg none with a signature": token(header(alg="none")),
    "alg None": token(header(alg="None")),
    "alg HS256 under the public key": token(header(alg="HS256"), sign=_secretly(KEYS["es"].as_pem(private=False))),
    "alg HS256 under the key set": token(header(alg="HS256"), sign=_secretly(key_set())),
    "alg HS256 under nothing": token(header(alg="HS256"), sign=_secretly(b"")),
    "an alg that is not accepted": token(header(alg="PS256", kid="rs"), sign=by("rs", "PS256")),
    "an alg in small letters": token(header(alg="es256")),
    "no alg": token(header(alg=None)),
    "an alg that is a list": token(header(alg=["ES256"])),
    "an alg for a key of another kind": token(header(alg="RS256")),
    "an alg the key is not meant for": token(header(alg="ES256", kid="ed"), sign=by("ed")),
    "no typ": token(header(typ=None)),
    "a typ of another kind": token(header(typ="JWT")),
    "a typ that is a number": token(header(typ=1)),
    "the typ of a farewell": token(header(typ="logout+jwt")),
    "its own key": token(header(jwk=STRANGER.as_dict(private=False)), sign=by_key(STRANGER, "ES256")),
    "its own key beside the right one": token(header(jwk=KEYS["es"].as_dict(private=False))),
    "the address of its key": token(header(jku="https://login.example/kaa/jwks")),
    "the address of its certificate": token(header(x5u="https://login.example/kaa/x5u")),
    "its own certificate": token(header(x5c=["MIIB"])),
    "something critical": token(header(crit=["exp"], exp=SECOND + 60)),
    "something critical and unknown": token(header(crit=["moon"], moon="full")),
    "nothing critical": token(header(crit=[])),
    "a payload that is not encoded": token(header(b64=False)),
    "a payload that is compressed": token(header(zip="DEF")),
    "no kid": token(header(kid=None)),
    "an empty kid": token(header(kid="")),
    "a kid that is a number": token(header(kid=1)),
    "a kid that is too long": token(header(kid="e" * 257)),
    "an unknown kid": token(header(kid="moon")),
    "a kid that is a path": token(header(kid="../../../dev/null"), sign=_secretly(b"")),
    "a kid of another key": token(header(kid="ed")),
}

SIGNATURES: dict[str, str] = {
    "signed by somebody else": token(sign=by_key(STRANGER, "ES256")),
    "the signature of another token": ".".join((*_parts()[:2], _parts(token(claims=claims(jti="2")))[2])),
    "claims that were changed": ".".join((_parts()[0], _parts(token(claims=claims(sub="a")))[1], _parts()[2])),
    "a header that was changed": ".".join((_parts(token(header(nonce="a")))[0], *_parts()[1:])),
    "a signature in DER": token(sign=_as_der),
    "a signature of zeros": token(sign=lambda _: bytes(64)),
    "a signature cut short": token(sign=lambda signed: by("es")(signed)[:-1]),
    "a signature and more": token(sign=lambda signed: by("es")(signed) + b"\0"),
    "an RSA signature over another text": token(header(alg="RS256", kid="rs"), sign=lambda s: by("rs")(s + b".")),
    "an Ed25519 signature over another text": token(
        header(alg="EdDSA", kid="ed"), sign=lambda signed: by("ed")(signed + b".")
    ),
}

STATEMENTS: dict[str, str] = {
    name: token(claims=stated)
    for name, stated in {
        "another issuer": claims(iss="https://login.example/other"),
        "an issuer with a slash more": claims(iss=f"{CLAIMS['iss']}/"),
        "an issuer in capitals": claims(iss=str(CLAIMS["iss"]).upper()),
        "no issuer": claims(iss=None),
        "a list of issuers": claims(iss=[CLAIMS["iss"]]),
        "for somebody else": claims(aud="kaa-tracker-test"),
        "for several others": claims(aud=["kaa", "tracker"]),
        "for nobody": claims(aud=None),
        "for a part of us": claims(aud="kaa"),
        "for an object": claims(aud={"kaa-tracker": True}),
        "for everybody": claims(aud=[*(f"service-{n}" for n in range(20)), "kaa-tracker"]),
        "it is over": claims(exp=SECOND - 31, iat=SECOND - 90),
        "it never ends": claims(exp=None),
        "its end is a text": claims(exp=str(SECOND + 60)),
        "its end is a fraction": claims(exp=SECOND + 60.5),
        "its end is true": claims(exp=True, iat=0),
        "its end is beyond the calendar": claims(exp=10**15),
        "its end is before its beginning": claims(exp=SECOND - 10, iat=SECOND),
        "it is issued tomorrow": claims(iat=SECOND + 31, nbf=SECOND),
        "nobody knows when it was issued": claims(iat=None),
        "issued before time began": claims(iat=-1),
        "issued at a text": claims(iat=str(SECOND)),
        "it has not begun": claims(nbf=SECOND + 31),
        "it begins at a text": claims(nbf="now"),
        "it begins at true": claims(nbf=True),
        "about nobody": claims(sub=None),
        "about an empty subject": claims(sub=""),
        "about a number": claims(sub=8),
        "about a line break": claims(sub="a\nb"),
        "about a subject that is too long": claims(sub="a" * 256),
        "no name": claims(preferred_username=None),
        "a name that is a number": claims(preferred_username=200201012382),
        "a name that is a list": claims(preferred_username=["line.ek"]),
        "a name that is an identity number": claims(preferred_username="200201012382"),
        "a name with a line break": claims(preferred_username="line.ek\n"),
        "a name in capitals": claims(preferred_username="LINE.EK"),
        "a name nobody has": claims(preferred_username="nobody"),
        "a name somebody had": claims(preferred_username="gone.gran"),
        "bound to a key": claims(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}),
    }.items()
} | {
    "an end that is no number": token(claims=json.dumps(CLAIMS).encode().replace(str(SECOND + 3600).encode(), b"NaN")),
    "a begin that is null": token(claims=json.dumps({**CLAIMS, "nbf": None}).encode()),
}

BAD = {**FORMS, **HEADERS, **SIGNATURES, **STATEMENTS}

PRESENTED: dict[str, list[tuple[bytes, bytes]]] = {
    "none": [],
    "no scheme": [(b"authorization", GOOD.encode())],
    "another scheme": [(b"authorization", f"DPoP {GOOD}".encode())],
    "basic": [(b"authorization", b"Basic " + b64encode(b"line.ek:" + GOOD.encode()))],
    "two spaces": [(b"authorization", f"Bearer  {GOOD}".encode())],
    "two of them": [(b"authorization", f"Bearer {GOOD}".encode())] * 2,
    "one beside another scheme": [(b"authorization", b"Basic x"), (b"authorization", f"Bearer {GOOD}".encode())],
    "in a cookie": [(b"cookie", f"authorization=Bearer {GOOD}".encode())],
    "in another header": [(b"x-authorization", f"Bearer {GOOD}".encode())],
    "bytes that are no text": [(b"authorization", b"Bearer \xff\xfe")],
}
"""The good token, shown in ways that do not count."""
