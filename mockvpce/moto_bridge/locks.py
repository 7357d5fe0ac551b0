"""moto's own locks, beside that of its backends, which is the world's while a mock is active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.core import models
from moto.ec2.models import vpcs


def locks_of_moto() -> Iterator[Any]:
    """Those that the installed moto has: of mocks that begin or end, of the library `responses`, of the list of services."""
    places = (
        (getattr(models, "MockAWS", None), "_mock_init_lock"),
        (models.responses_mock, "_thread_lock"),
        (vpcs, "ENDPOINT_SERVICE_COLLECTION_LOCK"),
    )
    return (getattr(owner, name) for owner, name in places if hasattr(owner, name))
