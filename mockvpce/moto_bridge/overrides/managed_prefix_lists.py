"""ModifyManagedPrefixList: which version a change is of, its size, and a name that nobody asked to change.

moto takes a change of any version, drops the size, and takes the name away where none is given.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.responses.vpcs import VPCs

_WHY = "a change of a prefix list is of its current version, of entries or of the size"
_BOTH = "You cannot modify the entries and the maximum entries for the prefix list in the same request."
_STALE = "The prefix list has the incorrect version number."
_FULL = (
    "The request exceeds the maximum number of entries of the prefix list '{}', which is {}."  # the code is documented
)


def wrap_prefix_lists(wrap: Callable[..., None]) -> None:
    """Let changes of managed prefix lists be as EC2's."""
    wrap(VPCs, "modify_managed_prefix_list", _asking(VPCs.modify_managed_prefix_list), _WHY)
    wrap(EC2Backend, "modify_managed_prefix_list", _changing(EC2Backend.modify_managed_prefix_list), _WHY)


def _asking(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def modify_managed_prefix_list(response: Any) -> Any:
        size = response._get_param("MaxEntries")  # noqa: SLF001 - how moto's responses read a member
        if not size:
            return original(response)
        if any(name.startswith(("AddEntry.", "RemoveEntry.")) for name in response.querystring):
            raise EC2ClientError("InvalidParameterCombination", _BOTH)
        found = _customers(response.ec2_backend, response._get_param("PrefixListId"))  # noqa: SLF001 - as above
        _check_size(found, found.entries.get(found.version) or [], int(size))
        return original(response)

    return modify_managed_prefix_list


def _changing(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def modify_managed_prefix_list(
        backend: Any,
        add_entry: list[dict[str, str]],
        remove_entry: list[dict[str, str]],
        prefix_list_id: str,
        current_version: int | None = None,
        prefix_list_name: str | None = None,
    ) -> Any:
        found = _customers(backend, prefix_list_id)
        if current_version is not None and int(current_version) != found.version:
            raise EC2ClientError("PrefixListVersionMismatch", _STALE)
        gone = {entry["Cidr"] for entry in map(_entry, remove_entry)}
        add_entry = [_entry(one) for one in add_entry]
        new = {entry["Cidr"] for entry in add_entry}
        kept = [entry for entry in found.entries.get(found.version) or [] if entry["Cidr"] not in gone | new]
        if found.max_entries:
            _check_size(found, [*kept, *add_entry], int(found.max_entries))
        name = prefix_list_name or found.prefix_list_name
        return original(backend, add_entry, remove_entry, prefix_list_id, current_version, name)

    return modify_managed_prefix_list


def _entry(given: Any) -> dict[str, str]:
    """An entry of a request; moto 5.1.0 reads one without a description as its text."""
    return {"Cidr": given} if isinstance(given, str) else given


def _customers(backend: Any, prefix_list_id: str) -> Any:
    found = backend.managed_prefix_lists.get(prefix_list_id)
    if found is None or str(found.owner_id).lower() == "aws":
        raise EC2ClientError("InvalidPrefixListID.NotFound", f"The prefix list ID '{prefix_list_id}' does not exist")
    return found


def _check_size(found: Any, entries: list[Any], size: int) -> None:
    if len(entries) > size:
        raise EC2ClientError("PrefixListMaxEntriesExceeded", _FULL.format(found.id, size))
    found.max_entries = str(size) if isinstance(found.max_entries, str) else size
