"""`aws.vpn`: the customer's side of a Site-to-Site VPN connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Literal, overload

from mockvpce.engine.clock import step_of
from mockvpce.resources.vpn import hub, maintenance, tunnels
from mockvpce.resources.vpn.connection import Tunnel as State
from mockvpce.resources.vpn.connection import VpnConnection

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    from mockvpce.activation.runtime import Activation
    from mockvpce.engine.world import World


class VpnHost:
    """A machine behind a customer gateway: a place for `aws.reach`, as source and as destination."""

    def __init__(self, connection_id: str, address: str) -> None:
        self._id = f"{connection_id}/{address}"
        self._address = address

    @property
    def id(self) -> str:
        """What `reach` takes: the connection's id, a slash, and the address."""
        return self._id

    @property
    def address(self) -> str:
        """The machine's address."""
        return self._address

    def __repr__(self) -> str:
        return f"<VpnHost {self._id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VpnHost) and other.id == self._id

    def __hash__(self) -> int:
        return hash(self._id)


class Tunnel:
    """One of the two tunnels of a connection."""

    def __init__(self, vpn: Vpn, position: int) -> None:
        self._vpn = vpn
        self._position = position

    @property
    def address(self) -> str:
        """The outside address of the AWS end."""
        with self._vpn.found() as (_, connection):
            return self._of(connection).address

    @property
    def status(self) -> Literal["UP", "DOWN"]:
        """As VgwTelemetry shows it."""
        with self._vpn.found() as (_, connection):
            return "UP" if self._of(connection).is_up else "DOWN"

    @property
    def prefixes(self) -> frozenset[str]:
        """The prefixes that the tunnel leads to while it is up: static routes, or what the BGP peer announces."""
        with self._vpn.found() as (_, connection):
            tunnel = self._of(connection)
            return frozenset(connection.prefixes_of(tunnel) if tunnel.is_up else ())

    def up(self, prefixes: Iterable[str | IPv4Network | IPv6Network] = (), *, bgp: bool = True) -> None:
        """Bring the tunnel up, as the customer's device does. The device announces just these prefixes (`192.168.0.0/16`).

        With `bgp=False` IPsec is up but no BGP session is established, and AWS shows the tunnel `DOWN`. The same happens if
        the device announces more prefixes than AWS takes: 100 on a virtual private gateway, else 1,000.

        A static connection has no BGP: prefixes and `bgp=False` are a `ValueError`. A connection that is not available
        has no tunnels yet, or no more: a `RuntimeError`.
        """
        with self._vpn.found() as (world, connection):
            announced = _prefixes(connection, prefixes)
            if not isinstance(bgp, bool):
                raise TypeError(f"bgp is True or False, got {bgp!r}")
            if not bgp:
                _check_silence(connection, announced)
            _check_available(connection, "come up")
            tunnel = self._of(connection)
            tunnel.raised, tunnel.announced, tunnel.peers = True, announced, bgp
            tunnels.refresh(world, connection)

    def down(self) -> None:
        """Take the tunnel down, as an outage or the customer's device does. A tunnel that is down stays down."""
        with self._vpn.found() as (world, connection):
            tunnel = self._of(connection)
            tunnel.raised, tunnel.announced = False, ()
            tunnels.refresh(world, connection)

    def maintain(self, grace: timedelta | float | None = None, /, **units: float) -> None:
        """Begin AWS's maintenance of the tunnel, which replaces AWS's end of it: the tunnel is down for some minutes.

        With EnableTunnelLifecycleControl it is pending until ReplaceVpnTunnel applies it, at most for `grace` (a
        `timedelta`, seconds, or keywords such as `days=7`; 14 days by default). A connection that is not available is a
        `RuntimeError`.
        """
        whole = maintenance.GRACE if grace is None and not units else step_of(grace, **units)
        with self._vpn.found() as (world, connection):
            _check_available(connection, "have maintenance")
            maintenance.plan(world, connection, self._of(connection), whole)

    def _of(self, connection: VpnConnection) -> State:
        return connection.tunnels[self._position]

    def __repr__(self) -> str:
        where = f"{self._vpn.id}[{self._position}]"
        return f"<Tunnel {where}: {'ended mock' if self._vpn.ended else f'{self.address}, {self.status}'}>"


class _Found:
    """The connection under the world's lock, with everything that is due done."""

    def __init__(self, vpn: Vpn, world: World) -> None:
        self._vpn = vpn
        self._world = world

    def __enter__(self) -> tuple[World, VpnConnection]:
        self._world.lock.acquire()
        try:
            self._world.settle()
            found = self._world.table(VpnConnection).get(self._vpn.id)
            if found is None:
                raise _no_connection(self._world, self._vpn.id)
        except BaseException:
            self._world.lock.release()
            raise
        return self._world, found

    def __exit__(self, *_: object) -> None:
        self._world.lock.release()


class Vpn(Sequence[Tunnel]):
    """The customer's side of a connection: its two tunnels, in the order of VgwTelemetry."""

    def __init__(self, activation: Activation, connection_id: str) -> None:
        self._activation = activation
        self._id = connection_id
        self._tunnels = (Tunnel(self, 0), Tunnel(self, 1))
        with self.found():
            pass

    @property
    def id(self) -> str:
        """The connection: `vpn-…`."""
        return self._id

    @property
    def ended(self) -> bool:
        """Whether the mock has ended."""
        return self._activation.ended

    def found(self) -> _Found:
        """The connection as it is now, to be entered."""
        if self.ended:
            raise RuntimeError(f"the mock of {self._id} has ended")
        return _Found(self, self._activation.runtime.world)

    def learned(self) -> frozenset[str]:
        """The prefixes that the customer's side has by BGP: the VPC's blocks or the transit gateway's routes, other sites'.

        Empty while both tunnels are down, and with static routing, where nothing is announced.
        """
        with self.found() as (world, connection):
            return hub.learned(world, connection)

    def host(self, address: str | IPv4Address | IPv6Address) -> VpnHost:
        """A machine behind the customer gateway, for `aws.reach`."""
        try:
            return VpnHost(self._id, str(ip_address(address)))
        except ValueError:
            raise ValueError(f"a host has an IP address, got {address!r}") from None

    @overload
    def __getitem__(self, position: int) -> Tunnel: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Tunnel]: ...
    def __getitem__(self, position: int | slice) -> Tunnel | Sequence[Tunnel]:
        return self._tunnels[position]

    def __len__(self) -> int:
        return len(self._tunnels)

    def __iter__(self) -> Iterator[Tunnel]:
        return iter(self._tunnels)

    def __repr__(self) -> str:
        state = "ended mock" if self.ended else ", ".join(one.status for one in self)
        return f"<Vpn {self._id}: {state}>"


def _no_connection(world: World, connection_id: Any) -> LookupError:
    close = get_close_matches(str(connection_id), [one.id for one in world.table(VpnConnection)], 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return LookupError(f"there is no VPN connection {connection_id!r} in any account or Region of this mock{hint}")


def _check_available(connection: VpnConnection, what: str) -> None:
    if connection.state not in ("available", "modifying"):
        raise RuntimeError(
            f"{connection.id} is {connection.state}: its tunnels {what} while it is available"
            " (aws.settle() and aws.clock.advance() let time pass)"
        )


def _check_silence(connection: VpnConnection, announced: tuple[str, ...]) -> None:
    if connection.static:
        raise ValueError(f"{connection.id} has static routing: bgp=False makes no difference")
    if announced:
        raise ValueError(f"without a BGP session nobody announces {', '.join(announced)}: leave out bgp=False or these")


def _prefixes(connection: VpnConnection, prefixes: Iterable[str | IPv4Network | IPv6Network]) -> tuple[str, ...]:
    if isinstance(prefixes, str):
        raise TypeError(f"prefixes are several, got {prefixes!r}: write [{prefixes!r}]")
    if not isinstance(prefixes, Iterable):
        raise TypeError(f"prefixes are CIDR blocks, got {prefixes!r}")
    found: dict[str, None] = {}
    for one in prefixes:
        try:
            network = ip_network(one)
        except ValueError:
            raise ValueError(f"a prefix is a CIDR block such as 192.168.0.0/16, got {one!r}") from None
        if network.version == 6 and connection.version != "ipv6":
            raise ValueError(f"{connection.id} has IPv4 inside its tunnels, so that nobody announces {one}")
        found[str(network)] = None
    if found and connection.static:
        raise ValueError(
            f"{connection.id} has static routing: no BGP peer announces prefixes; CreateVpnConnectionRoute adds them"
        )
    return tuple(found)
