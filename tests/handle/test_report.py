"""The report of a failing test says what its mock has seen."""

import pytest

FAILING = """
    import boto3
    import pytest
    from mockvpce import mock_vpce

    def build(ec2):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "shop"}])
        with pytest.raises(Exception, match="NotFound"):
            ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
            ec2.describe_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
        for _ in range(FEW):
            ec2.describe_vpcs()

    FEW = 15

    def test_fixture(vpce_mock):
        build(vpce_mock.client("ec2", region="us-east-1"))
        assert False

    @mock_vpce(region="eu-west-1")
    def test_decorator():
        with mock_vpce():
            build(boto3.client("ec2"))
            assert False

    @pytest.fixture
    def breaks(vpce_mock):
        vpce_mock.client("ec2", region="eu-west-2").create_vpc(CidrBlock="10.0.0.0/16")
        raise ValueError("no")

    def test_setup(breaks): ...

    def test_passes(vpce_mock):
        build(vpce_mock.client("ec2", region="us-west-1"))

    def test_uses_nothing(vpce_mock):
        assert False

    def test_without_a_mock():
        assert False
"""


def run(pytester, *arguments):
    pytester.makepyfile(FAILING)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "--strict-markers", "--strict-config", *arguments)
    result.assert_outcomes(passed=1, failed=4, errors=1)
    return result.stdout


@pytest.mark.needs_processes
def test_calls_and_what_there_is(pytester):
    shown = run(pytester)
    shown.fnmatch_lines(
        [
            "*test_fixture*",
            "*AWS calls, by mockvpce*",
            "ec2:DescribeVpcEndpoints(VpcEndpointIds=*us-east-1 -> InvalidVpcEndpointId.NotFound",
            "    The Vpc Endpoint Id 'vpce-0123456789abcdef0' does not exist",
            "ec2:DescribeVpcs() (15 times)",
            "*what there is, by mockvpce*",
            "account 123456789012",
            '*vpc-* "shop" 10.0.0.0/16',
            "*test_decorator*",
            "ec2:CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in eu-west-1",
            "ec2:DescribeVpcs() (15 times)",
            "  eu-west-1",
        ]
    )
    text = shown.str()
    assert text.count("- AWS calls, by mockvpce -") == text.count("- what there is, by mockvpce -") == 3
    assert "in eu-west-2" in text
    assert "us-west-1" not in text


@pytest.mark.needs_processes
def test_switched_off(pytester):
    pytester.makeini("[pytest]\nmockvpce_report = false\n")
    assert "by mockvpce" not in run(pytester).str()


@pytest.mark.needs_processes
@pytest.mark.parametrize("plugin", ["-n2"])
def test_with_workers(pytester, plugin):
    assert run(pytester, plugin).str().count("- AWS calls, by mockvpce -") == 3
