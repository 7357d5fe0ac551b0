"""One question about packets: the packets that it may mean, their walks there and back, and the best of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockvpce.engine import forwarding
from mockvpce.engine.topology import InterfaceNode, SubnetNode
from mockvpce.network import checks, gateways, guests, outside, transit
from mockvpce.network.components import Components
from mockvpce.network.filters import ICMP, Flow
from mockvpce.network.path import Answer, Block, Hop, Path
from mockvpce.network.places import INTERNET, Site
from mockvpce.network.ports import EPHEMERAL, NONE, Ports, union, version
from mockvpce.network.walk import Leg, PassedEnd, Walk

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

Start = InterfaceNode | SubnetNode | None
_PORTED = ("tcp", "udp")
_WHOEVER = frozenset(
    {
        "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
        "NO_POSSIBLE_DESTINATION",
        "BAD_STATE",
        "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
    }
)
"""Codes that stop a packet whatever address of the internet it comes from."""


class Question:
    """One question: the candidates it may mean, and the best of their walks."""

    def __init__(
        self,
        world: World,
        start: Site,
        ends: tuple[Site, ...],
        ports: Ports,
        protocol: str,
        port: int | None,
        *,
        source_address: str = "",
        one_way: bool = False,
        families: tuple[int, ...] = (4, 6),
        source_ports: Ports = EPHEMERAL,
        until: str = "",
        through: str = "",
        destination: str = "",
        asked: Answer | None = None,
    ) -> None:
        """`until`: a component at which the way ends; `through`: a peering by which the packet comes in.

        `destination` is the end as it was given, `asked` what its name answered.
        """
        self.world = world
        self.topology = world.platform.topology
        self.start = start
        self.ends = ends
        self.ports = ports
        self.protocol = protocol
        self.port = port
        self.source_address = source_address
        self.one_way = one_way
        self.families = families
        self.source_ports = source_ports
        self.until = until
        self.through = through
        self.components = Components(world)
        self.asked = asked
        self.destination = destination or (ends[0].id if ends else "")
        self._labels: tuple[str | None, str | None] | None = None

    def answer(self) -> Path:
        """The first candidate that gets through, with the ports of all that do; else the one with the fewest blocks."""
        passing: Path | None = None
        best: Path | None = None
        ports: Ports = NONE
        for path in self._candidates():
            if path:
                ports = union(ports, tuple((one.start, one.stop - 1) for one in path.ports))
                enough = ports == self.ports or self.protocol not in _PORTED
                if enough and passing is None:
                    return path
                passing = passing or path
                if enough:
                    break
            elif best is None or len(path.blocks) < len(best.blocks):
                best = path
        if passing is not None:
            return replace(passing, ports=tuple(range(first, last + 1) for first, last in ports))
        return self._unresolved() if best is None else best

    def _candidates(self) -> Iterator[Path]:
        for end in self.ends:
            if not (self.start.running and end.running and self.start.exists and end.exists):
                yield self._dead(end)
                continue
            hopeless = ("", "")
            for source, target, flow in self._flows(end):
                asked = (target.id if target is not None else "", flow.destination)
                if asked == hopeless:
                    continue
                path = self._walk(source, target, end, flow)
                if self.start.id == INTERNET and path.codes and _WHOEVER.issuperset(path.codes):
                    hopeless = asked
                yield path

    def _unresolved(self) -> Path:
        name = self.asked.name if self.asked is not None else ""
        code = "MOCKVPCE_NAME_NOT_RESOLVED" if self.asked is not None else "NO_PATH"
        stopped = self.components.block(self._home(), name or self.start.id, code)
        return self._path(False, None, blocks=(stopped,))

    def _home(self) -> tuple[str, str]:
        return self.topology.home_of(self.start.id) or ("", "")

    def _dead(self, end: Site) -> Path:
        dead = self.start if not self.start.running else end
        home = self.topology.home_of(dead.id) or ("", "")
        stopped = self.components.block(home, dead.id, "BAD_STATE", Component=dead.id, State="stopped")
        return self._path(False, None, blocks=(stopped,))

    # the packets ---------------------------------------------------------------------------------------------------

    def _flows(self, end: Site) -> Iterator[tuple[Start, InterfaceNode | None, Flow]]:
        """The packets that the question may mean: by address family and interface."""
        for interface in self.start.interfaces or (None,):
            for target in end.interfaces or (None,):
                for address in self._addresses(end, target):
                    for source in self._sources(interface, target, address):
                        groups = frozenset[str]()
                        if interface is not None and source in interface.addresses:
                            groups = frozenset(interface.group_ids)
                        flow = Flow(source, address, self.protocol, groups)
                        yield interface or self.start.subnet, target, flow

    def _sources(self, interface: InterfaceNode | None, target: InterfaceNode | None, address: str) -> Iterator[str]:
        family = version(address)
        if self.start.guest is not None:
            yield from (one for one in (self.start.address, self.start.also) if one and version(one) == family)
        elif interface is not None:
            own = interface.address(family)
            if own is not None:
                yield self.source_address or own
        elif self.start.subnet is not None or self.start.id != INTERNET:
            yield from (one for one in (self.start.address, self.start.also) if one and version(one) == family)
        else:
            yield from outside.sources(self.topology, target or self.topology.public_interface(address), family)

    def _addresses(self, end: Site, target: InterfaceNode | None) -> Iterator[str]:
        from_outside = not self.start.interfaces and self.start.subnet is None and self.start.guest is None
        if target is None:
            found = [one for one in (end.address, end.also) if one]
        else:
            private = [one for one in map(target.address, (4, 6)) if one is not None]
            found = [target.public.get(one, one) if from_outside else one for one in private]
        only = {"icmp": 4, "icmpv6": 6}.get(self.protocol)
        yield from (one for one in found if only in (None, version(one)) and version(one) in self.families)

    # the walks -----------------------------------------------------------------------------------------------------

    def _walk(self, source: Start, target: InterfaceNode | None, end: Site, flow: Flow) -> Path:
        walk = Walk(self.world, flow, self.ports, self.components)
        walk.until = self.until
        try:
            self._set_out(walk, source, target)
        except PassedEnd:
            walk.end = self.until
        blocks = walk.found() or self._elsewhere(walk, target, end)
        back: tuple[Hop, ...] = ()
        if not blocks and not self.one_way:
            blocks, back = self._back(walk)
        passed = not blocks
        if not passed and not walk.led_on() and self._is_disconnected(end, flow):
            blocks = (self._disconnected(end),)
        ported = passed and self.protocol in _PORTED
        return self._path(
            passed,
            flow.destination,
            blocks=blocks,
            hops=tuple(walk.hops),
            back=back,
            via=tuple(dict.fromkeys(walk.via)),
            seen_as=walk.flow.source if passed else None,
            seen_at=walk.flow.destination if passed else None,
            ports=tuple(range(first, last + 1) for first, last in walk.ports) if ported else (),
        )

    def _set_out(self, walk: Walk, source: Start, target: InterfaceNode | None) -> None:
        """The packet begins its way."""
        if self.start.guest is not None:
            guests.enter(walk, self.start.guest)
        elif self.through and target is not None:
            walk.hop(self.topology.home_of(self.through) or target.home, self.through)
            walk.deliver(target.vpc_id, "")
        elif source is None:
            found = target or self.topology.public_interface(walk.flow.destination)
            if found is None:
                walk.stop(("", ""), walk.flow.destination, "NO_POSSIBLE_DESTINATION")
                return
            gateways.from_internet(walk, found)
        elif isinstance(source, InterfaceNode):
            walk.from_interface(source)
        else:
            walk.from_subnet(source, first=True)

    def _elsewhere(self, walk: Walk, target: InterfaceNode | None, end: Site) -> tuple[Block, ...]:
        """What blocks a packet that reached nothing, or something else that has the same address."""
        if walk.end and self.until:
            return ()
        right = (
            target.id in walk.arrived if target is not None else end.subnet is None or walk.end_subnet == end.subnet.id
        )
        if end.guest is not None:
            right = walk.end == gateways.OUTSIDE
        if end.id.startswith("vpce-") and not self.until:
            right = end.id in walk.via
        if walk.end and right:
            return ()
        if walk.end and end.vpc_id not in ("", self.start.vpc_id):
            return (self._disconnected(end),)
        return (self.components.block(self._home(), self.start.id, "NO_PATH"),)

    def _is_disconnected(self, end: Site, flow: Flow) -> bool:
        """Whether nothing joins the two VPCs that a packet to a private address would have to cross."""
        one, other = self.start.vpc_id, end.vpc_id
        if not one or not other or one == other or version(flow.destination) == 6:
            return False
        if forwarding.are_joined(self.world, one, other):
            return False
        return not (self.topology.has_attachment(one) and self.topology.has_attachment(other))

    def _disconnected(self, end: Site) -> Block:
        one, other = self.start.vpc_id, end.vpc_id
        return self.components.block(self._home(), one, "DISCONNECTED_VPCS", SourceVpc=one, DestinationVpc=other)

    # the way back --------------------------------------------------------------------------------------------------

    def _back(self, walk: Walk) -> tuple[tuple[Block, ...], tuple[Hop, ...]]:
        """The answer's way, leg by leg from the far end."""
        hops: list[Hop] = []
        tracked = frozenset(walk.met)
        ports: Ports = ((ICMP[self.protocol][1],) * 2,) if self.protocol in ICMP else self.source_ports
        for leg in reversed(walk.legs):
            answer = Walk(self.world, leg.flow.turned(), ports, self.components, back=True, tracked=tracked)
            answer.left_by, answer.lent = leg.left_by, walk.lent
            self._send_back(answer, leg)
            hops.extend(answer.hops)
            blocks = answer.found()
            if not blocks and not _is_home(answer, leg):
                wanted = leg.start.id if leg.start is not None else INTERNET
                blocks = (self.components.block(self._home(), wanted, "NO_ROUTE_TO_DESTINATION", None, True),)
            if blocks:
                return blocks, tuple(hops)
        return (), tuple(hops)

    def _send_back(self, answer: Walk, leg: Leg) -> None:
        far = self.topology.interface(leg.end) if leg.end.startswith("eni-") else None
        subnet = self.topology.subnet(leg.end_subnet) if leg.end_subnet else None
        if leg.kept and far is not None and isinstance(leg.start, InterfaceNode):
            self._to_balancer(answer, far, leg.start)
        elif far is not None and answer.flow.source in far.addresses:
            answer.from_interface(far)
        elif leg.gateway.startswith("tgw-attach-"):
            attachment = self.topology.attachment(leg.gateway)
            if attachment is not None:
                transit.from_attachment(answer, attachment, "")
        elif subnet is not None and leg.gateway:
            gateway = self.topology.gateway(leg.gateway)
            if gateway is not None:
                answer.hop(gateway.home, gateway.id)
            answer.enter(subnet.vpc_id, gateway)
        elif subnet is not None:
            answer.from_subnet(subnet, first=True)

    def _to_balancer(self, answer: Walk, far: InterfaceNode, node: InterfaceNode) -> None:
        """A target answers its client; the network takes that to the balancer's node, whatever the routes say."""
        answer.hop(far.home, far.id)
        here, there = self.topology.subnet(far.subnet_id), self.topology.subnet(node.subnet_id)
        if here is not None and there is not None and here.id != there.id:
            checks.meet_acl(answer, here, "egress")
            checks.meet_acl(answer, there, "ingress")
        answer.hop(node.home, node.id)
        answer.end = node.id

    def _path(self, reached: bool, address: str | None, **more: Any) -> Path:
        return Path(
            reached=reached,
            source=self.start.id,
            destination=self.destination,
            protocol=self.protocol,
            port=self.port,
            address=address,
            answer=self.asked,
            names=self._names(),
            **more,
        )

    def _names(self) -> tuple[str | None, str | None]:
        """The Name tags of both ends."""
        if self._labels is None:
            labels: list[str | None] = []
            for site in (self.start, self.ends[0] if self.ends else None):
                home = None if site is None else self._home_at(site)
                labels.append(None if site is None or home is None else self.components.name(home, site.id))
            self._labels = labels[0], labels[1]
        return self._labels

    def _home_at(self, site: Site) -> Home | None:
        if site.interfaces:
            return site.interfaces[0].home
        return self.topology.home_of(site.id) if "-" in site.id else None


def _is_home(answer: Walk, leg: Leg) -> bool:
    """Whether the answer has come to where its part of the way began."""
    if leg.start is None:
        return answer.end in (gateways.INTERNET, gateways.OUTSIDE)
    if isinstance(leg.start, InterfaceNode):
        return answer.end == leg.start.id
    return (answer.end, answer.end_subnet) == (answer.flow.destination, leg.start.id)
