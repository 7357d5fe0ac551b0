"""moto's security groups: rules that name other groups, those of peer VPCs in other accounts among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from mockvpce.engine import group_references
from mockvpce.engine.platform import GroupRule, SecurityGroup

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World


def group_view(home: Home, group: Any) -> SecurityGroup:
    """A moto security group as `engine.neighbours` describes it."""
    account, region = home
    return SecurityGroup(group.id, group.name, group.vpc_id, account, region, group.description)


def every_group(backend: Any) -> Iterator[Any]:
    """All groups of a backend."""
    return chain.from_iterable(groups.values() for groups in list(backend.groups.values()))


def rules_naming_groups(group: Any) -> Iterator[GroupRule]:
    """The rules of a group that name groups, one for each that is named."""
    for egress, rules in ((False, group.ingress_rules), (True, group.egress_rules)):
        for rule in rules:
            for pair in pairs_of(rule):
                ports = [None if port is None else int(port) for port in (rule.from_port, rule.to_port)]
                yield GroupRule(group.id, egress, str(rule.ip_protocol), ports[0], ports[1], pair["GroupId"])


def pairs_of(rule: Any) -> list[dict[str, Any]]:
    """The groups that a moto rule names: at most one in newer moto, any number before."""
    members = rule.__dict__
    pairs = members["source_groups"] if "source_groups" in members else [members.get("source_group")]
    return [pair for pair in pairs if pair and pair.get("GroupId")]


def naming_foreign_groups(world: World, original: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the place of moto's `_add_source_group`, which knows the groups of its own account only.

    Whether a rule may name the group is for the guards to say; a rule that names a deleted group can still be revoked.
    """

    def _add_source_group(backend: Any, source_groups: list[dict[str, Any]] | None, vpc_id: str | None) -> Any:
        pairs = []
        for pair in source_groups or ():
            group_id = str(pair.get("GroupId", ""))
            if not group_id.startswith("sg-") or backend.get_security_group_from_id(group_id) is not None:
                pairs.extend(original(backend, [pair], vpc_id))
                continue
            pairs.append({**pair, **_owner(world, backend, group_id)})
        return pairs

    return _add_source_group


def _owner(world: World, backend: Any, group_id: str) -> dict[str, str]:
    """Who owns a group, as moto's pairs have it; of one that is deleted, what the rules say that name it."""
    found = world.platform.groups.find(group_id)
    if found is not None:
        return {"OwnerId": found.account, "UserId": found.account}
    for group in every_group(backend):
        for rule in chain(group.ingress_rules, group.egress_rules):
            for pair in pairs_of(rule):
                if pair["GroupId"] == group_id:
                    return {name: pair[name] for name in ("OwnerId", "UserId") if name in pair}
    return {}


# answers -------------------------------------------------------------------------------------------------------------


def mend_groups(world: World, home: Home, root: Element, prefix: str) -> bool:
    """Say of each group of another VPC, in the answers about groups and rules, which VPC it is and how it is linked."""
    changed = False
    for item in root.iter(prefix + "item"):
        naming = item.findtext(prefix + "groupId")
        if naming is None:
            continue
        for permissions in ("ipPermissions", "ipPermissionsEgress"):
            for pair in item.iterfind(f"{prefix}{permissions}/{prefix}item/{prefix}groups/{prefix}item"):
                changed |= _mend_pair(world, home, naming, pair, prefix)
        named = item.find(prefix + "referencedGroupInfo")
        if named is not None:
            changed |= _mend_pair(world, home, naming, named, prefix)
    return changed


def _mend_pair(world: World, home: Home, naming: str, pair: Element, prefix: str) -> bool:
    group_id = pair.findtext(prefix + "groupId") or ""
    reference = group_references.find(world, home, naming, group_id)
    if reference is None:
        return False
    hidden = ["groupName"] if world.platform.groups.find(group_id) is not None else ["groupName", "userId"]
    for name in hidden:
        element = pair.find(prefix + name)
        if element is not None:
            pair.remove(element)
    members = {
        "vpcId": reference.peer_vpc_id,
        "vpcPeeringConnectionId": reference.link,
        "peeringStatus": reference.status(world),
    }
    for name, text in members.items():
        element = pair.makeelement(prefix + name, {})
        element.text = text
        pair.append(element)
    return True
