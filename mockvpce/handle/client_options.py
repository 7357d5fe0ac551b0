"""What a client is made with, for type checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from botocore.config import Config

    from mockvpce.handle.places import Place


class Options(TypedDict, total=False):
    """Our own options, and boto3's."""

    account: str | None
    region: str | None
    at: Place | None
    role: str | None
    api_version: str | None
    use_ssl: bool | None
    verify: bool | str | None
    endpoint_url: str | None
    config: Config | None
