"""`AWS::SNS::TopicPolicy`: who may publish to topics, which a stack can say in no other way."""

from __future__ import annotations

import json

from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import unless_gone

_OWNERS = (
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
)
"""What the policy of a new topic lets its owner do."""


def _set(requests: Requests, topic: str, policy: str) -> None:
    ask(requests, "SetTopicAttributes", "sns", TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _policy(properties: Properties) -> str:
    given = properties["PolicyDocument"]
    return given if isinstance(given, str) else json.dumps(given)


def _default(topic: str) -> str:
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in _OWNERS],
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


def _create(requests: Requests, properties: Properties) -> str:
    for topic in properties["Topics"]:
        _set(requests, topic, _policy(properties))
    return requests.world.ids.request()


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    for topic in after["Topics"]:
        _set(requests, topic, _policy(after))
    _reset(requests, [topic for topic in before["Topics"] if topic not in after["Topics"]])


def _reset(requests: Requests, topics: list[str]) -> None:
    """Give topics the policy that a new one has."""
    for topic in topics:
        with unless_gone():
            _set(requests, topic, _default(topic))


declare(
    StackType(
        name="AWS::SNS::TopicPolicy",
        create=_create,
        change=_change,
        remove=lambda requests, _, properties: _reset(requests, properties["Topics"]),
        attributes={"Id": its_id},
    )
)
