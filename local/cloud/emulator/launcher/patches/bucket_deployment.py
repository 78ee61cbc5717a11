"""Runs CDK's BucketDeployment here instead of in its Lambda.

CDK's own function shells out to an AWS CLI that arrives as a Lambda layer; the local executor can't run it. This does
what that function does: unpack the source archives, fill in the markers, put every file with its content type and
cache header, and delete what is no longer there.
"""

import io
import mimetypes
import zipfile
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ministack.services import s3

from resource_handlers import HANDLERS, Attributes, Properties

# Names of CDK's SystemMetadata that are HTTP headers under another name.
METADATA_HEADERS = {
    "cache-control": "cache-control",
    "content-disposition": "content-disposition",
    "content-encoding": "content-encoding",
    "content-language": "content-language",
    "content-type": "content-type",
}


def is_not_false(value: object) -> bool:
    """Whether a property that is true by default was left so; CloudFormation hands booleans over as strings."""
    return str(value).lower() != "false"


def prefix_of(properties: Properties) -> str:
    prefix = str(properties.get("DestinationBucketKeyPrefix") or "").strip("/")
    return f"{prefix}/" if prefix else ""


def source_files(properties: Properties) -> Iterator[tuple[str, bytes]]:
    """Every file of every source archive, with its markers replaced by the deployed values."""
    buckets: list[str] = properties["SourceBucketNames"]
    keys: list[str] = properties["SourceObjectKeys"]
    markers: list[dict[str, Any]] = properties.get("SourceMarkers") or [{} for _ in buckets]
    for bucket, key, values in zip(buckets, keys, markers, strict=True):
        archive = s3._get_object_data(bucket, key)
        if archive is None:
            raise ValueError(f"The source s3://{bucket}/{key} of a bucket deployment does not exist.")
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            for name in files.namelist():
                if name.endswith("/"):
                    continue
                content = files.read(name)
                for marker, value in (values or {}).items():
                    content = content.replace(marker.encode(), str(value).encode())
                yield name, content


def headers_for(name: str, properties: Properties) -> dict[str, str]:
    headers = {"content-type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
    for field, value in (properties.get("SystemMetadata") or {}).items():
        if field.lower() in METADATA_HEADERS:
            headers[METADATA_HEADERS[field.lower()]] = str(value)
    for field, value in (properties.get("UserMetadata") or {}).items():
        headers[f"x-amz-meta-{field.lower().removeprefix('x-amz-meta-')}"] = str(value)
    return headers


def put(bucket: str, key: str, content: bytes, headers: dict[str, str]) -> None:
    status, _, answer = s3._put_object(bucket, key, content, headers)
    if status != HTTPStatus.OK:
        raise ValueError(f"Could not write s3://{bucket}/{key}: {answer!r}")


def deploy(properties: Properties) -> Attributes:
    """Makes the destination hold what the sources hold."""
    bucket: str = properties["DestinationBucketName"]
    prefix = prefix_of(properties)
    extract = is_not_false(properties.get("Extract"))
    written = set()
    if extract:
        for name, content in source_files(properties):
            put(bucket, prefix + name, content, headers_for(name, properties))
            written.add(prefix + name)
    if is_not_false(properties.get("Prune")):
        stored = s3._ensure_bucket(bucket)
        for key in [key for key in stored["objects"] if key.startswith(prefix) and key not in written]:
            s3._delete_object(bucket, key, {}, {})
    return {"DestinationBucketArn": f"arn:aws:s3:::{bucket}", "SourceObjectKeys": properties["SourceObjectKeys"]}


def create(logical_id: str, properties: Properties, stack: str) -> tuple[str, Attributes]:
    return f"aws.cdk.s3deployment.{stack}-{logical_id}", deploy(properties)


def update(physical_id: str, _old: Properties, new: Properties, *_: object, **__: object) -> tuple[str, Attributes]:
    return physical_id, deploy(new)


def delete(*_: object) -> None:
    return None


def apply() -> None:
    HANDLERS["Custom::CDKBucketDeployment"] = {"create": create, "update": update, "delete": delete}
