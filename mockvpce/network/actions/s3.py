"""Actions of Amazon S3. Source: "Required permissions for Amazon S3 API operations" of its user guide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from mockvpce.data import regions
from mockvpce.network.actions.call import Asked, keys_from, tag_keys
from mockvpce.network.authorization import Operation

_ACTIONS: Mapping[str, str] = {
    "CompleteMultipartUpload": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListDirectoryBuckets": "ListAllMyDirectoryBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
}
"""Operations that IAM knows by another name."""
_CONFIGURATION = re.compile(
    "(Get|Put|Delete|List)Bucket(Analytics|IntelligentTiering|Inventory|Metrics)Configurations?"
)
_OF_VERSIONS: Mapping[str, str] = {
    "DeleteObject": "DeleteObjectVersion",
    "DeleteObjectTagging": "DeleteObjectVersionTagging",
    "GetObject": "GetObjectVersion",
    "GetObjectAcl": "GetObjectVersionAcl",
    "GetObjectAttributes": "GetObjectVersionAttributes",
    "GetObjectTagging": "GetObjectVersionTagging",
    "GetObjectTorrent": "GetObjectVersionTorrent",
    "PutObjectAcl": "PutObjectVersionAcl",
    "PutObjectTagging": "PutObjectVersionTagging",
}
"""Actions that have another name where a version is named."""
_ON_EVERYTHING = frozenset({"ListBuckets", "ListDirectoryBuckets"})
_KEYS: Mapping[str, str] = {
    "ACL": "s3:x-amz-acl",
    "CopySource": "s3:x-amz-copy-source",
    "Delimiter": "s3:delimiter",
    "GrantFullControl": "s3:x-amz-grant-full-control",
    "GrantRead": "s3:x-amz-grant-read",
    "GrantReadACP": "s3:x-amz-grant-read-acp",
    "GrantWrite": "s3:x-amz-grant-write",
    "GrantWriteACP": "s3:x-amz-grant-write-acp",
    "IfMatch": "s3:if-match",
    "IfNoneMatch": "s3:if-none-match",
    "MaxKeys": "s3:max-keys",
    "MetadataDirective": "s3:x-amz-metadata-directive",
    "ObjectLockLegalHoldStatus": "s3:object-lock-legal-hold",
    "ObjectLockMode": "s3:object-lock-mode",
    "ObjectOwnership": "s3:x-amz-object-ownership",
    "Prefix": "s3:prefix",
    "SSECustomerAlgorithm": "s3:x-amz-server-side-encryption-customer-algorithm",
    "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "ServerSideEncryption": "s3:x-amz-server-side-encryption",
    "StorageClass": "s3:x-amz-storage-class",
    "VersionId": "s3:VersionId",
    "WebsiteRedirectLocation": "s3:x-amz-website-redirect-location",
}


def action_of(operation: str, *, version: bool = False) -> str:
    """IAM's name, without the service, of an operation on one resource."""
    configuration = _CONFIGURATION.fullmatch(operation)
    if configuration is not None:
        verb = {"List": "Get", "Delete": "Put"}.get(configuration[1], configuration[1])
        return f"{verb}{configuration[2]}Configuration"
    action = _ACTIONS.get(operation, operation)
    return _OF_VERSIONS.get(action, action) if version else action


def bucket_arn(bucket: str, region: str) -> str:
    """The ARN of a bucket by its name; an access point is named by its ARN already."""
    return bucket if bucket.startswith("arn:") else f"arn:{regions.partition_of(region)}:s3:::{bucket}"


def _object_arn(bucket: str, key: str, region: str) -> str:
    between = "/object/" if bucket.startswith("arn:") and ":accesspoint" in bucket else "/"
    return f"{bucket_arn(bucket, region)}{between}{key}"


def s3(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of S3."""
    given, operation = asked.parameters, asked.operation
    bucket, key = asked.text("Bucket"), asked.text("Key")
    if operation in _ON_EVERYTHING or not bucket:
        yield asked.on("*", action_of(operation))
        return
    keys = _keys(given)
    if operation == "DeleteObjects":
        yield from _batch(asked, bucket)
        return
    if operation in ("CopyObject", "UploadPartCopy"):
        yield _source(asked)
        operation = "PutObject"
    version = bool(given.get("VersionId"))
    resource = _object_arn(bucket, key, asked.region) if key else bucket_arn(bucket, asked.region)
    yield asked.on(resource, action_of(operation, version=version), keys)
    if operation == "GetObjectAttributes":
        yield asked.on(resource, action_of("GetObject", version=version), keys)
    yield from _also(asked, operation, resource, keys)


def _also(asked: Asked, operation: str, resource: str, keys: Mapping[str, Any]) -> Iterator[Operation]:
    """What an upload needs besides, for what it sets on the object."""
    if operation not in ("PutObject", "CreateMultipartUpload"):
        return
    given = asked.parameters
    if any(given.get(one) for one in ("ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP")):
        yield asked.on(resource, "PutObjectAcl", keys)
    if given.get("Tagging"):
        yield asked.on(resource, "PutObjectTagging", keys)
    if given.get("ObjectLockMode") or given.get("ObjectLockRetainUntilDate"):
        yield asked.on(resource, "PutObjectRetention", keys)
    if given.get("ObjectLockLegalHoldStatus"):
        yield asked.on(resource, "PutObjectLegalHold", keys)


def _keys(given: Mapping[str, Any]) -> dict[str, Any]:
    keys = keys_from(given, _KEYS)
    if "CopySource" in given:
        keys["s3:x-amz-copy-source"] = "/".join(part for part in copy_source(given["CopySource"])[:2] if part)
    location = (given.get("CreateBucketConfiguration") or {}).get("LocationConstraint")
    if location:
        keys["s3:LocationConstraint"] = location
    keys.update(tag_keys(_tags(given.get("Tagging")), "s3:RequestObjectTag", "s3:RequestObjectTagKeys"))
    return keys


def _tags(written: Any) -> dict[str, str]:
    """Tags of an upload, written as a query, or those of PutObjectTagging."""
    if isinstance(written, str):
        return dict(parse_qsl(written, keep_blank_values=True))
    tags = written.get("TagSet") if isinstance(written, Mapping) else None
    return {one["Key"]: one.get("Value", "") for one in tags or () if "Key" in one}


def _batch(asked: Asked, bucket: str) -> Iterator[Operation]:
    named = (asked.parameters.get("Delete") or {}).get("Objects") or ()
    for one in named:
        version = one.get("VersionId")
        keys = {"s3:VersionId": version} if version else {}
        resource = _object_arn(bucket, one.get("Key", ""), asked.region)
        yield asked.on(resource, action_of("DeleteObject", version=bool(version)), keys)
    if not named:
        yield asked.on(_object_arn(bucket, "*", asked.region), "DeleteObject")


def _source(asked: Asked) -> Operation:
    bucket, key, version = copy_source(asked.parameters["CopySource"])
    keys = {"s3:VersionId": version} if version else {}
    return asked.on(_object_arn(bucket, key, asked.region), action_of("GetObject", version=bool(version)), keys)


def copy_source(written: Any) -> tuple[str, str, str]:
    """Bucket, key and version of a source as clients write it: a mapping, or `bucket/key?versionId=…`, encoded."""
    if isinstance(written, Mapping):
        return str(written.get("Bucket", "")), str(written.get("Key", "")), str(written.get("VersionId") or "")
    path, _, version = str(written).partition("?versionId=")
    path = unquote(path.lstrip("/"))
    if path.startswith("arn:"):
        bucket, _, key = path.partition("/object/")
    else:
        bucket, _, key = path.partition("/")
    return bucket, key, version
