"""What the tests need to know of an operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scenario:
    """A valid request of `by` (`provider` or `consumer`) on the ground."""

    by: str
    given: Callable[[Any], dict[str, Any]] = lambda _: {}
    ids: Mapping[str, str] = field(default_factory=dict)
    """Members that take ids -> the ids' prefix."""
    unchecked_ids: frozenset[str] = frozenset()
    """Those of which AWS does not ask whether the id exists."""
    bad_id: str = ""
    """AWS's code for a bad id, where it is neither NotFound nor Malformed."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Filter -> where its value stands in an item, as a JMESPath."""
    without_value: Mapping[str, str] = field(default_factory=dict)
    """Filter -> why no item of the ground has a value for it."""
    refused_filters: Mapping[str, str] = field(default_factory=dict)
    """Documented filter -> why it is refused all the same."""
    new_id: str = ""
    """Where the new resource's id stands in the result, as a JMESPath."""
    other: Mapping[str, Any] = field(default_factory=dict)
    """Parameters with which a second request with the same ClientToken is another request."""
