"""Removing the resources of a stack, each after those that refer to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.cloudformation.events import tell
from mockvpce.moto_bridge.cloudformation.failures import is_stray, reason_of
from mockvpce.moto_bridge.cloudformation.graph import in_order
from mockvpce.moto_bridge.cloudformation.records import Made

if TYPE_CHECKING:
    from mockvpce.moto_bridge.cloudformation.steps import Maker


@dataclass
class Removal:
    """What became of resources that were to be removed."""

    failed: dict[str, Exception] = field(default_factory=dict)
    """Logical id -> why it is still there."""
    retained: list[str] = field(default_factory=list)

    @property
    def stray(self) -> Exception | None:
        """An exception that is no answer of AWS."""
        return next((error for error in self.failed.values() if is_stray(error)), None)


def remove_all(stack: Any, maker: Maker, doomed: Iterable[Made], retained: Iterable[str] = ()) -> Removal:
    """Remove resources. One that is refused is tried again once others have gone, as what stood in its way may have."""
    kept, outcome = set(retained), Removal()
    pending = []
    for made in _last_first(doomed):
        if made.logical_id in kept:
            tell(stack, made, "DELETE_SKIPPED")
            outcome.retained.append(made.logical_id)
        else:
            pending.append(made)
    begun: set[int] = set()
    while pending:
        failed = {id(made): error for made in pending if (error := _remove(stack, maker, made, begun)) is not None}
        if len(failed) == len(pending):
            break
        pending = [made for made in pending if id(made) in failed]
    for made in pending:
        error = failed[id(made)]
        tell(stack, made, "DELETE_FAILED", reason_of(error, made.type))
        outcome.failed[made.logical_id] = error
    return outcome


def _remove(stack: Any, maker: Maker, made: Made, begun: set[int]) -> Exception | None:
    if id(made) not in begun:
        begun.add(id(made))
        tell(stack, made, "DELETE_IN_PROGRESS")
    try:
        maker.remove(made)
    except Exception as error:
        return error
    tell(stack, made, "DELETE_COMPLETE")
    return None


def _last_first(doomed: Iterable[Made]) -> list[Made]:
    """What refers to others before them. Resources of one logical id, a replaced and its successor, stay as they come."""
    listed = list(doomed)
    places = {
        name: place for place, name in enumerate(in_order({made.logical_id: made.declaration for made in listed}))
    }
    return sorted(listed, key=lambda made: -places[made.logical_id])
