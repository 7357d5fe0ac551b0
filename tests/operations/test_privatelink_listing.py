"""What the Describe operations of PrivateLink find: lists of services, endpoints and connections, filters, pages."""

import pytest

pytestmark = pytest.mark.usefixtures("wire")

S3 = "com.amazonaws.us-east-1.s3"
SQS = "com.amazonaws.us-east-1.sqs"
FIELDS = {
    "ServiceName",
    "ServiceId",
    "ServiceType",
    "ServiceRegion",
    "AvailabilityZoneIds",
    "AvailabilityZones",
    "Owner",
    "BaseEndpointDnsNames",
    "VpcEndpointPolicySupported",
    "AcceptanceRequired",
    "ManagesVpcEndpoints",
    "Tags",
    "SupportedIpAddressTypes",
}
NAMED = {"PrivateDnsName", "PrivateDnsNames", "PrivateDnsNameVerificationState"}


def details(place, *names, **options):
    options = {**options, **({"ServiceNames": list(names)} if names else {})}
    answer = place.ec2.describe_vpc_endpoint_services(**options)
    assert answer["ServiceNames"] == [one["ServiceName"] for one in answer["ServiceDetails"]]
    return answer["ServiceDetails"]


def names(place, **filters):
    asked = [{"Name": name.replace("_", "-"), "Values": list(values)} for name, values in filters.items()]
    return [one["ServiceName"] for one in details(place, Filters=asked)]


def test_all_services_in_order(consumer):
    found = [one["ServiceName"] for one in details(consumer)]
    assert found == sorted(found)
    tops = [name.partition(".")[0] for name in found]
    assert list(dict.fromkeys(tops)) == ["api", "aws", "com"]
    assert len(found) > 300


def test_service_of_two_types_stands_there_twice(consumer):
    gateway, interface = details(consumer, S3)
    assert (gateway["ServiceType"], interface["ServiceType"]) == (
        [{"ServiceType": "Gateway"}],
        [{"ServiceType": "Interface"}],
    )
    assert gateway["ServiceId"] == "vpce-svc-0aa7c06513d4872d5"
    assert interface["ServiceId"] == "vpce-svc-081d84efcdc7bac15"
    both = [one["ServiceName"] for one in details(consumer) if one["ServiceName"].endswith("dynamodb")]
    assert both == ["com.amazonaws.us-east-1.dynamodb"] * 2
    three = details(consumer, "com.amazonaws.us-east-1.apprunner.requests", S3)
    assert len(three) == 3


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_gateway_service_as_it_is_described(consumer):
    shown = details(consumer, S3)[0]
    assert shown.keys() == FIELDS
    assert shown["BaseEndpointDnsNames"] == ["s3.us-east-1.amazonaws.com"]
    assert shown["Owner"] == "amazon"
    assert (shown["VpcEndpointPolicySupported"], shown["AcceptanceRequired"]) == (True, False)
    assert (shown["ManagesVpcEndpoints"], shown["Tags"]) == (False, [])
    assert shown["AvailabilityZones"] == [f"us-east-1{letter}" for letter in "abcdef"]
    assert len(shown["AvailabilityZoneIds"]) == 6


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_interface_service_as_it_is_described(consumer):
    shown = details(consumer, S3)[1]
    assert shown.keys() == FIELDS | NAMED
    assert shown["BaseEndpointDnsNames"] == ["s3.us-east-1.vpce.amazonaws.com"]
    assert shown["PrivateDnsName"] == shown["PrivateDnsNames"][0]["PrivateDnsName"] == "*.s3.us-east-1.amazonaws.com"
    stems = ["s3", "s3-accesspoint", "s3-control", "s3.dualstack", "s3-control.dualstack", "s3-accesspoint.dualstack"]
    assert [one["PrivateDnsName"] for one in shown["PrivateDnsNames"]] == [
        f"*.{one}.us-east-1.amazonaws.com" for one in stems
    ]
    assert shown["PrivateDnsNameVerificationState"] == "verified"
    assert sorted(shown["SupportedIpAddressTypes"]) == ["ipv4", "ipv6"]


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_service_without_private_name(consumer):
    (shown,) = details(consumer, "com.amazonaws.us-east-1.apprunner.requests")
    assert shown.keys() == FIELDS
    assert shown["BaseEndpointDnsNames"] == ["requests.apprunner.us-east-1.vpce.amazonaws.com"]
    assert shown["VpcEndpointPolicySupported"] is False


def test_service_with_two_base_names(consumer):
    (shown,) = details(consumer, "aws.sagemaker.us-east-1.notebook")
    first, second = shown["BaseEndpointDnsNames"]
    assert first == f"{shown['ServiceId']}.us-east-1.vpce.amazonaws.com"
    assert second == "notebook.us-east-1.vpce.sagemaker.aws"


def test_ids_of_services_are_those_of_the_recordings(consumer):
    (shown,) = details(consumer, "com.amazonaws.us-east-1.monitoring")
    assert shown["ServiceId"] == "vpce-svc-0fc975f3e7e5beba4"


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_customers_service_as_a_consumer_finds_it(provider, consumer, service):
    (shown,) = details(consumer, service["ServiceName"])
    assert shown.keys() == FIELDS
    assert shown["Owner"] == provider.account
    assert shown["VpcEndpointPolicySupported"] is False
    assert shown["ServiceType"] == [{"ServiceType": "Interface"}]
    assert shown["BaseEndpointDnsNames"] == service["BaseEndpointDnsNames"]
    assert shown["AvailabilityZoneIds"] == service["AvailabilityZoneIds"]
    found = [one["ServiceName"] for one in details(consumer)]
    assert service["ServiceName"] in found
    assert found == sorted(found)


def test_tags_are_shown_to_the_owner_only(provider, consumer, service):
    provider.ec2.create_tags(Resources=[service["ServiceId"]], Tags=[{"Key": "k", "Value": "v"}])
    assert details(provider, service["ServiceName"])[0]["Tags"] == [{"Key": "k", "Value": "v"}]
    assert details(consumer, service["ServiceName"])[0]["Tags"] == []
    assert names(provider, **{"tag:k": ["v"]}) == [service["ServiceName"]]


def test_one_unknown_name_fails_the_request(consumer):
    message = "The Vpc Endpoint Service 'com.amazonaws.us-east-1.no' does not exist"
    with consumer.refused("InvalidServiceName", message):
        details(consumer, SQS, "com.amazonaws.us-east-1.no")
    assert names(consumer, service_name=["com.amazonaws.us-east-1.no"]) == []


def test_filters_of_services(provider, consumer, service):
    assert {SQS, "com.amazonaws.us-east-1.sns"} & set(names(consumer, service_name=["*.sq?"])) == {SQS}
    assert names(consumer, owner=[provider.account]) == [service["ServiceName"]]
    assert service["ServiceName"] not in names(consumer, owner=["amazon"])
    assert set(names(consumer, service_type=["Gateway"])) >= {S3, "com.amazonaws.us-east-1.dynamodb"}
    assert names(consumer, service_type=["GatewayLoadBalancer"]) == []
    assert names(consumer, service_name=[S3], service_type=["Interface"]) == [S3]
    assert names(consumer, service_region=["us-east-1"]) == [one["ServiceName"] for one in details(consumer)]
    assert names(consumer, service_region=["us-west-2"]) == []
    assert SQS in names(consumer, supported_ip_address_types=["ipv4"])
    with consumer.refused("InvalidFilter", "The filter 'vpc-id' is invalid"):
        names(consumer, vpc_id=["x"])


def test_pages_of_services(consumer):
    pages = list(
        consumer.ec2.get_paginator("describe_vpc_endpoint_services").paginate(PaginationConfig={"PageSize": 100})
    )
    assert len(pages) > 2
    assert all(len(page["ServiceNames"]) == len(page["ServiceDetails"]) <= 100 for page in pages)
    assert [name for page in pages for name in page["ServiceNames"]] == [
        one["ServiceName"] for one in details(consumer)
    ]


def test_filters_of_endpoints(consumer):
    gateway = consumer.make_endpoint(S3, "Gateway")["VpcEndpointId"]
    tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "team", "Value": "net"}]}]
    interface = consumer.make_endpoint(TagSpecifications=tags)["VpcEndpointId"]
    other_vpc = consumer.make_vpc()
    other = consumer.make_endpoint(VpcId=other_vpc)["VpcEndpointId"]

    def found(**filters):
        asked = [{"Name": name.replace("_", "-"), "Values": list(values)} for name, values in filters.items()]
        return [one["VpcEndpointId"] for one in consumer.ec2.describe_vpc_endpoints(Filters=asked)["VpcEndpoints"]]

    assert found() == [gateway, interface, other]
    assert found(vpc_endpoint_type=["Interface"]) == [interface, other]
    assert found(vpc_endpoint_type=["interface"]) == [], "case counts"
    assert found(service_name=["*.s3"]) == [gateway]
    assert found(service_name=[SQS], vpc_id=[other_vpc]) == [other]
    assert found(vpc_id=[consumer.vpc, other_vpc]) == [gateway, interface, other]
    assert found(vpc_endpoint_id=[gateway]) == [gateway]
    assert found(vpc_endpoint_state=["available"]) == [gateway, interface, other]
    assert found(vpc_endpoint_state=["Available"]) == []
    assert found(service_region=["us-east-1"]) == [gateway, interface, other]
    assert found(ip_address_type=["ipv4"]) == [gateway, interface, other]
    assert found(ip_address_type=["ipv6"]) == []
    assert found(**{"tag:team": ["n*"]}) == found(tag_key=["team"]) == [interface]
    with consumer.refused("InvalidParameterValue", "Unsupported filter attribute: [owner-id]"):
        found(owner_id=["1"])


def test_endpoints_by_id(provider, consumer):
    made = [consumer.make_endpoint(PrivateDnsEnabled=False)["VpcEndpointId"] for _ in range(3)]
    describe = consumer.ec2.describe_vpc_endpoints
    assert [one["VpcEndpointId"] for one in describe(VpcEndpointIds=made[:0:-1])["VpcEndpoints"]] == made[1:]
    unknown = "vpce-0123456789abcdef0"
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{unknown}' does not exist"):
        describe(VpcEndpointIds=[*made, unknown])
    with consumer.refused("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{made[0]}' does not exist"):
        provider.ec2.describe_vpc_endpoints(VpcEndpointIds=[made[0]])
    assert provider.ec2.describe_vpc_endpoints()["VpcEndpoints"] == [], "an account sees its own endpoints only"
    answer = describe(MaxResults=2)
    rest = describe(MaxResults=2, NextToken=answer["NextToken"])
    assert [one["VpcEndpointId"] for one in answer["VpcEndpoints"] + rest["VpcEndpoints"]] == made
    assert "NextToken" not in rest
    assert "NextToken" not in describe(MaxResults=5000)
    with consumer.refused("InvalidNextToken", "The token 'x' is invalid"):
        describe(NextToken="x")


def test_connection_as_the_provider_sees_it(provider, consumer, service):
    made = consumer.make_endpoint(service["ServiceName"], SubnetIds=consumer.subnets)
    (shown,) = provider.connections()
    connection_id = shown["VpcEndpointConnectionId"]
    assert shown == {
        "ServiceId": service["ServiceId"],
        "VpcEndpointId": made["VpcEndpointId"],
        "VpcEndpointOwner": consumer.account,
        "VpcEndpointState": "available",
        "CreationTimestamp": made["CreationTimestamp"],
        "DnsEntries": made["DnsEntries"],
        "NetworkLoadBalancerArns": service["NetworkLoadBalancerArns"],
        "IpAddressType": "ipv4",
        "VpcEndpointConnectionId": connection_id,
        "Tags": [],
        "VpcEndpointRegion": "us-east-1",
    }
    prefix, _, number = connection_id.rpartition("-")
    assert (prefix, len(number), number[0]) == ("vpce-con", 17, "0")
    assert consumer.connections() == [], "connections are seen by the owner of the service"


def test_filters_of_connections(provider, consumer, stranger, service):
    provider.admit(service, "*")
    first = consumer.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    second = stranger.make_endpoint(service["ServiceName"])["VpcEndpointId"]
    provider.decide("reject", service, second)

    def found(name, *values):
        asked = [{"Name": name, "Values": list(values)}]
        shown = provider.ec2.describe_vpc_endpoint_connections(Filters=asked)["VpcEndpointConnections"]
        return [one["VpcEndpointId"] for one in shown]

    assert found("service-id", service["ServiceId"]) == [first, second]
    assert found("service-id", "vpce-svc-0") == []
    assert found("vpc-endpoint-owner", stranger.account) == [second]
    assert found("vpc-endpoint-state", "rejected") == [second], "rejected ones stay in the list"
    assert found("vpc-endpoint-region", "us-east-1") == [first, second]
    assert found("vpc-endpoint-region", "cross-region") == []
    assert found("ip-address-type", "ipv4") == [first, second]
    assert found("transit-gateway-attachment-id", "*") == []
    with provider.refused("InvalidFilter", "The filter vpc-endpoint-id is invalid"):
        found("vpc-endpoint-id", first)


def test_pages_of_connections(provider, consumer, service):
    made = [consumer.make_endpoint(service["ServiceName"])["VpcEndpointId"] for _ in range(7)]
    pages = provider.ec2.get_paginator("describe_vpc_endpoint_connections").paginate(PaginationConfig={"PageSize": 5})
    listed = [[one["VpcEndpointId"] for one in page["VpcEndpointConnections"]] for page in pages]
    assert listed == [made[:5], made[5:]]
    with pytest.raises(provider.ec2.exceptions.ClientError, match="InvalidParameterValue"):
        provider.ec2.describe_vpc_endpoint_connections(MaxResults=4)
