"""Routes, whatever they lead to: what there is already, how destinations are written."""

import pytest

OWN, OWN_TOO = "10.0.0.0/16", "10.7.0.0/16"


@pytest.fixture
def table(consumer):
    """A route table of a VPC with two blocks."""
    consumer.ec2.associate_vpc_cidr_block(VpcId=consumer.vpc, CidrBlock=OWN_TOO)
    return consumer.table


@pytest.fixture
def gateway(consumer):
    made = consumer.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    consumer.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=consumer.vpc)
    return made


@pytest.fixture
def inspection(provider, consumer):
    """A Gateway Load Balancer endpoint."""
    service = provider.make_service(kind="gateway")
    provider.admit(service, consumer.account)
    made = consumer.make_endpoint(service["ServiceName"], "GatewayLoadBalancer", SubnetIds=consumer.subnets[:1])
    return made["VpcEndpointId"]


def route(consumer, destination, **target):
    member = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
    consumer.ec2.create_route(RouteTableId=consumer.table, **{member: destination}, **target)


# what there is already -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize("block", [OWN, OWN_TOO])
def test_own_blocks_have_their_local_route(consumer, table, gateway, inspection, block):
    assert table
    for target in ({"GatewayId": gateway}, {"VpcEndpointId": inspection}):
        with consumer.refused("RouteAlreadyExists", f"The route identified by {block} already exists."):
            route(consumer, block, **target)


@pytest.mark.parametrize("destination", ["192.168.0.0/16", "2001:db8::/32"])
def test_destination_is_routed_once(consumer, table, gateway, inspection, destination):
    assert table
    route(consumer, destination, GatewayId=gateway)
    for target in ({"GatewayId": gateway}, {"VpcEndpointId": inspection}):
        with consumer.refused("RouteAlreadyExists", f"The route identified by {destination} already exists."):
            route(consumer, destination, **target)


def test_parts_of_the_own_block_can_go_to_an_endpoint(consumer, table, inspection):
    route(consumer, "10.0.9.0/24", VpcEndpointId=inspection)
    assert [one["DestinationCidrBlock"] for one in consumer.routes(table)] == ["10.0.9.0/24"]
