"""Quotas, and requests that are sent twice."""

import pytest

from mockvpce import mock_vpce

S3 = "com.amazonaws.us-east-1.s3"
FULL = "The maximum number of VPC endpoints has been reached."


def limited(**quotas):
    named = {code.replace("_", "-"): value for code, value in quotas.items()}
    return pytest.mark.parametrize("aws", [{"quotas": named}], indirect=True)


def fill(consumer, count, **options):
    for _ in range(count):
        consumer.make_endpoint(PrivateDnsEnabled=False, **options)


def test_fifty_interfaces_a_vpc(consumer):
    fill(consumer, 50)
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        fill(consumer, 1)
    fill(consumer, 1, VpcId=consumer.make_vpc())


def test_twenty_gateways_a_region(consumer, place):
    vpcs = [consumer.vpc, consumer.make_vpc()]
    for number in range(20):
        consumer.make_endpoint(S3, "Gateway", VpcId=vpcs[number % 2])
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        consumer.make_endpoint(S3, "Gateway", VpcId=vpcs[0])
    elsewhere = place(consumer.account, "eu-west-1")
    elsewhere.make_endpoint("com.amazonaws.eu-west-1.s3", "Gateway")


@limited(L_29B6F2EB=2)
def test_interfaces_and_gateway_load_balancers_count_together(provider, consumer):
    service = provider.make_service(provider.make_balancer(kind="gateway"), kind="gateway")
    provider.admit(service, "*")
    fill(consumer, 1)
    consumer.make_endpoint(service["ServiceName"], "GatewayLoadBalancer", SubnetIds=consumer.subnets[:1])
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        fill(consumer, 1)
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        consumer.make_endpoint(service["ServiceName"], "GatewayLoadBalancer", SubnetIds=consumer.subnets[:1])
    consumer.make_endpoint(S3, "Gateway")


@limited(L_29B6F2EB=1)
def test_deleted_endpoints_do_not_count(consumer):
    made = consumer.make_endpoint()["VpcEndpointId"]
    consumer.delete(made)
    consumer.make_endpoint()


@limited(L_1B52E74A=300)
def test_255_gateways_a_vpc_whatever_the_quota(consumer):
    for _ in range(255):
        consumer.make_endpoint(S3, "Gateway")
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        consumer.make_endpoint(S3, "Gateway")
    consumer.make_endpoint(S3, "Gateway", VpcId=consumer.make_vpc())


@limited(L_CA6CC422=1)
def test_resource_endpoints(consumer):
    arn = "arn:aws:vpc-lattice:us-east-1:222222222222:resourceconfiguration/rcfg-0123456789abcdef0"
    options = {"VpcId": consumer.vpc, "VpcEndpointType": "Resource", "ResourceConfigurationArn": arn}
    consumer.ec2.create_vpc_endpoint(**options)
    with consumer.refused("VpcEndpointLimitExceeded", FULL):
        consumer.ec2.create_vpc_endpoint(**options)


def test_no_quotas():
    with mock_vpce(region="us-east-1", quotas=False) as aws:
        ec2 = aws.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        for _ in range(21):
            ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=S3)
        assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 21


DIFFERENT = "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."


@pytest.mark.usefixtures("wire")
def test_endpoint_asked_for_twice(consumer):
    options = {
        "VpcId": consumer.vpc,
        "VpcEndpointType": "Interface",
        "ServiceName": "com.amazonaws.us-east-1.sqs",
        "SubnetIds": consumer.subnets,
        "ClientToken": "Token",
    }
    first = consumer.ec2.create_vpc_endpoint(**options)
    assert first["ClientToken"] == "Token"
    second = consumer.ec2.create_vpc_endpoint(**options)
    assert second["VpcEndpoint"] == first["VpcEndpoint"], "the first answer again"
    assert second["ClientToken"] == "Token"
    assert len(consumer.ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1
    with consumer.refused("IdempotentParameterMismatch", DIFFERENT):
        consumer.ec2.create_vpc_endpoint(**{**options, "SubnetIds": consumer.subnets[:1]})
    other = {**options, "PrivateDnsEnabled": False}
    consumer.ec2.create_vpc_endpoint(**{**other, "ClientToken": "token"})
    assert len(consumer.ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 2, "case counts"


@pytest.mark.usefixtures("wire")
def test_service_asked_for_twice(provider):
    balancer = provider.make_balancer()
    create = provider.ec2.create_vpc_endpoint_service_configuration
    options = {"NetworkLoadBalancerArns": [balancer], "ClientToken": "one"}
    first, second = create(**options), create(**options)
    assert first["ServiceConfiguration"] == second["ServiceConfiguration"]
    with provider.refused("IdempotentParameterMismatch", DIFFERENT):
        create(**options, AcceptanceRequired=False)


def test_tokens_are_of_an_account_and_region(provider, consumer, place):
    seen = set()
    for where in (provider, consumer, place(consumer.account, "eu-west-1")):
        service = f"com.amazonaws.{where.region}.sqs"
        seen.add(where.make_endpoint(service, ClientToken="one")["VpcEndpointId"])
    assert len(seen) == 3


def test_refused_request_does_not_use_its_token_up(consumer):
    with pytest.raises(consumer.ec2.exceptions.ClientError):
        consumer.make_endpoint("com.amazonaws.us-east-1.no", ClientToken="one")
    assert consumer.make_endpoint(ClientToken="one")["State"] == "available"
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="DryRunOperation"):
        consumer.make_endpoint(S3, ClientToken="two", DryRun=True)
    assert consumer.make_endpoint(S3, "Gateway", ClientToken="two")["State"] == "available"
