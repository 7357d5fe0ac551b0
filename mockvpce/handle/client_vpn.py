"""`aws.connect`: a client of a Client VPN endpoint."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Literal

from mockvpce.network import guests
from mockvpce.network.path import Path
from mockvpce.resources.client_vpn import sign_in
from mockvpce.resources.client_vpn.certificates import read_certificates
from mockvpce.resources.client_vpn.connection import ClientVpnConnection
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

    from cryptography.x509 import Certificate

    from mockvpce.activation.runtime import Activation
    from mockvpce.engine.world import World


TRUST_PROVIDERS = ("crowdstrike", "jamf", "jumpcloud")


class ClientVpnSession:
    """A client that is connected to a Client VPN endpoint. As a context manager it disconnects at the end of the block.

    Give it to `aws.reach` as a source: its packets come into the VPC through the interface of an association.
    """

    def __init__(self, activation: Activation, connection: ClientVpnConnection) -> None:
        self._activation = activation
        self._id = connection.id
        self._address = connection.address
        self._user = connection.user or None
        self._groups = connection.groups

    @property
    def id(self) -> str:
        """The id of the connection: `cvpn-connection-…`."""
        return self._id

    @property
    def address(self) -> str:
        """The client's address, out of the endpoint's client CIDR block; empty for IPv6 traffic only."""
        return self._address

    @property
    def user(self) -> str | None:
        """The user, None where clients are known by certificates only."""
        return self._user

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the user."""
        return self._groups

    @property
    def status(self) -> Literal["active", "terminated"]:
        """Whether the client is connected now; the session's timeout and changes of the endpoint end that too."""
        world = self._activation.runtime.world
        with world.lock:
            world.settle()
            connection = self._connection()
            return "active" if connection is not None and connection.is_open else "terminated"

    def _connection(self) -> ClientVpnConnection | None:
        return self._activation.runtime.world.table(ClientVpnConnection).get(self._id)

    def may_reach(self, address: str | IPv4Address | IPv6Address) -> Path:
        """Whether authorization rules and routes of the endpoint let the client's packets go to an address.

        A narrower rule of any group hides wider ones. What lies behind the endpoint is not asked: that is
        `aws.reach(session, address)`.
        """
        try:
            wanted = str(ip_address(str(address)))
        except ValueError:
            raise ValueError(f"may_reach takes an IP address, got {address!r}; aws.reach knows names and ids") from None
        world = self._activation.runtime.world
        with world.lock:
            world.settle()
            if self._connection() is None:
                return Path(False, self._id, wanted, "tcp", None, wanted)
            return guests.may_reach(world, self._id, wanted)

    def close(self) -> None:
        """Disconnect. To close a closed session changes nothing."""
        world = self._activation.runtime.world
        with world.lock:
            world.settle()
            connection = self._connection()
            if connection is not None and world.can(connection, "end"):
                world.apply(connection, "end")

    def __enter__(self) -> ClientVpnSession:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._activation.ended:
            self.close()

    def __repr__(self) -> str:
        who = f" of {self._user}" if self._user else ""
        state = "ended mock" if self._activation.ended else self.status
        return f"<ClientVpnSession {self._id}{who}: {self._address or 'no IPv4 address'}, {state}>"


def connect(
    activation: Activation,
    endpoint_id: str,
    *,
    user: str | None,
    groups: str | Iterable[str],
    certificate: Any,
    device: Mapping[str, Mapping[str, Any]] | None,
) -> ClientVpnSession:
    """Connect a client; `ConnectionRefusedError` where the endpoint refuses it."""
    wanted = _groups(groups)
    if user is not None and not isinstance(user, str):
        raise TypeError(f"user is a name, got {user!r}")
    certificates = [] if certificate is None else _certificates(certificate)
    signals = _signals(device or {})
    world = activation.runtime.world
    with world.lock:
        world.settle()
        endpoint = world.table(ClientVpnEndpoint).get(endpoint_id)
        if endpoint is None:
            raise _no_endpoint(world, endpoint_id)
        try:
            found = sign_in.connect(
                world, endpoint, user=user, groups=wanted, certificates=certificates, device=signals
            )
        except sign_in.Refused as refused:
            raise ConnectionRefusedError(str(refused)) from None
        return ClientVpnSession(activation, found)


def _no_endpoint(world: World, endpoint_id: Any) -> LookupError:
    close = get_close_matches(str(endpoint_id), [one.id for one in world.table(ClientVpnEndpoint)], 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return LookupError(f"there is no Client VPN endpoint {endpoint_id!r} in any account or Region of this mock{hint}")


def _groups(groups: str | Iterable[str]) -> tuple[str, ...]:
    found = (groups,) if isinstance(groups, str) else tuple(groups)
    for one in found:
        if not isinstance(one, str) or not one:
            raise TypeError(f"groups are names or ids, got {one!r}")
    return found


def _signals(device: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    for provider in device:
        if provider not in TRUST_PROVIDERS:
            raise ValueError(f"device signals are of {', '.join(TRUST_PROVIDERS)}, got {provider!r}")
    return copy.deepcopy(dict(device))


def _certificates(certificate: str | bytes | Certificate) -> list[Certificate]:
    """PEM with one certificate or more, the client's first, or one of `cryptography`'s."""
    from cryptography import x509  # noqa: PLC0415 - it takes long to load

    if isinstance(certificate, x509.Certificate):
        return [certificate]
    if not isinstance(certificate, str | bytes):
        raise TypeError(
            f"a certificate is PEM or an x509.Certificate of cryptography, got {type(certificate).__name__}"
        )
    pem = certificate.encode() if isinstance(certificate, str) else certificate
    try:
        return read_certificates(pem)
    except ValueError:
        raise ValueError(f"not a certificate in PEM form: {pem[:40]!r}…") from None
