"""The endpoint that a client's calls have in common is worked out once, and anew as soon as anything might change it."""

import logging

import boto3
import pytest
from botocore.config import Config
from botocore.endpoint_provider import EndpointProvider

from mockvpce import mock_vpce


@pytest.fixture
def asked(monkeypatch):
    """How often botocore's rules were asked."""
    times = []
    resolve = EndpointProvider.resolve_endpoint

    def counted(self, **parameters):
        times.append(parameters)
        return resolve(self, **parameters)

    monkeypatch.setattr(EndpointProvider, "resolve_endpoint", counted)
    return times


def address_of(ec2):
    """Where a call goes."""
    seen = []
    ec2.meta.events.register("before-call.ec2", lambda params, **_: seen.append(params["url"]), unique_id="watch")
    ec2.describe_vpcs()
    ec2.meta.events.unregister("before-call.ec2", unique_id="watch")
    return seen[0]


@pytest.mark.needs_speedups
def test_once_an_operation_and_client(asked):
    with mock_vpce():
        ec2 = boto3.client("ec2", "eu-west-1")
        for _ in range(3):
            ec2.describe_vpcs()
            ec2.describe_vpc_endpoints()
        assert len(asked) == 2
        boto3.client("ec2", "eu-west-1").describe_vpcs()
        assert len(asked) == 3


def test_not_without_speedups(asked):
    with mock_vpce(speedups=False):
        ec2 = boto3.client("ec2", "eu-west-1")
        for _ in range(3):
            ec2.describe_vpcs()
        assert len(asked) == 3


def test_clients_have_their_own():
    with mock_vpce():
        clients = [
            boto3.client("ec2", "eu-west-1"),
            boto3.client("ec2", "us-east-2"),
            boto3.client("ec2", "us-east-2", config=Config(use_fips_endpoint=True)),
            boto3.client("ec2", "us-east-2", use_ssl=False),
        ]
        for _ in range(2):
            assert [address_of(one) for one in clients] == [
                "https://ec2.eu-west-1.amazonaws.com/",
                "https://ec2.us-east-2.amazonaws.com/",
                "https://ec2-fips.us-east-2.amazonaws.com/",
                "http://ec2.us-east-2.amazonaws.com/",
            ]


def test_who_listens_to_the_event_is_heard_from_then_on():
    def elsewhere(builtins, **_):
        builtins["AWS::Region"] = "us-west-2"

    with mock_vpce():
        ec2 = boto3.client("ec2", "us-east-1")
        assert [address_of(ec2) for _ in range(2)] == ["https://ec2.us-east-1.amazonaws.com/"] * 2
        ec2.meta.events.register("before-endpoint-resolution.ec2", elsewhere)
        assert [address_of(ec2) for _ in range(2)] == ["https://ec2.us-west-2.amazonaws.com/"] * 2
        ec2.meta.events.unregister("before-endpoint-resolution.ec2", elsewhere)
        assert [address_of(ec2) for _ in range(2)] == ["https://ec2.us-east-1.amazonaws.com/"] * 2


def test_a_service_whose_calls_decide(asked):
    with mock_vpce():
        s3 = boto3.client("s3", "us-east-1")
        for name in ("one", "two"):
            s3.create_bucket(Bucket=name)
            s3.put_object(Bucket=name, Key="k", Body=b"v")
        assert [one.get("Bucket") for one in asked] == ["one", "one", "two", "two"]


def test_the_log_has_it_each_time(caplog):
    with mock_vpce():
        ec2 = boto3.client("ec2", "us-east-1")
        ec2.describe_vpcs()
        with caplog.at_level(logging.DEBUG, "botocore.regions"):
            ec2.describe_vpcs()
    assert [one.message for one in caplog.records if one.name == "botocore.regions"][-1] == (
        "Endpoint provider result: https://ec2.us-east-1.amazonaws.com"
    )


def test_headers_are_the_callers_own():
    with mock_vpce():
        ec2 = boto3.client("ec2", "us-east-1")
        resolver = ec2._ruleset_resolver
        model = ec2.meta.service_model.operation_model("DescribeVpcs")
        first = resolver.construct_endpoint(model, {}, {})
        second = resolver.construct_endpoint(operation_model=model, call_args={}, request_context={})
        first.headers["x"] = "mine"
        assert resolver.construct_endpoint(model, {}, {}).headers == second.headers == {}


@pytest.mark.needs_speedups
def test_rules_are_compiled_once_a_process():
    rules = []
    for service in ("ec2", "ec2", "s3"):
        with mock_vpce():
            rules.append(boto3.Session().client(service, "us-east-1")._ruleset_resolver._provider)
    assert rules[0] is rules[1]
    assert rules[2] is not rules[0]
    with mock_vpce(speedups=False):
        assert boto3.Session().client("ec2", "us-east-1")._ruleset_resolver._provider is not rules[0]
