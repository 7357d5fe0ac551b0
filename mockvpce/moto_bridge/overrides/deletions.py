"""What stands between a user and an empty VPC: what moto deletes though it is in use, and what it leaves behind.

EC2 refuses to delete what something depends on. With a subnet go its associations, with a VPC its main route table, its
default network ACL and group and its association with DHCP options; with a NAT gateway its interface. Of the texts, that
for network ACLs in use is inferred from its siblings; the others are recorded.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from inspect import signature
from typing import Any

from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models import EC2Backend

from mockvpce.moto_bridge.compat import acl_associations_of, associations_of, is_default_acl
from mockvpce.moto_bridge.overrides.security_groups import every_group, pairs_of

Check = Callable[[Any, str], None]
_going: set[str] = set()
"""The VPCs that are being deleted: what is their default may be deleted, too."""
_WHY = "EC2 deletes nothing that is in use, and leaves nothing behind"
_signature = functools.lru_cache(maxsize=None)(signature)


def wrap_deletions(wrap: Callable[..., None]) -> None:
    """Let moto's deletions refuse and take along what EC2's do."""
    for method, (check, clean) in _DELETIONS.items():
        wrap(EC2Backend, method, _deleting(getattr(EC2Backend, method), check, clean), _WHY)
    wrap(EC2Backend, "delete_vpc", _deleting_vpc(EC2Backend.delete_vpc), _WHY)
    wrap(EC2Backend, "delete_security_group", _deleting_group(EC2Backend.delete_security_group), _WHY)
    wrap(EC2Backend, "detach_internet_gateway", _detaching(EC2Backend.detach_internet_gateway), _WHY)


def _deleting(original: Callable[..., Any], check: Check, clean: Check) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete(backend: Any, *args: Any, **kwargs: Any) -> Any:
        given = list(_signature(original).bind(backend, *args, **kwargs).arguments.values())
        check(backend, str(given[-1]))
        result = original(backend, *args, **kwargs)
        clean(backend, str(given[-1]))
        backend.tags.pop(str(given[-1]), None)
        return result

    return delete


def _in_use(thing: str, resource_id: str) -> DependencyViolationError:
    return DependencyViolationError(f"The {thing} '{resource_id}' has dependencies and cannot be deleted.")


def _interfaces(backend: Any) -> Iterator[Any]:
    return (eni for eni in backend.enis.values() if eni.subnet)


def _nothing(backend: Any, resource_id: str) -> None:
    """There is nothing to check, or to clean."""


# subnets -------------------------------------------------------------------------------------------------------------


def _check_subnet(backend: Any, subnet_id: str) -> None:
    attached = (
        one
        for one in backend.transit_gateway_attachments.values()
        if subnet_id in (getattr(one, "subnet_ids", None) or ()) and one.state not in ("deleted", "deleting")
    )
    if any(True for eni in _interfaces(backend) if eni.subnet.id == subnet_id) or any(True for _ in attached):
        raise _in_use("subnet", subnet_id)


def _clean_subnet(backend: Any, subnet_id: str) -> None:
    for table in backend.route_tables.values():
        _drop(associations_of(table), subnet_id)
    for acl in backend.network_acls.values():
        found = acl_associations_of(acl)
        for association_id in [one for one, association in found.items() if association.subnet_id == subnet_id]:
            del found[association_id]
    for key in [key for key, one in backend.subnet_associations.items() if one.subnet_id == subnet_id]:
        del backend.subnet_associations[key]


def _drop(associations: dict[str, str], associated: str) -> None:
    for association_id in [one for one, other in associations.items() if other == associated]:
        del associations[association_id]


# VPCs ----------------------------------------------------------------------------------------------------------------


def _deleting_vpc(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete_vpc(backend: Any, vpc_id: str) -> Any:
        vpc = backend.vpcs.get(vpc_id)
        if vpc is None:
            return original(backend, vpc_id)
        if any(True for _ in _dependents_of(backend, vpc_id)):
            raise _in_use("vpc", vpc_id)
        # moto deletes the options with the VPC, where EC2 ends the association.
        options, vpc.dhcp_options = vpc.dhcp_options, None
        if options is not None:
            options.vpc = None
        for acl in [acl for acl in backend.network_acls.values() if acl.vpc_id == vpc_id]:
            del backend.network_acls[acl.id]
            backend.tags.pop(acl.id, None)
        _going.add(vpc_id)
        try:
            result = original(backend, vpc_id)
        finally:
            _going.discard(vpc_id)
        backend.groups.pop(vpc_id, None)
        backend.tags.pop(vpc_id, None)
        return result

    return delete_vpc


def _dependents_of(backend: Any, vpc_id: str) -> Iterator[Any]:
    """What a user has to delete or detach before the VPC."""
    for subnets in backend.subnets.values():
        yield from (one for one in subnets.values() if one.vpc_id == vpc_id)
    yield from (one for one in backend.internet_gateways.values() if one.vpc is not None and one.vpc.id == vpc_id)
    yield from (one for one in backend.egress_only_internet_gateways.values() if one.vpc_id == vpc_id)
    yield from (one for one in backend.carrier_gateways.values() if one.vpc_id == vpc_id)
    yield from (one for one in backend.route_tables.values() if one.vpc_id == vpc_id and not _is_main(one))
    yield from (one for one in backend.network_acls.values() if one.vpc_id == vpc_id and not is_default_acl(one))
    yield from (one for one in backend.groups.get(vpc_id, {}).values() if one.name != "default")


# what a VPC has ------------------------------------------------------------------------------------------------------


def _is_main(table: Any) -> bool:
    return table.main_association_id is not None


def _check_table(backend: Any, table_id: str) -> None:
    table = backend.route_tables.get(table_id)
    if table is not None and _is_main(table) and table.vpc_id not in _going:
        raise _in_use("routeTable", table_id)


def _check_acl(backend: Any, acl_id: str) -> None:
    acl = backend.network_acls.get(acl_id)
    if acl is None:
        return
    if is_default_acl(acl):
        raise EC2ClientError("InvalidParameterValue", f"cannot delete default network ACL {acl_id}")
    if acl_associations_of(acl):
        raise _in_use("networkAcl", acl_id)


def _check_options(backend: Any, options_id: str) -> None:
    options = backend.dhcp_options_sets.get(options_id)
    if options is None:
        return
    if any(vpc.dhcp_options is options for vpc in backend.vpcs.values()):
        raise _in_use("dhcpOptions", options_id)
    options.vpc = None  # moto knows the last of its VPCs only


def _check_gateway(backend: Any, gateway_id: str) -> None:
    gateway = backend.internet_gateways.get(gateway_id)
    if gateway is not None and gateway.vpc is not None:
        raise _in_use("internetGateway", gateway_id)


def _clean_gateway(backend: Any, gateway_id: str) -> None:
    for table in backend.route_tables.values():
        _drop(associations_of(table), gateway_id)


def _detaching(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def detach_internet_gateway(backend: Any, internet_gateway_id: str, vpc_id: str) -> Any:
        gateway = backend.internet_gateways.get(internet_gateway_id)
        attached = gateway is not None and gateway.vpc is not None and gateway.vpc.id == vpc_id
        if attached and any(eni.public_ip for eni in _interfaces(backend) if eni.subnet.vpc_id == vpc_id):
            words = f"Network {vpc_id} has some mapped public address(es)."
            advice = "Please unmap those public address(es) before detaching the gateway."
            raise DependencyViolationError(f"{words} {advice}")
        return original(backend, internet_gateway_id, vpc_id)

    return detach_internet_gateway


# groups and NAT gateways ---------------------------------------------------------------------------------------------


def _deleting_group(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def delete_security_group(backend: Any, name: str | None = None, group_id: str | None = None) -> Any:
        named = backend.get_security_group_from_id(group_id) if group_id else None
        if named is None and name and not group_id:
            named = backend.get_security_group_by_name_or_id(name)
        if named is not None and named.vpc_id not in _going:
            _check_group(backend, named)
        result = original(backend, name, group_id)
        if named is not None:
            backend.tags.pop(named.id, None)
        return result

    return delete_security_group


def _check_group(backend: Any, group: Any) -> None:
    if group.name == "default":
        words = f'the specified group: "{group.id}" name: "default" cannot be deleted by a user'
        raise EC2ClientError("CannotDelete", words)
    worn = any(one.id == group.id for eni in backend.enis.values() for one in eni.group_set)
    if worn or any(_names(other, group) for other in every_group(backend)):
        raise DependencyViolationError(f"resource {group.id} has a dependent object")


def _names(other: Any, group: Any) -> bool:
    """Whether another group of the VPC has a rule about the group; rules of peered VPCs may go stale."""
    if other is group or other.vpc_id != group.vpc_id:
        return False
    rules = (*other.ingress_rules, *other.egress_rules)
    return any(pair["GroupId"] == group.id for rule in rules for pair in pairs_of(rule))


def _clean_nat(backend: Any, nat_id: str) -> None:
    eni = backend.nat_gateways[nat_id]._eni  # noqa: SLF001 - moto has no public reading
    if backend.enis.pop(eni.id, None) is None:
        return
    for address in backend.addresses:
        if address.eni is eni:
            address.eni = address.association_id = None
    eni.subnet.del_subnet_ip(eni.private_ip_address)


_DELETIONS: dict[str, tuple[Check, Check]] = {
    "delete_carrier_gateway": (_nothing, _nothing),
    "delete_dhcp_options_set": (_check_options, _nothing),
    "delete_egress_only_internet_gateway": (_nothing, _nothing),
    "delete_internet_gateway": (_check_gateway, _clean_gateway),
    "delete_nat_gateway": (_nothing, _clean_nat),
    "delete_network_acl": (_check_acl, _nothing),
    "delete_route_table": (_check_table, _nothing),
    "delete_subnet": (_check_subnet, _clean_subnet),
}
"""Method of moto's backend -> what it checks before, what it takes along beside the tags."""
