"""What CreateVpcEndpoint refuses: code, text, and that nothing has changed."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("wire")

SQS = "com.amazonaws.us-east-1.sqs"
S3 = "com.amazonaws.us-east-1.s3"
MADE_UP = "0123456789abcdef0"
EXPECTING = "(expecting '{}-...; the Id may only contain lowercase alphanumeric characters and a single dash')"

FORMS = [
    (
        {"VpcId": "MalformedVpcId"},
        "InvalidVpcId.Malformed",
        f"Invalid Id: 'MalformedVpcId' {EXPECTING.format('vpc')}",
    ),
    ({"VpcId": f"vpc-{MADE_UP}"}, "InvalidVpcId.NotFound", f"The Vpc Id 'vpc-{MADE_UP}' does not exist"),
    (
        {"VpcEndpointType": "Gateway", "ServiceName": S3, "RouteTableIds": [""]},
        "InvalidRouteTableId.Malformed",
        f"Invalid Id: '' {EXPECTING.format('rtb')}",
    ),
    (
        {"VpcEndpointType": "Gateway", "ServiceName": S3, "RouteTableIds": [f"rtb-{MADE_UP}"]},
        "InvalidRouteTableId.NotFound",
        f"The route table ID 'rtb-{MADE_UP}' does not exist",
    ),
    (
        {"SubnetIds": ["Subnet_1"]},
        "InvalidSubnetId.Malformed",
        f"Invalid Subnet Id: 'Subnet_1' {EXPECTING.format('subnet')}",
    ),
    (
        {"SubnetIds": [f"subnet-{MADE_UP}"]},
        "InvalidSubnetId.NotFound",
        f"The subnet ID 'subnet-{MADE_UP}' does not exist",
    ),
    (
        {"SecurityGroupIds": ["SG"]},
        "InvalidSecurityGroupId.Malformed",
        f"Invalid Id: 'SG' {EXPECTING.format('sg')}",
    ),
    (
        {"SecurityGroupIds": [f"sg-{MADE_UP}"]},
        "InvalidGroup.NotFound",
        f"The security group 'sg-{MADE_UP}' does not exist",
    ),
    (
        {"ServiceName": "com.amazonaws.us-east-1.no-such"},
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.us-east-1.no-such' does not exist",
    ),
    (
        {"ServiceName": "com.amazonaws.us-west-2.sqs"},
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.us-west-2.sqs' does not exist",
    ),
    (
        {"ServiceName": "com.amazonaws.us-west-2.sqs", "ServiceRegion": "us-west-2"},
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.us-west-2.sqs' does not exist",
    ),
    ({"ServiceName": ""}, "MissingParameter", "The request must contain the parameter ServiceName"),
    ({"VpcEndpointType": "Tubular"}, "InvalidVpcEndpointType", "The VPC endpoint type 'Tubular' is not valid."),
    (
        {"VpcEndpointType": "Gateway"},
        "InvalidParameter",
        "Endpoint type (Gateway) does not match available service types ([Interface]).",
    ),
    (
        {"VpcEndpointType": "GatewayLoadBalancer", "ServiceName": S3},
        "InvalidParameter",
        "Endpoint type (GatewayLoadBalancer) does not match available service types ([Gateway, Interface]).",
    ),
    (
        {"VpcEndpointType": "Gateway", "ServiceName": "com.amazonaws.us-west-2.s3", "ServiceRegion": "us-west-2"},
        "InvalidParameter",
        "Endpoint type (Gateway) does not match available service types ([Interface]).",
    ),
    (
        {"ServiceName": "com.amazonaws.us-east-1.apprunner.requests", "PrivateDnsEnabled": True},
        "InvalidParameter",
        "Private DNS can't be enabled because the service com.amazonaws.us-east-1.apprunner.requests does not provide a"
        " private DNS name.",
    ),
    (
        {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}},
        "InvalidParameter",
        "PrivateDnsOnlyForInboundResolverEndpoint not supported for this service.",
    ),
    (
        {
            "VpcEndpointType": "Gateway",
            "ServiceName": S3,
            "DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True},
        },
        "InvalidParameter",
        "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.",
    ),
    (
        {"PolicyDocument": '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}],"Principals":"*"}'},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (1,63)",
    ),
    (
        {"PolicyDocument": '{\n  "Statement": [}'},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (2,17)",
    ),
    (
        {"PolicyDocument": '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (1,15)",
    ),
    (
        {"PolicyDocument": '{"Statement":{"Effect":"Allow","Principal":"*","Action":"GetObject","Resource":"*"}}'},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (1,57)",
    ),
    (
        {
            "PolicyDocument": '{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",\n'
            '"Condition":{"StringEqual":{"aws:SourceVpc":"vpc-1"}}}}'
        },
        "InvalidPolicyDocument",
        "The Policy Document is not valid. Syntax error at position (2,14)",
    ),
    (
        {"PolicyDocument": json.dumps({"Statement": []}) + " " * 20_480},
        "InvalidPolicyDocument",
        "The Policy Document is not valid. It exceeds 20480 characters.",
    ),
    (
        {"ServiceName": "com.amazonaws.us-east-1.apprunner.requests", "PolicyDocument": "{}"},
        "InvalidParameter",
        "Service com.amazonaws.us-east-1.apprunner.requests only supports the full-access endpoint policy.",
    ),
    (
        {"DnsOptions": {"DnsRecordIpType": "dualstack"}},
        "InvalidParameter",
        "DnsOptions DnsRecordIpType dualstack is not supported with IP address type ipv4.",
    ),
    (
        {"TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "b"}]}]},
        "InvalidParameter",
        "'vpc' is not a valid taggable resource type for this operation.",
    ),
    (
        {"TagSpecifications": [{"ResourceType": "endpoint", "Tags": [{"Key": "a", "Value": "b"}]}]},
        "InvalidParameter",
        "'endpoint' is not a valid taggable resource type for this operation.",
    ),
    ({"ClientToken": "x" * 65}, "InvalidParameterValue", "Client token should not be longer than 64 ASCII characters"),
]


@pytest.mark.parametrize(("options", "code", "message"), FORMS)
def test_refused_for_its_parameters(consumer, options, code, message):
    options = {"VpcId": consumer.vpc, "VpcEndpointType": "Interface", "ServiceName": SQS, **options}
    with consumer.refused(code, message):
        consumer.ec2.create_vpc_endpoint(**{key: value for key, value in options.items() if value != ""})


def test_type_left_out_means_gateway(consumer):
    message = "Endpoint type (Gateway) does not match available service types ([Interface])."
    with consumer.refused("InvalidParameter", message):
        consumer.ec2.create_vpc_endpoint(VpcId=consumer.vpc, ServiceName="com.amazonaws.us-east-1.ssm")


def test_route_tables_are_for_gateways(consumer):
    table = consumer.table
    with consumer.refused("InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint."):
        consumer.make_endpoint(RouteTableIds=[table])


def test_gateways_have_no_subnets(consumer):
    subnets = consumer.subnets
    message = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(S3, "Gateway", SubnetIds=subnets)
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(S3, "Gateway", SubnetConfigurations=[{"SubnetId": subnets[0], "Ipv4": "10.0.1.9"}])


def test_gateways_have_no_groups(consumer):
    group = consumer.make_group()
    message = "Security Group IDs are only supported for Interface type VPC Endpoint."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(S3, "Gateway", SecurityGroupIds=[group])


MEMBERS = {
    "subnets": ("Gateway", "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."),
    "groups": ("Gateway", "Security Group IDs are only supported for Interface type VPC Endpoint."),
    "options": (
        "Gateway",
        "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.",
    ),
    "tables": ("GatewayLoadBalancer", "Route table IDs are only supported for Gateway type VPC Endpoint."),
    "policy": ("GatewayLoadBalancer", "PolicyDocument is not supported for GatewayLoadBalancer type VPC Endpoint."),
}


@pytest.mark.parametrize(("member", "kind", "message"), [(member, *row) for member, row in MEMBERS.items()])
def test_members_are_held_against_the_type_before_the_type_against_the_service(consumer, member, kind, message):
    options = {
        "subnets": {"SubnetIds": consumer.subnets},
        "groups": {"SecurityGroupIds": [consumer.default_group]},
        "options": {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}},
        "tables": {"RouteTableIds": [consumer.table]},
        "policy": {"SubnetIds": consumer.subnets[:1], "PolicyDocument": "{}"},
    }
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint("com.amazonaws.us-east-1.secretsmanager", kind, **options[member])


def test_subnets_without_a_type_are_subnets_of_a_gateway(consumer):
    subnets = consumer.subnets
    message = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
    with consumer.refused("InvalidParameter", message):
        consumer.ec2.create_vpc_endpoint(
            VpcId=consumer.vpc, ServiceName="com.amazonaws.us-east-1.secretsmanager", SubnetIds=subnets
        )


def test_one_subnet_a_zone(consumer):
    first, second = consumer.subnets[0], consumer.make_subnet(consumer.vpc, "a")
    message = (
        f"Found another VPC endpoint subnet in the availability zone of {second}. VPC endpoint subnets should be in"
        " different availability zones supported by the VPC endpoint service."
    )
    with consumer.refused("DuplicateSubnetsInSameZone", message):
        consumer.make_endpoint(SubnetIds=[first, second])


def test_zone_that_the_service_does_not_serve(provider, consumer, service):
    subnet = consumer.make_subnet(consumer.vpc, "c")
    name = service["ServiceName"]
    message = f"The VPC endpoint service {name} does not support the availability zone of the subnet: {subnet}."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(name, SubnetIds=[subnet])


def test_zone_from_which_other_regions_cannot_be_reached(consumer):
    zones = {
        one["ZoneId"]: one["ZoneName"][-1] for one in consumer.ec2.describe_availability_zones()["AvailabilityZones"]
    }
    subnet = consumer.make_subnet(consumer.vpc, zones["use1-az3"])
    with pytest.raises(consumer.ec2.exceptions.ClientError) as caught:
        consumer.make_endpoint("com.amazonaws.us-west-2.s3", ServiceRegion="us-west-2", SubnetIds=[subnet])
    error = caught.value.response["Error"]
    start, _, listed = error["Message"].partition(": ")
    assert (error["Code"], start) == (
        "InvalidParameter",
        "Only the following availability zones are supported for remote access",
    )
    assert sorted(listed.split(", ")) == ["use1-az1", "use1-az2", "use1-az4", "use1-az5", "use1-az6"]
    assert consumer.ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_table_that_has_such_a_route(consumer):
    table = consumer.table
    consumer.make_endpoint(S3, "Gateway", RouteTableIds=[table])
    message = f"route table {table} already has a route with destination-prefix-list-id pl-63a5400a"
    with consumer.refused("RouteAlreadyExists", message):
        consumer.make_endpoint(S3, "Gateway", RouteTableIds=[table])


def test_second_gateway_of_a_service_takes_other_tables(consumer):
    other = consumer.make_table()
    consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.table])
    second = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[other])
    assert [route["GatewayId"] for route in consumer.routes(other)] == [second["VpcEndpointId"]]


@pytest.mark.parametrize("attribute", ["EnableDnsSupport", "EnableDnsHostnames"])
def test_private_dns_needs_both_attributes(consumer, attribute):
    vpc = consumer.vpc
    consumer.ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {"Value": False}})
    message = (
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
        + vpc
    )
    for asked in ({"PrivateDnsEnabled": True}, {}):
        with consumer.refused("InvalidParameter", message):
            consumer.make_endpoint(**asked)
    assert consumer.make_endpoint(PrivateDnsEnabled=False)["State"] == "available"


@pytest.mark.parametrize(
    ("service", "shown"),
    [
        (SQS, "sqs.us-east-1.amazonaws.com"),
        ("com.amazonaws.us-east-1.execute-api", "*.execute-api.us-east-1.amazonaws.com"),
    ],
)
def test_private_name_once_a_vpc(consumer, service, shown):
    vpc = consumer.vpc
    consumer.make_endpoint(service)
    conflict = "private-dns-enabled cannot be set because there is already a conflicting DNS domain for"
    message = f"{conflict} {shown} in the VPC {vpc}"
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(service, PrivateDnsEnabled=True)
    consumer.make_endpoint(service, PrivateDnsEnabled=False)
    consumer.make_endpoint(service, VpcId=consumer.make_vpc())


def test_private_name_that_is_not_verified(provider, consumer):
    service = provider.make_service(PrivateDnsName="api.example.com")
    provider.admit(service, "*")
    name = service["ServiceName"]
    message = f"Private DNS can't be enabled because the service {name} has not verified the private DNS name."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(name, PrivateDnsEnabled=True, SubnetIds=consumer.subnets)


def test_service_without_private_name(consumer, service):
    name = service["ServiceName"]
    message = f"Private DNS can't be enabled because the service {name} does not provide a private DNS name."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(name, PrivateDnsEnabled=True)


@pytest.mark.parametrize("options", [None, {"PrivateDnsOnlyForInboundResolverEndpoint": True}])
def test_s3_names_for_inbound_resolvers_need_a_gateway(consumer, options):
    vpc = consumer.vpc
    asked = {} if options is None else {"DnsOptions": options}
    message = (
        f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway endpoint for the"
        " service."
    )
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(S3, PrivateDnsEnabled=True, **asked)


def test_policy_of_a_customers_service(consumer, service):
    name = service["ServiceName"]
    full = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
    with consumer.refused("InvalidParameter", f"Service {name} only supports the full-access endpoint policy."):
        consumer.make_endpoint(name, PolicyDocument=full)


def test_dry_run_makes_nothing(consumer):
    subnets = consumer.subnets
    with consumer.refused("DryRunOperation", "Request would have succeeded, but DryRun flag is set."):
        consumer.make_endpoint(SubnetIds=subnets, DryRun=True)
    with pytest.raises(consumer.ec2.exceptions.ClientError) as caught:
        consumer.make_endpoint(DryRun=True)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412


def test_things_of_another_vpc(consumer):
    other = consumer.make_vpc()
    subnet, group = consumer.make_subnet(other), consumer.make_group(vpc=other)
    (table,) = consumer.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [other]}])["RouteTables"]
    table, vpc = table["RouteTableId"], consumer.vpc
    with consumer.refused("InvalidParameter", f"Subnet {subnet} does not belong to VPC {vpc}."):
        consumer.make_endpoint(SubnetIds=[subnet])
    with consumer.refused("InvalidParameter", f"Route table {table} does not belong to VPC {vpc}."):
        consumer.make_endpoint(S3, "Gateway", RouteTableIds=[table])
    message = "You have specified two resources that belong to different networks."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(SecurityGroupIds=[group])


def test_ids_of_another_account_do_not_exist(provider, consumer):
    subnet, vpc = provider.subnets[0], provider.vpc
    with consumer.refused("InvalidSubnetId.NotFound", f"The subnet ID '{subnet}' does not exist"):
        consumer.make_endpoint(SubnetIds=[subnet])
    with consumer.refused("InvalidVpcId.NotFound", f"The Vpc Id '{vpc}' does not exist"):
        consumer.make_endpoint(VpcId=vpc)
