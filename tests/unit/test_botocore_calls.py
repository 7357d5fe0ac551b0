"""Calls are answered without a request only where nobody could tell; otherwise they go botocore's way, at once."""

import base64
import gc
import logging
import uuid
import weakref
from datetime import datetime, timezone
from unittest import mock

import boto3
import pytest
from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ParamValidationError
from botocore.history import get_global_history_recorder
from botocore.serialize import EC2Serializer
from botocore.stub import Stubber

from mockvpce import mock_vpce
from mockvpce.activation.runtime import runtime
from mockvpce.engine.clock import Clock


@pytest.fixture
def built(monkeypatch):
    """The operations for which a form was written."""
    names = []
    serialize = EC2Serializer.serialize_to_request

    def counted(self, parameters, operation_model):
        names.append(operation_model.name)
        return serialize(self, parameters, operation_model)

    monkeypatch.setattr(EC2Serializer, "serialize_to_request", counted)
    return names


@pytest.fixture
def ec2():
    with mock_vpce():
        yield boto3.client("ec2", "eu-west-1")


@pytest.mark.needs_speedups
def test_no_form_is_written(built, ec2):
    for _ in range(2):
        assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
        with pytest.raises(ClientError, match="InvalidVpcEndpointId"):
            ec2.describe_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    assert built == []
    ec2.describe_vpcs()
    assert built == ["DescribeVpcs"]


@pytest.mark.needs_speedups
def test_nor_for_clients_of_the_handle(built):
    with mock_vpce(region="eu-west-1") as aws:
        for client in (
            aws.client("ec2"),
            aws.session(account="111122223333").client("ec2"),
            aws.resource("ec2").meta.client,
        ):
            assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert built == []
    with pytest.raises(RuntimeError):
        client.describe_vpc_endpoints()


def test_not_without_speedups(built):
    with mock_vpce(speedups=False):
        boto3.client("ec2", "eu-west-1").describe_vpc_endpoints()
    assert built == ["DescribeVpcEndpoints"]


def test_not_once_the_mock_is_over():
    before = BaseClient._make_api_call
    with mock_vpce():
        assert BaseClient._make_api_call is not before
    assert BaseClient._make_api_call is before


@pytest.mark.parametrize(
    "event",
    [
        "provide-client-params.ec2.DescribeVpcEndpoints",
        "before-parameter-build.ec2",
        "before-endpoint-resolution.ec2",
        "before-call.ec2.DescribeVpcEndpoints",
        "request-created.ec2",
        "before-send.ec2",
        "after-call.ec2",
        "after-call.*.*",
    ],
)
def test_who_listens_is_called_from_then_on_and_no_longer_once_he_has_gone(ec2, event):
    heard = []
    ec2.describe_vpc_endpoints()
    ec2.meta.events.register(event, lambda **given: heard.append(given["event_name"]), unique_id="watch")
    ec2.describe_vpc_endpoints()
    assert len(heard) == 1
    ec2.meta.events.unregister(event, unique_id="watch")
    ec2.describe_vpc_endpoints()
    assert len(heard) == 1


def test_a_handler_may_change_the_arguments(ec2):
    def narrow(params, **_):
        params["VpcEndpointIds"] = ["vpce-0123456789abcdef0"]

    ec2.meta.events.register("before-parameter-build.ec2.DescribeVpcEndpoints", narrow)
    with pytest.raises(ClientError, match="vpce-0123456789abcdef0"):
        ec2.describe_vpc_endpoints()


def test_a_handler_may_see_the_request(ec2):
    seen = []
    ec2.meta.events.register("before-call.ec2", lambda params, **_: seen.append(params["body"]))
    ec2.describe_vpc_endpoints(MaxResults=5)
    assert seen == [{"Action": "DescribeVpcEndpoints", "Version": "2016-11-15", "MaxResults": 5}]


def test_a_handler_may_answer(ec2):
    answer = mock.Mock(status_code=200), {"VpcEndpoints": "answered"}
    ec2.meta.events.register_first("before-call.ec2.DescribeVpcEndpoints", lambda **_: answer)
    assert ec2.describe_vpc_endpoints() == {"VpcEndpoints": "answered"}


def test_a_stubber_answers(ec2):
    with Stubber(ec2) as stubber:
        stubber.add_response("describe_vpc_endpoints", {"NextToken": "stubbed"}, {"MaxResults": 5})
        assert ec2.describe_vpc_endpoints(MaxResults=5)["NextToken"] == "stubbed"
    assert "NextToken" not in ec2.describe_vpc_endpoints(MaxResults=5)


@pytest.mark.parametrize("step", ["_emit_api_params", "_resolve_endpoint_ruleset", "_convert_to_request_dict"])
def test_who_replaces_a_step_is_called(ec2, step):
    ec2.describe_vpc_endpoints()
    for owner in (BaseClient, type(ec2)):
        with mock.patch.object(owner, step, autospec=True, side_effect=getattr(owner, step)) as replaced:
            ec2.describe_vpc_endpoints()
        assert replaced.call_count == 1


def test_who_replaced_a_step_before_the_mock_is_called():
    convert = BaseClient._convert_to_request_dict
    with mock.patch.object(BaseClient, "_convert_to_request_dict", autospec=True, side_effect=convert) as replaced:
        with mock_vpce():
            boto3.client("ec2", "eu-west-1").describe_vpc_endpoints()
        assert replaced.call_count == 1


def test_who_wraps_every_call_is_called_within_the_mock_and_around_it():
    seen = []
    plain = BaseClient._make_api_call

    def watched(client, name, parameters):
        seen.append((name, parameters))
        return plain(client, name, parameters)

    with mock.patch.object(BaseClient, "_make_api_call", watched), mock_vpce():
        boto3.client("ec2", "eu-west-1").describe_vpc_endpoints(MaxResults=5)
    with mock_vpce():
        ec2 = boto3.client("ec2", "eu-west-1")
        plain = BaseClient._make_api_call
        with mock.patch.object(BaseClient, "_make_api_call", watched):
            ec2.describe_vpc_endpoints(MaxResults=6)
    assert seen == [("DescribeVpcEndpoints", {"MaxResults": 5}), ("DescribeVpcEndpoints", {"MaxResults": 6})]


def told(arguments, **options):
    """How botocore refuses arguments."""
    with mock_vpce(**options):
        with pytest.raises((ParamValidationError, TypeError)) as refused:
            boto3.client("ec2", "eu-west-1").describe_vpc_endpoints(**arguments)
        return str(refused.value)


@pytest.mark.parametrize("arguments", [{"VpcEndpointIds": "vpce-1"}, {"MaxResults": "5"}, {"Nonsense": 1, "DryRun": 0}])
def test_botocore_refuses_arguments_in_its_own_words(arguments):
    assert told(arguments) == told(arguments, speedups=False)


def test_arguments_are_not_checked_where_the_client_says_so(built):
    with mock_vpce():
        ec2 = boto3.client("ec2", "eu-west-1", config=Config(parameter_validation=False))
        assert ec2.describe_vpc_endpoints(MaxResults="5")["VpcEndpoints"] == []
    assert built == ["DescribeVpcEndpoints"]


def test_a_token_that_botocore_adds_is_the_callers_too(monkeypatch):
    monkeypatch.setattr(uuid, "uuid4", lambda: "a-token")
    with mock_vpce() as aws:
        ec2 = boto3.client("ec2", "eu-west-1")
        prefix = {"PrefixListName": "names", "MaxEntries": 1, "AddressFamily": "IPv4"}
        ec2.create_managed_prefix_list(**prefix)
        assert aws.calls[-1].parameters == {**prefix, "ClientToken": "a-token"}


def test_the_log_of_botocore_tells_what_it_always_tells(ec2, caplog):
    ec2.describe_vpc_endpoints()
    for name in ("botocore.hooks", "botocore.regions"):
        with caplog.at_level(logging.DEBUG, name):
            caplog.clear()
            ec2.describe_vpc_endpoints()
        assert name in {record.name for record in caplog.records}


def test_a_history_is_kept_of_every_call(ec2):
    ec2.describe_vpc_endpoints()
    recorder, heard = get_global_history_recorder(), mock.Mock()
    recorder.add_handler(heard)
    recorder.enable()
    try:
        ec2.describe_vpc_endpoints()
    finally:
        recorder.disable()
        recorder._handlers.remove(heard)
    assert "API_CALL" in {call.args[0] for call in heard.emit.call_args_list}


def test_clients_of_other_addresses_and_regions_are_as_they_were():
    with mock_vpce():
        with pytest.raises(EndpointConnectionError):
            boto3.client("ec2", "xx-nowhere-9").describe_vpc_endpoints()
        assert boto3.client("ec2", "us-east-2", use_ssl=False).describe_vpc_endpoints()["VpcEndpoints"] == []
        regional = boto3.client("ec2", "eu-west-1", endpoint_url="https://ec2.us-west-2.amazonaws.com")
        vpc = boto3.client("ec2", "us-west-2").describe_vpcs()["Vpcs"][0]["VpcId"]
        name = "com.amazonaws.us-west-2.s3"
        made = regional.create_vpc_endpoint(VpcId=vpc, ServiceName=name)["VpcEndpoint"]["VpcEndpointId"]
        assert boto3.client("ec2", "us-west-2").describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"]


def test_faults_placements_and_the_wire_come_first():
    with mock_vpce() as aws:
        ec2 = boto3.client("ec2", "eu-west-1")
        ec2.describe_vpc_endpoints()
        refused = pytest.raises(ClientError, match="UnauthorizedOperation")
        with aws.fail("DescribeVpcEndpoints", code="UnauthorizedOperation"), refused:
            ec2.describe_vpc_endpoints()
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        with aws.at(interface), pytest.raises(ConnectTimeoutError):
            ec2.describe_vpc_endpoints()
        assert aws.calls[-1].decision is not None


def everything(**options):
    """Answers to calls of many kinds, errors among them."""
    answers = []
    with mock_vpce(seed=7, **options):
        ec2 = boto3.client("ec2", "us-east-1")
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "name", "Value": "é"}]}]
        calls = [
            (
                "CreateVpcEndpoint",
                {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "TagSpecifications": tags},
            ),
            ("CreateVpcEndpoint", {"VpcId": vpc, "ServiceName": "nonsense", "SubnetIds": []}),
            ("CreateVpcEndpoint", {"ServiceName": "com.amazonaws.us-east-1.s3", "VpcId": ""}),
            ("DescribeVpcEndpoints", {"Filters": ({"Name": "vpc-id", "Values": (vpc,)},)}),
            ("DescribeVpcEndpoints", {"Filters": [{"Name": "tag:name", "Values": ["é"]}], "MaxResults": 5}),
            ("DescribeVpcEndpoints", {"Filters": [{}]}),
            ("DescribeVpcEndpoints", {"DryRun": True}),
            ("DescribeVpcEndpoints", {"MaxResults": 10**20}),
            ("DescribeVpcEndpoints", {"NextToken": "nonsense"}),
        ]
        for name, arguments in calls:
            try:
                answer = getattr(ec2, xform_name(name))(**arguments)
            except ClientError as refused:
                answer = refused.response
            answers.append((name, answer))
    return answers


def test_answers_are_the_same(monkeypatch):
    noon = datetime(2024, 1, 2, 12, tzinfo=timezone.utc)
    monkeypatch.setattr(Clock, "now", lambda _: noon)
    monkeypatch.setattr(Clock, "http_date", lambda _: "noon")
    assert everything() == everything(speedups=False)


@pytest.mark.parametrize(("service", "operation"), [("ec2", "describe_vpc_endpoints"), ("s3", "list_buckets")])
def test_clients_are_let_go(service, operation):
    with mock_vpce():
        client = boto3.client(service, "eu-west-1")
        getattr(client, operation)()
        gone = weakref.ref(client)
        del client
        gc.collect()
        assert gone() is None
        assert runtime()._planned._clients == {}


def test_what_botocore_makes_of_arguments_is_made_of_them_once(ec2):
    image = ec2.describe_images()["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, UserData="some text")["Instances"][0]["InstanceId"]
    shown = ec2.describe_instance_attribute(InstanceId=made, Attribute="userData")
    assert base64.b64decode(shown["UserData"]["Value"]) == b"some text"
