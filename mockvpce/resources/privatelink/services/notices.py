"""Connection notifications: what is published when an endpoint connects, is accepted, rejected or deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mockvpce.engine.lifecycle import Lifecycle, forced
from mockvpce.engine.operation import partition_of
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import resource
from mockvpce.resources.privatelink import errors

if TYPE_CHECKING:
    from mockvpce.engine.world import World
    from mockvpce.resources.privatelink.endpoints.endpoint import VpcEndpoint

EVENTS = ("Accept", "Connect", "Delete", "Reject")
ENABLED = "Enabled"
DISABLED = "Disabled"


@resource(
    type="vpc-endpoint-connection-notification",
    prefix="vpce-nfn",
    unknown=errors.NOTIFICATION_UNKNOWN,
    shown_by="DescribeVpcEndpointConnectionNotifications",
)
@dataclass(slots=True, kw_only=True, eq=False)
class ConnectionNotification(Resource):
    """A wish to be told of a service's or an endpoint's connection events."""

    service_id: str = ""
    endpoint_id: str = ""
    topic_arn: str
    events: list[str]

    lifecycle = Lifecycle(forced((ENABLED, DISABLED), (ENABLED, DISABLED)))

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[ConnectionNotification], Iterable[Hashable]]]:
        """By what it watches."""
        return {"watched": lambda one: (one.service_id or one.endpoint_id,)}


def send(world: World, endpoint: VpcEndpoint, event: str) -> None:
    """Publish an event to the topics that watch the endpoint or its service.

    The form of the message is inferred [I]: AWS documents that the topic gets one, and shows no sample.
    """
    table = world.table(ConnectionNotification)
    for watched in (endpoint.service_id, endpoint.id):
        for notification in table.where("watched", watched) if watched else ():
            if event in notification.events and notification.state == ENABLED:
                world.platform.topics.publish(
                    notification.topic_arn, f"VPC Endpoint {event} notification", _message(world, endpoint, event)
                )


def _message(world: World, endpoint: VpcEndpoint, event: str) -> str:
    partition = partition_of(endpoint.region)
    place = f"arn:{partition}:ec2:{endpoint.region}:{endpoint.account}"
    return json.dumps(
        {
            "event": event,
            "vpcEndpointId": endpoint.id,
            "vpcEndpointArn": f"{place}:vpc-endpoint/{endpoint.id}",
            "vpcEndpointOwner": endpoint.account,
            "vpcEndpointRegion": endpoint.region,
            "serviceId": endpoint.service_id,
            "serviceName": endpoint.service_name,
            "time": world.clock.now().isoformat().replace("+00:00", "Z"),
        }
    )
