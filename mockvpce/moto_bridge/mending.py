"""What moto's own answers say of our resources, put right on the way out.

moto prints some members of interfaces and routes from constants. The answers are changed only where one of ours is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mockvpce.moto_bridge.interfaces import EndpointNetworkInterface, mend_description

if TYPE_CHECKING:
    from mockvpce.engine.world import Home, World
    from mockvpce.moto_bridge.backends import Backends

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


class Mending:
    """Knows which answers to look into."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._menders: dict[str, Callable[[World, Home, ElementTree.Element], bool]] = {
            "DescribeNetworkInterfaces": self._interfaces,
            "DescribeRouteTables": self._routes,
        }

    def __call__(self, world: World, action: str, home: Home, body: Any) -> Any:
        """The answer as it should be."""
        mender = self._menders.get(action)
        if mender is None or not world.state.resources or not body:
            return body
        text = body.decode() if isinstance(body, bytes) else body
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - written by moto in this process
        if not mender(world, home, root):
            return body
        ElementTree.register_namespace("", root.tag[1 : root.tag.find("}")] if root.tag.startswith("{") else NAMESPACE)
        return '<?xml version="1.0" encoding="UTF-8"?>' + ElementTree.tostring(root, encoding="unicode")

    def _interfaces(self, world: World, home: Home, root: ElementTree.Element) -> bool:
        del world
        prefix = root.tag[: root.tag.rfind("}") + 1]
        enis = self._backends.ec2(home).enis
        changed = False
        for item in root.iter(prefix + "item"):
            eni = enis.get(item.findtext(prefix + "networkInterfaceId") or "")
            if isinstance(eni, EndpointNetworkInterface) and item.find(prefix + "subnetId") is not None:
                mend_description(item, eni)
                changed = True
        return changed

    def _routes(self, world: World, home: Home, root: ElementTree.Element) -> bool:
        del home
        prefix = root.tag[: root.tag.rfind("}") + 1]
        changed = False
        for routes in root.iter(prefix + "routeSet"):
            for route in routes:
                target = route.findtext(prefix + "vpcPeeringConnectionId") or route.findtext(prefix + "gatewayId")
                resource = world.get(target) if target else None
                state = route.find(prefix + "state")
                if resource is not None and state is not None and not resource.carries_traffic:
                    state.text = "blackhole"
                    changed = True
        return changed
