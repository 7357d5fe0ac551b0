"""Mocks inside mocks: in ourselves and in moto's, both ways; start and stop by hand; reset."""

import boto3
import pytest
from moto import mock_aws
from moto.core.models import MockAWS

from mockvpce import mock_vpce

SQS = "com.amazonaws.us-east-1.sqs"
PRIVATE = {"VpcEndpointType": "Interface", "PrivateDnsEnabled": False}


def ec2():
    return boto3.client("ec2", "us-east-1")


def make(client, cidr="10.0.0.0/16"):
    vpc = client.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    subnet = client.create_subnet(VpcId=vpc, CidrBlock=cidr.replace("/16", "/24"))["Subnet"]["SubnetId"]
    made = client.create_vpc_endpoint(VpcId=vpc, ServiceName=SQS, **PRIVATE, SubnetIds=[subnet])
    return made["VpcEndpoint"]["VpcEndpointId"]


def endpoints(client):
    return {one["VpcEndpointId"]: one for one in client.describe_vpc_endpoints()["VpcEndpoints"]}


def interfaces(client):
    return {one["NetworkInterfaceId"] for one in client.describe_network_interfaces()["NetworkInterfaces"]}


def test_inner_mock_shares_the_outer_one_and_takes_nothing_back():
    with mock_vpce():
        client = ec2()
        outer = make(client)
        with mock_vpce():
            inner = make(client, "10.1.0.0/16")
            assert endpoints(client).keys() == {outer, inner}
            client.delete_vpc_endpoints(VpcEndpointIds=[outer])
        assert endpoints(client).keys() == {inner}


def everything(client):
    shown = client.describe_vpcs()["Vpcs"], client.describe_subnets()["Subnets"], client.describe_tags()["Tags"]
    buckets = boto3.client("s3", "us-east-1").list_buckets()["Buckets"]
    return endpoints(client), interfaces(client), shown, [one["Name"] for one in buckets]


def test_fresh_mock_starts_from_nothing_and_puts_all_back():
    with mock_vpce() as outer:
        client = ec2()
        vpc = client.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        client.create_tags(Resources=[make(client), vpc], Tags=[{"Key": "k", "Value": "v"}])
        boto3.client("s3", "us-east-1").create_bucket(Bucket="kept")
        endpoints(client)
        outer.clock.advance(days=1)
        before, now = everything(client), outer.clock.now()
        with mock_vpce(nested="fresh"):
            assert everything(client)[0] == {}
            assert everything(client)[3] == []
            assert [one["IsDefault"] for one in client.describe_vpcs()["Vpcs"]] == [True]
            assert outer.clock.now() < now
            make(client)
            boto3.client("s3", "us-east-1").create_bucket(Bucket="dropped")
        assert everything(client) == before
        assert outer.clock.now() >= now
        client.create_tags(Resources=list(before[0]), Tags=[{"Key": "still", "Value": "taggable"}])
        assert client.delete_vpc_endpoints(VpcEndpointIds=list(before[0]))["Unsuccessful"] == []


@pytest.mark.parametrize("order", ["inner first", "outer first"])
def test_fresh_mocks_end_in_any_order(order):
    with mock_vpce():
        client = ec2()
        outermost = make(client)
        first, second = mock_vpce(nested="fresh"), mock_vpce(nested="fresh")
        first.start()
        in_first = make(client)
        second.start()
        in_second = make(client)
        if order == "inner first":
            second.stop()
            assert endpoints(client).keys() == {in_first}
            first.stop()
        else:
            first.stop()
            assert endpoints(client).keys() == {in_second}
            second.stop()
        assert endpoints(client).keys() == {outermost}


def test_fresh_mock_puts_back_what_mock_aws_had():
    with mock_aws():
        client = ec2()
        vpc = client.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        with mock_vpce(), mock_vpce(nested="fresh"):
            assert vpc not in [one["VpcId"] for one in client.describe_vpcs()["Vpcs"]]
        assert vpc in [one["VpcId"] for one in client.describe_vpcs()["Vpcs"]]


def test_nested_mock_of_the_same_seed_goes_on_with_other_ids():
    with mock_vpce(seed=1):
        client = ec2()
        outer = make(client)
        with mock_vpce(seed=1):
            inner = make(client, "10.1.0.0/16")
        assert endpoints(client).keys() == {outer, inner}
        assert outer != inner


def test_inside_mock_aws():
    with mock_aws():
        client = ec2()
        bucket = boto3.client("s3", "us-east-1")
        bucket.create_bucket(Bucket="kept")
        with mock_vpce():
            made = make(client)
            assert endpoints(client)[made]["VpcEndpointType"] == "Interface"
        assert [one["Name"] for one in bucket.list_buckets()["Buckets"]] == ["kept"]
        assert made not in endpoints(client)
        assert interfaces(client) == set()


def test_mock_aws_inside():
    with mock_vpce():
        client = ec2()
        made = make(client)
        before = endpoints(client)
        with mock_aws():
            assert endpoints(client) == before
        assert endpoints(client) == before
        assert client.delete_vpc_endpoints(VpcEndpointIds=[made])["Unsuccessful"] == []


def test_decorators_of_both():
    @mock_aws
    @mock_vpce
    def one_way():
        client = ec2()
        return make(client) in endpoints(client)

    @mock_vpce
    @mock_aws
    def the_other():
        client = ec2()
        return make(client) in endpoints(client)

    assert one_way()
    assert the_other()


def test_start_and_stop():
    mock = mock_vpce()
    aws = mock.start()
    made = make(aws.client("ec2", region="us-east-1"))
    mock.stop()
    mock.start()
    assert made not in endpoints(ec2())
    mock.stop()


def test_data_is_kept_where_asked_for():
    first, second = mock_vpce(), mock_vpce()
    first.start()
    made = make(ec2())
    first.stop(remove_data=False)
    second.start(reset=False)
    assert endpoints(ec2()).keys() == {made}
    second.stop()


def test_one_mock_can_be_used_again_and_nested_in_itself():
    mock = mock_vpce()
    with mock:
        client = ec2()
        outer = make(client)
        with mock:
            inner = make(client, "10.1.0.0/16")
        assert endpoints(client).keys() == {outer, inner}
    with mock:
        assert endpoints(ec2()) == {}


def test_options_of_the_outer_mock_come_back(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    with mock_vpce(region="eu-west-1", account="111111111111"):
        with mock_vpce(region="eu-west-2", account="222222222222"):
            assert boto3.client("sts").get_caller_identity()["Account"] == "222222222222"
            assert boto3.client("ec2").meta.region_name == "eu-west-2"
        assert boto3.client("sts").get_caller_identity()["Account"] == "111111111111"
        assert boto3.client("ec2").meta.region_name == "eu-west-1"


def test_reset_forgets_ours_and_motos():
    with mock_vpce() as aws:
        client = ec2()
        make(client)
        aws.reset()
        assert endpoints(client) == {}
        assert interfaces(client) == set()
        assert make(client) in endpoints(client)


def test_motos_own_reset_forgets_ours_too():
    with mock_vpce():
        client = ec2()
        make(client)
        MockAWS().reset()
        assert endpoints(client) == {}
        assert make(client) in endpoints(client)


def test_seed_gives_the_same_ids_in_every_run():
    def run():
        with mock_vpce(seed=7):
            return make(ec2())

    assert run() == run()
    with mock_vpce(seed=8):
        assert make(ec2()) != run()
