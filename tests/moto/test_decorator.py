"""`mock_vpce` on functions, coroutines, generators and classes."""

import asyncio
import inspect
import unittest

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from mockvpce import mock_vpce

SQS = "com.amazonaws.us-east-1.sqs"
PRIVATE = {"VpcEndpointType": "Interface", "PrivateDnsEnabled": False}


def ec2():
    return boto3.client("ec2", "us-east-1")


def make_endpoint():
    client = ec2()
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = client.create_vpc_endpoint(VpcId=vpc, ServiceName=SQS, **PRIVATE)
    return made["VpcEndpoint"]["VpcEndpointId"]


def endpoints():
    return [one["VpcEndpointId"] for one in ec2().describe_vpc_endpoints()["VpcEndpoints"]]


def is_mocked():
    """Whether answers are ours: moto would not refuse a service that does not exist."""
    client = ec2()
    vpc = client.describe_vpcs()["Vpcs"][0]["VpcId"]
    with pytest.raises(ClientError, match="InvalidServiceName"):
        client.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.nonsense")
    return True


@mock_vpce
def plain(value):
    """What the function says of itself."""
    return is_mocked(), value


@mock_vpce()
def with_parentheses(value):
    return is_mocked(), value


@mock_vpce(region="eu-west-1", account="210987654321")
def with_options():
    return boto3.client("sts").get_caller_identity()["Account"], boto3.client("ec2").meta.region_name


@mock_vpce
async def coroutine(value):
    await asyncio.sleep(0)
    return is_mocked(), value


@mock_vpce
def generator():
    received = yield make_endpoint()
    yield received, endpoints()


@mock_vpce
async def async_generator():
    yield make_endpoint()
    yield endpoints()


def test_with_and_without_parentheses():
    assert plain(1) == with_parentheses(1) == (True, 1)
    assert (plain.__name__, plain.__doc__) == ("plain", "What the function says of itself.")


def test_options():
    assert with_options() == ("210987654321", "eu-west-1")


def test_each_call_starts_afresh():
    @mock_vpce
    def run():
        before = endpoints()
        make_endpoint()
        return before

    assert run() == run() == []


def test_mock_ends_with_an_error_too():
    @mock_vpce
    def fail():
        make_endpoint()
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fail()
    assert mock_vpce(endpoints)() == []


def test_coroutine():
    assert inspect.iscoroutinefunction(coroutine)
    assert asyncio.run(coroutine(2)) == (True, 2)


def test_generator_stays_in_its_mock():
    running = generator()
    made = next(running)
    assert running.send("answer") == ("answer", [made])
    running.close()
    assert mock_vpce(endpoints)() == []


def test_async_generator_stays_in_its_mock():
    async def collect():
        return [item async for item in async_generator()]

    made, seen = asyncio.run(collect())
    assert seen == [made]


@pytest.fixture
def name():
    return "from a fixture"


@pytest.mark.parametrize("number", [1, 2])
@mock_vpce
def test_fixtures_and_parameters_reach_a_decorated_test(name, number, tmp_path):
    assert is_mocked()
    assert (name, number in (1, 2), tmp_path.is_dir()) == ("from a fixture", True, True)


@mock_vpce
class TestWithoutSetUp:
    def test_first(self):
        assert endpoints() == []
        make_endpoint()

    def test_second(self):
        assert endpoints() == []
        make_endpoint()

    class TestInside:
        def test_inner_class(self):
            assert is_mocked()


@mock_vpce
class TestWithSetUpMethod:
    def setup_method(self):
        self.made = make_endpoint()

    def test_sees_what_set_up_made(self):
        assert endpoints() == [self.made]

    def test_sees_only_its_own(self):
        assert endpoints() == [self.made]


@mock_vpce
class UnittestWithSetUp(unittest.TestCase):
    def setUp(self):
        self.made = make_endpoint()

    def test_sees_what_set_up_made(self):
        self.assertEqual(endpoints(), [self.made])

    def test_sees_only_its_own(self):
        self.assertEqual(endpoints(), [self.made])

    @staticmethod
    def helper():
        return "not a test"

    def test_static_methods_stay_static(self):
        self.assertEqual(self.helper(), "not a test")


@mock_vpce
class UnittestWithoutSetUp(unittest.TestCase):
    def test_first(self):
        self.assertEqual(endpoints(), [])
        make_endpoint()

    def test_second(self):
        self.assertEqual(endpoints(), [])
        make_endpoint()


class UnittestByHand(unittest.TestCase):
    def setUp(self):
        self.mock = mock_vpce()
        self.mock.start()
        self.addCleanup(self.mock.stop)

    def test_started(self):
        self.assertTrue(is_mocked())


def test_not_active_outside(monkeypatch):
    with mock_vpce():
        client = ec2()
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "nowhere")
    nowhere = boto3.Session().client("ec2", "us-east-1", endpoint_url="http://127.0.0.1:9")
    with pytest.raises((NoCredentialsError, EndpointConnectionError)):
        nowhere.describe_vpc_endpoints()
    assert client.meta.region_name == "us-east-1"


def test_stop_without_start_says_so():
    with pytest.raises(RuntimeError, match="not active"):
        mock_vpce().stop()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timing": "soon"}, "'instant', 'aws' or 'manual'"),
        ({"account": "123"}, "12 digits"),
    ],
)
def test_wrong_options_say_what_is_right(options, words):
    with pytest.raises(ValueError, match=words):
        mock_vpce(**options)
    with pytest.raises(TypeError):
        mock_vpce(nonsense=1)
