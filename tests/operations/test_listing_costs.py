"""Describes that look where the answer is: they give what a look at everything gives."""

import pytest

TYPES = ("vpc-endpoint-id", "vpc-endpoint-state", "vpc-endpoint-type", "tag:team", "tag-key")


@pytest.fixture
def endpoints(aws, consumer):
    """Six endpoints: of two types, one failed, three with tags."""
    made = [consumer.make_endpoint("com.amazonaws.us-east-1.s3", "Gateway")["VpcEndpointId"] for _ in range(3)]
    made += [consumer.make_endpoint(PrivateDnsEnabled=False)["VpcEndpointId"] for _ in range(3)]
    consumer.ec2.describe_vpc_endpoints()
    aws.force_state(made[4], "failed")
    consumer.ec2.create_tags(Resources=made[1:3], Tags=[{"Key": "team", "Value": "net"}])
    consumer.ec2.create_tags(Resources=made[5:], Tags=[{"Key": "team", "Value": "ops"}, {"Key": "x", "Value": ""}])
    return made


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("vpc-endpoint-state", ["failed"], [4]),
        ("vpc-endpoint-state", ["available", "failed"], [0, 1, 2, 3, 4, 5]),
        ("vpc-endpoint-state", ["fail*"], [4]),
        ("vpc-endpoint-state", ["Failed"], []),
        ("vpc-endpoint-type", ["Interface"], [3, 4, 5]),
        ("tag:team", ["net"], [1, 2]),
        ("tag:team", ["n*", "ops"], [1, 2, 5]),
        ("tag:other", ["net"], []),
        ("tag-key", ["x"], [5]),
        ("tag-key", ["t?am"], [1, 2, 5]),
    ],
)
def test_endpoints_by_filter(consumer, endpoints, name, values, expected):
    found = consumer.ec2.describe_vpc_endpoints(Filters=[{"Name": name, "Values": values}])["VpcEndpoints"]
    assert [one["VpcEndpointId"] for one in found] == [endpoints[index] for index in expected]


def test_endpoints_by_id_as_a_filter(consumer, stranger, endpoints):
    filters = [{"Name": "vpc-endpoint-id", "Values": [endpoints[3], endpoints[0], "vpce-0123456789abcdef0"]}]
    found = consumer.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]
    assert [one["VpcEndpointId"] for one in found] == [endpoints[0], endpoints[3]]
    assert stranger.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"] == []


def test_pages_of_a_filter_by_tag(consumer, endpoints):
    pages = consumer.ec2.get_paginator("describe_vpc_endpoints").paginate(
        Filters=[{"Name": "tag-key", "Values": ["team"]}], PaginationConfig={"PageSize": 1}
    )
    assert [one["VpcEndpointId"] for page in pages for one in page["VpcEndpoints"]] == [
        endpoints[index] for index in (1, 2, 5)
    ]


def all_tags(ec2, size, *filters):
    pages = ec2.get_paginator("describe_tags").paginate(Filters=list(filters), PaginationConfig={"PageSize": size})
    return [(one["ResourceId"], one["Key"], one["Value"]) for page in pages for one in page["Tags"]]


def test_pages_of_tags_are_the_whole(consumer, endpoints):
    for number, one in list(enumerate(endpoints))[1:]:
        consumer.ec2.create_tags(
            Resources=[one], Tags=[{"Key": f"k{key}", "Value": str(number)} for key in range(number)]
        )
    whole = all_tags(consumer.ec2, 1000)
    assert len(whole) == len(set(whole)) == 4 + 15
    for size in (5, 6, 7, 19):
        assert all_tags(consumer.ec2, size) == whole
    of_one = {"Name": "resource-id", "Values": [endpoints[5]]}
    assert all_tags(consumer.ec2, 5, of_one) == [tag for tag in whole if tag[0] == endpoints[5]]
    by_key = {"Name": "key", "Values": ["k0", "x"]}
    assert all_tags(consumer.ec2, 5, by_key) == [tag for tag in whole if tag[1] in ("k0", "x")]
    by_pair = {"Name": "tag:team", "Values": ["o*"]}
    assert all_tags(consumer.ec2, 5, by_pair) == [tag for tag in whole if tag[1:] == ("team", "ops")]


def test_tags_that_come_and_go_between_pages_disturb_no_other(consumer, endpoints):
    page = consumer.ec2.describe_tags(MaxResults=5, Filters=[{"Name": "key", "Values": ["team", "x", "late"]}])
    assert "NextToken" not in page
    consumer.ec2.create_tags(Resources=endpoints, Tags=[{"Key": "k", "Value": "v"}])
    first = consumer.ec2.describe_tags(MaxResults=5)
    consumer.ec2.delete_tags(Resources=endpoints[:1], Tags=[{"Key": "k"}])
    second = consumer.ec2.describe_tags(MaxResults=1000, NextToken=first["NextToken"])
    seen = {(one["ResourceId"], one["Key"]) for one in first["Tags"] + second["Tags"]}
    assert {one for one, _ in seen} == {*endpoints[1:]}
    assert len(seen) == len(first["Tags"]) + len(second["Tags"]) == 9


def test_a_service_by_its_name_and_in_pages(provider, consumer, stranger):
    services = [provider.make_service(provider.make_balancer(f"b{number}")) for number in range(3)]
    for one in services:
        provider.admit(one, f"arn:aws:iam::{consumer.account}:root")
    names = sorted(one["ServiceName"] for one in services)
    describe = consumer.ec2.describe_vpc_endpoint_services
    whole = describe()["ServiceNames"]
    assert whole == sorted(whole)
    assert [name for name in whole if name in names] == names
    pages = consumer.ec2.get_paginator("describe_vpc_endpoint_services").paginate(PaginationConfig={"PageSize": 7})
    assert [name for page in pages for name in page["ServiceNames"]] == whole
    assert describe(ServiceNames=names[::-1])["ServiceNames"] == names
    both = describe(ServiceNames=["com.amazonaws.us-east-1.s3"])["ServiceDetails"]
    assert [one["ServiceType"][0]["ServiceType"] for one in both] == ["Gateway", "Interface"]
    filters = [{"Name": "service-name", "Values": [names[1], "com.amazonaws.us-east-1.none"]}]
    assert describe(Filters=filters)["ServiceNames"] == [names[1]]
    assert stranger.ec2.describe_vpc_endpoint_services(Filters=filters)["ServiceNames"] == []


def test_connections_in_pages_and_by_service(provider, consumer, stranger):
    services = [provider.make_service(provider.make_balancer(f"b{number}")) for number in range(2)]
    made = []
    for one in services:
        provider.admit(one, f"arn:aws:iam::{consumer.account}:root")
        made += [
            consumer.make_endpoint(one["ServiceName"], SubnetIds=consumer.subnets)["VpcEndpointId"] for _ in range(4)
        ]
    pages = provider.ec2.get_paginator("describe_vpc_endpoint_connections").paginate(PaginationConfig={"PageSize": 5})
    assert [one["VpcEndpointId"] for page in pages for one in page["VpcEndpointConnections"]] == made
    second = services[1]["ServiceId"]
    assert [one["VpcEndpointId"] for one in provider.connections(second)] == made[4:]
    assert [one["VpcEndpointId"] for one in provider.connections(second[:-1] + "*")] == made[4:]
    assert stranger.connections() == stranger.connections(second) == consumer.connections() == []


def test_connections_and_services_by_state(aws, provider, consumer):
    """What a filter finds and what a look at everything finds, at each step."""

    def agree():
        for owner in (provider, consumer):
            everything = owner.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
            for state in ("available", "pendingAcceptance", "rejected", "deleted"):
                filters = [{"Name": "vpc-endpoint-state", "Values": [state]}]
                found = owner.ec2.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]
                assert found == [one for one in everything if one["VpcEndpointState"] == state]
        describe = provider.ec2.describe_vpc_endpoint_service_configurations
        everything = describe()["ServiceConfigurations"]
        for state in ("Available", "Failed", "Deleting"):
            found = describe(Filters=[{"Name": "service-state", "Values": [state]}])["ServiceConfigurations"]
            assert found == [one for one in everything if one["ServiceState"] == state]
        for one in everything:
            filters = [{"Name": "service-name", "Values": [one["ServiceName"]]}]
            assert describe(Filters=filters)["ServiceConfigurations"] == [one]

    first, second = (provider.make_service(provider.make_balancer(name), AcceptanceRequired=True) for name in "ab")
    provider.admit(first, "*")
    made = [consumer.make_endpoint(first["ServiceName"])["VpcEndpointId"] for _ in range(2)]
    agree()
    provider.decide("accept", first, *made)
    agree()
    provider.decide("reject", first, made[0])
    aws.force_state(second["ServiceId"], "Failed")
    agree()
    states = {"Name": "vpc-endpoint-state", "Values": ["rejected", "available"]}
    found = provider.ec2.describe_vpc_endpoint_connections(Filters=[states])["VpcEndpointConnections"]
    assert [one["VpcEndpointId"] for one in found] == made
    consumer.delete(made[1])
    agree()
