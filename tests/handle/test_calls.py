"""`aws.calls`: every AWS call of the process, whoever answers it."""

import asyncio
import logging
import threading
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from botocore.stub import Stubber

from mockvpce import mock_vpce

ACCOUNT = "111111111111"


def names(calls):
    return [call.operation for call in calls]


def test_a_call_says_who_asked_whom_for_what(aws):
    ec2 = aws.client("ec2", account=ACCOUNT, region="eu-west-1")
    before = aws.clock.now()
    made = ec2.create_customer_gateway(Type="ipsec.1", BgpAsn=65000, IpAddress="198.51.100.7")
    (call,) = aws.calls
    assert (call.service, call.operation) == ("ec2", "CreateCustomerGateway")
    assert (call.account, call.region) == (ACCOUNT, "eu-west-1")
    assert call.parameters["IpAddress"] == "198.51.100.7"
    assert call.result is made
    assert (call.error, call.code, call.attempts) == (None, None, 1)
    assert before <= call.time <= aws.clock.now()


def test_calls_that_moto_answers_are_there_too(aws):
    aws.client("s3").create_bucket(Bucket="shop")
    aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    aws.client("sts").get_caller_identity()
    assert [(call.service, call.operation) for call in aws.calls] == [
        ("s3", "CreateBucket"),
        ("ec2", "CreateVpc"),
        ("sts", "GetCallerIdentity"),
    ]


def test_a_refused_call_has_the_error_and_its_code(aws):
    ec2 = aws.client("ec2")
    with pytest.raises(ClientError) as raised:
        ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")
    (call,) = aws.calls.errors
    assert call.code == "InvalidVpcID.NotFound"
    assert type(call.error) is type(raised.value)
    assert call.error.response is raised.value.response
    assert call.error.__traceback__ is None
    assert call.result is None


def test_what_botocore_refuses_to_send_is_no_call(aws):
    with pytest.raises(ParamValidationError):
        aws.client("ec2").create_vpc(CidrBlock=5)
    assert not aws.calls


@pytest.mark.parametrize("spelling", ["CreateVpc", "create_vpc", "ec2:CreateVpc", "ec2:create_vpc"])
def test_calls_of_one_operation_in_every_spelling(aws, spelling):
    ec2 = aws.client("ec2")
    ec2.describe_vpcs()
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert names(aws.calls(spelling)) == ["CreateVpc"]


def test_an_operation_of_another_service_needs_its_service_until_it_was_called(aws):
    assert not aws.calls("s3:PutObject")
    assert not aws.calls("PutObject", service="s3")
    with pytest.raises(ValueError, match="s3:PutObject"):
        aws.calls("PutObject")
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="shop")
    s3.put_object(Bucket="shop", Key="k", Body=b"v")
    assert names(aws.calls("put_object")) == ["PutObject"]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("CreateVpcEndpont", "CreateVpcEndpoint"), ("s3:PutObjekt", "PutObject"), ("route35:ListHostedZones", "route53")],
)
def test_a_misspelt_operation_is_refused_with_the_nearest_names(aws, wanted, near):
    with pytest.raises(ValueError, match=rf"nearest: .*{near}\b"):
        aws.calls(wanted)


@pytest.mark.parametrize("wanted", ["", None, 5])
def test_an_operation_is_text(aws, wanted):
    with pytest.raises(TypeError, match="CreateVpc"):
        aws.calls(wanted)


def test_writes_are_what_could_change_something_refused_or_not(aws):
    ec2 = aws.client("ec2")
    ec2.describe_vpcs()
    aws.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/r", RoleSessionName="tests")
    with pytest.raises(ClientError):
        ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000, DryRun=True)
    assert not aws.calls.writes
    with pytest.raises(ClientError):
        ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert names(aws.calls.writes) == ["DeleteVpc", "CreateVpc"]


def test_calls_grow_and_what_is_picked_does_not(aws):
    ec2 = aws.client("ec2")
    ec2.describe_vpcs()
    calls, picked, first = aws.calls, aws.calls("DescribeVpcs"), aws.calls[:1]
    ec2.describe_vpcs()
    assert (len(calls), len(picked), len(first)) == (2, 1, 1)
    aws.calls.clear()
    assert (len(calls), len(picked)) == (0, 1)


def test_a_recording_has_what_ends_within_its_block(aws):
    ec2 = aws.client("ec2")
    ec2.describe_vpcs()
    with aws.recording() as outer:
        ec2.describe_subnets()
        with aws.recording() as inner:
            aws.calls.clear()
            ec2.describe_route_tables()
        ec2.describe_vpcs()
    ec2.describe_vpcs()
    assert names(inner) == ["DescribeRouteTables"]
    assert names(outer) == ["DescribeSubnets", "DescribeRouteTables", "DescribeVpcs"]


@pytest.mark.needs_threads
def test_calls_of_all_threads(aws):
    ec2 = aws.client("ec2")
    threads = [threading.Thread(target=ec2.describe_vpcs) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(aws.calls) == ["DescribeVpcs"] * 4


def test_calls_of_clients_made_before_the_mock():
    ec2 = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="AKIAEARLY", aws_secret_access_key="s")
    with mock_vpce() as aws:
        ec2.describe_vpc_endpoints()
        ec2.describe_vpcs()
        assert names(aws.calls) == ["DescribeVpcEndpoints", "DescribeVpcs"]
    with mock_vpce() as other:
        assert not other.calls
    assert len(aws.calls) == 2


def test_a_fresh_mock_has_calls_of_its_own_and_a_shared_one_the_outer_ones(aws):
    aws.client("ec2").describe_vpcs()
    with mock_vpce(nested="fresh") as fresh:
        fresh.client("ec2").describe_subnets()
        assert names(fresh.calls) == ["DescribeSubnets"]
    with mock_vpce() as shared:
        shared.client("ec2").describe_route_tables()
        assert names(shared.calls) == ["DescribeVpcs", "DescribeRouteTables"]
    assert names(aws.calls) == ["DescribeVpcs", "DescribeRouteTables"]


def test_a_stubbed_call_is_a_call(aws):
    ec2 = aws.client("ec2")
    with Stubber(ec2) as stubber:
        stubber.add_response("describe_vpcs", {"Vpcs": []})
        ec2.describe_vpcs()
    assert names(aws.calls) == ["DescribeVpcs"]


def test_questions_to_the_handle_are_no_calls(aws):
    aws.reach("internet", "10.0.0.1", 443)
    aws.resolve("example.com")
    aws.settle()
    assert not aws.calls


def test_the_time_of_a_call_is_the_clocks(aws):
    start = aws.clock.now()
    aws.clock.advance(days=7)
    aws.client("ec2").describe_vpcs()
    assert start + timedelta(days=7) <= aws.calls[0].time <= aws.clock.now()


def test_a_failing_assert_shows_the_calls(aws):
    ec2 = aws.client("ec2")
    ec2.create_vpc(
        CidrBlock="10.0.0.0/16",
        TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "k" * 90, "Value": "v" * 200}]}],
    )
    shown = repr(aws.calls.writes)
    assert shown.startswith("<1 call:")
    assert "ec2:CreateVpc(CidrBlock='10.0.0.0/16'" in shown
    assert max(map(len, shown.splitlines())) < 210
    assert "v" * 200 in str(aws.calls)


def test_each_call_is_a_line_of_the_log_at_debug(aws, caplog):
    caplog.set_level(logging.DEBUG, "mockvpce")
    ec2 = aws.client("ec2")
    ec2.describe_vpcs()
    with pytest.raises(ClientError):
        ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")
    lines = [record.getMessage() for record in caplog.records if record.name == "mockvpce"]
    assert lines[0] == "ec2:DescribeVpcs() by 123456789012 in us-east-1"
    assert lines[1].endswith("in us-east-1 -> InvalidVpcID.NotFound")


def test_calls_of_aiobotocore():
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def story():
        async with session.create_client("ec2", region_name="us-east-1") as ec2:
            await ec2.describe_vpc_endpoints()
            await ec2.describe_vpcs()
            with pytest.raises(ClientError):
                await ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")

    with mock_vpce() as aws:
        asyncio.run(story())
        assert names(aws.calls) == ["DescribeVpcEndpoints", "DescribeVpcs", "DeleteVpc"]
        assert names(aws.calls.errors) == ["DeleteVpc"]
