"""The secret in which AWS keeps pre-shared keys of a connection (VPN guide, "Enhanced security features")."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World
    from mockvpce.resources.vpn.connection import Tunnel, VpnConnection

STORAGE = "SecretsManager"
"""The value of PreSharedKeyStorage."""
OWNER = "s2svpn"
"""The service that owns the secret, as its policies and the secret's tag name it."""


def keep(call: Call, connection: VpnConnection, tunnels: Iterable[Tunnel]) -> None:
    """Show the keys of tunnels no more: they are in the secret, whose ARN the connection has from now on."""
    for one in tunnels:
        one.in_secret = True
    if not connection.secret_name:
        connection.secret_name = f"{OWNER}!{connection.id}-{call.world.ids.base62(6)}"
    write(call.world, connection)


def write(world: World, connection: VpnConnection) -> None:
    """Let the secret have the keys that are kept in it, by outside address; nothing where there never was one."""
    if connection.secret_name:
        keys = {one.address: one.key for one in connection.tunnels if one.in_secret}
        services = world.platform.services
        connection.key_arn = services.put_secret(connection.homes[0], connection.secret_name, json.dumps(keys), OWNER)


def drop(world: World, connection: VpnConnection) -> None:
    """Delete the secret with its connection [I]."""
    if connection.secret_name:
        world.platform.services.drop_secret(connection.homes[0], connection.secret_name)
