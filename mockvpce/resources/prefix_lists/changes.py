"""CreateManagedPrefixList, ModifyManagedPrefixList, RestoreManagedPrefixListVersion, DeleteManagedPrefixList."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.resources.prefix_lists import entries as reading
from mockvpce.resources.prefix_lists import errors
from mockvpce.resources.prefix_lists.managed import CREATING, DELETED, SETTLED, ManagedPrefixList, managed_view

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

LARGEST = 1000
_AWS_NAMES = "com.amazonaws"
_IPAM = "the resolvers of IPAM are not doubled"


@operation(
    creates=ManagedPrefixList,
    refuse={"Entries": errors.TOO_MANY_AT_ONCE},
    unread={"IpamPrefixListResolverTargetId": _IPAM},
)
def create_managed_prefix_list(
    call: Call,
    *,
    prefix_list_name: str,
    max_entries: int,
    address_family: str,
    entries: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """A new list, in its first version."""
    _check_name(prefix_list_name)
    _check_size(max_entries)
    if address_family not in reading.FAMILIES:
        raise errors.BAD_FAMILY(value=address_family)
    given = reading.added(entries or (), address_family)
    members = {"name": prefix_list_name, "family": address_family, "size": max_entries}
    made = call.new(ManagedPrefixList, **members, versions={1: given})
    _check_room(made, len(given), max_entries)
    call.add(made, CREATING)
    return _answer(call, made)


@operation(
    refuse={"AddEntries": errors.TOO_MANY_CHANGES, "RemoveEntries": errors.TOO_MANY_CHANGES},
    unread={"IpamPrefixListResolverSyncEnabled": _IPAM},
)
def modify_managed_prefix_list(
    call: Call,
    *,
    prefix_list_id: str,
    current_version: int | None = None,
    prefix_list_name: str | None = None,
    add_entries: Sequence[Mapping[str, Any]] | None = None,
    remove_entries: Sequence[Mapping[str, Any]] | None = None,
    max_entries: int | None = None,
) -> dict[str, Any]:
    """New entries make a new version; a new name or size does not."""
    found = _own(call, prefix_list_id)
    if max_entries is not None and (add_entries or remove_entries):
        raise errors.SIZE_AND_ENTRIES()
    if max_entries is None and prefix_list_name is None and not add_entries and not remove_entries:
        raise errors.NOTHING_ASKED()
    if prefix_list_name is not None:
        _check_name(prefix_list_name)
    _check_settled(found)
    _check_version(found, current_version)
    if max_entries is not None:
        _check_size(max_entries)
        _check_room(found, len(found.entries), max_entries)
    more = reading.added(add_entries or (), found.family)
    less = reading.removed(remove_entries or (), found.family)
    changed = reading.changed(found.entries, more, less)
    _check_room(found, len(changed), max_entries or found.size)
    found.name = prefix_list_name or found.name
    found.size = max_entries or found.size
    if more or less:
        found.next_version(changed)
    call.world.apply(found, "modify")
    return _answer(call, found)


@operation
def restore_managed_prefix_list_version(
    call: Call, *, prefix_list_id: str, previous_version: int, current_version: int
) -> dict[str, Any]:
    """The entries of an earlier version as a new one."""
    found = _own(call, prefix_list_id)
    _check_settled(found)
    _check_version(found, current_version)
    before = found.versions.get(previous_version)
    if before is None:
        raise errors.VERSION_UNKNOWN(id=found.id, version=previous_version)
    _check_room(found, len(before), found.size)
    found.next_version(before)
    call.world.apply(found, "restore")
    return _answer(call, found)


@operation
def delete_managed_prefix_list(call: Call, *, prefix_list_id: str) -> dict[str, Any]:
    """Begin to delete a list; it fails in the end where something still refers to it."""
    found = _own(call, prefix_list_id)
    _check_settled(found)
    call.world.apply(found, "delete")
    return _answer(call, found)


def _own(call: Call, list_id: str) -> ManagedPrefixList:
    found = call.own(ManagedPrefixList, list_id)
    if found.state == DELETED:
        raise errors.ABSENT(id=list_id)
    return found


def _answer(call: Call, listed: ManagedPrefixList) -> dict[str, Any]:
    return {"PrefixList": managed_view(call, listed)}


def _check_name(name: str) -> None:
    if not name or len(name) > reading.LONGEST_TEXT:
        raise errors.BAD_NAME(value=name, reason="It has to have 1 to 255 characters.")
    if name.startswith(_AWS_NAMES):
        raise errors.BAD_NAME(value=name, reason=f"It cannot start with {_AWS_NAMES}.")


def _check_size(size: int) -> None:
    if not 1 <= size <= LARGEST:
        raise errors.BAD_SIZE()


def _check_room(listed: ManagedPrefixList, number: int, size: int) -> None:
    if number > size:
        raise errors.FULL(id=listed.id, size=size)


def _check_settled(listed: ManagedPrefixList) -> None:
    if listed.state not in SETTLED:
        raise errors.BUSY(id=listed.id, state=listed.state)


def _check_version(listed: ManagedPrefixList, current: int | None) -> None:
    if current is not None and current < 1:
        raise errors.BAD_VERSION()
    if current is not None and current != listed.version:
        raise errors.STALE()
