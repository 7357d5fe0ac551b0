"""Decorated asynchronous generators: what is sent, thrown and closed reaches the function, and its clean-up the mock."""

import asyncio
import contextlib
import gc
import weakref

import boto3
import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce

BLOCK = "10.77.0.0/16"


def vpcs():
    shown = boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]
    return [one["VpcId"] for one in shown if one["CidrBlock"] == BLOCK]


class Story:
    """A decorated generator, and what its function met."""

    def __init__(self):
        self.met = []

    def function(self):
        @mock_vpce(region="us-east-1")
        async def topology():
            ec2 = boto3.client("ec2")
            vpc = ec2.create_vpc(CidrBlock=BLOCK)["Vpc"]["VpcId"]
            received = vpc
            try:
                while received != "enough":
                    received = yield received
                    self.met.append(received)
            except ValueError as error:
                self.met.append(str(error))
                yield "caught"
            finally:
                await asyncio.sleep(0)
                ec2.delete_vpc(VpcId=vpc)
                self.met.append(vpcs())

        return topology()


@pytest.fixture
def story():
    return Story()


def test_sent_values_reach_the_function(story):
    async def run():
        generator = story.function()
        await anext(generator)
        assert await generator.asend("first") == "first"
        with pytest.raises(StopAsyncIteration):
            await generator.asend("enough")

    asyncio.run(run())
    assert story.met == ["first", "enough", []]


def test_thrown_exceptions_reach_the_function(story):
    async def run():
        generator = story.function()
        await anext(generator)
        assert await generator.athrow(ValueError("thrown")) == "caught"
        await generator.aclose()

    asyncio.run(run())
    assert story.met == ["thrown", []]


def test_what_the_function_does_not_catch_comes_back_as_it_was(story):
    async def run():
        generator = story.function()
        await anext(generator)
        error = KeyError("not caught")
        with pytest.raises(KeyError, match="not caught") as raised:
            await generator.athrow(error)
        assert raised.value is error
        assert error.__context__ is None

    asyncio.run(run())
    assert story.met == [[]]


def test_closing_cleans_up_inside_the_mock(story):
    async def run():
        generator = story.function()
        await anext(generator)
        await generator.aclose()
        with pytest.raises(StopAsyncIteration):
            await anext(generator)

    asyncio.run(run())
    assert story.met == [[]]


def test_leaving_a_loop_over_it_cleans_up_inside_the_mock(story):
    async def run():
        async for _ in story.function():
            break
        gc.collect()
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert story.met == [[]]


def test_end_of_the_event_loop_cleans_up_inside_the_mock(story):
    kept = []

    async def run():
        kept.append(story.function())
        await anext(kept[0])

    asyncio.run(run())
    assert story.met == [[]]


def test_cancelling_reaches_the_function():
    met = []

    @mock_vpce
    async def topology():
        try:
            await asyncio.Event().wait()
            yield
        except asyncio.CancelledError:
            met.append(vpcs())
            raise

    async def run():
        task = asyncio.ensure_future(anext(topology()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert met == [[]]


def test_yielding_while_it_is_closed_is_refused_as_python_does():
    @mock_vpce
    async def stubborn():
        try:
            yield 1
        except GeneratorExit:
            yield 2

    async def run():
        generator = stubborn()
        await anext(generator)
        with pytest.raises(RuntimeError, match="ignored GeneratorExit"):
            await generator.aclose()

    asyncio.run(run())


class ThrownError(Exception):
    """An exception that can be referred to weakly."""


def test_a_thrown_exception_is_not_kept(story):
    async def throw():
        generator = story.function()
        await anext(generator)
        error = ThrownError()
        try:
            await generator.athrow(error)
        except ThrownError:
            return weakref.ref(error)
        finally:
            del error

    async def run():
        gc.disable()
        try:
            return (await throw())() is None
        finally:
            gc.enable()

    assert asyncio.run(run())


@contextlib.asynccontextmanager
@mock_vpce(region="us-east-1")
async def network(met):
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=BLOCK)["Vpc"]["VpcId"]
    try:
        yield vpc
    except ValueError as error:
        met.append(str(error))
    finally:
        ec2.delete_vpc(VpcId=vpc)
        met.append(vpcs())


def test_async_context_manager_catches_and_cleans_up():
    async def run(met):
        async with network(met) as vpc:
            assert vpcs() == [vpc]
            raise ValueError("from the block")

    met = []
    asyncio.run(run(met))
    assert met == ["from the block", []]


def test_async_context_manager_hands_on_what_it_does_not_catch():
    async def run(met):
        async with network(met):
            boto3.client("ec2").describe_vpcs(VpcIds=["vpc-00000000000000000"])

    met = []
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        asyncio.run(run(met))
    assert met == [[]]


FIXTURES = """
    import boto3
    import pytest
    {imports}
    from mockvpce import mock_vpce

    {mark}

    @{fixture}
    @mock_vpce(region="us-east-1")
    async def vpc():
        ec2 = boto3.client("ec2")
        made = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        yield made
        ec2.delete_vpc(VpcId=made)

    @pytest.mark.{marker}
    async def test_is_in_the_mock_of_its_fixture(vpc):
        assert boto3.client("ec2").describe_vpcs(VpcIds=[vpc])["Vpcs"]
"""


@pytest.mark.needs_processes
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            {
                "imports": "import pytest_asyncio",
                "mark": "",
                "fixture": "pytest_asyncio.fixture",
                "marker": "asyncio",
            },
            id="pytest-asyncio",
        ),
        pytest.param(
            {
                "imports": "",
                "mark": "@pytest.fixture\n    def anyio_backend(): return 'asyncio'",
                "fixture": "pytest.fixture",
                "marker": "anyio",
            },
            id="anyio",
        ),
    ],
)
def test_fixtures_of_asynchronous_plugins(pytester, words):
    if words["marker"] == "anyio":
        pytest.importorskip("anyio")
    pytester.makepyfile(FIXTURES.format(**words))
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=1)
