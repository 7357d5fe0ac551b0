"""The condition keys of a request. Source: IAM user guide, "AWS global condition context keys"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.data import regions
from mockvpce.network.places import site

if TYPE_CHECKING:
    from mockvpce.engine.authorization import Holder, Identity
    from mockvpce.engine.world import World
    from mockvpce.network.authorization import Operation, Way

_VPC_ARN = frozenset(
    {
        "apprunner", "application-autoscaling", "applicationinsights", "athena", "cloudformation",
        "comprehendmedical", "compute-optimizer", "datasync", "discovery", "ebs", "ecr", "ecs", "firehose",
        "healthlake", "iam", "iotfleetwise", "iotwireless", "kinesisanalytics", "kms", "lambda",
        "medical-imaging", "omics", "payment-cryptography", "acm-pca", "polly", "rbin", "rekognition",
        "route53", "s3", "s3-object-lambda", "scheduler", "servicediscovery", "servicequotas", "ssm-contacts",
        "storagegateway", "textract", "transcribe", "transfer",
    }
)  # fmt: skip
"""Services that fill in `aws:SourceVpcArn` [D]."""
_ENDPOINT_ACCOUNT = _VPC_ARN | {"dynamodb", "gamelift", "shield"}
"""Services that fill in `aws:VpceAccount` [D]."""
_WITHOUT_RESOURCE_ACCOUNT = frozenset(
    {
        "ec2:createvpcendpoint",
        "ec2:acceptvpcendpointconnections",
        "ec2:createvpcpeeringconnection",
        "ec2:acceptvpcpeeringconnection",
        "ec2:createtransitgatewaypeeringattachment",
        "ec2:accepttransitgatewaypeeringattachment",
    }
)
"""Actions without `aws:ResourceAccount` [D]."""
_ENDPOINT_ORGANIZATION = _ENDPOINT_ACCOUNT | frozenset(
    {"sqs", "ses", "cognito-identity", "b2bi", "dms", "ds-data", "identitystore", "iottwinmaker", "cassandra"}
    | {"network-firewall", "sms-voice", "pricing", "workmail"}
)
"""Services that fill in `aws:VpceOrgID` [D]."""
_S3 = {"s3:authType": "REST-HEADER", "s3:signatureversion": "AWS4-HMAC-SHA256", "s3:TlsVersion": "1.3"}


def keys_of_request(
    world: World, way: Way, identity: Identity | None, operation: Operation, holder: Holder, place: str
) -> dict[str, Any]:
    """Every key that the request has, under AWS's spelling."""
    action = operation.action.lower()
    service = action.partition(":")[0]
    now = world.clock.now()
    owner = holder.account or (identity.account if identity is not None else None)
    keys: dict[str, Any] = {
        "aws:CurrentTime": now,
        "aws:EpochTime": int(now.timestamp()),
        "aws:RequestedRegion": way.region,
        "aws:SecureTransport": True,
        "aws:ViaAWSService": False,
        "aws:ResourceAccount": None if action in _WITHOUT_RESOURCE_ACCOUNT else owner,
    }
    if keys["aws:ResourceAccount"] is not None:
        keys.update(_organization(world, owner, "aws:ResourceOrgID", "aws:ResourceOrgPaths"))
    keys.update(_network(world, way, service))
    if identity is not None:
        keys.update(_principal(world, identity, place))
    if service == "s3":
        keys.update(_S3, **{"s3:ResourceAccount": owner})
    elif service == "sns" and identity is not None:
        keys["aws:SourceOwner"] = identity.account
    keys.update(operation.keys)
    return keys


def _organization(world: World, account: str | None, id_key: str, paths_key: str) -> Mapping[str, Any]:
    found = world.platform.authorization.membership(account) if account else None
    return {} if found is None else {id_key: found.organization, paths_key: [found.path]}


def _network(world: World, way: Way, service: str) -> Mapping[str, Any]:
    """Where the request comes from: a VPC by an endpoint, else a public address, never both."""
    carrier = way.carrier
    if carrier is None:
        return {"aws:SourceIp": way.address} if way.address else {}
    keys: dict[str, Any] = {
        "aws:SourceVpce": carrier.id,
        "aws:SourceVpc": carrier.vpc_id,
        "aws:VpcSourceIp": way.address,
    }
    if service in _VPC_ARN:
        partition = regions.partition_of(carrier.region)
        keys["aws:SourceVpcArn"] = f"arn:{partition}:ec2:{carrier.region}:{carrier.account}:vpc/{carrier.vpc_id}"
    if service in _ENDPOINT_ACCOUNT:
        keys["aws:VpceAccount"] = carrier.account
    if service in _ENDPOINT_ORGANIZATION:
        of_endpoint = _organization(world, carrier.account, "aws:VpceOrgID", "aws:VpceOrgPaths")
        keys.update({key: value for key, value in of_endpoint.items() if service in _ENDPOINT_ACCOUNT or "ID" in key})
    return keys


def _principal(world: World, identity: Identity, place: str) -> Mapping[str, Any]:
    keys = {
        "aws:PrincipalArn": identity.behind or identity.arn,
        "aws:PrincipalAccount": identity.account,
        "aws:PrincipalIsAWSService": False,
        **_organization(world, identity.account, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"),
        **identity.keys,
    }
    if identity.behind is not None and place.startswith("i-"):
        keys.update(_instance(world, identity, place))
    return keys


def _instance(world: World, identity: Identity, place: str) -> Mapping[str, Any]:
    """Credentials of an instance's own role say which instance they were issued to, whatever way a request takes."""
    if world.platform.authorization.instance_role(place) != identity.behind:
        return {}
    interfaces = site(world, place).interfaces
    if not interfaces:
        return {}
    return {
        "aws:Ec2InstanceSourceVpc": interfaces[0].vpc_id,
        "aws:Ec2InstanceSourcePrivateIPv4": interfaces[0].address(4),
    }
