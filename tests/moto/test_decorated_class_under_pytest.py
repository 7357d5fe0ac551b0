"""A decorated class that pytest collects: what prepares its tests is in their mock."""

import pytest
from support.pytest_alone import run_alone

COMMON = """
    import boto3
    import pytest
    import unittest
    from mockvpce import current, mock_vpce

    BLOCK = "10.9.0.0/16"

    def make():
        return boto3.client("ec2", "us-east-1").create_vpc(CidrBlock=BLOCK)["Vpc"]["VpcId"]

    def vpcs():
        shown = boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]
        return [one["VpcId"] for one in shown if one["CidrBlock"] == BLOCK]

    def teardown_module():
        with pytest.raises(LookupError):
            current()
"""
PYTEST_CLASSES = {
    "fixtures": """
    @mock_vpce
    class TestIt:
        @pytest.fixture
        def vpc(self):
            made = make()
            yield made
            assert made in vpcs()

        @pytest.fixture(autouse=True)
        def other(self):
            self.other = make()

        def test_first(self, vpc):
            assert vpcs() == [self.other, vpc]

        @pytest.mark.parametrize("number", [1, 2])
        def test_second(self, number, vpc):
            assert vpcs() == [self.other, vpc]
    """,
    "autouse fixture called setup": """
    @mock_vpce
    class TestIt:
        @pytest.fixture(autouse=True)
        def setup(self):
            self.vpc = make()

        def test_first(self):
            assert vpcs() == [self.vpc]

        def test_second(self):
            assert vpcs() == [self.vpc]

        def test_third(self):
            assert vpcs() == [self.vpc]
    """,
    "setup_method": """
    @mock_vpce
    class TestIt:
        def setup_method(self):
            self.vpc = make()

        def teardown_method(self, method):
            assert method.__name__.startswith("test")
            assert self.vpc in vpcs()

        @pytest.fixture
        def more(self):
            return make()

        def test_first(self, more):
            assert vpcs() == [self.vpc, more]

        def test_second(self):
            assert vpcs() == [self.vpc]

        def test_third(self):
            assert vpcs() == [self.vpc]
    """,
    "setup_class": """
    @mock_vpce
    class TestIt:
        @classmethod
        def setup_class(cls):
            cls.vpc = make()

        @classmethod
        def teardown_class(cls):
            assert vpcs() == [cls.vpc]

        def test_first(self):
            own = make()
            assert vpcs() == [self.vpc, own]

        def test_second(self):
            own = make()
            assert vpcs() == [self.vpc, own]

        def test_third(self):
            assert vpcs() == [self.vpc]
    """,
    "fixtures of class scope": """
    @mock_vpce
    class TestIt:
        @pytest.fixture(scope="class")
        def wide(self):
            made = make()
            yield made
            assert vpcs() == [made]

        def test_first(self, wide):
            own = make()
            assert vpcs() == [wide, own]

        def test_second(self, wide):
            own = make()
            assert vpcs() == [wide, own]

        def test_third(self, wide):
            assert vpcs() == [wide]
    """,
    "unittest": """
    @mock_vpce
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.vpc = make()

        @classmethod
        def tearDownClass(cls):
            assert vpcs() == [cls.vpc]

        @pytest.fixture(autouse=True)
        def more(self):
            self.more = make()

        def setUp(self):
            self.own = make()

        def test_first(self):
            assert vpcs() == [self.vpc, self.more, self.own]

        def test_second(self):
            assert vpcs() == [self.vpc, self.more, self.own]

        def test_third(self):
            assert vpcs() == [self.vpc, self.more, self.own]
    """,
    "handle": """
    @mock_vpce
    class TestIt:
        def test_fixture_shares_the_mock(self, vpce_mock):
            made = make()
            shown = vpce_mock.client("ec2", region="us-east-1").describe_vpcs(VpcIds=[made])
            assert len(shown["Vpcs"]) == 1
            assert current() is vpce_mock

        def test_current(self):
            assert current().client("ec2", region="us-east-1").describe_vpc_endpoints()["VpcEndpoints"] == []

        class TestInside:
            def test_it(self):
                assert vpcs() == []
    """,
}


@pytest.mark.needs_processes
@pytest.mark.parametrize("source", PYTEST_CLASSES.values(), ids=PYTEST_CLASSES)
def test_what_pytest_prepares_is_in_the_tests_mock(pytester, source):
    pytester.makepyfile(COMMON + source)
    result = run_alone(pytester)
    result.assert_outcomes(passed=3)


@pytest.mark.needs_processes
def test_set_up_that_fails_ends_the_mock(pytester):
    pytester.makepyfile(
        COMMON
        + """
    @mock_vpce
    class TestMethod:
        def setup_method(self):
            raise ValueError("in words")

        def test_it(self): ...

    @mock_vpce
    class TestClass:
        def setup_class(self):
            pytest.skip("in words")

        def test_it(self): ...

    @mock_vpce
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            pytest.skip("in words")

        def test_it(self): ...

    @mock_vpce
    class TestLeftAlone:
        @pytest.fixture
        def setup_method(self): ...

        def test_it(self):
            assert vpcs() == []
    """
    )
    result = run_alone(pytester)
    result.assert_outcomes(passed=1, errors=1, skipped=2)
