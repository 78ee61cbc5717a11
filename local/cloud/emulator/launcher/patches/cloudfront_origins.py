"""Lets CloudFront reach its two kinds of origin: a private bucket and an HTTP API.

MiniStack evaluates the bucket's policy for CloudFront as a plain HTTP caller, so the usual "TLS only" statement locks
CloudFront out; with an origin access control it always speaks HTTPS. And it refuses to dial any address under
amazonaws.com, which is what an HTTP API of its own is called by: such a request is handed to that API here.
"""

import os
import re
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway, cloudfront, s3

from rewrite import rewrite

API_HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$")

Answer = tuple[int, str, list[tuple[str, str]], bytes]
Forward = Callable[..., Answer]


def own_api(host: str) -> str | None:
    """The id of the HTTP API that answers at this address, when it is one of this emulator."""
    found = API_HOST.match(host.lower())
    return found[1] if found and apigateway.find_api_scope(found[1]) is not None else None


def to_own_api(forward: Forward) -> Forward:
    def forward_to_origin(
        origin: dict[str, Any], method: str, uri: str, query: str, headers: dict[str, Any], *rest: Any
    ) -> Answer:
        host: str = origin["domain_name"]
        api = own_api(host)
        if api is None:
            return forward(origin, method, uri, query, headers, *rest)
        gateway = {
            **origin,
            "domain_name": "127.0.0.1",
            "http_port": int(os.environ["GATEWAY_PORT"]),
            "protocol_policy": "http-only",
        }
        return forward(
            gateway, method, f"/_aws/execute-api/{api}/$default{uri}", query, {"host": host, **headers}, *rest
        )

    return forward_to_origin


def apply() -> None:
    cloudfront._forward_to_origin = to_own_api(cloudfront._forward_to_origin)
    rewrite(
        s3,
        "_cloudfront_origin_allows",
        {'action="s3:GetObject",': 'action="s3:GetObject",\n        secure_transport=True,'},
    )
