"""`AWS::EC2::Route`, with every destination and target."""

from __future__ import annotations

from mockvpce.engine.stacks import Properties, Requests, StackType, declare
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import ask, members_of
from mockvpce.moto_bridge.cloudformation.types.rows import unless_gone

_NAME = "AWS::EC2::Route"
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")


def _place(properties: Properties) -> dict[str, str]:
    """The table and the destination, as requests have them."""
    return {name: properties[name] for name in ("RouteTableId", *_DESTINATIONS) if name in properties}


def _target(properties: Properties) -> dict[str, str]:
    known = members_of("CreateRoute")
    return {name: one for name, one in properties.items() if name in known and name not in _place(properties)}


def _create(requests: Requests, properties: Properties) -> str:
    ask(requests, "CreateRoute", **_place(properties), **_target(properties))
    return "|".join(_place(properties).values())


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    if _target(before) != _target(after):
        ask(requests, "ReplaceRoute", **_place(after), **_target(after))


def _remove(requests: Requests, _: str, properties: Properties) -> None:
    with unless_gone():
        ask(requests, "DeleteRoute", **_place(properties))


declare(
    StackType(
        name=_NAME,
        create=_create,
        change=_change,
        remove=_remove,
        attributes={"CidrBlock": lambda _, route_id: route_id.partition("|")[2]},
        replacing=schema.create_only(_NAME),
    )
)
