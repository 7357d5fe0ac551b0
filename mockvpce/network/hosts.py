"""The name under which a service answers the requests of an action."""

from __future__ import annotations

from mockvpce.data import regions

_LABELS = {
    "cloudwatch": "monitoring",
    "ecr": "api.ecr",
    "sagemaker": "api.sagemaker",
    "ses": "email",
    "tag": "tagging",
}
"""Services whose name in IAM is not the first label of their host."""
_GLOBAL = frozenset({"iam", "route53", "cloudfront", "organizations", "waf", "shield"})
"""Services that have one host for all Regions of a partition."""


def host_of(action: str, region: str, bucket: str = "") -> str:
    """Where a client sends a request for an action in a Region, to a bucket of S3 by the bucket's own name."""
    service = action.partition(":")[0].lower()
    suffix = regions.dns_suffix(region)
    if service in _GLOBAL:
        return f"{service}.{suffix}"
    host = f"{_LABELS.get(service, service)}.{region}.{suffix}"
    virtual = service == "s3" and bucket and "." not in bucket
    return f"{bucket}.{host}" if virtual else host
