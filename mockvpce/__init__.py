"""A faithful, fast in-memory double of AWS private connectivity for tests: PrivateLink and VPC peering on top of moto.

    from mockvpce import mock_vpce

    @mock_vpce
    def test_endpoint(): ...

Importing this package loads neither boto3 nor moto, and nothing of its own before a name is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mockvpce.activation.drop_in import install, uninstall
    from mockvpce.handle.aws import Aws
    from mockvpce.handle.client_vpn import ClientVpnSession
    from mockvpce.handle.current import current
    from mockvpce.handle.mock import mock_vpce
    from mockvpce.handle.vpn import Tunnel, Vpn

__all__ = ["Aws", "ClientVpnSession", "Tunnel", "Vpn", "current", "install", "mock_vpce", "uninstall"]
__version__ = "0.1.0"

_HOMES = {
    "Aws": "handle.aws",
    "ClientVpnSession": "handle.client_vpn",
    "Tunnel": "handle.vpn",
    "Vpn": "handle.vpn",
    "current": "handle.current",
    "install": "activation.drop_in",
    "mock_vpce": "handle.mock",
    "uninstall": "activation.drop_in",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - costs nothing until a name is asked for

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
