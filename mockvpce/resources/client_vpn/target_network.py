"""Target networks: the subnets that an endpoint leads into, each by an association."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.client_vpn import errors
from mockvpce.resources.client_vpn.endpoint import ClientVpnEndpoint, own_endpoint

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

ASSOCIATION = timedelta(minutes=5)
"""How long a network is `associating`; Terraform sees 4 to 10 minutes."""
DISASSOCIATION = timedelta(minutes=2)
"""How long a network is `disassociating` [I]."""
MEMORY = timedelta(minutes=1)
"""How long a disassociated network is still shown [I]."""

ASSOCIATING = "associating"
ASSOCIATED = "associated"
ASSOCIATION_FAILED = "association-failed"
DISASSOCIATING = "disassociating"
DISASSOCIATED = "disassociated"
_STAYING = (ASSOCIATING, ASSOCIATED, ASSOCIATION_FAILED)


@resource(
    type="client-vpn-target-network",
    prefix="cvpn-assoc",
    unknown=errors.ASSOCIATION_UNKNOWN,
    shown_by="DescribeClientVpnTargetNetworks",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class TargetNetwork(Resource):
    """An association of an endpoint with a subnet. It has no tags."""

    endpoint_id: str
    vpc_id: str = ""
    subnet_id: str = ""
    zone: str = ""
    zone_id: str = ""
    interface_id: str = ""

    lifecycle = Lifecycle(
        [
            Row("associate", ASSOCIATING, ASSOCIATED, after=ASSOCIATION),
            *(Row("disassociate", one, DISASSOCIATING) for one in (ASSOCIATING, ASSOCIATED, ASSOCIATION_FAILED)),
            Row("finish", DISASSOCIATING, DISASSOCIATED, after=DISASSOCIATION),
            Row("vanish", DISASSOCIATED, GONE, after=MEMORY, deadline=True),
            *forced(_STAYING, (*_STAYING, DISASSOCIATING)),
            *forced((*_STAYING, DISASSOCIATING), (DISASSOCIATED,)),
        ]
    )

    @property
    def home(self) -> Home:
        """Where the endpoint is."""
        return self.account, self.region

    @property
    def homes(self) -> tuple[Home, ...]:
        """It is seen as a part of its endpoint only."""
        return ()

    @property
    def is_held(self) -> bool:
        """Whether the subnet still has the endpoint."""
        return self.state not in (DISASSOCIATED, GONE)

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[TargetNetwork], Iterable[Hashable]]]:
        """By endpoint; by subnet and VPC, for what else would be done to them."""
        return {
            "endpoint": lambda one: (one.endpoint_id,),
            "subnet": lambda one: ((one.home, one.subnet_id),),
            "vpc": lambda one: ((one.home, one.vpc_id),),
        }


def held_networks(world: World, endpoint_id: str) -> Iterator[TargetNetwork]:
    """The networks of an endpoint that are not disassociated yet."""
    return (one for one in world.table(TargetNetwork).where("endpoint", endpoint_id) if one.is_held)


def is_associated(world: World, endpoint_id: str) -> bool:
    """Whether the endpoint leads anywhere at this moment."""
    return any(one.state == ASSOCIATED for one in world.table(TargetNetwork).where("endpoint", endpoint_id))


# describe ------------------------------------------------------------------------------------------------------------

FILTERS: Filters[TargetNetwork] = Filters(
    {
        "association-id": Field(lambda one: one.id, OWN_ID),
        "target-network-id": lambda one: one.subnet_id or None,
        "vpc-id": lambda one: one.vpc_id or None,
    },
    unknown=lambda name: errors.FILTER_UNKNOWN(name=name),
)


@operation(lists=TargetNetwork, filters=FILTERS, page=(5, 1000))
def describe_client_vpn_target_networks(
    call: Call,
    *,
    client_vpn_endpoint_id: str,
    association_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[TargetNetwork]:
    """The associations of an endpoint; one that has ended for a while."""
    endpoint = own_endpoint(call, client_vpn_endpoint_id)
    return call.listing(
        TargetNetwork,
        association_ids,
        filters,
        {"ClientVpnTargetNetworks": lambda _, one: network_view(endpoint, one)},
        within=("endpoint", endpoint.id),
    )


def network_view(endpoint: ClientVpnEndpoint, network: TargetNetwork) -> dict[str, Any]:
    """An association as answers show it."""
    shown: dict[str, Any] = {
        "AssociationId": network.id,
        "ClientVpnEndpointId": endpoint.id,
        "Status": {"Code": network.state},
        "SecurityGroups": list(endpoint.options.group_ids),
    }
    if network.subnet_id:
        return shown | {"VpcId": network.vpc_id, "TargetNetworkId": network.subnet_id}
    return shown | {"AvailabilityZones": [network.zone], "AvailabilityZoneIds": [network.zone_id]}
