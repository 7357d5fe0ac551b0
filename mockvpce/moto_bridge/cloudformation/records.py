"""What a stack has made: one record a resource, kept with moto's map of the stack's resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Made:
    """A resource of a stack."""

    logical_id: str
    type: str
    declaration: Mapping[str, Any]
    """As the template has it."""
    resolved: Mapping[str, Any]
    """The same with every reference and function resolved."""
    name: str = ""
    """The name that it has or would get."""
    resource: Any = None
    """moto's object; None where moto does not know the type, or before it is made."""
    status: str = ""
    when: datetime | None = None
    """Since when it has its status."""
    reason: str | None = None
    written: str | None = None
    """The properties as events show them, once one has."""
    tags: dict[str, str] = field(default_factory=dict)
    """The tags that it has from the stack."""

    @property
    def physical_id(self) -> str:
        """What `Ref` gives; empty before the resource is made."""
        return str(getattr(self.resource, "physical_resource_id", None) or "")

    @property
    def is_retained(self) -> bool:
        """Whether it stays where its stack has it no more."""
        return self.declaration.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")

    @property
    def properties(self) -> Mapping[str, Any]:
        """The resolved properties."""
        properties: Mapping[str, Any] = self.resolved.get("Properties") or {}
        return properties


def records_of(resource_map: Any) -> dict[str, Made]:
    """The records of a map; of a stack that was made before the mock began, what can be known of it."""
    records: dict[str, Made] | None = vars(resource_map).get("made_by_runs")
    if records is None:
        records = {}
        for logical_id, declaration in resource_map._resource_json_map.items():  # noqa: SLF001 - moto's only way
            resource = resource_map._parsed_resources.get(logical_id)  # noqa: SLF001 - the same
            if resource is not None:
                made = Made(logical_id, declaration["Type"], declaration, declaration, resource=resource)
                made.status = "CREATE_COMPLETE"
                records[logical_id] = made
        keep(resource_map, records)
    return records


def leftovers_of(resource_map: Any) -> list[Made]:
    """What updates that were stopped have replaced and left."""
    left: list[Made] = vars(resource_map).get("left_by_runs", [])
    return left


def keep(resource_map: Any, records: dict[str, Made], leftovers: list[Made] | None = None) -> None:
    """Let a map have these records, and no other objects for the resources of its template."""
    resource_map.made_by_runs = records
    if leftovers is not None:
        resource_map.left_by_runs = leftovers
    parsed = resource_map._parsed_resources  # noqa: SLF001 - moto's only way
    for logical_id in resource_map._resource_json_map:  # noqa: SLF001 - the same
        parsed.pop(logical_id, None)
    for logical_id, made in records.items():
        if made.resource is not None:
            parsed[logical_id] = made.resource
