"""moto's Route 53: zones that are made for a VPC are private, and a VPC has those, too, that AWS keeps for our resources."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from moto.route53.models import Route53Backend

from mockvpce.engine import managed_zones

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.patching import Patches

_END = "</CreateHostedZoneRequest>"
_CONFIGURED = f"<HostedZoneConfig><Comment></Comment></HostedZoneConfig>{_END}"


def apply(patches: Patches) -> None:
    """Let a request that names a VPC make a private zone, as Terraform and others ask for one."""

    def wrap(module: ModuleType) -> None:
        original = module.Route53.create_hosted_zone

        @functools.wraps(original)
        def create_hosted_zone(response: Any, *arguments: Any) -> Any:
            _say_private(response)
            return original(response, *arguments)

        patches.replace(module.Route53, "create_hosted_zone", create_hosted_zone, "zones of VPCs are private")

    patches.when_imported("moto.route53.responses", wrap)


def _say_private(response: Any) -> None:
    """Add what moto goes by: a flag, in older releases a configuration beside the VPC."""
    if getattr(response, "automated_parameter_parsing", False):
        given = response.params
        if (given.get("VPC") or {}).get("VPCId"):
            given["HostedZoneConfig"] = {**(given.get("HostedZoneConfig") or {}), "PrivateZone": True}
    elif "<VPCId>" in response.body and "<HostedZoneConfig>" not in response.body:
        response.body = response.body.replace(_END, _CONFIGURED)


def wrap_zones_by_vpc(world: World, wrap: Callable[[type, str, Callable[..., Any]], None]) -> None:
    """Add the hidden zones; moto 5.1.0 prints a wrong keeper (its template lacks the braces)."""
    original = Route53Backend.list_hosted_zones_by_vpc

    @functools.wraps(original)
    def list_hosted_zones_by_vpc(backend: Any, vpc_id: str) -> list[dict[str, Any]]:
        with world.lock:
            world.settle()
            hidden = [
                {"HostedZoneId": zone.id, "Name": f"{zone.domain}.", "Owner": {"OwningService": zone.keeper}}
                for zone in managed_zones.of_vpc(world, backend.account_id, vpc_id)
            ]
        return [*original(backend, vpc_id), *hidden]

    wrap(Route53Backend, "list_hosted_zones_by_vpc", list_hosted_zones_by_vpc)
