"""CIDR blocks in their canonical form: EC2 clears host bits and writes IPv6 short, moto keeps the text as it was given.

Documented for VPCs, subnets, routes, network ACL entries and security group rules: `100.68.0.18/18` becomes `100.68.0.0/18`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from inspect import signature
from ipaddress import ip_network
from typing import Any

from moto.ec2.models import EC2Backend

_ROUTE = ("destination_cidr_block", "destination_ipv6_cidr_block")
_BLOCKS = ("cidr_block", "ipv6_cidr_block")
_RULE = ("ip_ranges",)
_METHODS: Mapping[str, tuple[str, ...]] = {
    "associate_subnet_cidr_block": _BLOCKS,
    "associate_vpc_cidr_block": _BLOCKS,
    "authorize_security_group_egress": _RULE,
    "authorize_security_group_ingress": _RULE,
    "create_network_acl_entry": _BLOCKS,
    "create_route": _ROUTE,
    "create_subnet": _BLOCKS,
    "create_vpc": _BLOCKS,
    "delete_route": _ROUTE,
    "modify_security_group_rules": ("rules",),
    "replace_network_acl_entry": _BLOCKS,
    "replace_route": _ROUTE,
    "revoke_security_group_egress": _RULE,
    "revoke_security_group_ingress": _RULE,
    "update_security_group_rule_descriptions_egress": _RULE,
    "update_security_group_rule_descriptions_ingress": _RULE,
}
"""Method of moto's backend -> the parameters in which users give CIDR blocks."""
_MEMBERS = frozenset({"CidrIp", "CidrIpv4", "CidrIpv6"})
"""The members of rules that are CIDR blocks."""


def canonical(block: str) -> str:
    """The block as EC2 keeps it; a text that is none stays as it is, for moto to refuse."""
    if not block.partition("/")[2].isdecimal():
        return block
    try:
        return str(ip_network(block, strict=False))
    except ValueError:
        return block


def wrap_cidr_blocks(wrap: Callable[..., None]) -> None:
    """Let moto's methods see canonical blocks only."""
    for method, names in _METHODS.items():
        owner = next((kind for kind in EC2Backend.__mro__ if method in vars(kind)), None)
        if owner is not None:
            replacement = _canonical_blocks(getattr(owner, method), names)
            wrap(owner, method, replacement, "CIDR blocks in canonical form")


_signature = functools.lru_cache(maxsize=None)(signature)


def _canonical_blocks(original: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any]:
    @functools.wraps(original)
    def with_canonical_blocks(*args: Any, **kwargs: Any) -> Any:
        bound = _signature(original).bind(*args, **kwargs)
        for name in names:
            if bound.arguments.get(name):
                bound.arguments[name] = _with_canonical(bound.arguments[name])
        return original(*bound.args, **bound.kwargs)

    return with_canonical_blocks


def _with_canonical(value: Any) -> Any:
    """A block, or rules with blocks in them."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, list):
        return [_with_canonical(one) for one in value]
    if isinstance(value, Mapping):
        return {
            name: _with_canonical(one) if name in _MEMBERS or isinstance(one, Mapping) else one
            for name, one in value.items()
        }
    return value
