"""Security groups that name groups of a peer VPC: which rules may be made, and which have gone stale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockvpce.engine import group_references
from mockvpce.engine.call_log import advise
from mockvpce.engine.group_references import Reference
from mockvpce.engine.guards import after, guard
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import check_ids, is_id
from mockvpce.resources.peering import errors
from mockvpce.resources.peering.connection import ACTIVE, joining

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.platform import GroupRule, SecurityGroup
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

# rules are made ------------------------------------------------------------------------------------------------------


@guard("AuthorizeSecurityGroupIngress")
@guard("AuthorizeSecurityGroupEgress")
def _check_references(call: Call, *, group_id: str, ip_permissions: Sequence[Mapping[str, Any]] | None) -> None:
    for _ in _references(call, group_id, ip_permissions or ()):
        pass


@after("AuthorizeSecurityGroupIngress")
@after("AuthorizeSecurityGroupEgress")
def _remember_references(call: Call, *, group_id: str, ip_permissions: Sequence[Mapping[str, Any]] | None) -> None:
    for naming_id, referenced_id, reference in _references(call, group_id, ip_permissions or ()):
        group_references.remember(call.world, call.home, naming_id, referenced_id, reference)


def _references(
    call: Call, name_or_id: str, permissions: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str, Reference]]:
    """The references to other VPCs that a request has: naming group, named group, what links them."""
    group = call.platform.groups.called(call.home, name_or_id, None)
    for pair in (pair for permission in permissions for pair in permission.get("UserIdGroupPairs") or ()):
        referenced_id = pair.get("GroupId") or ""
        if group is None or not is_id(referenced_id, "sg"):
            continue
        referenced = _referenced(call.world, pair, referenced_id)
        if referenced.vpc_id == group.vpc_id:
            continue
        connection = joining(call.world, group.vpc_id, referenced.vpc_id)
        if connection is None or referenced.region != call.region:
            raise errors.DIFFERENT_NETWORKS()
        yield group.id, referenced_id, Reference(group.vpc_id, referenced.vpc_id, connection.id)


def _referenced(world: World, pair: Mapping[str, Any], referenced_id: str) -> SecurityGroup:
    """The group that a pair names. The owner is checked where the request has one."""
    found = world.platform.groups.find(referenced_id)
    owner = pair.get("UserId") or ""
    if found is None or (owner.isdigit() and owner != found.account):
        raise errors.GROUP_UNKNOWN(id=referenced_id)
    return found


# groups are deleted --------------------------------------------------------------------------------------------------


@guard("DeleteSecurityGroup")
def _check_group(call: Call, *, group_id: str | None, group_name: str | None) -> None:
    """A group that others of its VPC name has to stay; one that only a peer names may go."""
    group = call.platform.groups.called(call.home, group_id or group_name or "", None)
    if group is None:
        return
    for rule in call.platform.groups.rules(call.home, group.vpc_id):
        if rule.referenced_id == group.id and rule.group_id != group.id:
            advise(f"{rule.group_id} has a rule that names {group.id}")
            raise errors.GROUP_IN_USE(id=group.id)


# what has gone stale -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StaleGroup:
    """A group with its stale rules."""

    group: SecurityGroup
    rules: Sequence[tuple[GroupRule, dict[str, str]]]
    """Each rule with the view of the group that it names."""

    def view(self) -> dict[str, Any]:
        """As DescribeStaleSecurityGroups shows it."""
        return {
            "VpcId": self.group.vpc_id,
            "GroupId": self.group.id,
            "GroupName": self.group.name,
            "Description": self.group.description,
            "StaleIpPermissions": self._permissions(egress=False),
            "StaleIpPermissionsEgress": self._permissions(egress=True),
        }

    def _permissions(self, *, egress: bool) -> list[dict[str, Any]]:
        permissions: dict[tuple[str, int | None, int | None], dict[str, Any]] = {}
        for rule, pair in self.rules:
            if rule.egress is not egress:
                continue
            shown = permissions.setdefault((rule.protocol, rule.from_port, rule.to_port), _permission(rule))
            shown["UserIdGroupPairs"].append(pair)
        return list(permissions.values())


def _permission(rule: GroupRule) -> dict[str, Any]:
    shown: dict[str, Any] = {"IpProtocol": rule.protocol}
    if rule.from_port is not None and rule.to_port is not None:
        shown |= {"FromPort": rule.from_port, "ToPort": rule.to_port}
    return shown | {"UserIdGroupPairs": []}


@operation(page=(5, 255))
def describe_stale_security_groups(call: Call, *, vpc_id: str) -> Listing[StaleGroup]:
    """The groups of a VPC with rules that name a deleted group, or one to which no peering leads any more."""
    check_ids([vpc_id], "vpc", errors.VPC_MALFORMED)
    if call.platform.networks.vpc(call.home, vpc_id) is None:
        raise errors.VPC_UNKNOWN(id=vpc_id)
    stale: dict[str, list[tuple[GroupRule, dict[str, str]]]] = {}
    for rule in call.platform.groups.rules(call.home, vpc_id):
        pair = _stale_pair(call, rule)
        if pair is not None:
            stale.setdefault(rule.group_id, []).append((rule, pair))
    groups = ((call.platform.groups.get(call.home, group_id), rules) for group_id, rules in stale.items())
    found = [StaleGroup(group, rules) for group, rules in groups if group is not None]
    return Listing(found, {"StaleSecurityGroupSet": StaleGroup.view})


def _stale_pair(call: Call, rule: GroupRule) -> dict[str, str] | None:
    """The view of the group that a stale rule names, None where the rule is in order."""
    reference = group_references.find(call.world, call.home, rule.group_id, rule.referenced_id)
    if reference is None:
        return None
    status = reference.status(call.world)
    referenced = call.platform.groups.find(rule.referenced_id)
    if status == ACTIVE and referenced is not None:
        return None
    pair = {
        "VpcId": reference.peer_vpc_id,
        "GroupId": rule.referenced_id,
        "VpcPeeringConnectionId": reference.link,
        "PeeringStatus": status,
    }
    if referenced is not None:
        pair |= {"UserId": referenced.account, "GroupName": referenced.name}
    return pair


@operation
def describe_security_group_references(call: Call, *, group_id: Sequence[str]) -> dict[str, Any]:
    """The VPCs at the other end of an active peering whose rules name these groups."""
    for one in group_id:
        if call.platform.groups.get(call.home, one) is None:
            raise errors.GROUP_UNKNOWN(id=one)
    shown = [view for one in dict.fromkeys(group_id) for view in _naming_views(call, one)]
    return {"SecurityGroupReferenceSet": shown}


def _naming_views(call: Call, group_id: str) -> list[dict[str, str]]:
    links = {
        (reference.vpc_id, reference.link): None
        for home, naming_id, reference in group_references.naming(call.world, group_id)
        if reference.status(call.world) == ACTIVE and _still_names(call.world, home, naming_id, group_id, reference)
    }
    return [{"GroupId": group_id, "ReferencingVpcId": vpc_id, "VpcPeeringConnectionId": link} for vpc_id, link in links]


def _still_names(world: World, home: Home, naming_id: str, group_id: str, reference: Reference) -> bool:
    rules = world.platform.groups.rules(home, reference.vpc_id)
    return any(rule.group_id == naming_id and rule.referenced_id == group_id for rule in rules)
