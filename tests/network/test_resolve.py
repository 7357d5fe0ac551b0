"""What names answer, by who asks: C1 to C3, P11."""

import pytest


@pytest.fixture
def endpoint(net, two):
    made = net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.sqs", VpcEndpointType="Interface",
        SubnetIds=[two.a, two.b], PrivateDnsEnabled=True,
    )["VpcEndpoint"]  # fmt: skip
    return net.ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"][0]


def addresses(net, *interfaces):
    shown = net.ec2.describe_network_interfaces(NetworkInterfaceIds=list(interfaces))["NetworkInterfaces"]
    return {one["PrivateIpAddress"] for one in shown}


def zone(net, vpc, name, records):
    route53 = net.aws.client("route53")
    made = route53.create_hosted_zone(
        Name=name, CallerReference=name, VPC={"VPCId": vpc, "VPCRegion": "us-east-1"},
        HostedZoneConfig={"Comment": "", "PrivateZone": True},
    )["HostedZone"]["Id"]  # fmt: skip
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {"Name": key, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]},
        }
        for key, kind, value in records
    ]
    route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})


@pytest.mark.parametrize("config", [{}, {"HostedZoneConfig": {"Comment": "ours"}}], ids=["none", "comment"])
def test_a_zone_that_is_made_for_a_vpc_is_private(net, two, config):
    """Whether the request says so or not: Terraform's says nothing."""
    other = net.eni(net.subnet(net.vpc("10.7.0.0/16"), "10.7.1.0/24"))
    route53 = net.aws.client("route53")
    made = route53.create_hosted_zone(
        Name="corp.local", CallerReference="1", VPC={"VPCId": two.vpc, "VPCRegion": "us-east-1"}, **config
    )
    assert made["HostedZone"]["Config"]["PrivateZone"] is True
    assert "DelegationSet" not in made
    record = {"Name": "db.corp.local", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.1.9"}]}
    changes = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=made["HostedZone"]["Id"], ChangeBatch=changes)
    assert net.aws.resolve("db.corp.local", two.web) == {"10.0.1.9"}
    assert net.aws.resolve("db.corp.local", other).nxdomain
    assert net.aws.resolve("db.corp.local").nxdomain


def test_a_zone_without_a_vpc_is_public(net):
    made = net.aws.client("route53").create_hosted_zone(Name="corp.example", CallerReference="1")
    assert made["HostedZone"]["Config"]["PrivateZone"] is False
    assert made["DelegationSet"]["NameServers"]


def test_the_private_name_answers_inside_the_vpc_only(net, two, endpoint):
    inside = net.aws.resolve("sqs.us-east-1.amazonaws.com", two.web)
    assert inside == addresses(net, *endpoint["NetworkInterfaceIds"])
    assert inside.source == endpoint["VpcEndpointId"]
    assert net.aws.resolve("sqs.us-east-1.amazonaws.com").source == "public"
    other = net.vpc("10.9.0.0/16")
    assert net.aws.resolve("sqs.us-east-1.amazonaws.com", at=other).isdisjoint(inside)


def test_regional_and_zonal_names_answer_everywhere(net, endpoint):
    regional, zonal = (entry["DnsName"] for entry in endpoint["DnsEntries"][:2])
    assert net.aws.resolve(regional) == addresses(net, *endpoint["NetworkInterfaceIds"])
    assert net.aws.resolve(zonal) == addresses(net, endpoint["NetworkInterfaceIds"][0])


def test_the_longest_suffix_answers_alone(net, two, endpoint):
    zone(net, two.vpc, "amazonaws.com", [("mine.amazonaws.com", "A", "10.0.0.9")])
    assert net.aws.resolve("sqs.us-east-1.amazonaws.com", two.web).source == endpoint["VpcEndpointId"]
    assert net.aws.resolve("sns.us-east-1.amazonaws.com", two.web).nxdomain
    assert net.aws.resolve("mine.amazonaws.com", two.web) == {"10.0.0.9"}


def test_private_zones_have_wildcards_and_cnames(net, two):
    zone(
        net, two.vpc, "corp.test",
        [("*.corp.test", "A", "10.0.1.7"), ("db.corp.test", "CNAME", "x.corp.test"), ("txt.corp.test", "TXT", '"x"')],
    )  # fmt: skip
    assert net.aws.resolve("any.corp.test", two.vpc) == {"10.0.1.7"}
    followed = net.aws.resolve("db.corp.test", two.vpc)
    assert followed == {"10.0.1.7"}
    assert followed.chain == ("db.corp.test",)
    present = net.aws.resolve("txt.corp.test", two.vpc)
    assert not present
    assert not present.nxdomain
    assert net.aws.resolve("any.corp.test").nxdomain


def test_a_vpc_without_dns_support_answers_nothing(net, two):
    net.ec2.modify_vpc_attribute(VpcId=two.vpc, EnableDnsSupport={"Value": False})
    assert net.aws.resolve("sqs.us-east-1.amazonaws.com", two.web).source is None


def test_names_of_instances_follow_the_asker(net, two):
    public = net.public(two.web)
    name = f"ec2-{public.replace('.', '-')}.compute-1.amazonaws.com"
    private = next(iter(addresses(net, two.web)))
    assert net.aws.resolve(name, two.db) == {private}
    assert net.aws.resolve(name) == {public}
    far = net.vpc("10.1.0.0/16")
    pcx = net.peer(two.vpc, far)
    assert net.aws.resolve(name, far) == {public}
    net.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pcx, RequesterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": True}
    )
    assert net.aws.resolve(name, far) == {private}
    assert net.aws.resolve(f"ip-{private.replace('.', '-')}.ec2.internal", two.web) == {private}


def test_an_answer_is_a_value(net, two, endpoint):
    answer = net.aws.resolve("sqs.us-east-1.amazonaws.com", two.web)
    assert hash(answer) == hash(frozenset(answer))
    assert len(repr(answer)) < 200
    assert endpoint["VpcEndpointId"] in str(answer)


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("data.s3.us-east-1.amazonaws.com", False),
        ("data.s3.dualstack.us-east-1.amazonaws.com", True),
        ("s3.dualstack.us-east-1.amazonaws.com", True),
        ("data.s3.amazonaws.com", True),
        ("data.s3.eu-west-1.amazonaws.com", True),
        ("sts.amazonaws.com", True),
        ("sts.us-east-1.amazonaws.com", False),
    ],
)
def test_an_endpoint_takes_over_the_names_of_its_region_and_family(net, two, name, public):
    net.ec2.create_vpc_endpoint(
        VpcId=two.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[net.main_table(two.vpc)]
    )
    for service in ("s3", "sts"):
        options = {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": False}} if service == "s3" else {}
        net.ec2.create_vpc_endpoint(
            VpcId=two.vpc, ServiceName=f"com.amazonaws.us-east-1.{service}", VpcEndpointType="Interface",
            SubnetIds=[two.a], PrivateDnsEnabled=True, **options,
        )  # fmt: skip
    net.ec2.describe_vpc_endpoints()
    assert (net.aws.resolve(name, two.web).source == "public") is public
