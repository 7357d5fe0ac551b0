"""What moto leaves out of load balancers that a stack makes, and services depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.elbv2.models import FakeLoadBalancer, elbv2_backends

from mockvpce.moto_bridge.compat import accepted
from mockvpce.patching import Patches

_METHOD = "create_from_cloudformation_json"


def apply(patches: Patches) -> None:
    """Take the place of moto's methods."""
    made = classmethod(_of_its_type(getattr(FakeLoadBalancer, _METHOD)))
    patches.replace(FakeLoadBalancer, _METHOD, made, "properties that moto leaves out")


def _of_its_type(create: Callable[..., Any]) -> Callable[..., Any]:
    def create_balancer(
        _: type, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        properties = cloudformation_json["Properties"]
        if properties.get("Type", "application") == "application":
            return create(resource_name, cloudformation_json, account_id, region_name, **kwargs)
        create_it = elbv2_backends[account_id][region_name].create_load_balancer
        options = {
            "subnet_mappings": properties.get("SubnetMappings"),
            "scheme": properties.get("Scheme", "internet-facing"),
            "loadbalancer_type": properties["Type"],
            "ip_address_type": properties.get("IpAddressType", "ipv4"),
            "tags": properties.get("Tags"),
        }
        groups, subnets = properties.get("SecurityGroups"), properties.get("Subnets")
        return create_it(resource_name, groups, subnets, **accepted(create_it, options))

    return create_balancer
