"""PrivateLink: VPC endpoints of every type, endpoint services, and the connections between them."""

from __future__ import annotations

from mockvpce.resources.privatelink import (
    associations,
    configure,
    connections,
    create,
    delete,
    dependencies,
    describe,
    modify,
    notifications,
    payers,
    permissions,
    verification,
)

__all__ = [
    "associations",
    "configure",
    "connections",
    "create",
    "delete",
    "dependencies",
    "describe",
    "modify",
    "notifications",
    "payers",
    "permissions",
    "verification",
]
