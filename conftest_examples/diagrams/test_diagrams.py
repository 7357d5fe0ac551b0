"""What has been built is drawn beside the tests, and a path that is blocked says where."""

import pytest

PROVIDER, CONSUMER = "111111111111", "222222222222"


@pytest.fixture
def shop(vpce_mock):
    """A service of one account, and an endpoint of another that waits for it."""
    theirs = vpce_mock.client("ec2", account=PROVIDER, region="us-east-1")
    subnet = theirs.describe_subnets()["Subnets"][0]
    balancer = vpce_mock.client("elbv2", account=PROVIDER, region="us-east-1").create_load_balancer(
        Name="orders", Type="network", Scheme="internal", Subnets=[subnet["SubnetId"]]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    service = theirs.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])
    service = service["ServiceConfiguration"]
    theirs.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=["*"])

    ours = vpce_mock.client("ec2", account=CONSUMER, region="us-east-1")
    vpc = ours.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ours.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone=subnet["AvailabilityZone"])
    subnet = subnet["Subnet"]["SubnetId"]
    endpoint = ours.create_vpc_endpoint(
        VpcId=vpc, ServiceName=service["ServiceName"], VpcEndpointType="Interface", SubnetIds=[subnet]
    )["VpcEndpoint"]["VpcEndpointId"]
    web = ours.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    return endpoint, web


def test_a_picture_for_the_pull_request(vpce_mock, shop, tmp_path):
    file = vpce_mock.diagram().save(tmp_path / "shop.mmd")
    drawn = file.read_text(encoding="utf-8")
    assert f"account {PROVIDER}" in drawn
    assert '|"AcceptVpcEndpointConnections"|' in drawn


def test_where_the_web_server_is_stopped(vpce_mock, shop):
    endpoint, web = shop
    path = vpce_mock.reach(web, endpoint, 443)
    assert not path
    assert f"BLOCKED {path.codes[0]}" in str(vpce_mock.diagram(path))
