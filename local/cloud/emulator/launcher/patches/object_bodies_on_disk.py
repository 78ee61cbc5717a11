"""Keeps large objects in files and sends them piece by piece.

MiniStack holds every object in memory, several times over while it arrives, is completed or is read: a file of 3.4 GB
took 7 GB, and a GET without an end killed the process. Here a body of a mebibyte or more lives in an unnamed file in
the state directory, a completed multipart upload is the list of its parts, and an answer is copied a mebibyte at a
time.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core.responses import StreamingResponse
from ministack.services import s3

from bodies import CHUNK_BYTES, Body, joined, stored, stored_part
from rewrite import rewrite

Answer = tuple[int, dict[str, str], Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def streaming(body: Body) -> StreamingResponse:
    async def run(send: Send, _receive: object) -> None:
        for chunk in body.chunks():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return StreamingResponse(run)


def in_memory(function: Callable[..., Any]) -> Callable[..., Any]:
    """For callers other than GetObject (functions' code, copies), which need plain bytes."""

    def read(*arguments: Any, **named: Any) -> Any:
        body = function(*arguments, **named)
        return bytes(body) if isinstance(body, Body) else body

    return read


def answered(function: Callable[..., Answer]) -> Callable[..., Answer]:
    def get_object(*arguments: Any, **named: Any) -> Answer:
        status, headers, body = function(*arguments, **named)
        if not isinstance(body, Body):
            return status, headers, body
        headers["Content-Length"] = str(len(body))
        return status, headers, streaming(body) if len(body) > CHUNK_BYTES else bytes(body)

    return get_object


def whole(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """For CloudFront, which handles an origin's answer as plain bytes."""

    def get_object(*arguments: Any, **named: Any) -> Answer:
        status, headers, body = function(*arguments, **named)
        return status, headers, bytes(body) if isinstance(body, Body) else body

    return get_object


def apply() -> None:
    rewrite(
        s3,
        "_put_object",
        {
            "_build_object_record(body, headers,": "_build_object_record(_stored(body), headers,",
            "obj, body)\n    _apply": 'obj, obj["body"])\n    _apply',
        },
        _stored=stored,
    )
    rewrite(s3, "_upload_part", {'"body": body,': '"body": _stored_part(body),'}, _stored_part=stored_part)
    rewrite(
        s3,
        "_complete_multipart_upload",
        {
            'hashlib.md5(stored["body"]).digest()': 'bytes.fromhex(stored["etag"].strip(\'"\'))',
            'b"".join(combined_parts)': "_joined(combined_parts)",
        },
        _joined=joined,
    )
    read_body, version_body = s3._read_body, s3._version_body
    rewrite(
        s3,
        "_get_object",
        {"_version_body(": "_stored_version_body(", "_read_body(": "_stored_read_body("},
        _stored_read_body=read_body,
        _stored_version_body=version_body,
    )
    s3._read_body = in_memory(read_body)
    s3._version_body = in_memory(version_body)
    get_object = s3._get_object
    s3._get_object = answered(get_object)
    rewrite(
        s3,
        "serve_cloudfront_origin_fetch",
        {"return _get_object(": "return _get_whole_object("},
        _get_whole_object=whole(get_object),
    )
