"""Bad input to the methods of the handle: refused in words, with the nearest names, and nothing is half-made."""

import re

import pytest
from botocore.exceptions import UnknownServiceError

from mockvpce import mock_vpce


@pytest.fixture
def aws():
    with mock_vpce(region="us-east-1") as handle:
        yield handle


async def later():
    pass


CASES = {
    "client of nothing": (lambda aws: aws.client(None), TypeError, "a service is named as boto3.client has it"),
    "client of a misspelt service": (lambda aws: aws.client("ec3"), UnknownServiceError, "are: ecs, ecr, ec2, …"),
    "session of an account": (lambda aws: aws.session(account="12"), ValueError, "text of 12 digits, got '12'"),
    "credentials of a number": (lambda aws: aws.credentials(12), ValueError, "text of 12 digits, got 12"),
    "at for an account": (lambda aws: aws.at("internet", account="1").__enter__(), ValueError, "12 digits, got '1'"),
    "a list of VPN connections": (lambda aws: aws.vpn([]), TypeError, "a VPN connection is named by its id, got []"),
    "None as a VPN connection": (lambda aws: aws.vpn(None), TypeError, "a VPN connection is named by its id, got None"),
    "a list of VPN endpoints": (
        lambda aws: aws.connect(["cvpn-endpoint-1"]),
        TypeError,
        "a Client VPN endpoint is named",
    ),
    "an endpoint of no id": (
        lambda aws: aws.make_requester_managed({}),
        TypeError,
        "a VPC endpoint is named by its id",
    ),
    "a place that is a number": (lambda aws: aws.allows("s3:ListAllMyBuckets", at=5), TypeError, "its id, got 5"),
    "a place that is a list": (lambda aws: aws.allows("s3:ListAllMyBuckets", at=[]), TypeError, "its id, got []"),
    "a role that is a number": (lambda aws: aws.allows("s3:ListAllMyBuckets", role=5), TypeError, "a role, got 5"),
    "a role without a name": (lambda aws: aws.allows("s3:ListAllMyBuckets", role=""), TypeError, "a role, got ''"),
    "a unit of time": (lambda aws: aws.clock.advance(fortnights=1), TypeError, "milliseconds, microseconds, got fort"),
    "a step back": (lambda aws: aws.clock.advance(-1.5), ValueError, "moves forward only, got -1.5 seconds"),
    "a coroutine later": (lambda aws: aws.clock.call_later(1, later), TypeError, "nobody would await"),
    "a service of no name": (lambda aws: aws.add_service(None), ValueError, "not the name of a service"),
    "one private name": (
        lambda aws: aws.add_service("com.amazonaws.us-east-1.new", private_dns_names="new.example.com"),
        TypeError,
        "private_dns_names are several, got 'new.example.com': write ['new.example.com']",
    ),
    "one zone": (
        lambda aws: aws.add_service("com.amazonaws.us-east-1.new", zone_ids="use1-az1"),
        TypeError,
        "zone_ids are several",
    ),
    "calls of two services": (
        lambda aws: aws.calls("s3:GetObject", service="ec2"),
        ValueError,
        "'s3:GetObject' is of s3, and service= says 'ec2'",
    ),
    "a fault in no Region": (
        lambda aws: aws.fail("CreateVpc", "VpcLimitExceeded", region="mars"),
        ValueError,
        "region is the name of a Region, such as 'us-east-1', got 'mars'",
    ),
    "a condition without parameters": (
        lambda aws: aws.fail("CreateVpc", "VpcLimitExceeded", when=lambda: True),
        TypeError,
        "when is a function of one argument",
    ),
    "an injected error of moto's": (
        lambda aws: aws.inject_error("CreateVpc", "VpcLimitExceeded"),
        ValueError,
        "'CreateVpc' is not an operation that mockvpce answers; ",
    ),
    "no action": (lambda aws: aws.allows(None), TypeError, "an action is a text such as 's3:GetObject', got None"),
    "all actions": (lambda aws: aws.allows("s3:*"), ValueError, "'s3:*' stands for several actions"),
    "a list of keys": (lambda aws: aws.allows("s3:GetObject", context=["a"]), TypeError, "a mapping of condition keys"),
    "a number for a key": (lambda aws: aws.allows("s3:GetObject", context={1: "a"}), TypeError, "got 1"),
    "a key without prefix": (
        lambda aws: aws.allows("s3:GetObject", context={"SourceIp": "198.51.100.1"}),
        ValueError,
        "'SourceIp' is no condition key: one has a prefix, as in 'aws:SourceIp'",
    ),
    "an account for a question": (lambda aws: aws.allows("s3:GetObject", account="1"), ValueError, "got '1'"),
    "a protocol of no number": (
        lambda aws: aws.reach("internet", "198.51.100.7", protocol=300),
        ValueError,
        "300 is no protocol: tcp, udp, icmp, icmpv6 or a number to 255",
    ),
    "a port of ICMP": (
        lambda aws: aws.reach("internet", "198.51.100.7", 443, protocol="icmp"),
        ValueError,
        "icmp has no ports, got 443",
    ),
    "no VPN connection": (lambda aws: aws.vpn("vpn-1"), LookupError, "there is no VPN connection 'vpn-1' in any"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused(aws, case):
    ask, kind, words = CASES[case]
    before = aws.describe(), len(aws.calls)
    with pytest.raises(kind, match=re.escape(words)):
        ask(aws)
    assert (aws.describe(), len(aws.calls)) == before
    # an unused fault that was ordered all the same would fail the end of the mock


@pytest.fixture
def vpn(aws):
    ec2 = aws.client("ec2")
    customer = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    made = ec2.create_vpn_connection(
        CustomerGatewayId=customer["CustomerGatewayId"], Type="ipsec.1", VpnGatewayId=gateway
    )
    return aws.vpn(made["VpnConnection"]["VpnConnectionId"])


def test_a_vpn_connection_that_is_nearly_right(aws, vpn):
    with pytest.raises(LookupError, match=f"; did you mean '{vpn.id}'"):
        aws.vpn(vpn.id[:-1])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"prefixes": None}, "prefixes are CIDR blocks, got None"),
        ({"prefixes": "10.0.0.0/8"}, "prefixes are several"),
        ({"bgp": "no"}, "bgp is True or False, got 'no'"),
    ],
)
def test_a_tunnel(vpn, given, words):
    with pytest.raises(TypeError, match=words):
        vpn[0].up(**given)
    assert vpn[0].status == "DOWN"
