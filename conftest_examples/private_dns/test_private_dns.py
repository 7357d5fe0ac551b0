"""Private DNS of an endpoint holds in its own VPC, and the way there is open only to whom the endpoint's group admits."""

NAME = "sqs.us-east-1.amazonaws.com"


def test_the_service_is_the_endpoint_inside_the_vpc(vpce_mock):
    ec2 = vpce_mock.client("ec2", region="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface", SubnetIds=[subnet],
        PrivateDnsEnabled=True,
    )["VpcEndpoint"]["VpcEndpointId"]  # fmt: skip

    assert vpce_mock.resolve(NAME, at=vpc).source == endpoint
    assert vpce_mock.resolve(NAME).source == "public"

    own = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    path = vpce_mock.reach(own, NAME, 443)
    assert path, "the default group admits its own members"
    assert endpoint in path.via
