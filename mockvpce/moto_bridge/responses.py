"""What moto's own answers say of our resources, put right on the way out.

moto prints some members of interfaces and routes from constants, and knows of no groups in other VPCs. The answers are
changed only where they hold one of our resources.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mockvpce.engine import group_references
from mockvpce.moto_bridge.footprint.balancers import DESCRIPTION
from mockvpce.moto_bridge.footprint.interfaces import ManagedNetworkInterface, mend_description
from mockvpce.moto_bridge.overrides.route_states import mend_tables
from mockvpce.moto_bridge.overrides.security_groups import mend_groups

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.moto_bridge.backends import Backends

Mender = Callable[["World", "Home", ElementTree.Element], bool]
NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


class ResponseFixes:
    """Knows which answers to look into."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._menders: dict[str, Mender] = {
            "AuthorizeSecurityGroupEgress": self._groups,
            "AuthorizeSecurityGroupIngress": self._groups,
            "DescribeNetworkInterfaces": self._interfaces,
            "DescribeRouteTables": self._routes,
            "DescribeSecurityGroupRules": self._groups,
            "DescribeSecurityGroups": self._groups,
        }

    def __call__(self, world: World, action: str, home: Home, body: Any) -> Any:
        """The answer as it should be."""
        mender = self._menders.get(action)
        if mender is None or not body:
            return body
        text = body.decode() if isinstance(body, bytes) else body
        if not self._concerns_us(world, mender, text):
            return body
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - written by moto in this process
        if not mender(world, home, root):
            return body
        ElementTree.register_namespace("", root.tag[1 : root.tag.find("}")] if root.tag.startswith("{") else NAMESPACE)
        return '<?xml version="1.0" encoding="UTF-8"?>' + ElementTree.tostring(root, encoding="unicode")

    def _concerns_us(self, world: World, mender: Mender, text: str) -> bool:
        """Whether looking into the answer can be worth it."""
        if mender == self._groups:
            return group_references.exist(world)
        if mender == self._routes and "propagatingVgwSet" not in text:
            return True
        others = DESCRIPTION if mender == self._interfaces else "pcx-"
        return world.count > 0 or others in text

    def _groups(self, world: World, home: Home, root: ElementTree.Element) -> bool:
        return mend_groups(world, home, root, root.tag[: root.tag.rfind("}") + 1])

    def _interfaces(self, world: World, home: Home, root: ElementTree.Element) -> bool:
        del world
        prefix = root.tag[: root.tag.rfind("}") + 1]
        enis = self._backends.ec2(home).enis
        changed = False
        for item in root.iter(prefix + "item"):
            eni = enis.get(item.findtext(prefix + "networkInterfaceId") or "")
            if isinstance(eni, ManagedNetworkInterface) and item.find(prefix + "subnetId") is not None:
                mend_description(item, eni)
                changed = True
        return changed

    def _routes(self, world: World, home: Home, root: ElementTree.Element) -> bool:
        del home
        return mend_tables(world, root, root.tag[: root.tag.rfind("}") + 1])
