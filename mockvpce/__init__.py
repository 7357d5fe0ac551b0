"""A faithful, fast in-memory double of AWS private connectivity for tests: PrivateLink, VPC peering and VPNs on top of moto.

    from mockvpce import mock_vpce

    @mock_vpce
    def test_endpoint(): ...

Importing this package loads neither boto3 nor moto, and nothing of its own before a name is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockvpce.activation.drop_in import install, uninstall
    from mockvpce.activation.snapshot import Snapshot
    from mockvpce.engine.call_log import Call
    from mockvpce.engine.faults import Fault
    from mockvpce.handle.aws import Aws
    from mockvpce.handle.calls import Calls
    from mockvpce.handle.client_vpn import ClientVpnSession
    from mockvpce.handle.clock import Clock
    from mockvpce.handle.current import current
    from mockvpce.handle.mock import Mock, mock_vpce
    from mockvpce.handle.pictures.diagram import Diagram
    from mockvpce.handle.places import Place
    from mockvpce.handle.vpn import Tunnel, Vpn
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Block, Hop, Path

__all__ = [
    "Answer",
    "Aws",
    "Block",
    "Call",
    "Calls",
    "ClientVpnSession",
    "Clock",
    "Decision",
    "Diagram",
    "Fault",
    "Hop",
    "Mock",
    "Path",
    "Place",
    "Snapshot",
    "Tunnel",
    "Vpn",
    "current",
    "install",
    "mock_vpce",
    "uninstall",
]
__version__ = "0.1.0"

_HOMES = {
    "Answer": "network.path",
    "Aws": "handle.aws",
    "Block": "network.path",
    "Call": "engine.call_log",
    "Calls": "handle.calls",
    "ClientVpnSession": "handle.client_vpn",
    "Clock": "handle.clock",
    "Decision": "network.decision",
    "Diagram": "handle.pictures.diagram",
    "Fault": "engine.faults",
    "Hop": "network.path",
    "Mock": "handle.mock",
    "Path": "network.path",
    "Place": "handle.places",
    "Snapshot": "activation.snapshot",
    "Tunnel": "handle.vpn",
    "Vpn": "handle.vpn",
    "current": "handle.current",
    "install": "activation.drop_in",
    "mock_vpce": "handle.mock",
    "uninstall": "activation.drop_in",
}


if not TYPE_CHECKING:  # a type checker that saw it would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Load what is asked for (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - costs nothing until a name is asked for

        found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return found


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
