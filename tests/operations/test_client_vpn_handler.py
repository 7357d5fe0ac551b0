"""The client connect handler: a Lambda function that is asked about each connection."""

import io
import json
import zipfile

import pytest
import requests
from client_vpn_site import ACCOUNT, Office, refused
from moto.awslambda_simple.models import LambdaSimpleBackend

NAME = "AWSClientVPN-check"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{NAME}"
NO_DOCKER = {"config": {"lambda": {"use_docker": False}}}
REPLIES = "http://motoapi.amazonaws.com/moto-api/static/lambda-simple/response"
pytestmark = pytest.mark.parametrize("aws", [NO_DOCKER], indirect=True)


@pytest.fixture
def office(aws):
    return Office(aws)


@pytest.fixture
def function(office):
    """The handler's name, with the function behind it."""
    trust = {"Version": "2012-10-17", "Statement": []}
    role = office.client("iam").create_role(RoleName="handler", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "def handle(event, context): ...")
    office.client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python3.13",
        Role=role["Arn"],
        Handler="handler.handle",
        Code={"ZipFile": code.getvalue()},
        Publish=True,
    )
    return NAME


def reply(**answer):
    """Let the function answer so, once."""
    usual = {"allow": True, "error-msg-on-denied-connection": "", "posture-compliance-statuses": []}
    text = json.dumps({**usual, "schema-version": "v3", **answer})
    assert requests.post(REPLIES, json={"results": [text], "region": "us-east-1"}, timeout=5).status_code == 201


def guarded(office, arn=FUNCTION, **options):
    return office.make_open(ClientConnectOptions={"Enabled": True, "LambdaFunctionArn": arn}, **options)


@pytest.mark.parametrize("qualifier", ["", ":1", ":$LATEST"])
@pytest.mark.usefixtures("function")
def test_handler_lets_in_and_says_how_the_device_is(office, qualifier):
    endpoint = guarded(office, FUNCTION + qualifier)
    reply(**{"posture-compliance-statuses": ["compliant", "known"]})
    session = office.connect(endpoint)
    (shown,) = office.connections(endpoint)
    assert (shown["ConnectionId"], shown["PostureComplianceStatuses"]) == (session.id, ["compliant", "known"])


@pytest.mark.usefixtures("function")
def test_handler_denies_with_a_word_to_the_client(office):
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group}
    endpoint = guarded(office, ConnectionLogOptions=log)
    reply(allow=False, **{"error-msg-on-denied-connection": "come back by day"})
    with pytest.raises(ConnectionRefusedError, match=f"{NAME} denies the connection: come back by day"):
        office.connect(endpoint)
    assert office.connections(endpoint) == []
    stream = office.endpoint(endpoint)["ConnectionLogOptions"]["CloudwatchLogStream"]
    (event,) = office.client("logs").get_log_events(logGroupName="vpn", logStreamName=stream)["events"]
    assert json.loads(event["message"])["connection-attempt-failure-reason"] == "client-connect-failed"
    reply()
    assert office.connect(endpoint).status == "active"


@pytest.mark.parametrize(
    "answer",
    [
        {"allow": "yes"},
        {"schema-version": "v4"},
        {"error-msg-on-denied-connection": None},
        {"error-msg-on-denied-connection": "x" * 256},
        {"posture-compliance-statuses": "compliant"},
        {"posture-compliance-statuses": ["compliant"] * 11},
        {"posture-compliance-statuses": ["x" * 256]},
        {"posture-compliance-statuses": [1]},
    ],
    ids=str,
)
@pytest.mark.usefixtures("function")
def test_answer_of_another_form_denies(office, answer):
    endpoint = guarded(office)
    reply(**answer)
    with pytest.raises(ConnectionRefusedError, match="has to give an answer of its schema"):
        office.connect(endpoint)


@pytest.mark.usefixtures("function")
def test_first_schema_has_another_name_for_the_word(office):
    endpoint = guarded(office)
    reply(**{"allow": False, "schema-version": "v1", "error-msg-on-failed-posture-compliance": "install updates"})
    with pytest.raises(ConnectionRefusedError, match="install updates"):
        office.connect(endpoint)


def test_handler_that_is_not_there_denies(office):
    endpoint = guarded(office)
    with pytest.raises(
        ConnectionRefusedError, match=f"{NAME}, the client connect handler of {endpoint}, does not exist"
    ):
        office.connect(endpoint)
    office.modify(endpoint, ClientConnectOptions={"Enabled": False})
    assert office.connect(endpoint).status == "active"


@pytest.mark.usefixtures("function")
def test_handler_knows_who_asks(office, monkeypatch):
    asked = []
    answers = LambdaSimpleBackend.invoke

    def remember(backend, name, qualifier, body, *rest):
        asked.append((name, qualifier, json.loads(body)))
        return answers(backend, name, qualifier, body, *rest)

    monkeypatch.setattr(LambdaSimpleBackend, "invoke", remember)
    endpoint = guarded(office, AuthenticationOptions=[office.mutual, office.users])
    reply()
    session = office.connect(endpoint, user="alice", groups=["S-1-5"])
    ((name, qualifier, question),) = asked
    assert (name, qualifier) == (NAME, None)
    expected = {
        "connection-id": session.id,
        "endpoint-id": endpoint,
        "common-name": "alice",
        "username": "alice",
        "groups": ["S-1-5"],
        "schema-version": "v3",
    }
    assert {key: question[key] for key in expected} == expected


@pytest.mark.usefixtures("function")
def test_handler_is_asked_after_authentication(office):
    endpoint = guarded(office)
    reply(allow=False)
    with pytest.raises(ConnectionRefusedError, match="certificate"):
        office.aws.connect(endpoint)
    with pytest.raises(ConnectionRefusedError, match=r"denies the connection$"):
        office.connect(endpoint)


def test_handler_has_the_prefix_of_client_vpn(office):
    with refused("InvalidParameterValue"):
        office.make(ClientConnectOptions={"Enabled": True, "LambdaFunctionArn": FUNCTION.replace("AWSClientVPN-", "")})
