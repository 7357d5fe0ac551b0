"""Handlers that somebody registers for the events of a call are called for our operations as for moto's."""

from inspect import signature

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.history import BaseHistoryHandler, get_global_history_recorder
from botocore.retries import standard

from mockvpce import mock_vpce

EVENTS = (
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "response-received",
    "before-parse",
    "needs-retry",
)
OURS, THEIRS = "111111111111", "222222222222"
NAMES = ("{event}", "{event}.ec2", "{event}.ec2.*", "{event}.*.*")


@pytest.fixture
def session():
    with mock_vpce(account=OURS):
        yield boto3.Session(region_name="us-east-1")


class Heard:
    """Notes the events that it hears, with the names of their keywords."""

    def __init__(self):
        self.events = []

    def __call__(self, event_name, **keywords):
        self.events.append((event_name.replace("DescribeVpcEndpoints", "DescribeVpcs"), sorted(keywords)))


def both(client):
    client.describe_vpc_endpoints()
    client.describe_vpcs()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("event", EVENTS)
def test_each_event_is_heard_as_for_an_operation_of_moto(session, event, name):
    client, heard = session.client("ec2"), Heard()
    client.meta.events.register(name.format(event=event), heard)
    both(client)
    assert len(heard.events) == 2
    assert heard.events[0] == heard.events[1]
    assert heard.events[0][0] == f"{event}.ec2.DescribeVpcs"


@pytest.mark.parametrize("event", EVENTS)
def test_handlers_of_a_session_are_called_for_its_clients(session, event):
    heard = Heard()
    session.events.register(f"{event}.ec2", heard)
    both(session.client("ec2"))
    assert len(heard.events) == 2
    assert heard.events[0] == heard.events[1]


def test_handlers_may_come_and_go_between_calls(session):
    client, heard = session.client("ec2"), Heard()
    client.describe_vpc_endpoints()
    client.meta.events.register("needs-retry.ec2", heard, unique_id="mine")
    client.describe_vpc_endpoints()
    client.meta.events.unregister("needs-retry.ec2", unique_id="mine")
    client.describe_vpc_endpoints()
    assert len(heard.events) == 1


def test_a_handler_of_one_operation_leaves_the_others_alone(session):
    client, heard = session.client("ec2"), Heard()
    client.meta.events.register("before-sign.ec2.CreateVpcEndpoint", heard)
    both(client)
    assert heard.events == []


def test_handlers_see_a_signed_request_and_its_answer(session):
    client, seen = session.client("ec2"), {}
    client.meta.events.register("request-created.ec2", lambda request, **_: seen.update(form=request.data))
    client.meta.events.register(
        "before-send.ec2", lambda request, **_: seen.update(signed=request.headers["Authorization"])
    )
    client.meta.events.register(
        "response-received.ec2",
        lambda parsed_response, response_dict, **_: seen.update(parsed_response, **response_dict),
    )
    answered = client.describe_vpc_endpoints()
    assert seen["form"]["Action"] == "DescribeVpcEndpoints"
    assert b"/us-east-1/ec2/aws4_request" in seen["signed"]
    assert b"DescribeVpcEndpointsResponse" in seen["body"]
    assert seen["status_code"] == answered["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_header_added_before_signing_decides_the_account(session):
    client = session.client("ec2")
    client.meta.events.register(
        "before-sign.ec2", lambda request, **_: request.headers.add_header("x-moto-account-id", THEIRS)
    )
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    made = client.create_vpc_endpoint(VpcId=vpc["VpcId"], ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    assert (vpc["OwnerId"], made["OwnerId"]) == (THEIRS, THEIRS)
    assert session.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []


def test_a_handler_that_wants_a_retry_gets_it(session):
    client = session.client("ec2", config=Config(retries={"mode": "legacy"}))
    client.meta.events.register_first(
        "needs-retry.ec2.DescribeVpcEndpoints", lambda attempts, **_: 0 if attempts < 3 else None
    )
    assert client.describe_vpc_endpoints()["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_handler_that_refuses_to_sign_stops_the_call(session):
    def refuse(**_):
        raise PermissionError("nothing is signed here")

    client = session.client("ec2")
    client.meta.events.register("before-sign.ec2", refuse)
    with pytest.raises(PermissionError):
        client.create_vpc_endpoint(VpcId="vpc-12345678", ServiceName="com.amazonaws.us-east-1.s3")


def test_a_checker_derived_from_botocores_is_called(session):
    class Checker(standard.RetryHandler):
        def needs_retry(self, **_):
            asked.append(self)

    asked = []
    client = session.client("ec2")
    nothing = [None] * len(signature(standard.RetryHandler).parameters)
    client.meta.events.register("needs-retry.ec2", Checker(*nothing).needs_retry)
    with pytest.raises(ClientError):
        client.describe_vpc_endpoints(VpcEndpointIds=["vpce-12345678"])
    assert len(asked) == 1


def test_botocore_s_history_has_requests_and_answers(session, monkeypatch):
    class History(BaseHistoryHandler):
        def emit(self, event_type, payload, source):
            heard.append((event_type, source))

    heard, recorder, client = [], get_global_history_recorder(), session.client("ec2")
    monkeypatch.setattr(recorder, "_handlers", [History()])
    monkeypatch.setattr(recorder, "_enabled", False)
    recorder.enable()
    client.describe_vpc_endpoints()
    ours = heard[:]
    heard.clear()
    client.describe_vpcs()
    assert ours == heard
    assert ("HTTP_RESPONSE", "BOTOCORE") in ours
