"""Error codes of AWS services: what is known of them, and the nearest ones to a misspelled code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from mockvpce.handle.operations import model_of
from mockvpce.protocol.errors import ErrorSpec

_CLOSE = 0.9
_DEFAULT = 400

COMMON: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "AccessDenied": (403, "Access Denied"),
        "AccessDeniedException": (400, "Access denied"),
        "AuthFailure": (401, "AWS was not able to validate the provided access credentials"),
        "BandwidthLimitExceeded": (503, "Bandwidth limit exceeded."),
        "EC2ThrottledException": (503, "Request limit exceeded."),
        "ExpiredToken": (403, "The security token included in the request is expired"),
        "InsufficientAddressCapacity": (500, "Not enough available addresses."),
        "InsufficientInstanceCapacity": (500, "Insufficient capacity."),
        "InternalError": (500, "An internal error has occurred"),
        "InternalFailure": (500, "An internal error has occurred"),
        "InternalServerError": (500, "Internal server error"),
        "InvalidClientTokenId": (403, "The security token included in the request is invalid."),
        "LimitExceededException": (400, "Limit exceeded"),
        "OptInRequired": (401, "You are not subscribed to this service."),
        "PriorRequestNotComplete": (400, "The prior request is not complete."),
        "ProvisionedThroughputExceededException": (400, "The level of configured provisioned throughput was exceeded."),
        "RequestExpired": (400, "Request has expired."),
        "RequestLimitExceeded": (503, "Request limit exceeded."),
        "RequestThrottled": (400, "Rate exceeded"),
        "RequestThrottledException": (400, "Rate exceeded"),
        "RequestTimeout": (400, "The request timed out."),
        "RequestTimeoutException": (400, "The request timed out."),
        "ServiceUnavailable": (503, "Service is unable to handle request."),
        "SlowDown": (503, "Please reduce your request rate."),
        "ThrottledException": (400, "Rate exceeded"),
        "Throttling": (400, "Rate exceeded"),
        "ThrottlingException": (400, "Rate exceeded"),
        "TooManyRequestsException": (429, "Too Many Requests"),
        "TransactionInProgressException": (400, "A transaction is in progress."),
        "UnauthorizedOperation": (403, "You are not authorized to perform this operation."),
        "Unavailable": (503, "The server is overloaded and can't handle the request."),
        "VpcLimitExceeded": (400, "The maximum number of VPCs has been reached."),
    }
)
"""Codes that many services give, those that botocore retries among them: HTTP status [D], default text [I]."""


def look_up(service: str, code: str, *, checks: bool) -> tuple[int, str]:
    """HTTP status and default text of a code. With `checks`, one that looks like a known one misspelt is a `ValueError`."""
    known = _codes_of(service)
    if code in known:
        status, message = known[code]
        return status, message or _text(code)
    if checks:
        by_lower = {one.lower(): one for one in known}
        near = [by_lower[one] for one in get_close_matches(code.lower(), by_lower, cutoff=_CLOSE)]
        if near:
            raise ValueError(
                f"{service} is not known to have the error code {code!r}; nearest: {', '.join(near)}. If it is right as"
                " it stands, give its HTTP status= too"
            )
    return _DEFAULT, _text(code)


def _text(code: str) -> str:
    return f"{code} was ordered by the test"


@cache
def _codes_of(service: str) -> Mapping[str, tuple[int, str]]:
    """Every code that is known of a service: botocore's model's, and for EC2 those of this package's tables."""
    known = dict(_modeled(service))
    if service == "ec2":
        known.update((spec.code, (spec.status, "" if "{" in spec.text else spec.text)) for spec in _specs())
    return {**known, **{code: row for code, row in COMMON.items() if code not in known}}


def _modeled(service: str) -> Iterator[tuple[str, tuple[int, str]]]:
    for shape in model_of(service).error_shapes:
        error = shape.metadata.get("error") or {}
        row = int(error.get("httpStatusCode", _DEFAULT)), ""
        yield shape.name, row
        if "code" in error:
            yield error["code"], row


def _specs() -> Iterator[ErrorSpec]:
    for name, module in list(sys.modules.items()):
        if name.startswith("mockvpce.resources.") or name == "mockvpce.protocol.errors":
            yield from (one for one in vars(module).values() if isinstance(one, ErrorSpec) and "{" not in one.code)
