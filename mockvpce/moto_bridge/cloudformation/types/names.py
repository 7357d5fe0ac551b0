"""Records of Route 53, alias or not; endpoints and rules of its Resolver."""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackRefusal, StackType, declare, its_id
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import Answer, ask
from mockvpce.moto_bridge.cloudformation.types.rows import Change, Row, at, unless_gone

# records -------------------------------------------------------------------------------------------------------------

_RECORD = "AWS::Route53::RecordSet"
_KEPT = ("Failover", "GeoLocation", "HealthCheckId", "MultiValueAnswer", "Region", "SetIdentifier", "Type", "Weight")
_IDENTITY = ("Name", "Type", "SetIdentifier")


def _record(properties: Properties) -> dict[str, Any]:
    """A record as requests have it."""
    record: dict[str, Any] = {"Name": properties["Name"]}
    record.update({name: properties[name] for name in _KEPT if name in properties})
    if "TTL" in properties:
        given = str(properties["TTL"])
        record["TTL"] = int(given) if given.isdecimal() else given  # what is no number does not fit the request
    if properties.get("ResourceRecords"):
        record["ResourceRecords"] = [{"Value": value} for value in properties["ResourceRecords"]]
    if "AliasTarget" in properties:
        record["AliasTarget"] = {"EvaluateTargetHealth": False, **properties["AliasTarget"]}
    return record


def _zone(requests: Requests, properties: Properties) -> str:
    given = properties.get("HostedZoneId")
    if given:
        return str(given)
    wanted = str(properties.get("HostedZoneName", "")).rstrip(".") + "."
    zones = ask(requests, "ListHostedZones", "route53")["HostedZones"]
    found = [one["Id"] for one in zones if one["Name"].rstrip(".") + "." == wanted]
    return str(found[0]).rpartition("/")[2] if found else wanted


def _write(requests: Requests, properties: Properties, *actions: tuple[str, Properties]) -> None:
    changes = [{"Action": action, "ResourceRecordSet": _record(one)} for action, one in actions]
    zone = _zone(requests, properties)
    ask(requests, "ChangeResourceRecordSets", "route53", HostedZoneId=zone, ChangeBatch={"Changes": changes})


def _create(requests: Requests, properties: Properties) -> str:
    _write(requests, properties, ("CREATE", properties))
    return str(properties["Name"])


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    if any(before.get(name) != after.get(name) for name in _IDENTITY):
        _write(requests, after, ("DELETE", before), ("CREATE", after))
    elif _record(before) != _record(after):
        _write(requests, after, ("UPSERT", after))


def _remove(requests: Requests, _: str, properties: Properties) -> None:
    try:
        with unless_gone():
            _write(requests, properties, ("DELETE", properties))
    except StackRefusal as refusal:
        if refusal.error.code != "InvalidChangeBatch":  # Route 53 says so where there is no such record
            raise


declare(
    StackType(
        name=_RECORD,
        create=_create,
        change=_change,
        remove=_remove,
        replacing=schema.create_only(_RECORD) | {"Name"},
    )
)

# Resolver ------------------------------------------------------------------------------------------------------------


class _Resolver(Row):
    """A type of Resolver."""

    def given(self, properties: Properties) -> dict[str, Any]:
        """The properties, with ports as numbers."""
        given = {**super().given(properties), "Tags": properties.get("Tags")}
        if "TargetIps" in properties:
            given["TargetIps"] = [_with_number(one) for one in properties["TargetIps"]]
        return given

    def describe(self, requests: Requests, resource_id: str) -> Answer:
        """What the API says of a resource, which it shows alone."""
        assert self.shown_by is not None  # noqa: S101 - all rows here have it
        operation, member, path = self.shown_by
        found: Answer = at(ask(requests, operation, self.service, **{member: resource_id}), path)
        return found


def _with_number(target: Properties) -> dict[str, Any]:
    return {**target, "Port": int(target["Port"])} if "Port" in target else dict(target)


def _rename(requests: Requests, endpoint_id: str, before: Properties, after: Properties) -> None:
    names = ("Name", "ResolverEndpointType")
    changed = {name: after[name] for name in names if name in after and after[name] != before.get(name)}
    if changed:
        ask(requests, "UpdateResolverEndpoint", "route53resolver", ResolverEndpointId=endpoint_id, **changed)


def _declare_resolver(name: str, *attributes: str, change: Change | None = None, fixed: frozenset[str]) -> None:
    """Declare a type of Resolver."""
    identifier = f"{name}Id"
    _Resolver(
        name=f"AWS::Route53Resolver::{name}",
        service="route53resolver",
        create=f"Create{name}",
        made=f"{name}.Id",
        delete=f"Delete{name}",
        by=identifier,
        shown_by=(f"Get{name}", identifier, name),
        ids=(identifier,),
        attributes={one: one for one in attributes},
        change=change,
        also_fixed=fixed,
    ).declare()


_declare_resolver(
    "ResolverEndpoint",
    "Arn",
    "Direction",
    "HostVPCId",
    "IpAddressCount",
    "Name",
    change=_rename,
    fixed=frozenset(),
)
_declare_resolver(
    "ResolverRule",
    "Arn",
    "DomainName",
    "Name",
    "ResolverEndpointId",
    "TargetIps",
    fixed=frozenset({"DomainName", "Name", "ResolverEndpointId", "TargetIps"}),  # moto cannot change a rule
)

_ASSOCIATION = "AWS::Route53Resolver::ResolverRuleAssociation"


def _associate(requests: Requests, properties: Properties) -> str:
    made = ask(requests, "AssociateResolverRule", "route53resolver", **properties)
    return str(at(made, "ResolverRuleAssociation.Id"))


def _disassociate(requests: Requests, _: str, properties: Properties) -> None:
    with unless_gone():
        place = {name: properties[name] for name in ("ResolverRuleId", "VPCId")}
        ask(requests, "DisassociateResolverRule", "route53resolver", **place)


def _shown(name: str) -> Any:
    def read(requests: Requests, association_id: str) -> Any:
        member = {"ResolverRuleAssociationId": association_id}
        shown = ask(requests, "GetResolverRuleAssociation", "route53resolver", **member)
        return at(shown, f"ResolverRuleAssociation.{name}")

    return read


declare(
    StackType(
        name=_ASSOCIATION,
        create=_associate,
        remove=_disassociate,
        attributes={
            "ResolverRuleAssociationId": its_id,
            **{name: _shown(name) for name in ("Name", "ResolverRuleId", "VPCId")},
        },
        replacing=schema.create_only(_ASSOCIATION),
    )
)
