"""States and times that the resources of Site-to-Site VPN have in common."""

from __future__ import annotations

from datetime import timedelta

MEMORY = timedelta(hours=1)
"""How long what is deleted is still shown: more than 38 minutes were recorded, AWS says "a short while"."""
CHANGE = timedelta(seconds=5)
"""How long a gateway is `deleting` [I]."""

PENDING = "pending"
AVAILABLE = "available"
MODIFYING = "modifying"
DELETING = "deleting"
DELETED = "deleted"
