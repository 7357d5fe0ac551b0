"""What is built once a process must not be noticed: sessions, clients and moto's backends are what they are without us."""

import gc
import time
from datetime import datetime

import boto3
import botocore.hooks
import botocore.session
import botocore.utils
import pytest
import requests
from botocore import handlers
from botocore.client import ClientCreator
from botocore.context import start_as_current_context
from botocore.session import Session
from botocore.useragent import UserAgentString, register_feature_id
from freezegun import freeze_time
from moto import mock_aws
from moto.core import models
from moto.core.base_backend import BaseBackend
from moto.ec2 import utils as ec2_utils
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.moto_api._internal import mock_random
from moto.s3.models import s3_backends

from mockvpce import mock_vpce
from mockvpce.speedups.botocore_clients import parse_timestamp

ACCOUNT = "123456789012"
EVENTS = [
    "before-parameter-build.s3.PutObject",
    "before-call.ec2.CopySnapshot",
    "docs.*.ec2.*.complete-section",
    "getattr.x",
]


def handlers_of(session, event):
    return list(session.get_component("event_emitter")._emitter._handlers.prefix_search(event))


def registered(session):
    return {event: handlers_of(session, event) for event in EVENTS}


def test_sessions_begin_with_the_same_handlers():
    plain = botocore.session.Session()
    with mock_vpce():
        made = [botocore.session.Session() for _ in range(3)]
        ours = {row[1] for row in handlers.BUILTIN_HANDLERS if row[1].__module__.startswith("mockvpce.")}
        for session in made:
            found = registered(session)
            assert [one for one in found[EVENTS[1]] if one not in ours] == registered(plain)[EVENTS[1]]
            assert {**found, EVENTS[1]: []} == {**registered(plain), EVENTS[1]: []}
            assert ours <= set(found[EVENTS[1]])


def test_a_handler_stays_with_its_session_and_its_client():
    seen = []
    with mock_vpce():
        first, second = botocore.session.Session(), botocore.session.Session()
        first.register("before-parameter-build.ec2.DescribeVpcs", lambda **_: seen.append("session"))
        clients = [one.create_client("ec2", "us-east-1") for one in (first, second, first)]
        clients[2].meta.events.register("before-parameter-build.ec2.DescribeVpcs", lambda **_: seen.append("client"))
        for client, expected in zip(clients, [["session"], [], ["session", "client"]], strict=True):
            seen.clear()
            client.describe_vpcs()
            assert seen == expected


def test_a_handler_that_comes_later_is_in_later_sessions(monkeypatch):
    def late(**_):
        """Does nothing."""

    with mock_vpce():
        botocore.session.Session()
        monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", [*handlers.BUILTIN_HANDLERS, ("getattr.x", late)])
        assert handlers_of(botocore.session.Session(), "getattr.x")[-1] is late
        monkeypatch.undo()
        assert late not in handlers_of(botocore.session.Session(), "getattr.x")


def test_a_session_that_registers_its_own_way_is_left_alone():
    names = []

    class Counting(Session):
        def register(self, event_name, *arguments, **options):
            names.append(event_name)
            super().register(event_name, *arguments, **options)

    with mock_vpce():
        botocore.session.Session()
        Counting()
    assert len(names) > 100


def test_classes_of_clients_are_their_own():
    def extend(class_attributes, **_):
        class_attributes["describe_vpcs"] = lambda self: "mine"

    with mock_vpce():
        session = boto3.Session(region_name="us-east-1")
        first = session.client("ec2")
        session.events.register("creating-client-class.ec2", extend)
        second, third = session.client("ec2"), boto3.Session(region_name="us-east-1").client("ec2")
        assert second.describe_vpcs() == "mine"
        assert len(first.describe_vpcs()["Vpcs"]) == len(third.describe_vpcs()["Vpcs"]) == 1
        type(first).describe_subnets = lambda self: "patched"
        assert third.describe_subnets() != first.describe_subnets() == "patched"
        assert "VpcId" in str(third.create_subnet.__doc__)
        assert third.describe_vpcs.__name__ == "describe_vpcs"


def test_a_botocore_that_keeps_handlers_otherwise_builds_for_itself(monkeypatch):
    class Other(botocore.hooks._PrefixTrie):
        """Handlers in another kind of container."""

    monkeypatch.setattr(botocore.hooks, "_PrefixTrie", Other)
    plain = Session._register_builtin_handlers
    with mock_vpce():
        assert Session._register_builtin_handlers is plain
        assert boto3.client("ec2", "us-east-1").describe_vpc_endpoints()["VpcEndpoints"] == []


def test_another_version_of_a_service_has_a_model_of_its_own():
    with mock_vpce():
        session = botocore.session.Session()
        names = {}
        for version in session.get_component("data_loader").list_api_versions("cloudfront", "service-2")[-2:]:
            client = session.create_client("cloudfront", "us-east-1", api_version=version)
            names[version] = client.meta.service_model.api_version
        assert len(names) == 2
        assert all(version == name for version, name in names.items())


@pytest.mark.needs_speedups
def test_botocore_and_moto_get_back_what_is_theirs():
    def replaceable():
        creator = ClientCreator._load_service_model, ClientCreator._create_methods
        agent = UserAgentString.to_string
        return (*creator, agent, Session._register_builtin_handlers, BaseBackend.reset, models.RESPONSES_METHODS)

    before = replaceable()
    with mock_vpce():
        assert not set(map(id, replaceable()[:-1])) & set(map(id, before[:-1]))
    assert replaceable() == before


def agent(client):
    sent = []
    client.meta.events.register_first("before-call.ec2.DescribeRegions", lambda params, **_: sent.append(params))
    for _ in range(2):
        client.describe_regions()
    first, second = ([word for word in one["headers"]["User-Agent"].split() if word[:2] != "m/"] for one in sent)
    assert first == second
    return first


def test_the_user_agent_is_the_same():
    config = botocore.client.Config(user_agent_appid="a b(c)", user_agent_extra="more/1")
    with mock_aws():
        plain = agent(boto3.client("ec2", "us-east-1", config=config))
    with mock_vpce():
        assert agent(boto3.client("ec2", "us-east-1", config=config)) == plain
        assert agent(boto3.client("ec2", "us-east-1")) != plain


def test_the_user_agent_follows_what_it_is_made_of():
    with mock_vpce():
        client = boto3.client("ec2", "us-east-1")
        assert "late/1" not in agent(client)
        client.meta.config.user_agent_extra = "late/1"
        assert agent(client)[-1] == "late/1"
        sent = []
        client.meta.events.register_first(
            "before-call.ec2", lambda params, **_: sent.append(params["headers"]["User-Agent"])
        )
        with start_as_current_context():
            client.describe_regions()
            register_feature_id("PAGINATOR")
            client.describe_regions()
        assert "C" not in feature_ids(sent[0])
        assert "C" in feature_ids(sent[1])


def feature_ids(text):
    return next((word[2:].split(",") for word in text.split() if word.startswith("m/")), [])


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23T10:11:12Z",
        "2026-11-23T10:11:12.345Z",
        "2026-11-23T10:11:12.345678Z",
        "2026-11-23T10:11:12.3Z",
        "2026-11-23T23:59:59+02:00",
        "2026-11-23",
        "10:11",
        1700000000,
        1.5,
        "1700000000.25",
        "Mon, 23 Nov 2026 10:11:12 GMT",
    ],
)
def test_timestamps_are_botocore_s(value):
    for _ in range(2):
        ours, plain = parse_timestamp(value), botocore.utils.parse_timestamp(value)
        assert (ours, ours.tzinfo, type(ours)) == (plain, plain.tzinfo, type(plain))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this platform has one time zone")
def test_a_timestamp_of_a_replaced_class_or_zone(monkeypatch):
    value = "2026-11-23T10:11:12Z"
    before = parse_timestamp(value)
    with freeze_time("2020-01-01"):
        assert type(parse_timestamp(value)) is type(botocore.utils.parse_timestamp(value))
    assert type(parse_timestamp(value)) is datetime
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert parse_timestamp(value).tzinfo == botocore.utils.parse_timestamp(value).tzinfo
        assert parse_timestamp(value) == before
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("value", ["", "soon", "2026-13-45T99:99:99Z"])
def test_a_timestamp_that_is_none(value):
    with pytest.raises(ValueError, match="Invalid timestamp"):
        parse_timestamp(value)


class TestSleepers:
    @pytest.mark.parametrize("mock", [mock_vpce, mock_aws])
    def test_a_backend_that_was_kept_is_empty_after_the_mock(self, mock):
        with mock():
            kept = ec2_backends[ACCOUNT]["us-east-1"]
            buckets = s3_backends[ACCOUNT]["aws"]
            boto3.client("ec2", "us-east-1").create_vpc(CidrBlock="10.0.0.0/16")
            boto3.client("s3", "us-east-1").create_bucket(Bucket="mine")
            assert len(kept.vpcs) == 2
        assert isinstance(kept, EC2Backend)
        assert repr(type(kept)) == repr(EC2Backend)
        assert (len(kept.vpcs), len(kept.subnets)) == (1, 6)
        assert type(kept) is EC2Backend
        assert (buckets.buckets, buckets.account_id, kept.region_name) == ({}, ACCOUNT, "us-east-1")

    def test_it_wakes_up_to_be_written_to(self):
        with mock_vpce():
            kept = ec2_backends[ACCOUNT]["us-east-1"]
        kept.reset()
        kept.note = "mine"
        assert kept.note == "mine"
        assert len(kept.vpcs) == 1

    def test_the_next_mock_has_another(self):
        with mock_vpce():
            kept = ec2_backends[ACCOUNT]["us-east-1"]
        with mock_vpce():
            assert ec2_backends[ACCOUNT]["us-east-1"] is not kept
            boto3.client("ec2", "us-east-1").create_vpc(CidrBlock="10.0.0.0/16")
            assert len(kept.vpcs) == 1

    @pytest.mark.needs_speedups
    @pytest.mark.parametrize("later", [mock_vpce, mock_aws])
    def test_an_instance_that_is_collected_wakes_nothing_and_draws_no_id(self, later):
        """In whatever mock the collector comes."""
        with mock_vpce():
            ec2 = boto3.client("ec2", "us-east-1")
            ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)
            backend = ec2_backends[ACCOUNT]["us-east-1"]
            held = [instance for one in backend.reservations.values() for instance in one.instances]
        with later():
            before = mock_random.getstate()
            held.clear()
            gc.collect()
            assert mock_random.getstate() == before
        assert type(backend) is not EC2Backend

    def test_a_backend_that_was_kept_knows_no_subnet_of_before(self):
        with mock_vpce():
            kept = ec2_backends[ACCOUNT]["us-east-1"]
            subnet = boto3.client("ec2", "us-east-1").describe_subnets()["Subnets"][0]["SubnetId"]
        with pytest.raises(InvalidSubnetIdError, match=subnet):
            kept.get_subnet(subnet)
        assert len(kept.subnets) == 6
        with pytest.raises(InvalidSubnetIdError, match=subnet):
            kept.get_subnet(subnet)


def test_requests_of_the_library_are_answered_in_every_mock():
    address = "http://motoapi.amazonaws.com/moto-api/data.json"
    for _ in range(3):
        with mock_vpce():
            assert requests.get(address, timeout=5).status_code == 200
            called = [one for one in models.responses_mock.registered() if one.call_count]
            assert [one.call_count for one in called] == [1]
            models.responses_mock.add("GET", "https://example.com/mine", body="mine")
            assert requests.get("https://example.com/mine", timeout=5).text == "mine"
        with mock_vpce():
            assert not [one for one in models.responses_mock.registered() if one.call_count]
            assert "https://example.com/mine" not in [one.url for one in models.responses_mock.registered()]


def test_ids_are_those_that_moto_would_draw():
    plain = ec2_utils.random_resource_id
    mock_random.seed(7)
    drawn = [plain(size) for size in (8, 17, 0, 17)]
    with mock_vpce():
        assert ec2_utils.random_resource_id is not plain
        mock_random.seed(7)
        assert [ec2_utils.random_resource_id(size) for size in (8, 17, 0, 17)] == drawn
    mock_random.seed(None)
    assert ec2_utils.random_resource_id is plain
