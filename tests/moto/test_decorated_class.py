"""Decorated classes: all that prepares a test, runs it and cleans up after it is in one mock."""

from __future__ import annotations

import io
import unittest

import boto3
import pytest

from mockvpce import current, mock_vpce

BLOCK = "10.9.0.0/16"


def make():
    return boto3.client("ec2", "us-east-1").create_vpc(CidrBlock=BLOCK)["Vpc"]["VpcId"]


def vpcs():
    shown = boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]
    return [one["VpcId"] for one in shown if one["CidrBlock"] == BLOCK]


def make_endpoint(vpc):
    made = boto3.client("ec2", "us-east-1").create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    return made["VpcEndpoint"]["VpcEndpointId"]


def endpoints():
    return [one["VpcEndpointId"] for one in boto3.client("ec2", "us-east-1").describe_vpc_endpoints()["VpcEndpoints"]]


def is_mocked():
    try:
        return current() is not None
    except LookupError:
        return False


def run(case):
    """Run a class as unittest does."""
    loaded = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    result = unittest.TextTestRunner(stream=io.StringIO()).run(loaded)
    told = [text for _, text in (*result.errors, *result.failures)]
    assert told == []
    assert not is_mocked()
    return result


class Context:
    """An asynchronous context manager that makes a VPC, and looks for it at its end."""

    def __init__(self, seen):
        self._seen = seen

    async def __aenter__(self):
        self.vpc = make()
        return self.vpc

    async def __aexit__(self, *_):
        self._seen.append(("context", self.vpc in vpcs()))


def test_asynchronous_case_is_in_one_mock():
    seen = []

    @mock_vpce(region="us-east-1")
    class Case(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self):
            self.vpc = make()
            self.addAsyncCleanup(self.clean)
            context = Context(seen)
            self.made = await context.__aenter__()
            self.addAsyncCleanup(context.__aexit__, None, None, None)

        async def clean(self):
            seen.append(("clean", vpcs() == [self.vpc, self.made]))

        async def asyncTearDown(self):
            seen.append(("tear down", vpcs() == [self.vpc, self.made]))

        async def test_first(self):
            self.assertEqual(vpcs(), [self.vpc, self.made])

        async def test_second(self):
            self.assertEqual(vpcs(), [self.vpc, self.made])

    run(Case)
    assert seen == [("tear down", True), ("context", True), ("clean", True)] * 2


@pytest.mark.skipif(not hasattr(unittest.IsolatedAsyncioTestCase, "enterAsyncContext"), reason="Python 3.11")
def test_entered_contexts_are_in_the_tests_mock():
    seen = []

    @mock_vpce
    class Case(unittest.IsolatedAsyncioTestCase):
        async def test(self):
            vpc = await self.enterAsyncContext(Context(seen))
            self.assertEqual(vpcs(), [vpc])

    run(Case)
    assert seen == [("context", True)]


@pytest.mark.parametrize("base", [unittest.TestCase, unittest.IsolatedAsyncioTestCase])
def test_set_up_and_clean_ups_of_the_class_are_in_its_mock(base):
    seen = []

    @mock_vpce
    class Case(base):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.addClassCleanup(lambda: seen.append(("clean-up", vpcs() == [cls.vpc])))
            cls.vpc = make()

        @classmethod
        def tearDownClass(cls):
            seen.append(("tear down", vpcs() == [cls.vpc]))

        def setUp(self):
            self.own = make()

        def test_first(self):
            self.assertEqual(vpcs(), [self.vpc, self.own])
            make_endpoint(self.vpc)

        def test_second(self):
            self.assertEqual(vpcs(), [self.vpc, self.own])
            self.assertEqual(endpoints(), [])
            make_endpoint(self.vpc)

    assert run(Case).testsRun == 2
    assert seen == [("tear down", True), ("clean-up", True)]


@pytest.mark.parametrize("error", [ValueError, unittest.SkipTest, KeyboardInterrupt])
def test_set_up_of_a_class_that_fails_ends_its_mock(error):
    @mock_vpce
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            make()
            raise error("in words")

        def test(self): ...

    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Case)
    try:
        unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    except KeyboardInterrupt:
        assert error is KeyboardInterrupt
    assert not is_mocked()


def test_helper_methods_are_in_the_tests_mock():
    @mock_vpce(seed=3)
    class Case(unittest.TestCase):
        def ensure(self):
            return make_endpoint(make())

        def setUp(self):
            self.first = self.ensure()

        def test(self):
            second = self.ensure()
            self.assertEqual(endpoints(), [self.first, second])

        def tearDown(self):
            self.assertEqual(len(endpoints()), 2)

    run(Case)


def test_tests_of_a_subclass_are_in_the_mock_too():
    @mock_vpce
    class Base(unittest.TestCase):
        def setUp(self):
            self.vpc = make()

    class Case(Base):
        def test_own(self):
            self.assertEqual(vpcs(), [self.vpc])

        def test_next(self):
            self.assertEqual(vpcs(), [self.vpc])

    assert run(Case).testsRun == 2


def test_debug_runs_in_the_mock():
    @mock_vpce
    class Case(unittest.TestCase):
        def setUp(self):
            self.vpc = make()

        def test(self):
            self.assertEqual(vpcs(), [self.vpc])

    Case("test").debug()
    assert not is_mocked()


def test_classes_from_elsewhere_stay_as_they_are():
    class Elsewhere:
        def method(self):
            return is_mocked()

    @mock_vpce
    class Decorated:
        kind = Elsewhere

        class Inside:
            def method(self):
                return is_mocked()

    assert not Elsewhere().method()
    assert Decorated.Inside().method()
