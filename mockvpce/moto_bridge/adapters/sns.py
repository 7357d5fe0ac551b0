"""SNS topics in moto, as the endpoint service publishes to them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

PUBLISHER = "vpce.amazonaws.com"

_log = logging.getLogger("mockvpce")


class MotoTopics:
    """SNS, imported when it is first asked for, as moto does itself."""

    def has(self, arn: str) -> bool:
        """Whether the topic exists."""
        return _topic(arn) is not None

    def publish(self, arn: str, subject: str, message: str) -> None:
        """Publish to a topic. The message is lost, as in AWS, where the topic is gone or does not admit the publisher."""
        topic = _topic(arn)
        if topic is None:
            _log.warning("%s was not published: the SNS topic %s does not exist", subject, arn)
        elif not _lets_publish(topic):
            _log.warning(
                "%s was not published: the policy of the SNS topic %s does not allow %s to publish to it",
                subject,
                arn,
                PUBLISHER,
            )
        else:
            topic.publish(message, subject=subject)


def _topic(arn: str) -> Any:
    from moto.sns.models import sns_backends

    parts = arn.split(":")
    if len(parts) != 6 or parts[2] != "sns":
        return None
    region, account = parts[3], parts[4]
    backends = sns_backends[account]
    return backends[region].topics.get(arn) if region in backends else None


def _lets_publish(topic: Any) -> bool:
    """The policy has to admit the service itself; the default policy admits only principals of the owner's account."""
    policy = json.loads(topic.policy) if isinstance(topic.policy, str) else topic.policy
    statements = _several(policy.get("Statement", ())) if isinstance(policy, Mapping) else []
    effects = {one.get("Effect") for one in statements if _speaks_of_publishing(one)}
    return "Allow" in effects and "Deny" not in effects


def _speaks_of_publishing(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    named = _several(principal.get("Service", ()) if isinstance(principal, Mapping) else principal)
    if isinstance(principal, Mapping) and "*" in _several(principal.get("AWS", ())):
        named = [*named, "*"]
    owners_only = "sourceowner" in json.dumps(statement.get("Condition", {})).lower()
    actions = {str(action).lower() for action in _several(statement.get("Action", ()))}
    admitted = PUBLISHER in named or ("*" in named and not owners_only)
    return admitted and not actions.isdisjoint({"sns:publish", "sns:*", "*"})


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
