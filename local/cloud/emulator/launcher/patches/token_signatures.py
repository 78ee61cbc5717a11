"""Checks tokens of a JWT authorizer as API Gateway does.

MiniStack verifies a signature with the package `cryptography`, which is no requirement of its own, and takes every
token for forged where that is absent. RSASSA-PKCS1-v1_5 with SHA-256 is few lines over Python's integers, and nothing
secret is computed with. It would also take a token that never expires, one of another algorithm, and refuse without
saying how.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import apigateway

# DER of the digest's algorithm (RFC 8017, 9.2, note 1).
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
LEAST_KEY_BYTES = 256  # 2,048 bits: RFC 7518, 3.3

Verdict = tuple[dict[str, Any] | None, list[str] | None, Any]
Validate = Callable[[dict[str, Any], dict[str, Any], dict[str, str], dict[str, Any]], Awaitable[Verdict]]


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_signed_by(token: str, jwk: dict[str, Any]) -> bool:
    """Whether the token's signature is RS256 by this key."""
    try:
        header, payload, signature = token.split(".")
        modulus = int.from_bytes(decoded(jwk["n"]), "big")
        exponent = int.from_bytes(decoded(jwk["e"]), "big")
        signed = decoded(signature)
        algorithm = json.loads(decoded(header)).get("alg")
    except (KeyError, ValueError):
        return False
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signed, "big")
    if algorithm != "RS256" or size < LEAST_KEY_BYTES or len(signed) != size or number >= modulus:
        return False
    ending = SHA256_PREFIX + hashlib.sha256(f"{header}.{payload}".encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(ending) - 3) + b"\x00" + ending
    return hmac.compare_digest(pow(number, exponent, modulus).to_bytes(size, "big"), padded)


def as_gateway(validate: Validate) -> Validate:
    """Refuses tokens without an end too, and says how to come back."""

    async def check(
        route: dict[str, Any], authorizer: dict[str, Any], headers: dict[str, str], query: dict[str, Any]
    ) -> Verdict:
        claims, scopes, refusal = await validate(route, authorizer, headers, query)
        if refusal is None and not isinstance((claims or {}).get("exp"), int | float):
            refusal = apigateway._jwt_unauthorized()
        if refusal is None:
            return claims, scopes, None
        status, described, body = refusal
        return None, None, (status, {**described, "www-authenticate": "Bearer"}, body)

    return check


def apply() -> None:
    apigateway._verify_rs256_signature = is_signed_by
    apigateway._validate_jwt_authorizer = as_gateway(apigateway._validate_jwt_authorizer)
