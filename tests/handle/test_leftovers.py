"""`leftovers="fail"`: what a test has made and not deleted is an error at the end of its mock."""

import pytest

from mockvpce import current, mock_vpce

REGION = "us-east-1"


def two_vpcs(ec2):
    return [ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in range(2)]


def endpoint(ec2):
    made = ec2.create_vpc_endpoint(VpcId=two_vpcs(ec2)[0], ServiceName=f"com.amazonaws.{REGION}.s3")["VpcEndpoint"]
    return made["VpcEndpointId"], lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])


def peering(ec2):
    one, other = two_vpcs(ec2)
    made = ec2.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)["VpcPeeringConnection"]
    found = made["VpcPeeringConnectionId"]
    return found, lambda: ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=found)


def rejected(ec2):
    found, _ = peering(ec2)
    return found, lambda: ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=found)


def customer_gateway(ec2):
    made = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    found = made["CustomerGatewayId"]
    return found, lambda: ec2.delete_customer_gateway(CustomerGatewayId=found)


def vpn_gateway(ec2):
    found = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    return found, lambda: ec2.delete_vpn_gateway(VpnGatewayId=found)


@pytest.mark.parametrize("timing", ["instant", "manual"])
@pytest.mark.parametrize("make", [endpoint, peering, rejected, customer_gateway, vpn_gateway])
def test_what_is_left_is_named_and_what_is_deleted_is_not(make, timing):
    with mock_vpce(region=REGION, leftovers="fail", timing=timing) as aws:
        made, delete = make(aws.client("ec2"))
        aws.settle()
        delete()
    mock = mock_vpce(region=REGION, leftovers="fail", timing=timing)
    made, _ = make(mock.start().client("ec2"))
    with pytest.raises(AssertionError, match=f"^left behind: {made} "):
        mock.stop()


def test_the_line_says_what_it_is_and_whose():
    mock = mock_vpce(region=REGION, leftovers="fail", account="111111111111")
    aws = mock.start()
    made, _ = endpoint(aws.client("ec2"))
    aws.client("ec2").create_tags(Resources=[made], Tags=[{"Key": "Name", "Value": "mine"}])
    with pytest.raises(AssertionError) as caught:
        mock.stop()
    told = f'left behind: {made} "mine" (vpc-endpoint, available, 111111111111 in {REGION})'
    assert str(caught.value) == told


def test_it_is_allowed_by_default():
    with mock_vpce(region=REGION) as aws:
        endpoint(aws.client("ec2"))


@mock_vpce(region=REGION, leftovers="fail")
def leaves_and_fails():
    endpoint(current().client("ec2"))
    raise ValueError("first")


def test_there_is_no_second_error():
    with pytest.raises(ValueError, match="first"):
        leaves_and_fails()


def test_what_an_outer_mock_had_is_not_the_inner_one_s():
    with mock_vpce(region=REGION) as aws:
        endpoint(aws.client("ec2"))
        with mock_vpce(leftovers="fail"):
            pass
        snapshot = aws.snapshot()
    with mock_vpce(leftovers="fail", start=snapshot):
        pass


def test_a_wrong_word():
    with pytest.raises(ValueError, match="leftovers is 'allow' or 'fail', got 'raise'"):
        mock_vpce(leftovers="raise")


SUITE = """
    import boto3
    import pytest

    @pytest.fixture(scope="session")
    def shop(vpce_mock_session):
        return make(vpce_mock_session)

    def make(aws):
        ec2 = aws.client("ec2", region="us-east-1")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
        return vpc, made["VpcEndpointId"], ec2

    def test_leaves(vpce_mock):
        make(vpce_mock)

    @pytest.mark.mock_vpce(leftovers="allow")
    def test_may_leave(vpce_mock):
        make(vpce_mock)

    def test_uses_what_was_built(shop):
        boto3.client("ec2", "us-east-1").describe_vpc_endpoints(VpcEndpointIds=[shop[1]])

    def test_leaves_in_its_copy(shop):
        made = shop[2].create_vpc_endpoint(VpcId=shop[0], ServiceName="com.amazonaws.us-east-1.dynamodb")

    def test_unanswered(vpce_mock):
        with pytest.raises(Exception, match="InvalidAction"):
            vpce_mock.client("ec2", region="us-east-1").describe_ipams()
        with pytest.raises(NotImplementedError):
            vpce_mock.client("iam").get_context_keys_for_custom_policy(PolicyInputList=["x"])
"""


@pytest.mark.needs_processes
@pytest.mark.parametrize("workers", [(), ("-n2",)])
def test_a_strict_suite(pytester, workers):
    pytester.makeini("[pytest]\nmockvpce_leftovers = fail\n")
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "--strict-markers", "--strict-config", *workers)
    result.assert_outcomes(passed=5, errors=2)
    result.stdout.fnmatch_lines_random(
        ["*ERROR at teardown of test_leaves*", "*ERROR at teardown of test_leaves_in_its_copy*"]
    )
    result.stdout.fnmatch_lines(
        [
            "*operations that neither mockvpce nor moto answers*",
            "ec2:DescribeIpams: 1 call",
            "iam:GetContextKeysFor*: 1 call",
        ]
    )
