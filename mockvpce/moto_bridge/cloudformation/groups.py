"""Security groups in stacks, so that they can be deleted and updated although a group that others name has to stay.

moto leaves the rule of a deleted `AWS::EC2::SecurityGroupIngress` where it is, and makes another group where AWS changes
the one there is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupIngress

from mockvpce.moto_bridge.overrides.security_groups import pairs_of
from mockvpce.patching import Patches

_UPDATE = "update_from_cloudformation_json"


def apply(patches: Patches) -> None:
    """Take the place of moto's methods."""
    keeping = classmethod(_keeping_rules(SecurityGroup.update_from_cloudformation_json))
    patches.replace(SecurityGroup, _UPDATE, keeping, "a group that a stack changes keeps its rules")
    if "delete" not in SecurityGroupIngress.__dict__:
        patches.replace(SecurityGroupIngress, "delete", _revoke, "a stack's rule goes with it")


def _revoke(rule: Any, account_id: str, region_name: str) -> None:
    """Delete a stack's rule; one that somebody else has revoked is deleted already."""
    del account_id, region_name
    given, group = rule.properties, rule.security_group
    named = {"GroupId": given.get("SourceSecurityGroupId"), "GroupName": given.get("SourceSecurityGroupName")}
    named = {key: value for key, value in named.items() if value}
    cidr = given.get("CidrIp")
    with suppress(EC2ClientError):
        group.ec2_backend.revoke_security_group_ingress(
            group_name_or_id=group.id,
            ip_protocol=given.get("IpProtocol"),
            from_port=given.get("FromPort"),
            to_port=given.get("ToPort"),
            ip_ranges=[{"CidrIp": cidr, "Description": given.get("Description")}] if cidr else [],
            source_groups=[named] if named else [],
            prefix_list_ids=[],
        )


def _keeping_rules(update: Callable[..., Any]) -> Callable[..., Any]:
    def update_group(_: type, original_resource: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the rules of other groups name nobody until the group has its new id."""
        naming = list(_naming(original_resource))
        for pair in naming:
            pair["GroupId"] = ""
        changed = original_resource
        try:
            changed = update(original_resource, *args, **kwargs)
        finally:
            for pair in naming:
                pair["GroupId"] = changed.id
        return changed

    return update_group


def _naming(group: Any) -> list[dict[str, Any]]:
    """Where the rules of other groups of its VPC name a group."""
    others = [one for one in group.ec2_backend.groups[group.vpc_id].values() if one is not group]
    rules = [rule for one in others for rule in chain(one.ingress_rules, one.egress_rules)]
    return [pair for rule in rules for pair in pairs_of(rule) if pair["GroupId"] == group.id]
