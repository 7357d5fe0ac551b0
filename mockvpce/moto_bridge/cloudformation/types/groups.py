"""Security groups and their rules: of ranges, prefix lists and groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, tag_specifications
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import at, unless_gone

Direction = Literal["Ingress", "Egress"]
_GROUP = "AWS::EC2::SecurityGroup"
_ALL_OUT = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""The outbound rule of a group that names none."""


def _permission(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as requests have it."""
    said = {"Description": rule["Description"]} if rule.get("Description") else {}
    pair = {
        "GroupId": rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId"),
        "GroupName": rule.get("SourceSecurityGroupName"),
        "UserId": rule.get("SourceSecurityGroupOwnerId"),
    }
    named = {name: one for name, one in pair.items() if one}
    listed = rule.get("SourcePrefixListId") or rule.get("DestinationPrefixListId")
    permission: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    permission.update({name: rule[name] for name in ("FromPort", "ToPort") if rule.get(name) is not None})
    if rule.get("CidrIp"):
        permission["IpRanges"] = [{"CidrIp": rule["CidrIp"], **said}]
    if rule.get("CidrIpv6"):
        permission["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **said}]
    if listed:
        permission["PrefixListIds"] = [{"PrefixListId": listed, **said}]
    if named:
        permission["UserIdGroupPairs"] = [{**named, **said}]
    return permission


def _ask(requests: Requests, verb: str, direction: Direction, group_id: str, rules: list[dict[str, Any]]) -> Any:
    return ask(requests, f"{verb}SecurityGroup{direction}", GroupId=group_id, IpPermissions=rules) if rules else {}


# groups --------------------------------------------------------------------------------------------------------------


def _rules(properties: Properties, direction: Direction) -> list[dict[str, Any]]:
    given = properties.get(f"SecurityGroup{direction}")
    usual: list[Any] = [_ALL_OUT] if direction == "Egress" else []
    return [_permission(one) for one in given or usual]


def _create(requests: Requests, properties: Properties) -> str:
    made = ask(
        requests,
        "CreateSecurityGroup",
        GroupName=properties["GroupName"],
        Description=properties["GroupDescription"],
        VpcId=properties.get("VpcId"),
        TagSpecifications=tag_specifications("security-group", properties),
    )
    group_id = str(made["GroupId"])
    try:
        _bring(requests, group_id, {}, properties)
    except Exception:
        _remove(requests, group_id, properties)
        raise
    return group_id


def _bring(requests: Requests, group_id: str, before: Properties, after: Properties) -> None:
    """Revoke what is no longer wanted, authorize what is new."""
    directions: tuple[Direction, ...] = ("Ingress", "Egress")
    for direction in directions:
        had, wanted = _rules(before, direction), _rules(after, direction)
        _ask(requests, "Revoke", direction, group_id, [one for one in had if one not in wanted])
        _ask(requests, "Authorize", direction, group_id, [one for one in wanted if one not in had])


def _remove(requests: Requests, group_id: str, _: Properties) -> None:
    with unless_gone():
        ask(requests, "DeleteSecurityGroup", GroupId=group_id)


def _vpc(requests: Requests, group_id: str) -> Any:
    return at(ask(requests, "DescribeSecurityGroups", GroupIds=[group_id]), "SecurityGroups.0.VpcId")


declare(
    StackType(
        name=_GROUP,
        create=_create,
        change=_bring,
        remove=_remove,
        attributes={"GroupId": its_id, "Id": its_id, "VpcId": _vpc},
        replacing=schema.create_only(_GROUP),
        named="GroupName",
    )
)

# rules of their own --------------------------------------------------------------------------------------------------


def _group_of(requests: Requests, properties: Properties) -> str:
    given = properties.get("GroupId")
    if given:
        return str(given)
    named = ask(requests, "DescribeSecurityGroups", GroupNames=[properties.get("GroupName")])
    return str(at(named, "SecurityGroups.0.GroupId"))


def _declare_rule(direction: Direction) -> None:
    name = f"{_GROUP}{direction}"

    def create(requests: Requests, properties: Properties) -> str:
        group_id = _group_of(requests, properties)
        made = _ask(requests, "Authorize", direction, group_id, [_permission(properties)])
        return str(at(made, "SecurityGroupRules.0.SecurityGroupRuleId") or f"{group_id}|{direction}")

    def change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
        if before.get("Description") != after.get("Description"):
            said = {**after, "Description": after.get("Description", "")}
            group_id = _group_of(requests, after)
            _ask(requests, "Revoke", direction, group_id, [_permission(before)])
            _ask(requests, "Authorize", direction, group_id, [_permission(said)])

    def remove(requests: Requests, _: str, properties: Properties) -> None:
        with unless_gone():
            _ask(requests, "Revoke", direction, _group_of(requests, properties), [_permission(properties)])

    declare(
        StackType(
            name=name,
            create=create,
            change=change,
            remove=remove,
            attributes={"Id": its_id},
            replacing=schema.create_only(name),
        )
    )


_declare_rule("Ingress")
_declare_rule("Egress")
