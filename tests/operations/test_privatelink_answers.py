"""What answers say of an endpoint: keys by type and state, names, zone ids, policies."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("wire")

S3 = "com.amazonaws.us-east-1.s3"
COMMON = {
    "VpcEndpointId",
    "VpcEndpointType",
    "VpcId",
    "ServiceName",
    "State",
    "RouteTableIds",
    "SubnetIds",
    "Groups",
    "IpAddressType",
    "DnsOptions",
    "PrivateDnsEnabled",
    "RequesterManaged",
    "NetworkInterfaceIds",
    "DnsEntries",
    "CreationTimestamp",
    "OwnerId",
    "ServiceRegion",
}
ZONE = "Z7HUB22UULQXV"
"""The zone of us-east-1's endpoint names, recorded from AWS."""


def test_gateway(consumer):
    made = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.table])
    assert made.keys() == COMMON | {"PolicyDocument"}
    created, endpoint_id = made["CreationTimestamp"], made["VpcEndpointId"]
    assert made == {
        "VpcEndpointId": endpoint_id,
        "VpcEndpointType": "Gateway",
        "VpcId": consumer.vpc,
        "ServiceName": S3,
        "ServiceRegion": "us-east-1",
        "State": "available",
        "PolicyDocument": (
            '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
        ),
        "RouteTableIds": [consumer.table],
        "SubnetIds": [],
        "Groups": [],
        "IpAddressType": "ipv4",
        "DnsOptions": {"DnsRecordIpType": "service-defined"},
        "PrivateDnsEnabled": False,
        "RequesterManaged": False,
        "NetworkInterfaceIds": [],
        "DnsEntries": [],
        "CreationTimestamp": created,
        "OwnerId": consumer.account,
    }
    assert created.microsecond == 0
    assert consumer.endpoint(endpoint_id) == {**made, "Tags": []}


def test_type_left_out_is_said_to_be_gateway(consumer):
    made = consumer.ec2.create_vpc_endpoint(VpcId=consumer.vpc, ServiceName=S3)["VpcEndpoint"]
    assert made["VpcEndpointType"] == "Gateway"
    assert consumer.make_endpoint(S3, "Gateway", PrivateDnsEnabled=True)["PrivateDnsEnabled"] is False


def test_interface_when_created(consumer):
    made = consumer.make_endpoint(SubnetIds=consumer.subnets)
    assert made.keys() == COMMON, "no PolicyDocument yet, no Tags, no errors"
    assert (made["State"], made["IpAddressType"], made["ServiceRegion"]) == ("pending", "ipv4", "us-east-1")
    assert made["Groups"] == [{"GroupId": consumer.default_group, "GroupName": "default"}]
    assert set(made["SubnetIds"]) == set(consumer.subnets)
    assert made["RouteTableIds"] == []
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4"}
    assert made["PrivateDnsEnabled"] is True, "the default where the service has a name"
    assert sorted(made["NetworkInterfaceIds"]) == sorted(one["NetworkInterfaceId"] for one in consumer.interfaces())


def test_interface_names_when_created_and_available(consumer):
    made = consumer.make_endpoint(SubnetIds=consumer.subnets)
    regional, *zonal, private = made["DnsEntries"]
    stem, _, base = regional["DnsName"].partition(".")
    assert base == "sqs.us-east-1.vpce.amazonaws.com"
    endpoint_id, label = stem[: -len("-12345678")], stem[-8:]
    assert endpoint_id == made["VpcEndpointId"]
    assert label.isalnum()
    assert label == label.lower()
    assert {entry["DnsName"] for entry in zonal} == {f"{stem}-us-east-1{zone}.{base}" for zone in "ab"}
    assert {entry["HostedZoneId"] for entry in (regional, *zonal)} == {ZONE}
    assert private == {"DnsName": "sqs.us-east-1.amazonaws.com", "HostedZoneId": "ZONEIDPENDING"}
    shown = consumer.endpoint(endpoint_id)
    assert shown["State"] == "available"
    assert [entry["DnsName"] for entry in shown["DnsEntries"]] == [entry["DnsName"] for entry in made["DnsEntries"]]
    zone = shown["DnsEntries"][-1]["HostedZoneId"]
    assert zone.startswith("Z")
    assert zone not in (ZONE, "ZONEIDPENDING")
    assert shown.keys() == COMMON | {"PolicyDocument", "Tags"}
    assert made["CreationTimestamp"] == shown["CreationTimestamp"]


def test_time_of_creation_has_milliseconds(aws, consumer):
    made = consumer.make_endpoint()["CreationTimestamp"]
    assert made.microsecond % 1000 == 0
    assert made.utcoffset().total_seconds() == 0
    assert abs((aws.clock.now() - made).total_seconds()) < 60


def test_interface_without_subnets_is_available_at_once(consumer):
    made = consumer.make_endpoint()
    assert made["State"] == "available"
    assert made["SubnetIds"] == made["NetworkInterfaceIds"] == made["DnsEntries"] == []
    assert made["Groups"] == [{"GroupId": consumer.default_group, "GroupName": "default"}]
    assert made["PrivateDnsEnabled"] is True
    assert consumer.endpoint(made["VpcEndpointId"])["DnsEntries"] == []


def test_tags_given_are_answered(consumer):
    tags = [{"Key": "team", "Value": "net"}]
    made = consumer.make_endpoint(TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": tags}])
    assert made["Tags"] == tags
    assert consumer.endpoint(made["VpcEndpointId"])["Tags"] == tags


def test_groups_given_are_answered_by_name(consumer):
    group = consumer.make_group("callers")
    made = consumer.make_endpoint(SecurityGroupIds=[group])
    assert made["Groups"] == [{"GroupId": group, "GroupName": "callers"}]


@pytest.mark.parametrize(
    ("service", "base", "private"),
    [
        ("ecr.api", "api.ecr", ["api.ecr.us-east-1.amazonaws.com"]),
        ("ecr.dkr", "dkr.ecr", ["dkr.ecr.us-east-1.amazonaws.com", "*.dkr.ecr.us-east-1.amazonaws.com"]),
        ("ecs-agent", "ecs-a", ["ecs-a.us-east-1.amazonaws.com"]),
        ("ecs-telemetry", "ecs-t", ["ecs-t.us-east-1.amazonaws.com"]),
        ("kinesis-streams", "kinesis", ["kinesis.us-east-1.amazonaws.com"]),
        ("kinesis-firehose", "firehose", ["firehose.us-east-1.amazonaws.com"]),
        ("execute-api", "execute-api", ["*.execute-api.us-east-1.amazonaws.com"]),
        ("ssm", "ssm", ["ssm.us-east-1.amazonaws.com", "ssm.us-east-1.api.aws"]),
        ("secretsmanager", "secretsmanager", ["secretsmanager.us-east-1.amazonaws.com"]),
        ("monitoring", "monitoring", ["monitoring.us-east-1.amazonaws.com", "monitoring.us-east-1.api.aws"]),
    ],
)
def test_names_of_services(consumer, service, base, private):
    name = f"com.amazonaws.us-east-1.{service}"
    made = consumer.make_endpoint(name, SubnetIds=consumer.subnets[:1])
    names = [entry["DnsName"] for entry in made["DnsEntries"]]
    assert names[0].endswith(f".{base}.us-east-1.vpce.amazonaws.com")
    assert names[1].partition(".")[0].endswith("-us-east-1a")
    assert names[2 : 2 + len(private)] == private
    (details,) = [
        one
        for one in consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]
        if one["ServiceType"] == [{"ServiceType": "Interface"}]
    ]
    assert names[2:] == [one["PrivateDnsName"] for one in details["PrivateDnsNames"]], "in the service's order"
    zones = {entry["HostedZoneId"] for entry in consumer.endpoint(made["VpcEndpointId"])["DnsEntries"][2:]}
    assert len(zones) == 1


def test_names_of_s3_have_a_star(consumer):
    made = consumer.make_endpoint(S3, SubnetIds=consumer.subnets)
    assert made["PrivateDnsEnabled"] is False, "S3 takes no private names of itself"
    assert "PrivateDnsOnlyForInboundResolverEndpoint" not in made["DnsOptions"]
    assert len(made["DnsEntries"]) == 3
    for entry in made["DnsEntries"]:
        assert entry["DnsName"].startswith(f"*.{made['VpcEndpointId']}-")
        assert entry["DnsName"].endswith(".s3.us-east-1.vpce.amazonaws.com")


def test_private_names_of_s3(consumer):
    consumer.make_endpoint(S3, "Gateway")
    made = consumer.make_endpoint(S3, SubnetIds=consumer.subnets, PrivateDnsEnabled=True)
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True}
    private = [entry["DnsName"] for entry in made["DnsEntries"][3:]]
    assert private[:3] == [f"*.{one}.us-east-1.amazonaws.com" for one in ("s3", "s3-accesspoint", "s3-control")]


def test_private_names_of_s3_for_all(consumer):
    options = {"PrivateDnsOnlyForInboundResolverEndpoint": False}
    made = consumer.make_endpoint(S3, SubnetIds=consumer.subnets, PrivateDnsEnabled=True, DnsOptions=options)
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": False}


def test_names_of_a_customers_service(consumer, service):
    made = consumer.make_endpoint(service["ServiceName"], SubnetIds=consumer.subnets)
    names = [entry["DnsName"] for entry in made["DnsEntries"]]
    assert len(names) == 3
    assert all(name.endswith(f".{service['ServiceId']}.us-east-1.vpce.amazonaws.com") for name in names)
    assert made["PrivateDnsEnabled"] is False
    assert consumer.endpoint(made["VpcEndpointId"])["PolicyDocument"]


INTERFACE_DEFAULT = """{
  "Statement": [
    {
      "Action": "*",
      "Effect": "Allow",
      "Principal": "*",
      "Resource": "*"
    }
  ]
}"""


def test_policies_by_type(consumer):
    made = consumer.make_endpoint()["VpcEndpointId"]
    assert consumer.endpoint(made)["PolicyDocument"] == INTERFACE_DEFAULT
    own = json.dumps(
        {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}, indent=7
    )
    consumer.modify(made, PolicyDocument=own)
    assert consumer.endpoint(made)["PolicyDocument"] == own, "a policy comes back as it was given"
    consumer.modify(made, ResetPolicy=True)
    assert consumer.endpoint(made)["PolicyDocument"] == INTERFACE_DEFAULT


def test_policy_of_a_gateway_comes_back_and_is_reset(consumer):
    own = (
        '{"Version":"2012-10-17","Id":"one","Statement":[{"Sid":"","Effect":"Allow","Principal":{"AWS":"*"},'
        '"NotAction":"s3:Delete*","Resource":["*"],"Condition":{"StringEquals":{"aws:PrincipalAccount":"1"}}}]}'
    )
    made = consumer.make_endpoint(S3, "Gateway", PolicyDocument=own)
    assert made["PolicyDocument"] == own
    assert consumer.modify(made["VpcEndpointId"], ResetPolicy=True)["Return"] is True
    assert '"Version":"2008-10-17"' in consumer.endpoint(made["VpcEndpointId"])["PolicyDocument"]


def test_policy_of_the_largest_size(consumer):
    text = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})
    assert consumer.make_endpoint(PolicyDocument=text + " " * (20_480 - len(text)))["State"] == "available"


def test_endpoint_id(consumer):
    made = consumer.make_endpoint()["VpcEndpointId"]
    prefix, number = made.split("-")
    assert (prefix, len(number), number[0]) == ("vpce", 17, "0")
    assert int(number, 16)


def test_china_and_govcloud_have_domains_of_their_own(place):
    for region, service, ending in (
        ("cn-north-1", "cn.com.amazonaws.cn-north-1.sqs", ".sqs.cn-north-1.vpce.amazonaws.com.cn"),
        ("us-gov-west-1", "com.amazonaws.us-gov-west-1.sqs", ".sqs.us-gov-west-1.vpce.amazonaws.com"),
    ):
        there = place("222222222222", region)
        made = there.make_endpoint(service, SubnetIds=there.subnets[:1])
        assert made["DnsEntries"][0]["DnsName"].endswith(ending)
