"""VPC peering connections, and what they do to routes, VPCs and security groups."""

from __future__ import annotations

from mockvpce.resources.peering import dependencies, describe, groups, options, requests

__all__ = ["dependencies", "describe", "groups", "options", "requests"]
