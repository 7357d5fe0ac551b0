"""moto's security groups, as `engine.platform` describes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mockvpce.engine.platform import GroupRule, SecurityGroup
from mockvpce.moto_bridge.overrides.security_groups import group_view, rules_naming_groups

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends


class MotoGroups:
    """Security groups and the rules that name groups."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def get(self, home: Home, group_id: str) -> SecurityGroup | None:
        for groups in self._backends.ec2(home).groups.values():
            if group_id in groups:
                return group_view(home, groups[group_id])
        return None

    def find(self, group_id: str) -> SecurityGroup | None:
        for home, _ in self._backends.every_ec2():
            found = self.get(home, group_id)
            if found is not None:
                return found
        return None

    def called(self, home: Home, name_or_id: str, vpc_id: str | None) -> SecurityGroup | None:
        group = self._backends.ec2(home).get_security_group_by_name_or_id(name_or_id, vpc_id)
        return None if group is None else group_view(home, group)

    def rules(self, home: Home, vpc_id: str) -> Sequence[GroupRule]:
        groups = self._backends.ec2(home).groups.get(vpc_id, {})
        return [rule for group in groups.values() for rule in rules_naming_groups(group)]

    def default(self, home: Home, vpc_id: str) -> SecurityGroup | None:
        for group in self._backends.ec2(home).groups[vpc_id].values():
            if group.name == "default":
                return group_view(home, group)
        return None
