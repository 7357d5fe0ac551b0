"""What a test may give as a place: an id, or an object that has one."""

from __future__ import annotations

from typing import Any


def place_of(place: Any) -> Any:
    """The id of a session or of a boto3 resource object; anything else as it is."""
    found = place if isinstance(place, str) else getattr(place, "id", place)
    return found if isinstance(found, str) else place
