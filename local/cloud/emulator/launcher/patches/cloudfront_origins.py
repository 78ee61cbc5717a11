"""Lets CloudFront reach its two kinds of origin: a private bucket and an HTTP API.

MiniStack evaluates the bucket's policy for CloudFront as a plain HTTP caller, so the usual "TLS only" statement locks
CloudFront out; with an origin access control it always speaks HTTPS. And it refuses to dial any address under
amazonaws.com, which is what an HTTP API of its own is called by: such a request is handed to that API here, within this
process, as MiniStack itself does for a load balancer or a function URL of its own.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from http.client import responses
from typing import Any
from urllib.parse import parse_qs, unquote

from ministack import app
from ministack.services import apigateway, cloudfront, s3

from rewrite import rewrite

API_HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$")

Answer = tuple[int, str, dict[str, Any], bytes]
Fetch = Callable[..., Awaitable[Answer]]


def own_api(origin: dict[str, Any]) -> str | None:
    """The id of the HTTP API that answers at the origin's address, when it is one of this emulator."""
    found = API_HOST.match(str(origin.get("domain_name", "")).lower())
    return found[1] if found and apigateway.find_api_scope(found[1]) is not None else None


def to_own_api(fetch: Fetch) -> Fetch:
    async def fetch_from_origin(origin: dict[str, Any], *request: Any) -> Answer:
        api = own_api(origin)
        if api is None:
            return await fetch(origin, *request)
        method, uri, query, headers, body, _is_https, client_ip, forwarded_for, *_ = request
        sent = cloudfront._origin_request_headers(origin, headers, client_ip, forwarded_for)
        if body:
            sent["content-length"] = str(len(body))
        raw_path = f"/_aws/execute-api/{api}/$default{origin.get('origin_path') or ''}{uri}"
        patience = origin.get("read_timeout", 30)
        asking = app._handle_execute_api_request(
            "127.0.0.1",
            unquote(raw_path),
            method,
            {name.lower(): value for name, value in sent.items()},
            body or b"",
            parse_qs(query, keep_blank_values=True),
            raw_path=raw_path,
            raw_query_string=query,
        )
        try:
            status, described, content = await asyncio.wait_for(asking, patience)
        except asyncio.TimeoutError as error:
            raise cloudfront.OriginTimeout(f"no answer from {origin['domain_name']} within {patience} s") from error
        pairs = [
            (name, value)
            for name, values in described.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return status, responses.get(status, ""), cloudfront._multidict_from_pairs(pairs), content

    return fetch_from_origin


def apply() -> None:
    cloudfront._fetch_from_origin = to_own_api(cloudfront._fetch_from_origin)
    rewrite(
        s3,
        "_cloudfront_origin_allows",
        {'action="s3:GetObject",': 'action="s3:GetObject",\n        secure_transport=True,'},
    )
