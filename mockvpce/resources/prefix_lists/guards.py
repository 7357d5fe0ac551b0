"""What routes and rules may say of prefix lists: those that the caller sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.guards import guard
from mockvpce.resources.prefix_lists import errors
from mockvpce.resources.prefix_lists.describe import visible

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call


@guard("CreateRoute")
def _check_destination(call: Call, *, destination_prefix_list_id: str | None) -> None:
    if destination_prefix_list_id:
        visible(call, destination_prefix_list_id, errors.UNKNOWN)


@guard("AuthorizeSecurityGroupIngress")
@guard("AuthorizeSecurityGroupEgress")
def _check_rules(call: Call, *, ip_permissions: Sequence[Mapping[str, Any]] | None) -> None:
    for permission in ip_permissions or ():
        for one in permission.get("PrefixListIds") or ():
            visible(call, str(one.get("PrefixListId") or ""), errors.UNKNOWN)
