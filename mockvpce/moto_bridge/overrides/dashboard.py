"""moto's dashboard (`/moto-api/data.json`) shows our resources under moto's names, and nothing of how they are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from moto.core.model_instances import model_data

from mockvpce.engine.resource import Resource
from mockvpce.engine.world import World
from mockvpce.moto_bridge.footprint.stand_ins import StandIn
from mockvpce.patching import Patches

_OURS = __name__.partition(".")[0]
_INSIDES = ("managed_for", "attached_by", "ela_attachment_id")
"""What our subclasses of moto's models have beside moto's attributes; names that begin with the package's are ours, too."""
Shown = Mapping[str, Any]
Data = dict[str, dict[str, list[dict[str, Any]]]]
"""Service -> model -> instances."""


def apply(world: World, patches: Patches) -> None:
    """Override moto's view once its server is loaded."""

    def override(module: ModuleType) -> None:
        kind = module.MotoAPIResponse
        show = kind.model_data

        def data(response: Any, *request: Any, **named: Any) -> Any:
            status, headers, text = show(response, *request, **named)
            with world.lock:
                return status, headers, json.dumps(_with_ours(json.loads(text), world), default=str)

        patches.replace(kind, "model_data", data, "the dashboard shows our resources under moto's names")

    patches.when_imported("moto.moto_api._internal.responses", override)


def _with_ours(shown: Data, world: World) -> Data:
    _move_subclasses(shown)
    for instance in [one for models in shown.values() for instances in models.values() for one in instances]:
        for attribute in [one for one in instance if one in _INSIDES or one.startswith(_OURS)]:
            del instance[attribute]
    for resource in world.every():
        if resource.type in _MODELS:
            name, show = _MODELS[resource.type]
            told = {**_common(resource, world), **show(resource)}
            shown.setdefault("ec2", {}).setdefault(name, []).append(told)
    return shown


def _move_subclasses(shown: Data) -> None:
    """What moto filed under the names of our classes, which derive from its own."""
    for service, models in list(model_data.items()):
        for name, model in list(models.items()):
            if not _is_ours(model):
                continue
            instances = shown.get(service, {}).pop(name, [])
            if isinstance(model, type) and not issubclass(model, StandIn):
                home, base = _moto_name(model)
                shown.setdefault(home, {}).setdefault(base, []).extend(instances)
        if not shown.get(service) and models and all(map(_is_ours, models.values())):
            shown.pop(service, None)


def _is_ours(model: object) -> bool:
    return str(getattr(model, "__module__", "")).startswith(f"{_OURS}.")


def _moto_name(model: type) -> tuple[str, str]:
    """The service and name under which moto shows the base of one of our classes."""
    base = next(one for one in model.__mro__ if one.__module__.startswith("moto."))
    return base.__module__.split(".")[1], base.__name__


def _common(resource: Resource, world: World) -> dict[str, Any]:
    tags = world.platform.tags.of(resource.homes[0], resource.id) if resource.homes else {}
    tag_set = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {
        "id": resource.id,
        "owner_id": resource.account,
        "physical_resource_id": resource.id,
        "region_name": resource.region,
        "state": resource.code,
        "tag_list": tag_set,
        "tag_set": tag_set,
    }


def _endpoint(one: Any) -> Shown:
    return {
        "vpc_id": one.vpc_id,
        "service_name": one.service_name,
        "endpoint_type": one.endpoint_type,
        "vpc_endpoint_type": one.endpoint_type,
        "policy_document": one.policy,
        "route_table_ids": one.route_table_ids,
        "subnet_ids": one.subnet_ids,
        "network_interface_ids": list(one.interfaces.values()),
        "security_group_ids": one.group_ids,
        "private_dns_enabled": one.private_dns,
    }


def _service(one: Any) -> Shown:
    networks = [arn for arn in one.balancer_arns if "/gwy/" not in arn]
    return {
        "service_id": one.id,
        "service_name": one.name,
        "service_state": one.code,
        "service_type": [{"ServiceType": one.service_type}],
        "acceptance_required": one.acceptance_required,
        "manages_vpc_endpoints": False,
        "private_dns_name": one.private_dns_name,
        "endpoint_dns_name": one.base_name,
        "base_endpoint_dns_names": [one.base_name],
        "network_load_balancer_arns": networks,
        "gateway_load_balancer_arns": [arn for arn in one.balancer_arns if arn not in networks],
    }


def _peering(one: Any) -> Shown:
    return {
        "vpc_peering_connection_id": one.id,
        "status": {"Code": one.code},
        "requester_vpc_info": _side(one.requester),
        "accepter_vpc_info": _side(one.accepter),
    }


def _side(side: Any) -> Shown:
    return {
        "OwnerId": side.account,
        "Region": side.region,
        "VpcId": side.vpc_id,
        "CidrBlock": side.cidr,
        "PeeringOptions": side.options,
    }


def _vpn(one: Any) -> Shown:
    return {
        "type": "ipsec.1",
        "customer_gateway_id": one.customer_id,
        "vpn_gateway_id": one.gateway_id,
        "transit_gateway_id": one.transit_id,
    }


_MODELS: Mapping[str, tuple[str, Callable[[Any], Shown]]] = {
    "vpc-endpoint": ("VPCEndPoint", _endpoint),
    "vpc-endpoint-service": ("VPCServiceConfiguration", _service),
    "vpc-peering-connection": ("VPCPeeringConnection", _peering),
    "vpn-connection": ("VPNConnection", _vpn),
    "vpn-gateway": ("VpnGateway", lambda one: {"type": "ipsec.1", "amazon_side_asn": one.asn}),
    "customer-gateway": (
        "CustomerGateway",
        lambda one: {
            "type": "ipsec.1",
            "bgp_asn": one.asn,
            "ip_address": one.ip_address,
            "device_name": one.device_name,
        },
    ),
}
"""Resource type -> the name of moto's model, and its attributes."""
