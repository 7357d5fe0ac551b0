"""Which actions on which resources a call means. Source: the Service Authorization Reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from mockvpce.network.actions import data_stores, ec2, functions, messages, s3, secrets
from mockvpce.network.actions.call import Asked
from mockvpce.network.authorization import Operation

_PREFIXES = {
    "accessanalyzer": "access-analyzer",
    "apigatewayv2": "apigateway",
    "application-insights": "applicationinsights",
    "amp": "aps",
    "bedrock-agent": "bedrock",
    "bedrock-runtime": "bedrock",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "iot-data": "iot",
    "lex-models": "lex",
    "neptune": "rds",
    "opensearch": "es",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "sesv2": "ses",
    "stepfunctions": "states",
    "timestream-query": "timestream",
    "timestream-write": "timestream",
}
"""Prefix of a service's actions, by botocore's name of the service, where that is not it."""
_TABLES: Mapping[str, Callable[[Asked], Iterable[Operation]]] = {
    "dynamodb": data_stores.dynamodb,
    "ec2": ec2.ec2,
    "ecr": functions.ecr,
    "kms": secrets.kms,
    "lambda": functions.lambda_,
    "s3": s3.s3,
    "secretsmanager": secrets.secretsmanager,
    "sns": messages.sns,
    "sqs": messages.sqs,
    "ssm": secrets.ssm,
    "sts": functions.sts,
}
_RIDES_ALONG = {
    ("codeartifact", "GetAuthorizationToken"): "sts:GetServiceBearerToken",
    ("ecr-public", "GetAuthorizationToken"): "sts:GetServiceBearerToken",
}
"""Actions that another one needs [R]."""
SERVICES = frozenset(_TABLES)
"""Services whose actions and resources are known, by botocore's names."""


def prefix_of(service: str) -> str:
    """The prefix of the actions of a service, by botocore's name."""
    return _PREFIXES.get(service, service)


def operations_of(asked: Asked) -> tuple[tuple[Operation, ...], str]:
    """The actions of a call on their resources, and what is not known of them: empty where all is."""
    table = _TABLES.get(asked.service)
    if table is not None:
        return tuple(table(asked)), ""
    action = f"{prefix_of(asked.service)}:{asked.operation}"
    rides = _RIDES_ALONG.get((asked.service, asked.operation))
    also = () if rides is None else (Operation(rides),)
    note = f"decided as {action} on *: which resources a call of {asked.service} means is not known"
    return (Operation(action), *also), note
