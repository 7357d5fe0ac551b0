"""`aws.fail`: requests that go wrong as in production, retries of botocore's included."""

import asyncio
from datetime import timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from mockvpce import mock_vpce

ACCOUNT = "111111111111"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)


def retrying(mode, attempts=3):
    return Config(retries={"mode": mode, "total_max_attempts": attempts})


def code_of(refused):
    return refused.value.response["Error"]["Code"]


def is_refused(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] == "UnauthorizedOperation"
    return False


def test_a_fault_hits_one_request_and_counts_it(aws):
    ec2 = aws.client("ec2")
    fault = aws.fail("CreateVpc", code="VpcLimitExceeded", message="No more.")
    with pytest.raises(ClientError, match=r"VpcLimitExceeded.*No more") as refused:
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert fault.used == 1
    assert len(ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]) == 0
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    assert fault.used == 1


@pytest.mark.parametrize("operation", ["DescribeVpcEndpoints", "describe_vpcs", "ec2:DescribeSubnets", "*"])
def test_operations_in_every_spelling(aws, operation):
    ec2 = aws.client("ec2")
    with aws.fail(operation, code="UnauthorizedOperation", times=None) as fault:
        refused = sum(map(is_refused, (ec2.describe_vpc_endpoints, ec2.describe_vpcs, ec2.describe_subnets)))
    assert refused == fault.used == (3 if operation == "*" else 1)
    assert ec2.describe_vpcs()["Vpcs"]


@pytest.mark.parametrize("operation", ["describe_vpc_endpoints", "describe_vpcs"])
@pytest.mark.parametrize(
    ("mode", "code", "status"),
    [
        ("legacy", "RequestLimitExceeded", 503),
        ("legacy", "Throttling", 400),
        ("legacy", "InternalError", 500),
        ("standard", "RequestLimitExceeded", 503),
        ("standard", "Throttling", 400),
        ("standard", "ServiceUnavailable", 503),
        ("adaptive", "InternalError", 500),  # after a throttled one it waits, without `time.sleep`
    ],
)
def test_botocore_retries_what_it_would_retry(aws, mode, operation, code, status):
    ec2 = aws.client("ec2", config=retrying(mode))
    fault = aws.fail(operation, code=code, times=2)
    answer = getattr(ec2, operation)()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert (fault.used, aws.calls[-1].attempts) == (2, 3)
    aws.fail(operation, code=code, times=3)
    with pytest.raises(ClientError) as refused:
        getattr(ec2, operation)()
    assert code_of(refused) == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 2


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_an_injected_error_is_retried_too(aws, mode):
    ec2 = aws.client("ec2", config=retrying(mode))
    aws.inject_error("DescribeVpcEndpoints", "RequestLimitExceeded", status=503)
    assert ec2.describe_vpc_endpoints()["ResponseMetadata"]["RetryAttempts"] == 1


def test_an_injected_error_for_any_operation_leaves_those_of_moto_alone(aws):
    ec2 = aws.client("ec2")
    aws.inject_error("*", "UnauthorizedOperation", times=1)
    ec2.describe_vpcs()
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.describe_vpc_endpoints()


@pytest.mark.parametrize(
    ("operation", "code", "call"),
    [
        ("s3:ListBuckets", "AccessDenied", lambda aws: aws.client("s3").list_buckets()),
        ("sqs:CreateQueue", "QueueDeletedRecently", lambda aws: aws.client("sqs").create_queue(QueueName="q")),
        ("sns:ListTopics", "AuthorizationError", lambda aws: aws.client("sns").list_topics()),
        ("route53:ListHostedZones", "InvalidInput", lambda aws: aws.client("route53").list_hosted_zones()),
        ("dynamodb:ListTables", "InternalServerError", lambda aws: aws.client("dynamodb").list_tables()),
        ("lambda:ListFunctions", "ServiceException", lambda aws: aws.client("lambda").list_functions()),
        ("iam:ListRoles", "ServiceFailure", lambda aws: aws.client("iam").list_roles()),
        ("cloudwatch:ListMetrics", "InternalServiceFault", lambda aws: aws.client("cloudwatch").list_metrics()),
        (
            "elbv2:DescribeLoadBalancers",
            "LoadBalancerNotFound",
            lambda aws: aws.client("elbv2").describe_load_balancers(),
        ),
    ],
)
def test_any_service_in_the_protocol_that_it_speaks(aws, operation, code, call):
    aws.fail(operation, code=code, message="Ordered <so>.", times=None)
    with pytest.raises(ClientError) as refused:
        call(aws)
    assert code_of(refused) == code
    assert refused.value.response["Error"]["Message"] == "Ordered <so>."


def test_the_exception_is_the_one_of_the_client(aws):
    sqs = aws.client("sqs")
    aws.fail("sqs:GetQueueUrl", code="QueueDoesNotExist")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName="q")
    s3 = aws.client("s3")
    aws.fail("s3:GetObject", code="NoSuchKey")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="shop", Key="k")


@pytest.mark.parametrize("exception", [ConnectTimeoutError, ReadTimeoutError, EndpointConnectionError])
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_exceptions_of_the_connection_are_retried_and_raised(aws, exception, mode):
    ec2 = aws.client("ec2", config=retrying(mode))
    aws.fail("DescribeVpcEndpoints", exception=exception, times=2)
    assert ec2.describe_vpc_endpoints()["ResponseMetadata"]["RetryAttempts"] == 2
    fault = aws.fail("DescribeVpcEndpoints", exception=exception(endpoint_url="https://here"), times=None)
    with pytest.raises(exception):
        ec2.describe_vpc_endpoints()
    assert fault.used == 3
    assert aws.calls[-1].code == exception.__name__


def test_only_requests_of_an_account_to_a_region_with_such_parameters(aws):
    aws.fail("ec2:CreateVpc", code="VpcLimitExceeded", account=ACCOUNT, region="eu-west-1", times=None, when=is_large)
    aws.client("ec2", account=ACCOUNT).create_vpc(CidrBlock="10.0.0.0/16")
    aws.client("ec2", region="eu-west-1").create_vpc(CidrBlock="10.0.0.0/16")
    theirs = aws.client("ec2", account=ACCOUNT, region="eu-west-1")
    theirs.create_vpc(CidrBlock="10.0.0.0/24")
    with pytest.raises(ClientError, match="VpcLimitExceeded"):
        theirs.create_vpc(CidrBlock="10.0.0.0/16")


def is_large(parameters):
    return parameters["CidrBlock"].endswith("/16")


def test_after_some_and_a_number_of_times(aws):
    ec2 = aws.client("ec2")
    aws.fail("DescribeVpcs", code="UnauthorizedOperation", after=2, times=2)
    assert [is_refused(ec2.describe_vpcs) for _ in range(6)] == [False, False, True, True, False, False]


def test_a_probability_draws_from_the_seed():
    def outcomes():
        with mock_vpce(region="us-east-1", seed=3) as aws:
            aws.fail("DescribeVpcs", code="UnauthorizedOperation", times=None, probability=0.5)
            return [is_refused(aws.client("ec2").describe_vpcs) for _ in range(40)]

    first = outcomes()
    assert {True, False} == set(first)
    assert first == outcomes()


def test_a_delay_lets_the_clock_go_on(aws):
    begin = aws.clock.now()
    aws.fail("DescribeVpcEndpoints", delay=timedelta(minutes=5))
    assert aws.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
    assert aws.clock.now() - begin >= timedelta(minutes=5)


def test_clients_made_before_the_mock_meet_faults():
    ec2 = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="AKIAEARLY", aws_secret_access_key="s")
    with mock_vpce() as aws:
        aws.fail("DescribeVpcEndpoints", code="RequestLimitExceeded", times=2)
        aws.fail("DescribeVpcs", code="RequestLimitExceeded", times=2)
        assert ec2.describe_vpc_endpoints()["ResponseMetadata"]["RetryAttempts"] == 2
        assert ec2.describe_vpcs()["ResponseMetadata"]["RetryAttempts"] == 2


def test_clients_of_aiobotocore_retry_too():
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def story(aws):
        async with session.create_client("ec2", region_name="us-east-1") as ec2:
            for operation in ("describe_vpc_endpoints", "describe_vpcs"):
                aws.fail(operation, code="RequestLimitExceeded")
                answer = await getattr(ec2, operation)()
                assert answer["ResponseMetadata"]["RetryAttempts"] == 1
                aws.fail(operation, exception=ConnectTimeoutError, times=1)
                answer = await getattr(ec2, operation)()
                assert answer["ResponseMetadata"]["RetryAttempts"] == 1

    with mock_vpce() as aws:
        asyncio.run(story(aws))


# what is ordered and never happens ---------------------------------------------------------------------------------------


def test_a_fault_that_is_not_used_fails_at_the_end_of_its_block_or_mock():
    with mock_vpce() as aws:
        with (
            pytest.raises(
                AssertionError, match=r"ec2:CreateVpc RequestLimitExceeded.* never used: no such request came"
            ),
            aws.fail("CreateVpc", code="RequestLimitExceeded"),
        ):
            pass
        aws.client("ec2", region="us-east-1").describe_vpcs()
    mock = mock_vpce()
    aws = mock.start()
    aws.fail("DescribeVpcs", code="RequestLimitExceeded", after=5)
    aws.client("ec2", region="us-east-1").describe_vpcs()
    with pytest.raises(AssertionError, match="1 such request came, before its turn"):
        mock.stop()
    with mock_vpce() as aws:
        assert aws.client("ec2", region="us-east-1").describe_vpcs()["Vpcs"]


def test_unused_faults_do_not_hide_another_exception():
    with pytest.raises(ZeroDivisionError), mock_vpce() as aws, aws.fail("CreateVpc", code="RequestLimitExceeded"):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), mock_vpce() as aws:
        raise ZeroDivisionError(aws.fail("CreateVpc", code="RequestLimitExceeded"))


def test_what_is_allowed_to_stay_unused():
    with mock_vpce(strict=False) as aws:
        aws.fail("CreateVpc", code="RequestLimitExceeded")
    with mock_vpce() as aws:
        aws.fail("CreateVpc", code="RequestLimitExceeded", probability=0.1)
        aws.fail("DeleteVpc", code="RequestLimitExceeded").remove()
        aws.inject_error("CreateVpcEndpoint", "RequestLimitExceeded")
        aws.fail("CreateSubnet", code="RequestLimitExceeded")
        aws.reset()


# what can't be ordered ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "text"),
    [
        (("CreateVcp",), {"code": "Throttling"}, ValueError, "nearest: CreateVpc"),
        (("s3:PutObjekt",), {"code": "SlowDown"}, ValueError, "nearest: PutObject"),
        (("CreateVpc",), {"code": "VpcLimitExceded"}, ValueError, "nearest: VpcLimitExceeded"),
        (("sqs:SendMessage",), {"code": "QueueDoesNotExists"}, ValueError, "nearest: QueueDoesNotExist"),
        (("CreateVpc",), {}, TypeError, "code=, exception= or delay="),
        (("CreateVpc", "Throttling"), {"exception": ReadTimeoutError}, TypeError, "not both"),
        (("CreateVpc",), {"exception": OSError}, TypeError, "botocore.exceptions"),
        (("CreateVpc",), {"exception": "timeout"}, TypeError, "botocore.exceptions"),
        (("CreateVpc", "Throttling"), {"times": 0}, ValueError, "times is a number from 1"),
        (("CreateVpc", "Throttling"), {"after": -1}, ValueError, "after is the number"),
        (("CreateVpc", "Throttling"), {"probability": 0}, ValueError, "probability is above 0"),
        (("CreateVpc", "Throttling"), {"status": 200}, ValueError, "status is an HTTP status"),
        (("CreateVpc", "Throttling"), {"when": "always"}, TypeError, "function of the parameters"),
        (("CreateVpc",), {"delay": -1}, ValueError, "delay is a duration"),
        ((5, "Throttling"), {}, TypeError, "CreateVpc"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_when_it_is_made(aws, arguments, keywords, error, text):
    with pytest.raises(error, match=text):
        aws.fail(*arguments, **keywords)


def test_a_code_that_only_looks_misspelt_is_taken_with_its_status(aws):
    aws.fail("CreateVpc", code="VpcLimitExceded", status=409)
    with pytest.raises(ClientError, match="VpcLimitExceded") as refused:
        aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
