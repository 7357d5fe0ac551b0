"""Methods of moto's backends that our resources have a say in, wrapped while a mock is active.

The wrapping is at the models and not at the API, so that CloudFormation meets the same refusals.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from inspect import signature
from typing import TYPE_CHECKING, Any

from moto.ec2 import utils as ec2_utils
from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import RouteTable
from moto.moto_api._internal import mock_random

from mockvpce.engine import guards
from mockvpce.moto_bridge.adapters.vpclattice import wrap_lattice
from mockvpce.moto_bridge.cloudformation import StackTypes
from mockvpce.moto_bridge.footprint.prefix_lists import DefaultLists, replace_default_lists
from mockvpce.moto_bridge.overrides.route53 import wrap_zones_by_vpc
from mockvpce.moto_bridge.overrides.route_states import filtering_by_state
from mockvpce.moto_bridge.overrides.security_groups import naming_foreign_groups
from mockvpce.moto_bridge.overrides.tagging_api import wrap_tagging_api
from mockvpce.moto_bridge.random_source import followed_by, random_resource_id
from mockvpce.protocol.errors import EC2Error
from mockvpce.speedups.moto_amis import AmiBackend, postponed, reading_images_first

if TYPE_CHECKING:
    from mockvpce.engine.world import World

GUARDED: Mapping[str, tuple[str, str]] = {
    "CreateRoute": ("ec2", "create_route"),
    "ReplaceRoute": ("ec2", "replace_route"),
    "DeleteRoute": ("ec2", "delete_route"),
    "DeleteRouteTable": ("ec2", "delete_route_table"),
    "DeleteVpc": ("ec2", "delete_vpc"),
    "DeleteSubnet": ("ec2", "delete_subnet"),
    "DeleteSecurityGroup": ("ec2", "delete_security_group"),
    "DeleteNetworkInterface": ("ec2", "delete_network_interface"),
    "DetachNetworkInterface": ("ec2", "detach_network_interface"),
    "AssociateVpcCidrBlock": ("ec2", "associate_vpc_cidr_block"),
    "DisassociateVpcCidrBlock": ("ec2", "disassociate_vpc_cidr_block"),
    "AuthorizeSecurityGroupIngress": ("ec2", "authorize_security_group_ingress"),
    "AuthorizeSecurityGroupEgress": ("ec2", "authorize_security_group_egress"),
    "DeleteLoadBalancer": ("elbv2", "delete_load_balancer"),
    "SetSubnets": ("elbv2", "set_subnets"),
    "CreateHostedZone": ("route53", "create_hosted_zone"),
    "AssociateVPCWithHostedZone": ("route53", "associate_vpc_with_hosted_zone"),
}
"""Action -> service and method of its backend."""

_BACKENDS = {"ec2": "EC2Backend", "elbv2": "ELBv2Backend", "route53": "Route53Backend"}
_ERRORS = {"ec2": "EC2ClientError", "elbv2": "ELBClientError", "route53": "Route53ClientError"}


class Hooks:
    """Puts the wrappings on and takes them off."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._wrapped: list[tuple[Any, str, Any]] = []
        self._default_lists = DefaultLists()
        self._stack_types = StackTypes(world)

    def put_on(self) -> None:
        """Wrap."""
        for action, (service, method) in GUARDED.items():
            backend = getattr(importlib.import_module(f"moto.{service}.models"), _BACKENDS[service])
            original = getattr(backend, method)
            self._wrap(backend, method, self._guarded(action, service, original))
        self._wrap(EC2Backend, "create_network_interface", _keeping_address(EC2Backend.create_network_interface))
        self._wrap(EC2Backend, "create_default_pls", replace_default_lists)
        self._wrap(AmiBackend, "_load_amis", postponed(AmiBackend._load_amis))  # noqa: SLF001 - where the list is read
        self._wrap(EC2Backend, "describe_snapshots", reading_images_first(EC2Backend.describe_snapshots))
        self._wrap(ec2_utils, "random_resource_id", random_resource_id)
        self._wrap(mock_random, "seed", followed_by(self._world, mock_random.seed))
        wrap_tagging_api(self._world, self._wrap)
        wrap_lattice(self._wrap)
        wrap_zones_by_vpc(self._world, self._wrap)
        look_up = EC2Backend._add_source_group  # noqa: SLF001 - the one place where moto looks for groups that rules name
        self._wrap(EC2Backend, "_add_source_group", naming_foreign_groups(self._world, look_up))
        self._wrap(RouteTable, "get_filter_value", filtering_by_state(self._world, RouteTable.get_filter_value))
        self._default_lists.put_on()
        self._stack_types.put_on()

    def take_off(self) -> None:
        """Unwrap."""
        self._stack_types.take_off()
        self._default_lists.take_off()
        for backend, method, own in reversed(self._wrapped):
            if own is _INHERITED:
                delattr(backend, method)
            else:
                setattr(backend, method, own)
        self._wrapped.clear()

    def _wrap(self, backend: Any, method: str, replacement: Any) -> None:
        self._wrapped.append((backend, method, backend.__dict__.get(method, _INHERITED)))
        setattr(backend, method, replacement)

    def _guarded(self, action: str, service: str, original: Callable[..., Any]) -> Callable[..., Any]:
        parameters = _signature(original)
        world = self._world

        @functools.wraps(original)
        def guarded(backend: Any, *args: Any, **kwargs: Any) -> Any:
            with world.lock:
                arguments = parameters.bind(backend, *args, **kwargs).arguments
                home = (backend.account_id, backend.region_name)
                world.settle()
                try:
                    guards.check(world, action, home, arguments)
                except EC2Error as error:
                    raise moto_error(service, error) from error
                result = original(backend, *args, **kwargs)
                guards.follow(world, action, home, arguments)
                return result

        return guarded


_signature = functools.lru_cache(maxsize=None)(signature)
"""moto's methods are the same at every start of a mock, and reading their signatures is most of what wrapping costs."""

_INHERITED = object()


def moto_error(service: str, error: EC2Error) -> Exception:
    """The error in the form that moto's service prints."""
    kind = getattr(importlib.import_module(f"moto.{service}.exceptions"), _ERRORS[service])
    raised: Exception = kind(error.code, error.message)
    return raised


def _keeping_address(original: Callable[..., Any]) -> Callable[..., Any]:
    """Let moto's interfaces hold their address in the subnet's register, so that no endpoint is given it too."""

    @functools.wraps(original)
    def create_network_interface(backend: Any, *args: Any, **kwargs: Any) -> Any:
        eni = original(backend, *args, **kwargs)
        if eni.private_ip_address:
            eni.subnet._subnet_ips.setdefault(eni.private_ip_address, eni)  # noqa: SLF001 - moto's register
        return eni

    return create_network_interface
