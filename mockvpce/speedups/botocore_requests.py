"""Steps of every request that come to nothing for most of them: no checksum is asked for, and the address is the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from botocore import awsrequest, client

from mockvpce.patching import Patches

_HEADERS = 2
"""How many headers a request without a checksum has: the type of its body, and the `User-Agent`."""


def apply(patches: Patches) -> None:
    """Leave them out."""
    patches.replace(
        awsrequest,
        "_urljoin",
        lru_cache(maxsize=256)(awsrequest._urljoin),  # noqa: SLF001 - a function of three strings
        "speed: addresses put together once",
    )
    resolve = client.resolve_checksum_context

    def resolve_checksum_context(request: Any, operation_model: Any, params: Any) -> None:
        if (
            operation_model.http_checksum
            or operation_model.http_checksum_required
            or len(request["headers"]) > _HEADERS
            or "checksum" in request["context"]
        ):
            resolve(request, operation_model, params)

    patches.replace(
        client, "resolve_checksum_context", resolve_checksum_context, "speed: no checksum where an operation has none"
    )
