"""Actions of Amazon SQS and Amazon SNS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from mockvpce.network.actions.call import Asked, keys_from, tag_keys, tags_of
from mockvpce.network.authorization import Operation

_SQS_BATCHES: Mapping[str, str] = {
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "DeleteMessageBatch": "DeleteMessage",
    "SendMessageBatch": "SendMessage",
}
"""Batches of SQS have no actions of their own: the queue is one."""
_SNS_KEYS = {"Endpoint": "sns:Endpoint", "Protocol": "sns:Protocol"}


def sqs(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of SQS: the queue is named by its URL, by its name, or a task's by the source queue."""
    action = _SQS_BATCHES.get(asked.operation, asked.operation)
    tags = tag_keys(tags_of(asked.parameters.get("tags") or asked.parameters.get("Tags")))
    yield asked.on(_queue(asked), action, tags)


def _queue(asked: Asked) -> str:
    arn = asked.text("SourceArn")
    if arn:
        return arn
    url = asked.text("QueueUrl")
    if url:
        account, _, name = urlsplit(url).path.strip("/").rpartition("/")
        return asked.arn(name, account=account.rpartition("/")[2] or None)
    name = asked.text("QueueName")
    return asked.arn(name, account=asked.text("QueueOwnerAWSAccountId") or None) if name else "*"


def sns(asked: Asked) -> Iterable[Operation]:
    """The actions of a call of SNS."""
    action = {"PublishBatch": "Publish"}.get(asked.operation, asked.operation)
    keys = {**keys_from(asked.parameters, _SNS_KEYS), **tag_keys(tags_of(asked.parameters.get("Tags")))}
    resource = asked.text("TopicArn", "TargetArn", "ResourceArn")
    subscription = asked.text("SubscriptionArn")
    if not resource and subscription.startswith("arn:"):
        resource = subscription.rpartition(":")[0]
    if not resource and asked.operation == "CreateTopic":
        resource = asked.arn(asked.text("Name"))
    yield asked.on(resource, action, keys)
