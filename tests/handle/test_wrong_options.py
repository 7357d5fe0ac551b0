"""Options of the wrong kind are refused when they are given, in words, and leave nothing behind."""

import re
from pathlib import Path

import pytest

import mockvpce
from mockvpce import mock_vpce
from mockvpce.activation.checks import QUOTAS

PACKAGE = Path(mockvpce.__file__).parent


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"quotas": {"L-29B6F2EC": 1}},
            "'L-29B6F2EC' is not the code of a quota that mockvpce knows; nearest: L-29B6F2EB",
        ),
        ({"regoin": "us-east-1"}, "mock_vpce has no option 'regoin'; did you mean 'region'? It has account, region"),
        ({"fast": True}, "mock_vpce has no option 'fast'; "),
        ({"quotas": {"endpoints": 1}}, "'endpoints' is not the code of a quota"),
        ({"quotas": {5: 1}}, "5 is not the code of a quota"),
        ({"quotas": {"L-29B6F2EB": -1}}, "L-29B6F2EB is a number from 0, got -1"),
        ({"quotas": {"L-29B6F2EB": "5"}}, "L-29B6F2EB is a number from 0, got '5'"),
        ({"quotas": {"L-29B6F2EB": True}}, "L-29B6F2EB is a number from 0, got True"),
        ({"quotas": None}, "quotas is True, False, or a mapping of codes"),
        ({"quotas": 5}, "quotas is True, False, or a mapping of codes"),
        ({"seed": True}, "seed is an int or a str, got True"),
        ({"config": "x"}, "config is moto's own"),
        ({"config": {"core": 1}}, "config is moto's own"),
        ({"config": [1]}, "config is moto's own"),
        ({"config": dict}, "config is moto's own"),
        ({"region": 5}, "region is the name of a Region, such as 'us-east-1', got 5"),
        ({"region": "a\0b"}, "region is the name of a Region"),
        ({"region": "us-esat-1"}, "got 'us-esat-1'; nearest: "),
        ({"region": "us-east-1a"}, "got 'us-east-1a'; nearest: us-east-1"),
        ({"region": "nowhere"}, "such as 'us-east-1', got 'nowhere'"),
        ({"account": 123456789012}, "an AWS account id is text of 12 digits, got 123456789012"),
    ],
)
def test_options(options, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        mock_vpce(**options)


@pytest.mark.parametrize("given", [5, "us-east-1", {"region": "us-east-1"}])
def test_options_go_by_name(given):
    with pytest.raises(TypeError, match="mock_vpce decorates a function or a class, and takes its options by name"):
        mock_vpce(given)


def test_install_checks_as_well():
    with pytest.raises(ValueError, match="is not the code of a quota"):
        mockvpce.install(quotas={"L-00000000": 1})


def test_every_quota_that_is_asked_for_is_known():
    asked = {
        code
        for path in (PACKAGE / "resources").rglob("*.py")
        for code in re.findall(r'"(L-[0-9A-F]{8})"', path.read_text(encoding="utf-8"))
    }
    assert asked == QUOTAS


CALLS = {
    "advance": (lambda aws: aws.clock.advance(), "say how far the clock is to go"),
    "restore": (lambda aws: aws.restore(None), "restore takes what aws.snapshot"),
    "times": (lambda aws: aws.inject_error("CreateVpcEndpoint", "X", times=0), "times is a number from 1"),
    "operation": (lambda aws: aws.inject_error("CreateVpcEndpont", "X"), "nearest: CreateVpcEndpoint"),
    "status": (lambda aws: aws.inject_error("CreateVpcEndpoint", "X", status="400"), "status is an HTTP status"),
    "code": (lambda aws: aws.inject_error("CreateVpcEndpoint", None), "code is text, got None"),
    "when": (lambda aws: fail(aws, when={"CidrBlock": 1}), "when is a function of the parameters"),
    "fault account": (lambda aws: fail(aws, account=1), "an AWS account id is text of 12 digits, got 1"),
    "fault digits": (lambda aws: fail(aws, account="12"), "an AWS account id is text of 12 digits, got '12'"),
    "fault region": (lambda aws: fail(aws, region=5), "region is the name of a Region, such as .us-east-1., got 5"),
    "fault message": (lambda aws: fail(aws, message=5), "message is text, got 5"),
    "delay": (lambda aws: fail(aws, delay="1"), "delay is a timedelta or a number of seconds, got '1'"),
    "no delay": (lambda aws: fail(aws, delay=float("nan")), "delay is a timedelta or a number of seconds, got nan"),
    "probability": (lambda aws: fail(aws, probability=True), "probability is above 0 and at most 1"),
    "client": (lambda aws: aws.client("ec2", account=123456789012), "an AWS account id is text of 12 digits"),
    "session": (lambda aws: aws.session(account="12"), "an AWS account id is text of 12 digits, got '12'"),
    "credentials": (lambda aws: aws.credentials(5), "an AWS account id is text of 12 digits, got 5"),
}


def fail(aws, **options):
    return aws.fail("CreateVpc", code="VpcLimitExceeded", **options)


def test_the_handle_refuses_and_goes_on():
    with mock_vpce(region="us-east-1") as aws:
        for call, words in CALLS.values():
            with pytest.raises((TypeError, ValueError), match=words):
                call(aws)
        assert aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        assert len(aws.calls) == 1


def test_a_region_that_moto_is_told_to_have(monkeypatch):
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    with mock_vpce(region="us-moon-1") as aws:
        assert aws.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []


@pytest.mark.parametrize("ask", ["client", "resource"])
def test_regions_of_clients(ask):
    with mock_vpce(region="us-east-1") as aws:
        for region in ("us-esat-1", "us-moon-1", 5, ""):
            with pytest.raises(ValueError, match=r"[Rr]egion"):
                getattr(aws, ask)("ec2", region=region)
