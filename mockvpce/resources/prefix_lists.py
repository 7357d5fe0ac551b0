"""Prefix lists: AWS's own from the catalogue, customers' from moto. DescribePrefixLists shows the former only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from mockvpce.data import prefix_lists as catalogue
from mockvpce.data.prefix_lists import PrefixListEntry
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.protocol.errors import ErrorSpec
from mockvpce.protocol.filters import Filters

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

MALFORMED = ErrorSpec("InvalidPrefixListId.Malformed", 'Invalid id: "{id}" (expecting "pl-...")', "D code, I text")
UNKNOWN = ErrorSpec("InvalidPrefixListID.NotFound", "The prefix list ID '{id}' does not exist", "D code, I text")
FILTER = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I EC2-wide wording")

T = TypeVar("T")
Shown = Mapping[str, Any]
"""A prefix list as DescribeManagedPrefixLists shows it."""

_ID = re.compile(r"pl-[0-9a-f]+")

AWS_FILTERS: Filters[PrefixListEntry] = Filters(
    {"prefix-list-id": lambda entry: entry.id, "prefix-list-name": lambda entry: entry.name},
    unknown=lambda name: FILTER(name=name),
)

MANAGED_FILTERS: Filters[Shown] = Filters(
    {
        "owner-id": lambda shown: str(shown["OwnerId"]),
        "prefix-list-id": lambda shown: str(shown["PrefixListId"]),
        "prefix-list-name": lambda shown: str(shown["PrefixListName"]),
    },
    unknown=lambda name: FILTER(name=name),
    id_of=itemgetter("PrefixListId"),
)
"""Tags filter too, though the model does not say so: terraform-provider-aws, TestAccVPCManagedPrefixListsDataSource_tags."""


@operation(filters=AWS_FILTERS, page=(1, 1000))
def describe_prefix_lists(
    call: Call,
    *,
    prefix_list_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[PrefixListEntry]:
    """The lists that AWS manages in the Region, with their address ranges."""
    query = AWS_FILTERS.read(filters or ())
    found = _chosen(catalogue.prefix_lists(call.region), prefix_list_ids, lambda entry: entry.id)
    return Listing([entry for entry in found if query.accepts(entry)], {"PrefixLists": _aws_view})


@operation(filters=MANAGED_FILTERS, page=(1, 100), page_clamps=False)
def describe_managed_prefix_lists(
    call: Call,
    *,
    prefix_list_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[Shown]:
    """The customer's lists, then AWS's."""
    query = MANAGED_FILTERS.read(filters or (), call.tags_of)
    shown: list[Shown] = [
        {**one, "Tags": call.tag_list(one["PrefixListId"])}
        for one in call.platform.prefix_lists.of_customers(call.home)
    ]
    shown.extend(_managed_view(call, entry) for entry in catalogue.prefix_lists(call.region))
    found = _chosen(shown, prefix_list_ids, lambda one: str(one["PrefixListId"]))
    return Listing([one for one in found if query.accepts(one)], {"PrefixLists": dict})


def _chosen(items: Iterable[T], ids: Sequence[str] | None, id_of: Callable[[T], str]) -> Iterable[T]:
    """The items of the ids asked for; all of them where none is."""
    if not ids:
        return items
    for one in ids:
        if not _ID.fullmatch(one):
            raise MALFORMED(id=one)
    by_id = {id_of(item): item for item in items}
    for one in ids:
        if one not in by_id:
            raise UNKNOWN(id=one)
    return [item for one, item in by_id.items() if one in set(ids)]


def _aws_view(entry: PrefixListEntry) -> dict[str, Any]:
    return {"PrefixListId": entry.id, "PrefixListName": entry.name, "Cidrs": list(entry.cidrs)}


def _managed_view(call: Call, entry: PrefixListEntry) -> dict[str, Any]:
    """AWS's lists have neither MaxEntries nor Version, and a lower-case `aws` for the account in their ARN."""
    return {
        "PrefixListId": entry.id,
        "AddressFamily": entry.family,
        "State": "create-complete",
        "PrefixListArn": f"arn:{call.partition}:ec2:{call.region}:aws:prefix-list/{entry.id}",
        "PrefixListName": entry.name,
        "Tags": [],
        "OwnerId": "AWS",
    }
