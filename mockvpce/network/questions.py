"""The questions: does a packet get there, and what does a name answer. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mockvpce.engine.topology import InterfaceNode
from mockvpce.network import gateways, names
from mockvpce.network.components import Components
from mockvpce.network.filters import ICMP, Flow, protocol_name
from mockvpce.network.path import Answer, Block, Hop, Path
from mockvpce.network.places import INTERNET, SOMEWHERE, Site, is_address, nowhere, site
from mockvpce.network.ports import ALL, EPHEMERAL, Ports, block, is_private, version
from mockvpce.network.walk import Walk

if TYPE_CHECKING:
    from mockvpce.engine.topology import SubnetNode
    from mockvpce.engine.world import World

PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6")
_LAST_PORT = 65535


def resolve(world: World, name: str, at: str | None = None) -> Answer:
    """What a name answers at a place; public DNS without one."""
    return names.resolve(world, name, site(world, at).vpc_id)


def ports_of(port: int | range | None, protocol: str) -> Ports:
    """The ports of a question."""
    if protocol in ICMP:
        return ((ICMP[protocol][0],) * 2,)
    if protocol not in ("tcp", "udp") or port is None:
        return ALL
    first, last = (port, port) if isinstance(port, int) else (port.start, port.stop - 1)
    if isinstance(port, bool) or not 0 <= first <= last <= _LAST_PORT or (isinstance(port, range) and port.step != 1):
        raise ValueError(f"a port is 0 to 65535, or a range of those without gaps, got {port!r}")
    return ((first, last),)


def check_protocol(protocol: str | int) -> str:
    """The protocol as the walker names it."""
    name = protocol_name(protocol)
    if name in PROTOCOLS or name.isdigit():
        return name
    close = get_close_matches(name, PROTOCOLS, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"{protocol!r} is no protocol: {', '.join(PROTOCOLS)} or a number{hint}")


def reach(
    world: World,
    source: str | None,
    destination: str,
    port: int | range | None = None,
    protocol: str | int = "tcp",
) -> Path:
    """Whether a packet gets from one place to another, and its answer back."""
    name = check_protocol(protocol)
    ports = ports_of(port, name)
    start = site(world, source)
    if start.vpc_id == start.id:
        raise ValueError(f"{source!r} is a VPC: packets leave from an interface, an instance or a subnet of it")
    end, answer = _destination(world, start, destination)
    question = Question(world, start, end, ports, name, port if isinstance(port, int) else None)
    path = question.answer(answer)
    return replace(path, answer=answer, destination=destination or INTERNET)


def _destination(world: World, start: Site, destination: str) -> tuple[tuple[Site, ...], Answer | None]:
    if not isinstance(destination, str) or not destination:
        raise TypeError(f"a destination is an id, an address or a name, got {destination!r}")
    if destination.startswith("arn:"):
        balancer = world.platform.topology.balancer(destination)
        if balancer is None:
            raise nowhere(destination)
        destination = balancer.dns_name
    if destination.startswith("vpce-") and "." not in destination:
        interfaces = [
            one for one in map(world.platform.topology.interface, _endpoint_interfaces(world, destination)) if one
        ]
        return tuple(Site(one.id, (one,), vpc_id=one.vpc_id) for one in interfaces), None
    if "." in destination and not is_address(destination):
        answer = names.resolve(world, destination, start.vpc_id)
        return tuple(Site(one, address=one) for one in sorted(answer, key=lambda one: (":" in one, one))), answer
    return (site(world, destination),), None


def _endpoint_interfaces(world: World, endpoint_id: str) -> tuple[str, ...]:
    endpoint = world.get(endpoint_id)
    if endpoint is None:
        raise nowhere(endpoint_id)
    return tuple(getattr(endpoint, "interfaces", {}).values())


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
    ) -> None:
        self.world = world
        self.start = start
        self.ends = ends
        self.ports = ports
        self.protocol = protocol
        self.port = port
        self.source_address = source_address
        self.one_way = one_way
        self.components = Components(world)

    def answer(self, answer: Answer | None) -> Path:
        """The first candidate that gets through, else the one with the fewest blocks."""
        best: Path | None = None
        for end in self.ends:
            if not (self.start.running and end.running and self.start.exists and end.exists):
                best = self._dead(end) if best is None else best
                continue
            for source, target, flow in self._flows(end):
                path = self._walk(source, target, flow)
                if path:
                    return path
                if best is None or len(path.blocks) < len(best.blocks):
                    best = path
        return self._unresolved(answer) if best is None else best

    def _unresolved(self, answer: Answer | None) -> Path:
        name = answer.name if answer is not None else ""
        home = self._home()
        code = "MOCKVPCE_NAME_NOT_RESOLVED" if answer is not None else "NO_PATH"
        stopped = self.components.block(home, name or self.start.id, code)
        return self._path(False, None, blocks=(stopped,))

    def _home(self) -> tuple[str, str]:
        return self.world.platform.topology.home_of(self.start.id) or ("", "")

    def _dead(self, end: Site) -> Path:
        dead = self.start if not self.start.running else end
        home = self.world.platform.topology.home_of(dead.id) or ("", "")
        stopped = self.components.block(home, dead.id, "BAD_STATE", Component=dead.id, State="stopped")
        return self._path(False, None, blocks=(stopped,))

    def _flows(self, end: Site) -> Iterator[tuple[InterfaceNode | SubnetNode | None, InterfaceNode | None, Flow]]:
        """The packets that the question may mean: by address family and interface."""
        targets = end.interfaces or (None,)
        for interface in self.start.interfaces or (None,):
            for target in targets:
                for address in self._addresses(end, target):
                    family = version(address)
                    if interface is not None:
                        own = interface.address(family)
                        if own is not None:
                            groups = frozenset(interface.group_ids)
                            source = self.source_address or own
                            yield interface, target, Flow(source, address, self.protocol, groups)
                    elif self.start.subnet is not None:
                        if version(self.start.address) == family:
                            yield self.start.subnet, target, Flow(self.start.address, address, self.protocol)
                    else:
                        for outside in self._outside(target, family):
                            yield None, target, Flow(outside, address, self.protocol)

    def _addresses(self, end: Site, target: InterfaceNode | None) -> Iterator[str]:
        if target is None:
            if end.address:
                yield end.address
            return
        outside = not self.start.interfaces and self.start.subnet is None
        for family in (4, 6):
            private = target.address(family)
            if private is None or (self.protocol == "icmp") != (self.protocol == "icmp" and family == 4):
                continue
            yield target.public.get(private, private) if outside else private

    def _outside(self, target: InterfaceNode | None, family: int) -> Iterator[str]:
        """Addresses of the internet that stand for all of them: one for each block that a filter names."""
        if self.start.id != INTERNET:
            yield self.start.address
            return
        yield SOMEWHERE if family == 4 else "2001:db8::1"
        topology = self.world.platform.topology
        for group in map(topology.group, target.group_ids if target is not None else ()):
            for rule in group.ingress if group is not None else ():
                if rule.cidr and version(rule.cidr) == family and block(rule.cidr).prefixlen:
                    address = str(block(rule.cidr)[min(1, block(rule.cidr).num_addresses - 1)])
                    if not is_private(address):
                        yield address

    def _walk(self, source: InterfaceNode | SubnetNode | None, target: InterfaceNode | None, flow: Flow) -> Path:
        walk = Walk(self.world, flow, self.ports)
        if source is None:
            found = target or self.world.platform.topology.public_interface(flow.destination)
            if found is None:
                stopped = self.components.block(("", ""), flow.destination, "NO_POSSIBLE_DESTINATION")
                return self._path(False, flow.destination, blocks=(stopped,))
            gateways.from_internet(walk, found)
        elif isinstance(source, InterfaceNode):
            walk.from_interface(source)
        else:
            walk.from_subnet(source, first=True)
        blocks = walk.found()
        back: tuple[Hop, ...] = ()
        if walk.end and not blocks and not self.one_way:
            blocks, back = self._back(walk)
        passed = not blocks and bool(walk.end)
        if not blocks and not walk.end:
            blocks = (self.components.block(self._home(), self.start.id, "NO_PATH"),)
        path = self._path(passed, flow.destination, blocks=blocks)
        ports = tuple(range(first, last + 1) for first, last in walk.ports) if passed else ()
        seen = walk.flow.source if passed else None
        return replace(
            path, hops=tuple(walk.hops), back=back, via=tuple(dict.fromkeys(walk.via)), seen_as=seen, ports=ports
        )

    def _back(self, walk: Walk) -> tuple[tuple[Block, ...], tuple[Hop, ...]]:
        """The answer's way, leg by leg from the far end."""
        hops: list[Hop] = []
        for leg in reversed(walk.legs):
            turned = leg.flow.turned()
            ports = ((ICMP[self.protocol][1],) * 2,) if self.protocol in ICMP else EPHEMERAL
            answer = Walk(self.world, turned, ports, back=True)
            self._send_back(answer, leg.end, leg.end_subnet, leg.start, turned)
            hops.extend(answer.hops)
            blocks = answer.found()
            if blocks:
                return blocks, tuple(hops)
            wanted = getattr(leg.start, "id", INTERNET)
            if answer.end not in (wanted, INTERNET if leg.start is None else wanted, turned.destination):
                lost = self.components.block(self._home(), wanted, "NO_ROUTE_TO_DESTINATION", None, True)
                return (lost,), tuple(hops)
        return (), tuple(hops)

    def _send_back(
        self, answer: Walk, end: str, end_subnet: str, start: InterfaceNode | SubnetNode | None, turned: Flow
    ) -> None:
        topology = self.world.platform.topology
        far = topology.interface(end) if end.startswith("eni-") else None
        subnet = topology.subnet(end_subnet) if end_subnet else None
        if far is not None and turned.source in far.addresses:
            answer.from_interface(far)
        elif end in (INTERNET, "service", "outside"):
            near = topology.subnet(getattr(start, "subnet_id", getattr(start, "id", "")))
            if near is not None:
                answer.acl(near, "ingress")
            answer.end = getattr(start, "id", INTERNET)
        elif subnet is not None:
            answer.from_subnet(subnet, first=True)

    def _path(self, reached: bool, address: str | None, *, blocks: tuple[Block, ...] = ()) -> Path:
        topology = self.world.platform.topology
        labels: list[str | None] = []
        for some_id in (self.start.id, self.ends[0].id if self.ends else ""):
            home = topology.home_of(some_id) if "-" in some_id else None
            labels.append(None if home is None else self.components.name(home, some_id))
        return Path(
            reached=reached,
            source=self.start.id,
            destination=self.ends[0].id if self.ends else "",
            protocol=self.protocol,
            port=self.port,
            address=address,
            blocks=blocks,
            names=(labels[0], labels[1]),
        )
