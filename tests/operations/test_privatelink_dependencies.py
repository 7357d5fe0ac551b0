"""What endpoints and services do to other resources: deletions refused, routes, load balancers, hosted zones."""

import pytest
from botocore.exceptions import ClientError

S3 = "com.amazonaws.us-east-1.s3"


@pytest.fixture
def endpoint(consumer):
    """An interface endpoint with a group of its own, and private names."""
    group = consumer.make_group()
    made = consumer.make_endpoint(SubnetIds=consumer.subnets, SecurityGroupIds=[group])
    consumer.state(made["VpcEndpointId"])
    return made


def test_what_an_interface_endpoint_keeps(consumer, endpoint):
    ec2, subnet, group = consumer.ec2, consumer.subnets[0], endpoint["Groups"][0]["GroupId"]
    eni = consumer.interfaces()[0]
    eni_id, attachment = eni["NetworkInterfaceId"], eni["Attachment"]["AttachmentId"]
    in_vpc = f"The vpc '{consumer.vpc}' has dependencies and cannot be deleted."
    in_subnet = f"The subnet '{subnet}' has dependencies and cannot be deleted."
    for act, code, message in (
        (lambda: ec2.delete_subnet(SubnetId=subnet), "DependencyViolation", in_subnet),
        (lambda: ec2.delete_vpc(VpcId=consumer.vpc), "DependencyViolation", in_vpc),
        (
            lambda: ec2.delete_security_group(GroupId=group),
            "DependencyViolation",
            f"resource {group} has a dependent object",
        ),
        (
            lambda: ec2.delete_network_interface(NetworkInterfaceId=eni_id),
            "InvalidParameterValue",
            f"Network interface '{eni_id}' is currently in use.",
        ),
        (
            lambda: ec2.detach_network_interface(AttachmentId=attachment),
            "OperationNotPermitted",
            "You are not allowed to manage 'ela-attach' attachments.",
        ),
    ):
        with consumer.refused(code, message):
            act()


def test_all_can_go_once_the_endpoint_has_gone(consumer, endpoint):
    consumer.delete(endpoint["VpcEndpointId"])
    consumer.ec2.delete_security_group(GroupId=endpoint["Groups"][0]["GroupId"])
    for subnet in consumer.subnets:
        consumer.ec2.delete_subnet(SubnetId=subnet)
    consumer.ec2.delete_vpc(VpcId=consumer.vpc)
    assert consumer.interfaces() == []


def test_vpc_with_a_gateway_endpoint(consumer):
    made = consumer.make_endpoint(S3, "Gateway", VpcId=(vpc := consumer.make_vpc()))["VpcEndpointId"]
    with consumer.refused("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted."):
        consumer.ec2.delete_vpc(VpcId=vpc)
    consumer.delete(made)
    consumer.ec2.delete_vpc(VpcId=vpc)


def test_group_that_was_taken_off_is_free(consumer, endpoint):
    group = endpoint["Groups"][0]["GroupId"]
    consumer.modify(
        endpoint["VpcEndpointId"], AddSecurityGroupIds=[consumer.default_group], RemoveSecurityGroupIds=[group]
    )
    consumer.ec2.delete_security_group(GroupId=group)


def test_route_of_a_gateway(consumer):
    table = consumer.table
    ec2 = consumer.ec2
    internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=consumer.vpc)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=internet)
    made = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[table])["VpcEndpointId"]
    route = {"DestinationPrefixListId": "pl-63a5400a", "GatewayId": made, "Origin": "CreateRoute", "State": "active"}
    assert consumer.routes()[-1] == route, "after the others, and without a CIDR block"
    message = f"cannot remove VPC endpoint route {made} in route table {table}"
    with consumer.refused("InvalidParameterValue", message):
        ec2.delete_route(RouteTableId=table, DestinationPrefixListId="pl-63a5400a")
    consumer.delete(made)
    assert [one["DestinationCidrBlock"] for one in consumer.routes()] == ["0.0.0.0/0"]


def test_nobody_else_makes_prefix_list_routes_to_endpoints(consumer):
    made = consumer.make_endpoint(S3, "Gateway")["VpcEndpointId"]
    message = "A route to a VPC endpoint cannot have a prefix list as its destination."
    table = consumer.table
    with consumer.refused("InvalidParameterValue", message):
        consumer.ec2.create_route(RouteTableId=table, DestinationPrefixListId="pl-63a5400a", VpcEndpointId=made)


def test_routes_to_endpoints_of_other_types(consumer, endpoint):
    table = consumer.table
    made = endpoint["VpcEndpointId"]
    message = (
        f"Route table contains unsupported route target: {made}. VPC Endpoints of this type cannot be used as route"
        " targets."
    )
    with consumer.refused("RouteNotSupported", message):
        consumer.ec2.create_route(RouteTableId=table, DestinationCidrBlock="192.0.2.0/24", VpcEndpointId=made)


@pytest.fixture
def appliance(provider, consumer):
    """A service behind a Gateway Load Balancer, open to the consumer."""
    made = provider.make_service(provider.make_balancer("inspect", kind="gateway"), kind="gateway")
    provider.admit(made, f"arn:aws:iam::{consumer.account}:root")
    return made


def inspect(consumer, appliance, **options):
    options = {"SubnetIds": consumer.subnets[:1], **options}
    return consumer.make_endpoint(appliance["ServiceName"], "GatewayLoadBalancer", **options)


def test_gateway_load_balancer_endpoint_as_it_is_answered(provider, consumer, appliance):
    made = inspect(consumer, appliance)
    assert made == {
        "VpcEndpointId": made["VpcEndpointId"],
        "VpcEndpointType": "GatewayLoadBalancer",
        "VpcId": consumer.vpc,
        "ServiceName": appliance["ServiceName"],
        "ServiceRegion": "us-east-1",
        "State": "pending",
        "SubnetIds": consumer.subnets[:1],
        "RequesterManaged": False,
        "NetworkInterfaceIds": made["NetworkInterfaceIds"],
        "CreationTimestamp": made["CreationTimestamp"],
        "OwnerId": consumer.account,
        "IpAddressType": "ipv4",
    }
    (eni,) = consumer.interfaces(made["VpcEndpointId"])
    assert made["NetworkInterfaceIds"] == [eni["NetworkInterfaceId"]]
    assert eni["InterfaceType"] == "gateway_load_balancer_endpoint"
    assert eni["Groups"] == []
    (connection,) = provider.connections()
    assert connection["GatewayLoadBalancerArns"] == appliance["GatewayLoadBalancerArns"]
    assert connection.keys().isdisjoint({"NetworkLoadBalancerArns", "DnsEntries"})


def test_gateway_load_balancer_endpoint_refused(consumer, appliance):
    one = "GatewayLoadBalancer type VPC Endpoint requires exactly one subnet."
    unsupported = "{} is not supported for GatewayLoadBalancer type VPC Endpoint."
    subnet, group, table = consumer.subnets[0], consumer.make_group(), consumer.table
    for options, message in (
        ({"SubnetIds": []}, one),
        ({"SubnetIds": consumer.subnets}, one),
        ({"SecurityGroupIds": [group]}, "Security Group IDs are only supported for Interface type VPC Endpoint."),
        ({"RouteTableIds": [table]}, "Route table IDs are only supported for Gateway type VPC Endpoint."),
        ({"PolicyDocument": "{}"}, unsupported.format("PolicyDocument")),
        ({"PrivateDnsEnabled": True}, unsupported.format("PrivateDnsEnabled")),
        ({"DnsOptions": {"DnsRecordIpType": "ipv4"}}, unsupported.format("DnsOptions")),
        (
            {"SubnetConfigurations": [{"SubnetId": subnet, "Ipv4": "10.0.1.9"}]},
            unsupported.format("SubnetConfigurations"),
        ),
    ):
        with consumer.refused("InvalidParameter", message):
            inspect(consumer, appliance, **options)
    made = inspect(consumer, appliance)["VpcEndpointId"]
    consumer.state(made)
    fixed = "The subnet of a GatewayLoadBalancer type VPC Endpoint cannot be changed."
    for options in ({"AddSubnetIds": consumer.subnets[1:]}, {"RemoveSubnetIds": [subnet]}):
        with consumer.refused("InvalidParameter", fixed):
            consumer.modify(made, **options)


def test_routes_to_a_gateway_load_balancer_endpoint(consumer, appliance):
    made = inspect(consumer, appliance)["VpcEndpointId"]
    consumer.state(made)
    table = consumer.table
    consumer.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=made)
    assert consumer.routes() == [
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": made, "Origin": "CreateRoute", "State": "active"}
    ]
    message = "Endpoint must be removed from route table before deletion"
    before = consumer.picture()
    assert consumer.delete(made) == [{"ResourceId": made, "Error": {"Code": "InvalidParameter", "Message": message}}]
    assert consumer.picture() == before
    consumer.ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    assert consumer.delete(made) == []


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_endpoint_that_is_not_ready_is_no_target(aws, consumer, appliance):
    made, table = inspect(consumer, appliance)["VpcEndpointId"], consumer.table
    wanted = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "VpcEndpointId": made}
    message = f"VPC endpoint {made} is pending: a route needs one that is available."
    with consumer.refused("InvalidParameterValue", message):
        consumer.ec2.create_route(**wanted)
    aws.clock.advance(minutes=3)
    consumer.ec2.create_route(**wanted)
    assert len(consumer.routes()) == 1


def test_route_to_an_endpoint_that_fails_is_a_black_hole(aws, consumer, appliance):
    made, table = inspect(consumer, appliance)["VpcEndpointId"], consumer.table
    consumer.state(made)
    consumer.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=made)
    aws.force_state(made, "failed")
    assert consumer.routes()[0]["State"] == "blackhole"


def test_load_balancer_of_a_service(provider):
    zones = [*provider.subnets, provider.make_subnet(provider.vpc, "c")]
    balancer = provider.make_balancer(subnets=zones)
    service = provider.make_service(balancer)
    message = f"Load balancer '{balancer}' cannot be deleted because it is currently associated with another service"
    with provider.refused("ResourceInUse", message):
        provider.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    message = (
        "Subnets cannot be removed from load balancer because the load balancer is currently associated with another"
        " service"
    )
    with provider.refused("ResourceInUse", message):
        provider.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=zones[:2])
    provider.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])
    provider.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=zones[:2])
    provider.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    assert provider.elbv2.describe_load_balancers()["LoadBalancers"] == []


def zone_of(consumer, name, vpc=None):
    vpc = {"VPCRegion": consumer.region, "VPCId": vpc or consumer.vpc}
    # moto takes a zone for private only where the configuration says so, and older moto needs a comment there.
    options = {"HostedZoneConfig": {"PrivateZone": True, "Comment": ""}, "VPC": vpc}
    return consumer.client("route53").create_hosted_zone(Name=name, CallerReference=name, **options)


@pytest.mark.needs(moto="5.2.5", why="older moto wants a comment with every hosted zone")
def test_zone_of_the_same_name_after_the_endpoint(consumer, endpoint):
    zone = consumer.endpoint(endpoint["VpcEndpointId"])["DnsEntries"][-1]["HostedZoneId"]
    message = (
        f"The VPC {consumer.vpc} in region us-east-1 has already been associated with the hosted zone {zone} with the same"
        " domain name."
    )
    route53 = consumer.client("route53")
    with consumer.refused("ConflictingDomainExists", message):
        zone_of(consumer, "sqs.us-east-1.amazonaws.com")
    assert route53.list_hosted_zones()["HostedZones"] == []
    elsewhere = zone_of(consumer, "sqs.us-east-1.amazonaws.com", consumer.make_vpc())["HostedZone"]["Id"]
    with consumer.refused("ConflictingDomainExists", message):
        route53.associate_vpc_with_hosted_zone(
            HostedZoneId=elsewhere, VPC={"VPCRegion": "us-east-1", "VPCId": consumer.vpc}
        )
    zone_of(consumer, "amazonaws.com")
    consumer.modify(endpoint["VpcEndpointId"], PrivateDnsEnabled=False)
    zone_of(consumer, "us-east-1.amazonaws.com")


@pytest.mark.needs(moto="5.2.5", why="older moto wants a comment with every hosted zone")
def test_endpoint_after_a_zone_of_the_same_name(consumer):
    zone_of(consumer, "sqs.us-east-1.amazonaws.com")
    message = (
        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for"
        f" sqs.us-east-1.amazonaws.com in the VPC {consumer.vpc}"
    )
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(SubnetIds=consumer.subnets)
    made = consumer.make_endpoint(PrivateDnsEnabled=False)["VpcEndpointId"]
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, PrivateDnsEnabled=True)
    consumer.make_endpoint(VpcId=consumer.make_vpc())


@pytest.mark.needs(moto="5.2.5", why="older moto wants a comment with every hosted zone")
def test_zone_conflict_of_a_service_with_stars(consumer):
    consumer.make_endpoint("com.amazonaws.us-east-1.execute-api", SubnetIds=consumer.subnets)
    with pytest.raises(ClientError, match="ConflictingDomainExists"):
        zone_of(consumer, "execute-api.us-east-1.amazonaws.com")


@pytest.mark.needs(moto="5.2.5", why="older moto wants a comment with every hosted zone")
def test_hidden_zone_is_told_of_by_vpc_only(consumer, endpoint):
    shown = consumer.endpoint(endpoint["VpcEndpointId"])["DnsEntries"]
    route53 = consumer.client("route53")
    assert route53.list_hosted_zones()["HostedZones"] == []
    own = zone_of(consumer, "corp.example")["HostedZone"]["Id"].rsplit("/", 1)[-1]
    found = route53.list_hosted_zones_by_vpc(VPCId=consumer.vpc, VPCRegion="us-east-1")["HostedZoneSummaries"]
    by_owner = {tuple(one["Owner"]): (one["HostedZoneId"].rsplit("/", 1)[-1], one["Name"]) for one in found}
    assert by_owner[("OwningAccount",)] == (own, "corp.example.")
    assert by_owner[("OwningService",)][0] == shown[-1]["HostedZoneId"]
