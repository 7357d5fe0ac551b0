import boto3
import pytest
from botocore.exceptions import ClientError


def route_to_s3(vpc_id, table_id):
    """The code under test: it knows nothing of mocks."""
    made = boto3.client("ec2", "us-east-1").create_vpc_endpoint(
        VpcId=vpc_id, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table_id]
    )
    return made["VpcEndpoint"]["VpcEndpointId"]


def test_the_route_table_leads_to_s3(ec2, vpc):
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    endpoint = route_to_s3(vpc, table)
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert {"DestinationPrefixListId": "pl-63a5400a", "GatewayId": endpoint}.items() <= routes[-1].items()


def test_a_second_route_to_s3_is_refused(ec2, vpc):
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    route_to_s3(vpc, table)
    with pytest.raises(ClientError, match="RouteAlreadyExists"):
        route_to_s3(vpc, table)


@pytest.mark.mock_vpce(timing="aws")
def test_waiting_for_an_endpoint(vpce_mock, ec2, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    made = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.sqs",
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
        PrivateDnsEnabled=False,
    )["VpcEndpoint"]
    assert made["State"] == "pending"
    vpce_mock.clock.advance(minutes=10)
    (shown,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"]
    assert shown["State"] == "available"
