"""Answers a ranged GET of a named version with that range.

MiniStack ignores `Range` when `versionId` is given and sends the whole object with 200. Workers read pinned versions in
bounded ranges, so the whole object would come back once a range.
"""

from typing import TYPE_CHECKING, Any

from ministack.services import s3

from rewrite import rewrite

if TYPE_CHECKING:
    from bodies import Body

Answer = tuple[int, dict[str, str], Any]


def ranged(bucket: str, key: str, headers: dict[str, str], answer: tuple[dict[str, str], "bytes | Body"]) -> Answer:
    """What S3 answers for the whole version, cut to the range that the request asks for."""
    described, body = answer
    asked = headers.get("range", "")
    if not asked:
        return 200, described, body
    size = len(body)
    found = s3._parse_range(asked, size)
    if found is None:
        refusal = {"Content-Type": "application/xml", "Content-Range": f"bytes */{size}"}
        return 416, refusal, s3._xml_body(s3._range_error_xml(bucket, key))
    start, end = found
    # A checksum of the whole object can't check a slice of it; S3 sends none, and the SDKs would fail on it.
    cut = {name: value for name, value in described.items() if not name.lower().startswith("x-amz-checksum-")}
    cut["Content-Length"] = str(end - start + 1)
    cut["Content-Range"] = f"bytes {start}-{end}/{size}"
    return 206, cut, body[start : end + 1]


# The two lines are found together: there is another `return 200` further down.
WHOLE = "return 200, resp_headers, body\n        return _error"
CUT = "return _ranged(bucket_name, key, headers, (resp_headers, body))\n        return _error"


def apply() -> None:
    rewrite(s3, "_get_object", {WHOLE: CUT}, _ranged=ranged)
