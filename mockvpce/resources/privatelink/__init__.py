"""PrivateLink: VPC endpoints of every type, endpoint services, and the connections between them."""

from __future__ import annotations

from mockvpce.resources.privatelink import describe

__all__ = ["describe"]
