"""moto methods that our guards run before, wrapped while a mock is active.

The wrapping is at the models and not at the API, so that CloudFormation meets the same refusals.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from moto.core import base_backend
from moto.ec2 import utils as ec2_utils
from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import RouteTable
from moto.moto_api._internal import mock_random

from mockvpce.engine import guards
from mockvpce.engine.operation import Call
from mockvpce.moto_bridge.adapters.vpclattice import wrap_lattice
from mockvpce.moto_bridge.cloudformation import StackTypes
from mockvpce.moto_bridge.footprint.balancers import wrap_balancers
from mockvpce.moto_bridge.footprint.prefix_lists import DefaultLists, replace_default_lists
from mockvpce.moto_bridge.overrides.addresses import wrap_addresses
from mockvpce.moto_bridge.overrides.cidr_blocks import wrap_cidr_blocks
from mockvpce.moto_bridge.overrides.deletions import wrap_deletions
from mockvpce.moto_bridge.overrides.dhcp_options import wrap_dhcp_options
from mockvpce.moto_bridge.overrides.instances import wrap_instances
from mockvpce.moto_bridge.overrides.route53 import wrap_zones_by_vpc
from mockvpce.moto_bridge.overrides.route_states import filtering_by_state
from mockvpce.moto_bridge.overrides.route_targets import wrap_route_targets
from mockvpce.moto_bridge.overrides.rule_descriptions import wrap_rule_descriptions
from mockvpce.moto_bridge.overrides.rule_requests import wrap_rule_requests
from mockvpce.moto_bridge.overrides.security_groups import naming_foreign_groups
from mockvpce.moto_bridge.overrides.tagging_api import wrap_tagging_api
from mockvpce.moto_bridge.overrides.transit_attachments import wrap_transit_attachments
from mockvpce.moto_bridge.random_source import followed_by, random_resource_id
from mockvpce.patching import Patches, SamePatches
from mockvpce.protocol.errors import EC2Error
from mockvpce.speedups.moto_amis import AmiBackend, postponed, reading_images_first

if TYPE_CHECKING:
    from mockvpce.engine.world import World

_BACKENDS = {
    "acm": "AWSCertificateManagerBackend",
    "ec2": "EC2Backend",
    "elbv2": "ELBv2Backend",
    "logs": "LogsBackend",
    "route53": "Route53Backend",
}
_ERRORS = {
    "acm": "AWSCertificateManagerException",
    "ec2": "EC2ClientError",
    "elbv2": "ELBClientError",
    "logs": "LogsClientError",
    "route53": "Route53ClientError",
}
_ENI = {"eni_id": "network_interface_id"}
_ROUTE = {"interface_id": "network_interface_id", "egress_only_igw_id": "egress_only_internet_gateway_id"}
_NAMES: Mapping[str, Mapping[str, str]] = {
    "AssignIpv6Addresses": _ENI,
    "AssignPrivateIpAddresses": _ENI,
    "AssociateVPCWithHostedZone": {"zone_id": "hosted_zone_id"},
    "AttachNetworkInterface": _ENI,
    "AuthorizeSecurityGroupEgress": {"group_name_or_id": "group_id"},
    "AuthorizeSecurityGroupIngress": {"group_name_or_id": "group_id"},
    "CreateRoute": _ROUTE,
    "DeleteLoadBalancer": {"arn": "load_balancer_arn"},
    "DeleteNetworkInterface": _ENI,
    "DeleteSecurityGroup": {"name": "group_name"},
    "DisassociateAddress": {"address": "public_ip"},
    "ModifyNetworkInterfaceAttribute": _ENI,
    "ReplaceRoute": _ROUTE,
    "SetSubnets": {"arn": "load_balancer_arn"},
    "UnassignIpv6Addresses": _ENI,
    "UnassignPrivateIpAddresses": _ENI,
}
"""Action -> parameter of moto's method -> AWS's name of the member in snake case, where they differ."""
_COMPOSED: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "AssociateAddress": lambda given: {"network_interface_id": given["eni"].id if given.get("eni") else None},
    "AssociateVPCWithHostedZone": lambda given: {"vpc": _vpc_of(given)},
    "AuthorizeSecurityGroupEgress": lambda given: {"ip_permissions": _permissions_of(given)},
    "AuthorizeSecurityGroupIngress": lambda given: {"ip_permissions": _permissions_of(given)},
    "CreateHostedZone": lambda given: {"vpc": _vpc_of(given) if given.get("private_zone") else None},
    "RunInstances": lambda given: {"network_interfaces": given.get("kwargs", {}).get("nics")},
}
"""Action -> the members that moto's method takes in another form."""
_COMPOSED_NAMES = {"vpc", "ip_permissions", "network_interface_id", "network_interfaces"}


def _vpc_of(given: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"VPCId": given["vpcid"], "VPCRegion": given.get("vpcregion")} if given.get("vpcid") else None


def _permissions_of(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "IpProtocol": given.get("ip_protocol"),
            "UserIdGroupPairs": given.get("source_groups") or (),
            "PrefixListIds": given.get("prefix_list_ids") or (),
        }
    ]


def _because_of_ours(replace: Callable[[Any, str, Any, str], None]) -> Callable[..., None]:
    """The function, with the reason that most replacements have."""

    def wrap(owner: Any, name: str, replacement: Any, why: str = "our resources have a say in it") -> None:
        replace(owner, name, replacement, why)

    return wrap


class Hooks:
    """Puts the wrappings on and takes them off."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._same = SamePatches(self._wrap_all)
        self._default_lists = DefaultLists()
        self._stack_types = StackTypes(world)

    def apply(self, patches: Patches) -> None:
        """Wrap."""
        self._same.apply(patches)
        wrap_tagging_api(self._world, _because_of_ours(patches.replace), patches)
        self._default_lists.apply(patches)
        self._stack_types.apply(patches)

    def _wrap_all(self, replace: Callable[[Any, str, Any, str], None]) -> None:
        """What is the same for every mock."""
        wrap = _because_of_ours(replace)
        wrap_deletions(wrap)
        wrap_instances(wrap)
        self._guard(wrap)
        # moto builds a backend under a lock of its own, and guards take ours meanwhile: two locks, in two orders.
        wrap(base_backend, "backend_lock", self._world.lock, "one lock for backends and requests")
        wrap_addresses(wrap)
        wrap_transit_attachments(wrap)
        wrap_balancers(self._world, wrap)
        wrap(EC2Backend, "create_default_pls", replace_default_lists)
        wrap(
            AmiBackend,
            "_load_amis",
            postponed(AmiBackend._load_amis),  # noqa: SLF001 - where the list is read
            "images draw their ids when asked for, not before all others",
        )
        wrap(EC2Backend, "describe_snapshots", reading_images_first(EC2Backend.describe_snapshots))
        wrap(ec2_utils, "random_resource_id", random_resource_id)
        wrap(mock_random, "seed", followed_by(self._world, mock_random.seed))
        wrap_route_targets(wrap)
        wrap_dhcp_options(wrap)
        wrap_rule_requests(wrap)
        wrap_rule_descriptions(wrap)
        wrap_cidr_blocks(wrap)
        wrap_lattice(wrap)
        wrap_zones_by_vpc(self._world, wrap)
        look_up = EC2Backend._add_source_group  # noqa: SLF001 - the one place where moto looks for groups that rules name
        wrap(EC2Backend, "_add_source_group", naming_foreign_groups(self._world, look_up))
        wrap(RouteTable, "get_filter_value", filtering_by_state(self._world, RouteTable.get_filter_value))
        wrap(RouteTable, "propagating_vgws", [], "answers show an empty list, as AWS's do")

    def _guard(self, wrap: Callable[..., None]) -> None:
        for (service, action), members in guards.guarded():
            backend = getattr(importlib.import_module(f"moto.{service}.models"), _BACKENDS[service])
            method = xform_name(action)
            original = getattr(backend, method, None)
            if original is None:
                raise TypeError(f"moto's {backend.__name__} has no {method}, so that {action} cannot be guarded")
            _check_members(action, original, members)
            wrap(backend, method, self._guarded(service, action, original))

    def _guarded(self, service: str, action: str, original: Callable[..., Any]) -> Callable[..., Any]:
        parameters = _signature(original)
        world = self._world
        names, composed = _NAMES.get(action, {}), _COMPOSED.get(action)

        @functools.wraps(original)
        def guarded(backend: Any, *args: Any, **kwargs: Any) -> Any:
            with world.lock:
                arguments = parameters.bind(backend, *args, **kwargs).arguments
                if arguments.get("local"):
                    # moto makes the local routes of a table through its own CreateRoute; nobody asks for these.
                    return original(backend, *args, **kwargs)
                given = {names.get(name, name): value for name, value in arguments.items()}
                if composed is not None:
                    given.update(composed(arguments))
                call = Call(world, action, backend.account_id, backend.region_name, given=given)
                world.settle()
                try:
                    guards.check((service, action), call)
                except EC2Error as error:
                    raise moto_error(service, error) from error
                result = original(backend, *args, **kwargs)
                guards.follow((service, action), call)
                return result

        return guarded


def _check_members(action: str, original: Callable[..., Any], members: Iterable[str]) -> None:
    """Refuse a guard that reads a member which moto's method does not have under any name."""
    names = _NAMES.get(action, {})
    offered = {names.get(name, name) for name in _signature(original).parameters}
    missing = (
        {*members} - offered - (_COMPOSED_NAMES if action in _COMPOSED else set()) - _LATER.get(action, frozenset())
    )
    if missing:
        raise TypeError(f"a guard of {action} reads {', '.join(sorted(missing))}, which moto's method does not have")


_LATER: Mapping[str, frozenset[str]] = {
    "CreateRoute": frozenset({"vpc_endpoint_id"}),
    "ReplaceRoute": frozenset({"vpc_endpoint_id"}),
}
"""Members that moto's method lacks in some versions; a guard sees None there."""

_signature = functools.lru_cache(maxsize=None)(signature)
"""moto's methods are the same at every start of a mock, and reading their signatures is most of what wrapping costs."""


def moto_error(service: str, error: EC2Error) -> Exception:
    """The error in the form that moto's service prints."""
    kind = getattr(importlib.import_module(f"moto.{service}.exceptions"), _ERRORS[service])
    raised: Exception = kind(error.code, error.message)
    return raised
