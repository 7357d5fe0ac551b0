"""ModifyVpcEndpoint and DeleteVpcEndpoints: what follows, and what is refused."""

import pytest

pytestmark = pytest.mark.usefixtures("wire")

S3 = "com.amazonaws.us-east-1.s3"
SQS_NAME = "sqs.us-east-1.amazonaws.com"
MADE_UP = "0123456789abcdef0"
EXPECTING = "(expecting '{}-...; the Id may only contain lowercase alphanumeric characters and a single dash')"


@pytest.fixture
def interface(consumer):
    """An interface endpoint in the first of the consumer's subnets."""
    return consumer.make_endpoint(SubnetIds=consumer.subnets[:1])["VpcEndpointId"]


@pytest.fixture
def gateway(consumer):
    """S3's gateway with a route in one table."""
    return consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.table])["VpcEndpointId"]


FORMS = [
    ({"AddRouteTableIds": ["r"]}, "InvalidRouteTableId.Malformed", f"Invalid Id: 'r' {EXPECTING.format('rtb')}"),
    ({"AddSubnetIds": ["s"]}, "InvalidSubnetId.Malformed", f"Invalid Subnet Id: 's' {EXPECTING.format('subnet')}"),
    ({"RemoveSubnetIds": ["s"]}, "InvalidSubnetId.Malformed", f"Invalid Subnet Id: 's' {EXPECTING.format('subnet')}"),
    ({"AddSecurityGroupIds": ["g"]}, "InvalidSecurityGroupId.Malformed", f"Invalid Id: 'g' {EXPECTING.format('sg')}"),
    (
        {"AddSubnetIds": [f"subnet-{MADE_UP}"]},
        "InvalidSubnetId.NotFound",
        f"The subnet ID 'subnet-{MADE_UP}' does not exist",
    ),
    (
        {"RemoveSubnetIds": [f"subnet-{MADE_UP}"]},
        "InvalidSubnetId.NotFound",
        f"The subnet ID 'subnet-{MADE_UP}' does not exist",
    ),
    (
        {"AddSecurityGroupIds": [f"sg-{MADE_UP}"]},
        "InvalidGroup.NotFound",
        f"The security group 'sg-{MADE_UP}' does not exist",
    ),
    (
        {"RemoveSecurityGroupIds": [f"sg-{MADE_UP}"]},
        "InvalidGroup.NotFound",
        f"The security group 'sg-{MADE_UP}' does not exist",
    ),
    (
        {"AddRouteTableIds": [f"rtb-{MADE_UP}"]},
        "InvalidParameter",
        "Route table IDs are only supported for Gateway type VPC Endpoint.",
    ),
    (
        {"PolicyDocument": "{}", "ResetPolicy": True},
        "InvalidParameterCombination",
        "PolicyDocument and ResetPolicy cannot be specified together.",
    ),
    (
        {"PolicyDocument": "not JSON"},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (1,1)",
    ),
    (
        {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}},
        "InvalidParameter",
        "PrivateDnsOnlyForInboundResolverEndpoint not supported for this service.",
    ),
    (
        {"SubnetConfigurations": [{"SubnetId": f"subnet-{MADE_UP}", "Ipv4": "10.0.1.9"}]},
        "InvalidParameter",
        f"Subnet subnet-{MADE_UP} in SubnetConfigurations is not one of the endpoint's subnets.",
    ),
]


@pytest.mark.parametrize(("options", "code", "message"), FORMS)
def test_interface_refused(consumer, interface, options, code, message):
    with consumer.refused(code, message):
        consumer.modify(interface, **options)


def test_endpoint_that_is_not_there(provider, consumer, interface):
    unknown = f"vpce-{MADE_UP}"
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{unknown}' does not exist"):
        consumer.modify(unknown)
    with consumer.refused("InvalidVpcEndpointId.Malformed", f"Invalid Id: 'vpce_1' {EXPECTING.format('vpce')}"):
        consumer.modify("vpce_1")
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{interface}' does not exist"):
        provider.modify(interface, PrivateDnsEnabled=False)


def test_nothing_to_change(consumer, interface, gateway):
    for endpoint_id in (interface, gateway):
        before = consumer.endpoint(endpoint_id)
        assert consumer.modify(endpoint_id)["Return"] is True
        assert consumer.endpoint(endpoint_id) == before


def test_subnets_come_and_go(consumer, interface):
    first, second = consumer.subnets
    kept = consumer.endpoint(interface)["NetworkInterfaceIds"]
    consumer.modify(interface, AddSubnetIds=[second])
    shown = consumer.endpoint(interface)
    assert set(shown["SubnetIds"]) == {first, second}
    assert set(kept) < set(shown["NetworkInterfaceIds"])
    assert {one["SubnetId"] for one in consumer.interfaces(interface)} == {first, second}
    assert sum("-us-east-1" in entry["DnsName"].split(".")[0] for entry in shown["DnsEntries"]) == 2
    consumer.modify(interface, RemoveSubnetIds=[first])
    shown = consumer.endpoint(interface)
    assert [one["SubnetId"] for one in consumer.interfaces(interface)] == shown["SubnetIds"] == [second]
    zonal = [entry["DnsName"] for entry in shown["DnsEntries"] if "-us-east-1" in entry["DnsName"].split(".")[0]]
    assert len(zonal) == 1
    assert "-us-east-1b." in zonal[0]
    consumer.ec2.delete_subnet(SubnetId=first)


def test_subnet_exchanged_within_a_zone(consumer, interface):
    other = consumer.make_subnet(consumer.vpc, "a")
    consumer.modify(interface, AddSubnetIds=[other], RemoveSubnetIds=consumer.subnets[:1])
    assert [one["SubnetId"] for one in consumer.interfaces(interface)] == [other]


def test_second_subnet_in_a_zone(consumer, interface):
    other = consumer.make_subnet(consumer.vpc, "a")
    message = (
        f"Found another VPC endpoint subnet in the availability zone of {other}. VPC endpoint subnets should be in"
        " different availability zones supported by the VPC endpoint service."
    )
    with consumer.refused("DuplicateSubnetsInSameZone", message):
        consumer.modify(interface, AddSubnetIds=[other])


def test_what_is_not_associated(consumer, interface, gateway):
    group, other = consumer.make_group(), consumer.make_table()
    subnet = consumer.subnets[1]
    for endpoint_id, key, thing, one in (
        (interface, "RemoveSubnetIds", "Subnet", subnet),
        (interface, "RemoveSecurityGroupIds", "Security group", group),
        (gateway, "RemoveRouteTableIds", "Route table", other),
    ):
        message = f"{thing} {one} is not associated with VPC endpoint {endpoint_id}."
        with consumer.refused("InvalidParameter", message):
            consumer.modify(endpoint_id, **{key: [one]})


def test_groups_come_and_go_on_the_interfaces_too(consumer, interface):
    group = consumer.make_group()
    consumer.modify(interface, AddSecurityGroupIds=[group])
    assert {one["GroupId"] for one in consumer.endpoint(interface)["Groups"]} == {group, consumer.default_group}
    (eni,) = consumer.interfaces(interface)
    assert {one["GroupId"] for one in eni["Groups"]} == {group, consumer.default_group}
    consumer.modify(interface, RemoveSecurityGroupIds=[consumer.default_group])
    (changed,) = consumer.interfaces(interface)
    assert [one["GroupId"] for one in changed["Groups"]] == [group]
    assert changed["NetworkInterfaceId"] == eni["NetworkInterfaceId"]
    with consumer.refused("InvalidParameter", f"VPC endpoint {interface} must have at least one security group."):
        consumer.modify(interface, RemoveSecurityGroupIds=[group])


def test_tables_come_and_go(consumer, gateway):
    other = consumer.make_table()
    consumer.modify(gateway, AddRouteTableIds=[other], RemoveRouteTableIds=[consumer.table])
    assert consumer.routes() == []
    assert consumer.routes(other) == [
        {"DestinationPrefixListId": "pl-63a5400a", "GatewayId": gateway, "Origin": "CreateRoute", "State": "active"}
    ]
    assert consumer.endpoint(gateway)["RouteTableIds"] == [other]


def test_table_that_has_a_route_of_another_endpoint(consumer, gateway):
    other = consumer.make_endpoint(S3, "Gateway")["VpcEndpointId"]
    message = f"route table {consumer.table} already has a route with destination-prefix-list-id pl-63a5400a"
    with consumer.refused("RouteAlreadyExists", message):
        consumer.modify(other, AddRouteTableIds=[consumer.table])


def test_table_that_has_been_deleted(consumer, gateway):
    table = consumer.table
    consumer.ec2.delete_route_table(RouteTableId=table)
    assert consumer.endpoint(gateway)["RouteTableIds"] == [], "a table in use can go, and the endpoint loses it"
    with pytest.raises(consumer.ec2.exceptions.ClientError) as caught:
        consumer.modify(gateway, RemoveRouteTableIds=[table])
    assert caught.value.response["Error"] == {
        "Code": "InvalidRouteTableId.NotFound",
        "Message": f"The route table ID '{table}' does not exist",
    }


def test_gateway_refused(consumer, gateway):
    subnet, group = consumer.subnets[0], consumer.make_group()
    subnets = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
    groups = "Security Group IDs are only supported for Interface type VPC Endpoint."
    inbound = "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints."
    for options, message in (
        ({"AddSubnetIds": [subnet]}, subnets),
        ({"AddSecurityGroupIds": [group]}, groups),
        ({"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": False}}, inbound),
    ):
        with consumer.refused("InvalidParameter", message):
            consumer.modify(gateway, **options)


def test_private_names_on_and_off(consumer, interface):
    consumer.modify(interface, PrivateDnsEnabled=False)
    assert SQS_NAME not in {entry["DnsName"] for entry in consumer.endpoint(interface)["DnsEntries"]}
    other = consumer.make_endpoint(PrivateDnsEnabled=True)["VpcEndpointId"]
    message = (
        f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {SQS_NAME} in the VPC"
        f" {consumer.vpc}"
    )
    with consumer.refused("InvalidParameter", message):
        consumer.modify(interface, PrivateDnsEnabled=True)
    consumer.delete(other)
    consumer.modify(interface, PrivateDnsEnabled=True)
    entry = consumer.endpoint(interface)["DnsEntries"][-1]
    assert entry["DnsName"].startswith("sqs.us-east-1.")


def test_private_names_need_the_attributes(consumer, interface):
    consumer.modify(interface, PrivateDnsEnabled=False)
    consumer.ec2.modify_vpc_attribute(VpcId=consumer.vpc, EnableDnsHostnames={"Value": False})
    message = (
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
    )
    with consumer.refused("InvalidParameter", message + consumer.vpc):
        consumer.modify(interface, PrivateDnsEnabled=True)


def test_attributes_turned_off_later_change_nothing(consumer, interface):
    consumer.ec2.modify_vpc_attribute(VpcId=consumer.vpc, EnableDnsHostnames={"Value": False})
    assert consumer.endpoint(interface)["PrivateDnsEnabled"] is True


def test_private_names_of_services_without_or_unverified(provider, consumer):
    plain, named = provider.make_service(), None
    provider.admit(plain, "*")
    made = consumer.make_endpoint(plain["ServiceName"])["VpcEndpointId"]
    message = (
        f"Private DNS can't be enabled because the service {plain['ServiceName']} does not provide a private DNS name."
    )
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, PrivateDnsEnabled=True)
    named = provider.make_service(provider.make_balancer("second"), PrivateDnsName="api.example.com")
    provider.admit(named, "*")
    made = consumer.make_endpoint(named["ServiceName"])["VpcEndpointId"]
    name = named["ServiceName"]
    message = f"Private DNS can't be enabled because the service {name} has not verified the private DNS name."
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, PrivateDnsEnabled=True)


def test_s3_names_for_inbound_resolvers_need_a_gateway(consumer):
    made = consumer.make_endpoint(S3, SubnetIds=consumer.subnets)["VpcEndpointId"]
    message = (
        f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {consumer.vpc} must have a Gateway endpoint for"
        " the service."
    )
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, PrivateDnsEnabled=True)
    consumer.modify(made, PrivateDnsEnabled=True, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False})
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True})
    consumer.make_endpoint(S3, "Gateway")
    consumer.modify(made, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": True})
    assert consumer.endpoint(made)["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] is True


def test_s3_gateway_stays_while_an_interface_relies_on_it(consumer, gateway):
    made = consumer.make_endpoint(S3, SubnetIds=consumer.subnets, PrivateDnsEnabled=True)["VpcEndpointId"]
    message = (
        f"The Gateway endpoint {gateway} is needed by an Interface endpoint with PrivateDnsOnlyForInboundResolverEndpoint"
        " set to true."
    )
    assert consumer.delete(gateway) == [
        {"ResourceId": gateway, "Error": {"Code": "InvalidParameter", "Message": message}}
    ]
    assert consumer.state(gateway) == "available"
    consumer.modify(made, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False})
    assert consumer.delete(gateway) == []


def test_delete_interface_and_gateway(consumer, interface, gateway):
    assert consumer.ec2.delete_vpc_endpoints(VpcEndpointIds=[interface, gateway])["Unsuccessful"] == []
    assert consumer.ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert consumer.interfaces() == consumer.routes() == []


def test_delete_items_one_by_one(consumer, interface):
    unknown = f"vpce-{MADE_UP}"
    assert consumer.delete(unknown, interface) == [
        {
            "ResourceId": unknown,
            "Error": {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": f"The Vpc Endpoint Id '{unknown}' does not exist",
            },
        }
    ]
    assert consumer.interfaces() == []


def test_delete_malformed_id_fails_the_whole_request(consumer, interface):
    with consumer.refused("InvalidVpcEndpointId.Malformed", f"Invalid Id: 'x' {EXPECTING.format('vpce')}"):
        consumer.delete(interface, "x")


def test_delete_anothers_endpoint(provider, consumer, interface):
    (failed,) = provider.delete(interface)
    assert failed["Error"]["Code"] == "InvalidVpcEndpoint.NotFound"
    assert consumer.state(interface) == "available"


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_delete_twice(consumer, interface):
    assert consumer.delete(interface) == []
    assert consumer.delete(interface) == []
    assert consumer.state(interface) == "deleting"
    message = f"VPC endpoint {interface} is deleting"
    with pytest.raises(consumer.ec2.exceptions.ClientError, match=message):
        consumer.modify(interface, PrivateDnsEnabled=False)
