"""What we ask of moto's services other than EC2: load balancers, identities, quotas, Route 53, SNS, VPC Lattice.

Each service is imported when it is first asked for, as moto does itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import partition_of
from mockvpce.engine.platform import LoadBalancer, Principal
from mockvpce.moto_bridge.compat import balancer_address_type, balancer_type, type_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


def load_balancer(home: Home, arn: str) -> LoadBalancer | None:
    """The load balancer of that ARN in an account and Region."""
    from moto.elbv2.models import elbv2_backends

    account, region = home
    balancer = elbv2_backends[account][region].load_balancers.get(arn)
    if balancer is None:
        return None
    zones = sorted({(subnet.availability_zone, subnet.availability_zone_id) for subnet in balancer.subnets})
    return LoadBalancer(
        arn=balancer.arn,
        type=balancer_type(balancer),
        vpc_id=balancer.vpc_id,
        subnet_ids=tuple(subnet.id for subnet in balancer.subnets),
        zones=tuple(zones),
        ip_address_type=balancer_address_type(balancer),
    )


def principal(access_key: str | None, home: Home) -> Principal:
    """The user or role behind an access key; the account's root for a key that moto does not know."""
    from moto.sts.models import sts_backends

    account, region = home
    partition = partition_of(region)
    root = f"arn:{partition}:iam::{account}:root"
    if access_key is None:
        return Principal(account, root, (root,))
    backend = sts_backends[account][partition]
    session = backend.get_assumed_role_from_access_key(access_key)
    if session is not None:
        return Principal(account, session.arn, (root, session.role_arn))
    arn = _user_arn(account, partition, access_key)
    return Principal(account, arn or root, (root, arn) if arn else (root,))


def _user_arn(account: str, partition: str, access_key: str) -> str | None:
    from moto.iam.models import iam_backends

    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    return None if user is None else str(user.arn)


def quota(home: Home, code: str, default: int) -> int:
    """The value of a VPC quota in moto's Service Quotas, which holds defaults only; ours where it has none."""
    from moto.servicequotas.models import servicequotas_backends

    account, region = home
    for row in servicequotas_backends[account][region].list_aws_default_service_quotas("vpc"):
        if row["QuotaCode"] == code:
            return int(row["Value"])
    return default


def prefix_list_view(prefix_list: Any) -> dict[str, Any]:
    """A customer's prefix list as DescribeManagedPrefixLists shows it."""
    version = prefix_list.version
    return {
        "PrefixListId": prefix_list.id,
        "AddressFamily": prefix_list.address_family,
        "State": prefix_list.state,
        "PrefixListArn": prefix_list.prefix_list_arn,
        "PrefixListName": prefix_list.prefix_list_name,
        "MaxEntries": int(prefix_list.max_entries) if prefix_list.max_entries else None,
        "Version": int(version) if version else None,
        "OwnerId": prefix_list.owner_id,
    }


def route53_zones() -> Iterable[Any]:
    """Every hosted zone of every account."""
    from moto.route53.models import route53_backends

    for partitions in list(route53_backends.values()):
        for backend in list(partitions.values()):
            yield from backend.zones.values()


def conflicting_zones(home: Home, vpc_id: str, domains: Iterable[str]) -> Sequence[str]:
    """The domains for which a private hosted zone of exactly that name is associated with the VPC."""
    _, region = home
    wanted = {domain.removeprefix("*.").rstrip("."): domain for domain in domains}
    return [
        wanted[zone.name.rstrip(".")]
        for zone in route53_zones()
        if zone.private_zone
        and zone.name.rstrip(".") in wanted
        and any(one.get("vpc_id") == vpc_id and one.get("vpc_region") in (region, None) for one in zone.vpcs)
    ]


def hosted_zone_name(home: Home, zone_id: str) -> str | None:
    """The name of a hosted zone of the account's."""
    from moto.route53.models import route53_backends

    account, region = home
    zone = route53_backends[account][partition_of(region)].zones.get(zone_id.rsplit("/", 1)[-1])
    return None if zone is None else str(zone.name)


def txt_records(domain: str) -> Sequence[str]:
    """The values of the TXT records of that name in public hosted zones."""
    name = domain.rstrip(".").lower()
    return [
        str(value).strip('"')
        for zone in route53_zones()
        if not zone.private_zone
        for record in zone.rrsets
        if type_of(record) == "TXT" and record.name.rstrip(".").lower() == name
        for value in record.records
    ]
