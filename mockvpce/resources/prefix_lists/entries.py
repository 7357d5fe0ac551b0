"""What a request says of entries, checked and in canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from mockvpce.resources.prefix_lists import errors
from mockvpce.resources.prefix_lists.managed import Entry

LONGEST_TEXT = 255
_FAMILIES = {4: "IPv4", 6: "IPv6"}
FAMILIES = tuple(_FAMILIES.values())


def added(given: Iterable[Mapping[str, Any]], family: str) -> tuple[Entry, ...]:
    """The entries to add, each block once."""
    found: dict[str, Entry] = {}
    for one in given:
        entry = Entry(_block(str(one.get("Cidr", "")), family), one.get("Description"))
        if entry.description and len(entry.description) > LONGEST_TEXT:
            raise errors.DESCRIPTION_TOO_LONG()
        if entry.cidr in found:
            raise errors.TWICE(cidr=entry.cidr)
        found[entry.cidr] = entry
    return tuple(found.values())


def removed(given: Iterable[Mapping[str, Any]], family: str) -> tuple[str, ...]:
    """The blocks to remove, each once."""
    return tuple(dict.fromkeys(_block(str(one.get("Cidr", "")), family) for one in given))


def changed(before: Sequence[Entry], more: Sequence[Entry], less: Sequence[str]) -> tuple[Entry, ...]:
    """The entries after a change. A block that is there already gets the new description."""
    for cidr in less:
        if any(cidr == one.cidr for one in more):
            raise errors.ADDED_AND_REMOVED(cidr=cidr)
    entries = {one.cidr: one for one in before}
    for one in more:
        if entries.get(one.cidr) == one:
            raise errors.ENTRY_EXISTS(cidr=one.cidr, description=one.description or "")
    for cidr in less:
        if entries.pop(cidr, None) is None:
            raise errors.ENTRY_UNKNOWN(cidr=cidr)
    entries.update({one.cidr: one for one in more})
    return tuple(entries.values())


def entry_view(entry: Entry) -> dict[str, str]:
    """An entry as answers show it."""
    return {"Cidr": entry.cidr} if entry.description is None else {"Cidr": entry.cidr, "Description": entry.description}


def _block(text: str, family: str) -> str:
    if not text.partition("/")[2].isdecimal():
        raise errors.BAD_BLOCK(value=text)
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise errors.BAD_BLOCK(value=text) from None
    if _FAMILIES[network.version] != family:
        raise errors.OTHER_FAMILY(value=text, family=family)
    return str(network)
