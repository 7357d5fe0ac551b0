"""Connection notifications: the wish to be told of connections by an SNS topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.resource_types import is_id
from mockvpce.protocol.filters import OWN_ID, Field, Filters
from mockvpce.resources.privatelink import errors
from mockvpce.resources.privatelink.endpoints.endpoint import INTERFACE
from mockvpce.resources.privatelink.lookups import changeable_service, one_by_one, own_endpoint
from mockvpce.resources.privatelink.services.notices import ENABLED, EVENTS, ConnectionNotification

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

NOTIFICATION_FILTERS: Filters[ConnectionNotification] = Filters(
    {
        "connection-notification-arn": lambda one: one.topic_arn,
        "connection-notification-id": Field(lambda one: one.id, OWN_ID),
        "connection-notification-state": lambda one: one.state,
        "connection-notification-type": lambda _: "Topic",
        "service-id": lambda one: one.service_id or None,
        "vpc-endpoint-id": lambda one: one.endpoint_id or None,
    },
    unknown=lambda name: errors.FILTER_OF_SERVICES(name=name),
)


@operation
def create_vpc_endpoint_connection_notification(
    call: Call,
    *,
    connection_notification_arn: str,
    connection_events: Sequence[str],
    service_id: str = "",
    vpc_endpoint_id: str = "",
) -> dict[str, Any]:
    """Have the events of a service or of an interface endpoint published."""
    if service_id and vpc_endpoint_id:
        raise errors.NOTIFICATION_TARGETS()
    if not service_id and not vpc_endpoint_id:
        raise errors.NOTIFICATION_NO_TARGET()
    if service_id:
        changeable_service(call, service_id)
    elif own_endpoint(call, vpc_endpoint_id).endpoint_type != INTERFACE:
        raise errors.NOTIFICATION_NOT_INTERFACE(id=vpc_endpoint_id)
    events = _checked_events(connection_events)
    _check_topic(call, connection_notification_arn)
    notification = call.create(
        ConnectionNotification,
        ENABLED,
        service_id=service_id,
        endpoint_id=vpc_endpoint_id,
        topic_arn=connection_notification_arn,
        events=events,
    )
    return {"ConnectionNotification": _view(call, notification)}


def _checked_events(events: Sequence[str]) -> list[str]:
    if not events:
        raise errors.NOTIFICATION_NO_EVENT()
    for event in events:
        if event not in EVENTS:
            raise errors.NOTIFICATION_EVENT(event=event)
    return list(dict.fromkeys(events))


def _check_topic(call: Call, arn: str) -> None:
    """The topic has to exist. Nobody has recorded that its policy is looked at before something is published [I]."""
    if not call.platform.topics.has(arn):
        raise errors.TOPIC_UNKNOWN(arn=arn)


def _view(call: Call, notification: ConnectionNotification) -> dict[str, Any]:
    del call
    shown: dict[str, Any] = {
        "ConnectionNotificationId": notification.id,
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": notification.topic_arn,
        "ConnectionEvents": list(notification.events),
        "ConnectionNotificationState": notification.state,
        "ServiceRegion": notification.region,
    }
    if notification.service_id:
        shown["ServiceId"] = notification.service_id
    else:
        shown["VpcEndpointId"] = notification.endpoint_id
    return shown


def _own(call: Call, notification_id: str) -> ConnectionNotification:
    found = call.world.table(ConnectionNotification).seen_from(call.home, notification_id)
    if found is None or not is_id(notification_id, "vpce-nfn"):
        raise errors.NOTIFICATION_UNKNOWN(id=notification_id)
    return found


@operation
def modify_vpc_endpoint_connection_notification(
    call: Call,
    *,
    connection_notification_id: str,
    connection_notification_arn: str | None = None,
    connection_events: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Change a notification's topic or events."""
    notification = _own(call, connection_notification_id)
    events = None if connection_events is None else _checked_events(connection_events)
    if connection_notification_arn is not None:
        _check_topic(call, connection_notification_arn)
        notification.topic_arn = connection_notification_arn
    if events is not None:
        notification.events = events
    return {"ReturnValue": True}


@operation
def delete_vpc_endpoint_connection_notifications(
    call: Call, *, connection_notification_ids: Sequence[str]
) -> dict[str, Any]:
    """Delete notifications."""
    return one_by_one(connection_notification_ids, lambda one: call.world.remove(_own(call, one)))


@operation(lists=ConnectionNotification, filters=NOTIFICATION_FILTERS, page=(1, 1000))
def describe_vpc_endpoint_connection_notifications(
    call: Call, *, connection_notification_id: str | None = None, filters: Sequence[Mapping[str, Any]] | None = None
) -> Listing[ConnectionNotification]:
    """The caller's notifications."""
    asked = [connection_notification_id] if connection_notification_id else None
    return call.listing(ConnectionNotification, asked, filters, {"ConnectionNotificationSet": _view})
