import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def endpoint(consumer, service):
    ec2 = consumer.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="172.16.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="172.16.0.0/24", AvailabilityZone="us-east-1a")["Subnet"][
        "SubnetId"
    ]
    made = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=service["ServiceName"], VpcEndpointType="Interface", SubnetIds=[subnet]
    )
    return made["VpcEndpoint"]


def state(consumer, endpoint):
    shown = consumer.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
    return shown["VpcEndpoints"][0]["State"]


@pytest.mark.parametrize(("decision", "outcome"), [("accept", "available"), ("reject", "rejected")])
def test_provider_decides(provider, consumer, service, endpoint, decision, outcome):
    assert state(consumer, endpoint) == "pendingAcceptance"
    decide = getattr(provider.client("ec2"), f"{decision}_vpc_endpoint_connections")
    decide(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint["VpcEndpointId"]])
    assert state(consumer, endpoint) == outcome


def test_provider_sees_the_connection(provider, endpoint):
    (connection,) = provider.client("ec2").describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert connection["VpcEndpointId"] == endpoint["VpcEndpointId"]
    assert connection["VpcEndpointOwner"] == endpoint["OwnerId"]


def test_a_third_account_does_not_find_the_service(vpce_mock, service):
    stranger = vpce_mock.client("ec2", account="333333333333", region="us-east-1")
    with pytest.raises(ClientError, match="InvalidServiceName"):
        stranger.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])
