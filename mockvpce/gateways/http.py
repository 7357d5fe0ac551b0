"""The parts of an answer that both gateways share."""

from __future__ import annotations

from mockvpce.engine.clock import Clock

CONTENT_TYPE = "text/xml;charset=UTF-8"


def headers(clock: Clock, request_id: str) -> dict[str, str]:
    """The HTTP headers of EC2's answers."""
    return {
        "x-amzn-requestid": request_id,
        "cache-control": "no-cache, no-store",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "vary": "accept-encoding",
        "content-type": CONTENT_TYPE,
        "date": clock.http_date(),
        "server": "AmazonEC2",
    }
