"""`vpce_mock_session`, `vpce_mock_module`, `vpce_mock_class`: built once, and a copy for each test."""

import pytest
from support.pytest_alone import run_alone

CONFTEST = """
    from types import SimpleNamespace

    import boto3
    import pytest

    @pytest.fixture(scope="session")
    def vpce_mock_options():
        return {"region": "us-east-1", "account": "111111111111"}

    @pytest.fixture(scope="session")
    def built():
        return []

    @pytest.fixture(scope="session")
    def shop(vpce_mock_session, built):
        built.append("shop")
        ec2 = vpce_mock_session.client("ec2")
        vpc = boto3.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
        vpce_mock_session.clock.advance(days=2)
        yield SimpleNamespace(vpc=vpc, endpoint=made["VpcEndpointId"], ec2=ec2, aws=vpce_mock_session)
        ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
        built.append("shop is torn down")

    def endpoints(ec2):
        return [one["VpcEndpointId"] for one in ec2.describe_vpc_endpoints()["VpcEndpoints"]]
"""

ONE_SESSION = """
    import sys
    from datetime import datetime, timedelta, timezone

    import boto3
    import pytest
    from conftest import endpoints
    from mockvpce import current

    @pytest.mark.parametrize("time", [1, 2])
    def test_each_may_break_it(vpce_mock, shop, built, time):
        assert built == ["shop"]
        assert vpce_mock is shop.aws is current()
        assert list(vpce_mock.calls) == list(shop.aws.calls) == []
        assert endpoints(shop.ec2) == endpoints(boto3.client("ec2")) == [shop.endpoint]
        shop.ec2.delete_vpc_endpoints(VpcEndpointIds=[shop.endpoint])
        assert endpoints(shop.ec2) == []
        assert len(vpce_mock.calls.writes) == 1
        ahead = shop.aws.clock.now() - datetime.now(timezone.utc)
        assert timedelta(days=2, hours=-1) < ahead < timedelta(days=2, hours=1)
        shop.aws.clock.advance(days=9)

    def test_another_one_sees_nothing_of_it():
        with pytest.raises(LookupError):
            current()

    def test_nor_does_another_mock(vpce_mock):
        assert endpoints(vpce_mock.client("ec2")) == []

    def test_nor_does_one_without_a_topology(vpce_mock, built):
        assert endpoints(vpce_mock.client("ec2")) == []

    @pytest.mark.mock_vpce(region="eu-west-1", timing="manual")
    def test_a_marker_changes_the_copy(vpce_mock, shop):
        assert endpoints(vpce_mock.client("ec2", region="us-east-1")) == [shop.endpoint]
        ec2 = boto3.client("ec2")
        assert ec2.meta.region_name == "eu-west-1"
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)
        (made,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        assert made["Status"]["Code"] == "initiating-request"
        assert {call.account for call in vpce_mock.calls} == {"111111111111"}

    @pytest.fixture(scope="module")
    def more(shop):
        return shop.ec2.create_subnet(VpcId=shop.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]

    @pytest.mark.usefixtures("shop")
    class TestLater:
        def test_what_is_built_later_is_there(self, shop, more):
            shop.ec2.delete_subnet(SubnetId=more)

        def test_and_in_the_copies_after_it(self, shop, more):
            assert more in [one["SubnetId"] for one in shop.ec2.describe_subnets()["Subnets"]]

    @pytest.mark.xfail(raises=AssertionError, strict=True)
    def test_that_fails(shop):
        shop.ec2.delete_vpc_endpoints(VpcEndpointIds=[shop.endpoint])
        assert endpoints(shop.ec2)

    def test_after_one_that_failed(shop):
        assert endpoints(shop.ec2) == [shop.endpoint]
"""


def run(pytester, *arguments):
    return run_alone(pytester, "--strict-markers", "--strict-config", *arguments)


@pytest.mark.needs_processes
def test_one_topology_for_the_session(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(ONE_SESSION)
    run(pytester).assert_outcomes(passed=9, xfailed=1)
    pytester.runpytest_subprocess("-p", "randomly", "-n", "2").assert_outcomes(passed=9, xfailed=1)


@pytest.mark.needs_processes
def test_a_wide_mock_that_nobody_asks_for_is_not_built(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        "def test_nothing(request): assert not request.config.pluginmanager.has_plugin('mockvpce-built-once')"
    )
    run(pytester).assert_outcomes(passed=1)


SCOPES = """
    import pytest
    from conftest import endpoints

    def vpcs(aws):
        return {one["CidrBlock"] for one in aws.client("ec2").describe_vpcs()["Vpcs"] if not one["IsDefault"]}

    def add(aws, cidr):
        aws.client("ec2").create_vpc(CidrBlock=cidr)

    @pytest.fixture(scope="module")
    def branch(vpce_mock_module, built):
        built.append("branch")
        add(vpce_mock_module, "10.1.0.0/16")
        yield vpce_mock_module
        assert "10.1.0.0/16" in vpcs(vpce_mock_module)

    @pytest.fixture(scope="class")
    def office(vpce_mock_class):
        add(vpce_mock_class, "10.2.0.0/16")
        return vpce_mock_class

    @pytest.fixture(scope="session")
    def late(vpce_mock_session):
        add(vpce_mock_session, "10.3.0.0/16")

    def test_module_alone(branch, vpce_mock):
        assert vpce_mock is branch
        assert vpcs(branch) == {"10.1.0.0/16"}

    class TestAll:
        def test_one_upon_the_other(self, shop, branch, office, vpce_mock, built):
            assert built == ["branch", "shop", "branch"]  # the module's is built again, upon the session's
            assert vpcs(office) == vpcs(branch) == vpcs(shop.aws) == {"10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"}
            assert vpce_mock is office
            add(office, "10.9.0.0/16")

        def test_again(self, office, shop, branch):
            assert vpcs(office) == {"10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"}
            assert vpcs(shop.aws) == vpcs(office)

    def test_without_the_class(shop, branch):
        assert vpcs(branch) == {"10.0.0.0/16", "10.1.0.0/16"}

    def test_session_alone(shop):
        assert vpcs(shop.aws) == {"10.0.0.0/16"}

    def test_a_session_fixture_comes_late(shop, late, branch, built):
        assert vpcs(branch) == {"10.0.0.0/16", "10.1.0.0/16", "10.3.0.0/16"}
        assert built.count("branch") == 3
"""


@pytest.mark.needs_processes
def test_scopes_lie_upon_each_other(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SCOPES)
    run(pytester).assert_outcomes(passed=6)


ON_DEMAND = """
    import pytest
    from conftest import endpoints

    def test_unasked(request):
        with pytest.raises(Exception, match="vpce_mock_session is asked for by request.getfixturevalue"):
            request.getfixturevalue("shop")

    def test_after_that_it_works(shop):
        assert endpoints(shop.ec2) == [shop.endpoint]

    @pytest.fixture(scope="session")
    def cafe(vpce_mock_session):
        return vpce_mock_session.client("ec2").create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]

    def test_too_late(request, shop):
        shop.ec2.delete_vpc_endpoints(VpcEndpointIds=[shop.endpoint])
        with pytest.raises(Exception, match="'cafe' builds upon vpce_mock_session, and is asked for when the test has"):
            request.getfixturevalue("cafe")

    def test_early_enough(request, shop):
        cafe = request.getfixturevalue("cafe")
        assert cafe in [one["VpcId"] for one in shop.ec2.describe_vpcs()["Vpcs"]]

    def test_and_later(shop, cafe):
        assert cafe in [one["VpcId"] for one in shop.ec2.describe_vpcs()["Vpcs"]]

    def test_handle_without_a_copy(request):
        shop = request.getfixturevalue("shop")
        with pytest.raises(RuntimeError, match="has ended"):
            shop.ec2.describe_vpcs()

    @pytest.mark.xfail(raises=AssertionError, strict=True)
    def test_unused_fault(shop):
        with shop.aws.fail("CreateVpc", code="VpcLimitExceeded"):
            pass
"""


@pytest.mark.needs_processes
def test_asked_for_by_getfixturevalue(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(ON_DEMAND)
    run(pytester).assert_outcomes(passed=6, xfailed=1)


@pytest.mark.needs_processes
def test_an_unused_fault_is_an_error_of_its_test(pytester):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        """
        def test_orders(shop):
            shop.aws.fail("CreateVpc", code="VpcLimitExceeded")

        def test_next(shop, vpce_mock):
            vpce_mock.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")
        """
    )
    result = run(pytester)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*AssertionError: *CreateVpc*"])


@pytest.mark.needs_processes
@pytest.mark.parametrize("outer", ["mock_aws", "mock_vpce"])
def test_a_mock_of_the_session_s_own_stays_apart(pytester, outer):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        f"""
        import boto3
        import pytest
        from conftest import endpoints
        from mockvpce import mock_vpce
        from moto import mock_aws

        @pytest.fixture(scope="session", autouse=True)
        def around():
            with {outer}():
                vpc = boto3.client("ec2", "us-east-1").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
                yield vpc

        def vpcs():
            return [one["VpcId"] for one in boto3.client("ec2", "us-east-1").describe_vpcs()["Vpcs"]]

        def test_outside(around):
            assert around in vpcs()

        def test_copy(around, shop):
            assert around not in vpcs()
            assert shop.vpc in vpcs()

        def test_outside_again(around):
            assert around in vpcs()
            assert len(vpcs()) == 2
        """
    )
    run(pytester).assert_outcomes(passed=3)
