"""Prefix lists of one's own: made and changed by a hundred entries at a time, each change once the one before is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any, TypeVar

from mockvpce.engine.stacks import Properties, Requests, StackRefusal
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import Row
from mockvpce.protocol.errors import EC2Error

T = TypeVar("T")

_AT_ONCE = 100


def _change(requests: Requests, list_id: str, before: Properties, after: Properties) -> None:
    """From what there is to what is wanted: room is made first and taken away last."""
    name, size = after["PrefixListName"], _most(after)
    if name != before["PrefixListName"]:
        _modify(requests, list_id, PrefixListName=name)
    there = int(_LIST.describe(requests, list_id)["MaxEntries"])
    if size > there:
        _modify(requests, list_id, MaxEntries=size)
    _change_entries(requests, list_id, after)
    if size < there:
        _modify(requests, list_id, MaxEntries=size)


def _change_entries(requests: Requests, list_id: str, after: Properties) -> None:
    found = ask(requests, "GetManagedPrefixListEntries", PrefixListId=list_id)["Entries"]
    there = {one["Cidr"]: one for one in found}
    wanted = {one["Cidr"]: one for one in after.get("Entries", ())}
    gone = [{"Cidr": cidr} for cidr in there if cidr not in wanted]
    new = [one for cidr, one in wanted.items() if there.get(cidr) != one]
    for less, more in zip_longest(_batches(gone), _batches(new)):
        _modify(requests, list_id, RemoveEntries=less, AddEntries=more)


def _add_the_rest(requests: Requests, list_id: str, properties: Properties) -> None:
    _settle(requests, list_id)
    for some in _batches(properties.get("Entries", ())[_AT_ONCE:]):
        _modify(requests, list_id, AddEntries=some)


def _modify(requests: Requests, list_id: str, **changed: Any) -> None:
    version = _LIST.describe(requests, list_id)["Version"]
    ask(requests, "ModifyManagedPrefixList", PrefixListId=list_id, CurrentVersion=version, **changed)
    _settle(requests, list_id)


def _settle(requests: Requests, list_id: str) -> None:
    """Wait until what is under way with a list is done."""
    listed = requests.world.get(list_id)
    if listed is not None:
        requests.world.hasten(listed)


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _most(properties: Properties) -> int:
    return int(properties.get("MaxEntries") or max(1, len(properties.get("Entries", ()))))


class _PrefixList(Row):
    """It has room for its entries where nothing else is said."""

    def given(self, properties: Properties) -> dict[str, Any]:
        """The properties, with the number of entries."""
        given = {**super().given(properties), "MaxEntries": _most(properties)}
        return {**given, "Entries": properties["Entries"][:_AT_ONCE]} if "Entries" in properties else given

    def _remove(self, requests: Requests, resource_id: str, properties: Properties) -> None:
        """A list that is in use stays, as its state says in the end."""
        super()._remove(requests, resource_id, properties)
        _settle(requests, resource_id)
        listed = requests.world.get(resource_id)
        if listed is not None and listed.state == "delete-failed":
            raise StackRefusal(EC2Error("IncorrectState", getattr(listed, "message", "")), requests.world.ids.request())


_LIST: Row = _PrefixList(
    name="AWS::EC2::PrefixList",
    create="CreateManagedPrefixList",
    made="PrefixList.PrefixListId",
    delete="DeleteManagedPrefixList",
    by="PrefixListId",
    tagged="prefix-list",
    shown_by=("DescribeManagedPrefixLists", "PrefixListIds", "PrefixLists.0"),
    ids=("PrefixListId",),
    attributes={"Arn": "PrefixListArn", "OwnerId": "OwnerId", "Version": "Version"},
    once=_add_the_rest,
    change=_change,
)
_LIST.declare()
