"""What a service says when it denies a request. Marks: R recorded from AWS, D documented by AWS, I inferred."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mockvpce.policy import Evaluation


@dataclass(frozen=True, slots=True)
class Wording:
    """How one service says no."""

    code: str
    status: int
    source: str
    action_prefix: str = ""
    """As the service prints itself in an action, where that is not how IAM spells it."""
    before: str = ""
    resource: str = "on resource: {resource}"
    across_accounts: str | None = None
    """What a caller of another account is told."""
    policy_arn: str = ": {arn}"
    names_any: bool = True
    """Whether it names the resource where that is any."""
    lower: bool = False
    """Whether it prints actions in lower case."""
    encoded: bool = False
    """Whether what was denied on one resource follows, encoded."""


_QUERY = Wording("AccessDenied", 403, "D query and XML protocols")
_JSON = Wording("AccessDeniedException", 400, "R DynamoDB, SSM, Secrets Manager; D the other JSON services")
_REST_JSON = Wording("AccessDeniedException", 403, "R Bedrock; D the other REST services")
_S3 = Wording(
    "AccessDenied",
    403,
    "R implicit text with its quotes; D text of another account",
    resource='on resource: "{resource}"',
    across_accounts="Access Denied",
    policy_arn=", with policy ARN: {arn}",
    names_any=False,
)
_EC2 = Wording(
    "UnauthorizedOperation",
    403,
    "R, of Describe requests without resource and encoded message",
    before="You are not authorized to perform this operation. ",
    names_any=False,
    encoded=True,
)
_WORDINGS: Mapping[str, Wording] = {
    "s3": _S3,
    "sns": Wording("AuthorizationError", 403, "R spelling of the action; D code", action_prefix="SNS"),
    "ec2": _EC2,
    "sqs": replace(_QUERY, source="R spelling of the action", lower=True),
    "secretsmanager": replace(_JSON, names_any=False),
    **dict.fromkeys(
        (
            *("sts", "iam", "cloudformation", "autoscaling", "elasticloadbalancing", "rds", "redshift", "cloudwatch"),
            *("route53", "cloudfront", "ses", "elasticache", "elasticbeanstalk", "cloudsearch", "importexport", "sdb"),
        ),
        _QUERY,
    ),
    **dict.fromkeys(("lambda", "execute-api", "apigateway", "eks", "bedrock", "elasticfilesystem"), _REST_JSON),
}
_PHRASES = {
    "endpoint policy": "VPC endpoint policy",
    "identity policy": "identity-based policy",
    "resource policy": "resource-based policy",
}
_ARTICLE = {"identity policy": "an"}


def wording(action: str) -> Wording:
    """The words of the service of an action."""
    return _WORDINGS.get(action.partition(":")[0].lower(), _JSON)


def message(
    action: str, resource: str, caller: str, found: Evaluation, *, across_accounts: bool = False, trust: bool = False
) -> str:
    """The text of a denial. `trust`: the resource policy is that of a role."""
    words = wording(action)
    if across_accounts and words.across_accounts is not None:
        return words.across_accounts
    service, _, name = action.partition(":")
    printed = f"{words.action_prefix or service}:{name.lower() if words.lower else name}"
    phrase = "role trust policy" if trust and found.by == "resource policy" else _PHRASES.get(found.by, found.by)
    head = f"{words.before}User: {caller} is not authorized to perform: {printed}"
    if resource != "*" or words.names_any:
        head += " " + words.resource.format(resource=resource)
    if found.explicit:
        article = "the" if trust and found.by == "resource policy" else _ARTICLE.get(found.by, "a")
        said = f"{head} with an explicit deny in {article} {phrase}{_named(words, found)}"
    else:
        said = f"{head} because no {phrase} allows the {printed} action"
    if not words.encoded or resource == "*":
        return said
    return f"{said}. Encoded authorization failure message: {_encoded(action, resource, caller, found)}"


def _encoded(action: str, resource: str, caller: str, found: Evaluation) -> str:
    """What was denied, as a text that nobody reads: base64 for URLs, as AWS's."""
    context = {"principal": {"arn": caller}, "action": action, "resource": resource, "conditions": {"items": []}}
    told = {"allowed": False, "explicitDeny": found.explicit, "matchedStatements": {"items": []}, "context": context}
    return urlsafe_b64encode(zlib.compress(json.dumps(told).encode())).decode().rstrip("=")


def _named(words: Wording, found: Evaluation) -> str:
    """The ARN of a managed policy; endpoints and resources are never named [R]."""
    arn = found.policy or ""
    return words.policy_arn.format(arn=arn) if ":policy/" in arn else ""
