"""Hosted zones of Route 53, public or of VPCs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackRefusal, StackType, declare, its_id
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import Answer, ask
from mockvpce.moto_bridge.cloudformation.types.rows import at, unless_gone
from mockvpce.protocol.errors import EC2Error

_NAME = "AWS::Route53::HostedZone"


def _ask(requests: Requests, operation: str, **parameters: Any) -> Answer:
    return ask(requests, operation, "route53", **parameters)


def _create(requests: Requests, properties: Properties) -> str:
    vpcs = properties.get("VPCs", [])
    comment = properties.get("HostedZoneConfig", {}).get("Comment", "")
    if "Name" not in properties:  # which the schema does not ask for, but the operation
        raise StackRefusal(EC2Error("InvalidDomainName", "The domain name is missing."), requests.world.ids.request())
    made = _ask(
        requests,
        "CreateHostedZone",
        Name=properties["Name"],
        CallerReference=requests.world.ids.request(),
        VPC=vpcs[0] if vpcs else None,
        HostedZoneConfig={"Comment": comment, "PrivateZone": bool(vpcs)},
        DelegationSetId=properties.get("DelegationSetId"),
    )
    zone_id = str(at(made, "HostedZone.Id")).rpartition("/")[2]
    try:
        _associate(requests, zone_id, vpcs[1:])
        _retag(requests, zone_id, {}, properties)
    except StackRefusal:
        _remove(requests, zone_id, properties)
        raise
    return zone_id


def _associate(requests: Requests, zone_id: str, vpcs: list[Mapping[str, str]]) -> None:
    for vpc in vpcs:
        _ask(requests, "AssociateVPCWithHostedZone", HostedZoneId=zone_id, VPC=vpc)


def _change(requests: Requests, zone_id: str, before: Properties, after: Properties) -> None:
    had, wanted = before.get("VPCs", []), after.get("VPCs", [])
    _associate(requests, zone_id, [vpc for vpc in wanted if vpc not in had])
    for vpc in had:
        if vpc not in wanted:
            _ask(requests, "DisassociateVPCFromHostedZone", HostedZoneId=zone_id, VPC=vpc)
    if before.get("HostedZoneConfig") != after.get("HostedZoneConfig"):
        comment = after.get("HostedZoneConfig", {}).get("Comment", "")
        _ask(requests, "UpdateHostedZoneComment", Id=zone_id, Comment=comment)
    _retag(requests, zone_id, before, after)


def _tags(properties: Properties) -> dict[str, str]:
    return {one["Key"]: one["Value"] for one in properties.get("HostedZoneTags", ())}


def _retag(requests: Requests, zone_id: str, before: Properties, after: Properties) -> None:
    had, wanted = _tags(before), _tags(after)
    new = [{"Key": key, "Value": value} for key, value in wanted.items() if had.get(key) != value]
    gone = [key for key in had if key not in wanted]
    if new or gone:
        changed = {"AddTags": new or None, "RemoveTagKeys": gone or None}
        given = {name: value for name, value in changed.items() if value}
        _ask(requests, "ChangeTagsForResource", ResourceType="hostedzone", ResourceId=zone_id, **given)


def _remove(requests: Requests, zone_id: str, _: Properties) -> None:
    with unless_gone():
        _ask(requests, "DeleteHostedZone", Id=zone_id)


def _servers(requests: Requests, zone_id: str) -> list[str]:
    return at(_ask(requests, "GetHostedZone", Id=zone_id), "DelegationSet.NameServers") or []


declare(
    StackType(
        name=_NAME,
        create=_create,
        change=_change,
        remove=_remove,
        attributes={"Id": its_id, "NameServers": _servers},
        replacing=schema.create_only(_NAME),
    )
)
