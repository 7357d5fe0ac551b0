"""The pytest plugin, in projects of its own: fixture, marker, strictness, cost, xdist."""

import pytest

USES_FIXTURE = """
    def test_fixture(vpce_mock):
        ec2 = vpce_mock.client("ec2", region="us-east-1")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1

    def test_next_one_starts_afresh(vpce_mock):
        assert vpce_mock.client("ec2", region="us-east-1").describe_vpc_endpoints()["VpcEndpoints"] == []
"""


def run(pytester, *arguments):
    return pytester.runpytest_subprocess("-p", "no:randomly", "--strict-markers", "--strict-config", *arguments)


@pytest.mark.needs_processes
def test_fixture(pytester):
    pytester.makepyfile(USES_FIXTURE)
    run(pytester).assert_outcomes(passed=2)


@pytest.mark.needs_processes
def test_fixture_with_xdist(pytester):
    pytester.makepyfile(USES_FIXTURE)
    run(pytester, "-n", "2").assert_outcomes(passed=2)


@pytest.mark.needs_processes
def test_fixture_in_random_order(pytester):
    pytester.makepyfile(USES_FIXTURE)
    for seed in ("1", "2"):
        result = pytester.runpytest_subprocess("--randomly-seed", seed, "--strict-markers")
        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines([f"*--randomly-seed={seed}*"])


@pytest.mark.needs_processes
def test_marker_gives_the_options(pytester):
    pytester.makepyfile(
        """
        import boto3
        import pytest

        pytestmark = pytest.mark.mock_vpce(region="eu-west-1", account="111111111111")

        @pytest.mark.mock_vpce(account="222222222222")
        def test_nearest_marker_wins(vpce_mock):
            assert boto3.client("sts").get_caller_identity()["Account"] == "222222222222"
            assert vpce_mock.client("ec2").meta.region_name == "eu-west-1"

        def test_marker_without_fixture():
            assert boto3.client("sts").get_caller_identity()["Account"] == "111111111111"
            assert boto3.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []

        @pytest.mark.mock_vpce(timing="manual")
        class TestClass:
            def test_timing(self, vpce_mock):
                ec2 = vpce_mock.client("ec2")
                vpcs = [ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"] for n in range(2)]
                made = ec2.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])["VpcPeeringConnection"]
                first = made["Status"]["Code"]
                (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
                assert shown["Status"]["Code"] == first
                vpce_mock.settle()
                (shown,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
                assert shown["Status"]["Code"] != first
        """
    )
    run(pytester).assert_outcomes(passed=3)


@pytest.mark.needs_processes
def test_marker_is_declared(pytester):
    run(pytester, "--markers").stdout.fnmatch_lines(["@pytest.mark.mock_vpce(*"])


@pytest.mark.needs_processes
@pytest.mark.parametrize(
    ("arguments", "words"),
    [("'eu-west-1'", "*mock_vpce takes keywords only*"), ("timing='soon'", "*'instant', 'aws' or 'manual'*")],
)
def test_wrong_marker_says_what_is_right(pytester, arguments, words):
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.mock_vpce({arguments})
        def test_it(vpce_mock): ...
        """
    )
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([words])


@pytest.mark.needs_processes
def test_project_that_does_not_use_it_pays_nothing(pytester):
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_loaded(request):
            assert request.config.pluginmanager.hasplugin("mockvpce")
            assert not {"boto3", "botocore", "moto", "responses"} & sys.modules.keys()
        """
    )
    run(pytester).assert_outcomes(passed=1)


@pytest.mark.needs_processes
def test_fixture_of_the_users_builds_on_ours(pytester):
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def ec2(vpce_mock):
            return vpce_mock.client("ec2", region="us-east-1")
        """
    )
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(3))
        def test_it(ec2, number):
            assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
        """
    )
    run(pytester).assert_outcomes(passed=3)


@pytest.mark.needs_processes
def test_async_test_with_the_fixture(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.asyncio
        async def test_it(vpce_mock):
            assert vpce_mock.client("ec2", region="us-east-1").describe_vpc_endpoints()["VpcEndpoints"] == []
        """
    )
    run(pytester, "-o", "asyncio_default_fixture_loop_scope=function").assert_outcomes(passed=1)


@pytest.mark.needs_processes
@pytest.mark.parametrize("wanted", [True, False])
def test_freezing(pytester, wanted):
    pytester.makeini(f"[pytest]\nmockvpce_freeze = {str(wanted).lower()}\n")
    pytester.makepyfile(
        f"""
        import gc
        import sys

        def test_what_is_loaded_is_left_alone():
            assert (gc.get_freeze_count() > 50_000) is {wanted}
            assert ("moto.ec2" in sys.modules) is {wanted}
        """
    )
    run(pytester).assert_outcomes(passed=1)


@pytest.mark.needs_processes
def test_tests_without_the_marker_have_no_fixture_of_ours(pytester):
    pytester.makepyfile("def test_nothing(): ...")
    shown = run(pytester, "--setup-show", "test_tests_without_the_marker_have_no_fixture_of_ours.py").stdout
    shown.fnmatch_lines(["*::test_nothing*"])
    shown.no_fnmatch_line("*mock_vpce*")


@pytest.mark.needs_processes
def test_marker_is_before_the_tests_fixtures_and_after_wider_ones(pytester):
    pytester.makepyfile(
        """
        import boto3
        import pytest
        from mockvpce import current

        @pytest.fixture(scope="module")
        def wide():
            with pytest.raises(LookupError):
                current()

        @pytest.fixture(autouse=True)
        def own(request):
            if request.node.get_closest_marker("mock_vpce"):
                return current()

        @pytest.mark.mock_vpce
        def test_marked(own, wide, vpce_mock):
            assert own is vpce_mock

        @pytest.mark.mock_vpce(region="eu-west-1")
        def test_marker_alone(own, wide):
            assert own.client("ec2").meta.region_name == "eu-west-1"

        @pytest.mark.parametrize(
            "region", ["", pytest.param("eu-west-2", marks=pytest.mark.mock_vpce(region="eu-west-2"))]
        )
        def test_parameter(region):
            if region:
                assert current().client("ec2").meta.region_name == region
            else:
                with pytest.raises(LookupError):
                    current()
        """
    )
    run(pytester).assert_outcomes(passed=4)


@pytest.mark.needs_processes
def test_marker_that_a_conftest_adds(pytester):
    pytester.makeconftest(
        """
        def pytest_collection_modifyitems(items):
            for item in items:
                item.add_marker("mock_vpce")
        """
    )
    pytester.makepyfile(
        """
        import unittest
        from mockvpce import current

        def test_function():
            assert current()

        class Case(unittest.TestCase):
            def test_method(self):
                assert current()
        """
    )
    run(pytester).assert_outcomes(passed=2)


@pytest.mark.needs_processes
def test_a_failing_test_shows_what_it_has_asked(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def ends(vpce_mock):
            ec2 = vpce_mock.client("ec2", region="us-east-1")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
            group = ec2.create_security_group(VpcId=vpc, GroupName="g", Description="-")["GroupId"]
            made = [ec2.create_network_interface(SubnetId=subnet, Groups=[group]) for _ in range(2)]
            return [one["NetworkInterface"]["NetworkInterfaceId"] for one in made]

        def test_fails(vpce_mock, ends):
            assert not vpce_mock.reach("internet", ends[0], 22)
            assert vpce_mock.reach(*ends, 443)

        def test_asks_nothing_and_fails(vpce_mock):
            assert vpce_mock is None
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=2)
    text = result.stdout.str()
    result.stdout.fnmatch_lines(
        ["*asked of mockvpce*", "<Path internet -> eni-*", "eni-*tcp/443: blocked by*", "there:"]
    )
    result.stdout.fnmatch_lines(["*BLOCKED ENI_SG_RULES_MISMATCH ingress at sg-*"])
    assert text.count("asked of mockvpce") == 1
