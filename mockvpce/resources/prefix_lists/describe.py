"""What shows prefix lists, their entries and what refers to them. DescribePrefixLists knows AWS's own lists only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from mockvpce.data import prefix_lists as catalogue
from mockvpce.data.prefix_lists import PrefixListEntry
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol.errors import ErrorSpec
from mockvpce.protocol.filters import Filters
from mockvpce.resources.prefix_lists import errors
from mockvpce.resources.prefix_lists.entries import entry_view
from mockvpce.resources.prefix_lists.managed import DELETED, Entry, ManagedPrefixList, arn_of, managed_view

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

T = TypeVar("T")
Shown = Mapping[str, Any]
"""A prefix list as DescribeManagedPrefixLists shows it."""

AWS_FILTERS: Filters[PrefixListEntry] = Filters(
    {"prefix-list-id": lambda entry: entry.id, "prefix-list-name": lambda entry: entry.name},
    unknown=lambda name: errors.FILTER(name=name),
)

MANAGED_FILTERS: Filters[Shown] = Filters(
    {
        "owner-id": lambda shown: str(shown["OwnerId"]),
        "prefix-list-id": lambda shown: str(shown["PrefixListId"]),
        "prefix-list-name": lambda shown: str(shown["PrefixListName"]),
    },
    unknown=lambda name: errors.FILTER(name=name),
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
    """The customer's lists, those that others share with the customer, then AWS's."""
    query = MANAGED_FILTERS.read(filters or (), call.tags_of)
    shown: list[Shown] = [managed_view(call, one) for one in seen(call)]
    shown.extend(_managed_view(call, entry) for entry in catalogue.prefix_lists(call.region))
    found = _chosen(shown, prefix_list_ids, lambda one: str(one["PrefixListId"]))
    return Listing([one for one in found if query.accepts(one)], {"PrefixLists": dict})


@operation(page=(1, 100), page_clamps=False)
def get_managed_prefix_list_entries(
    call: Call, *, prefix_list_id: str, target_version: int | None = None
) -> Listing[Entry]:
    """The entries of a version, of the current one where none is named."""
    return Listing(_entries(call, prefix_list_id, target_version), {"Entries": entry_view})


@operation(page=(5, 255), page_clamps=False)
def get_managed_prefix_list_associations(call: Call, *, prefix_list_id: str) -> Listing[tuple[str, str]]:
    """What refers to a list; who does not own the list sees what is their own."""
    found = visible(call, prefix_list_id)
    used_by = call.platform.prefix_lists.references(call.region, prefix_list_id)
    owns = isinstance(found, ManagedPrefixList) and found.account == call.account
    shown = sorted(one for one in used_by if owns or one[1] == call.account)
    return Listing(shown, {"PrefixListAssociations": lambda one: {"ResourceId": one[0], "ResourceOwner": one[1]}})


def seen(call: Call) -> list[ManagedPrefixList]:
    """The lists that the caller has, then those that other accounts share with the caller."""
    table = call.world.table(ManagedPrefixList)
    own = list(table.at(call.home))
    return own + [
        one for one in table if one.region == call.region and one.account != call.account and _shared(call, one)
    ]


def _shared(call: Call, listed: ManagedPrefixList) -> bool:
    arn = arn_of(listed, call.partition)
    return call.platform.prefix_lists.shares(arn, (listed.account, listed.region), call.account)


def _entries(call: Call, list_id: str, version: int | None) -> Sequence[Entry]:
    found = visible(call, list_id)
    if isinstance(found, PrefixListEntry):
        return [Entry(cidr) for cidr in found.cidrs]
    if version is not None and version not in found.versions:
        raise errors.VERSION_UNKNOWN(id=list_id, version=version)
    return found.versions[version or found.version]


def visible(call: Call, list_id: str, missing: ErrorSpec = errors.ABSENT) -> ManagedPrefixList | PrefixListEntry:
    """The list of that id, whoever manages it; `missing` is the error where the caller sees none."""
    check_ids([list_id], "pl", errors.MALFORMED)
    for one in seen(call):
        if one.id == list_id and one.state != DELETED:
            return one
    for entry in catalogue.prefix_lists(call.region):
        if entry.id == list_id:
            return entry
    raise missing(id=list_id)


def _chosen(items: Iterable[T], ids: Sequence[str] | None, id_of: Callable[[T], str]) -> Iterable[T]:
    """The items of the ids asked for; all of them where none is."""
    if not ids:
        return items
    check_ids(ids, "pl", errors.MALFORMED)
    by_id = {id_of(item): item for item in items}
    for one in ids:
        if one not in by_id:
            raise errors.UNKNOWN(id=one)
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
