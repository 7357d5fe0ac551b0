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
            "ec2:DescribeVpcEndpoints(VpcEndpointIds=*) -> InvalidVpcEndpointId.NotFound",
            "    The Vpc Endpoint Id 'vpce-0123456789abcdef0' does not exist",
            "ec2:DescribeVpcs() (15 times)",
            "*what there is, by mockvpce*",
            "account 123456789012",
            '*vpc-* "shop" 10.0.0.0/16',
            "*test_decorator*",
            "ec2:CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in eu-west-1",
            "ec2:DescribeVpcs() (15 times)",
            "*what there is, by mockvpce*",
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


TELLING = """
    import json
    import pytest

    @pytest.fixture
    def ec2(vpce_mock):
        return vpce_mock.client("ec2", region="us-east-1")

    def test_stack(vpce_mock):
        cloudformation = vpce_mock.client("cloudformation", region="us-east-1")
        wish = {"ServiceName": "com.amazonaws.us-east-1.nothing", "VpcId": {"Ref": "Vpc"}, "VpcEndpointType": "Interface"}
        resources = {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": wish},
        }
        cloudformation.create_stack(StackName="net", TemplateBody=json.dumps({"Resources": resources}))
        cloudformation.get_waiter("stack_create_complete").wait(StackName="net")

    def test_denied(vpce_mock, ec2):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        tags = [{"ResourceType": "subnet", "Tags": [{"Key": "Name", "Value": "web"}]}]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=tags)["Subnet"]["SubnetId"]
        web = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]
        ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName="com.amazonaws.us-east-1.s3",
            RouteTableIds=[table["RouteTableId"]],
            PolicyDocument='{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "*"}}',
        )
        s3 = vpce_mock.client("s3", region="us-east-1")
        s3.create_bucket(Bucket="theirs")
        with vpce_mock.at(web):
            s3.put_object(Bucket="theirs", Key="k", Body=b"")

    def test_unused(vpce_mock, ec2):
        vpce_mock.fail("CreateVpc", "VpcLimitExceeded", account="222222222222")
        ec2.create_vpc(CidrBlock="10.0.0.0/16")

    def test_writes(vpce_mock, ec2):
        for block in range(3):
            ec2.create_vpc(CidrBlock=f"10.{block}.0.0/16")
        assert not vpce_mock.calls.writes
"""


def test_each_failure_says_what_is_needed(pytester):
    pytester.makepyfile(TELLING)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "--tb=short")
    result.assert_outcomes(passed=1, failed=3, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_unused*",
            "E*<Fault ec2:CreateVpc VpcLimitExceeded> was never used: 1 came, not as account would have it (strict=*",
            "*test_stack*",
            "E*WaiterError*",
            "*stacks that failed, by mockvpce*",
            "net of 123456789012 in us-east-1: ROLLBACK_COMPLETE",
            "  Endpoint (AWS::EC2::VPCEndpoint) CREATE_FAILED: The Vpc Endpoint Service*does not exist",
            "*test_denied*",
            "E*s3:PutObject on arn:aws:s3:::theirs/k: no allow in endpoint policy of vpce-*",
            "E*context: *aws:SourceVpce=vpce-*",
            "E*path: eni-* -> theirs.s3.amazonaws.com tcp/443: reached by way of vpce-*",
            "ec2:CreateSubnet(*, TagSpecifications=[[]Name=web[]])",
            "ec2:CreateNetworkInterface(SubnetId='subnet-*')",
            "        eni-* 10.0.0.*",
            "*test_writes*",
            "E*<3 calls: ec2:CreateVpc (3 times)>*",
        ]
    )
    told = result.stdout.str()
    assert "aws:UserAgent" not in told
    assert "mockvpce/gateways" not in told.replace("\\", "/")
