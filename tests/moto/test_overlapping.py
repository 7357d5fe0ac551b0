"""Mocks that overlap in any order: what the process had before comes back with the last end, and only then."""

from __future__ import annotations

import itertools
import os
import threading

import boto3
import pytest
from moto import mock_aws
from moto.core.config import default_user_config
from moto.core.models import MockAWS

from mockvpce import mock_vpce

USERS = {
    "AWS_ACCESS_KEY_ID": "AKIAUSER",
    "AWS_SECRET_ACCESS_KEY": "the user's",
    "AWS_SESSION_TOKEN": "the user's token",
    "AWS_SECURITY_TOKEN": None,
    "AWS_DEFAULT_REGION": "sa-east-1",
}
MAKERS = {
    "first": lambda: mock_vpce(account="111111111111", region="eu-west-1", seed=1),
    "second": lambda: mock_vpce(account="222222222222", region="eu-west-2"),
    "moto": mock_aws,
    "moto again": mock_aws,
}


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """The user's own variables and default session."""
    for name, value in USERS.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    own = boto3.Session()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", own)
    return own


def variables():
    return {name: os.environ.get(name) for name in USERS}


def orders(*names):
    """Every order in which mocks can start and stop: each name twice, its start first."""
    return sorted(set(itertools.permutations([*names, *names])))


def between_motos():
    """Orders without moto's mocks overlapping before ours begins or after its end: that is moto's own."""
    return [one for one in orders("first", "moto", "moto again") if "first" in one[:3] and one[:2] != ("first",) * 2]


def account():
    return boto3.client("sts").get_caller_identity()["Account"]


@pytest.mark.parametrize(
    "order",
    [*orders("first", "second"), *orders("first", "second", "moto"), *between_motos()],
    ids=", ".join,
)
def test_every_order_puts_back_what_was_there(order, session):
    config = {name: dict(value) for name, value in default_user_config.items()}
    start, stop = MockAWS.start, MockAWS.stop
    active = {}
    for name in order:
        if name in active:
            active.pop(name).stop()
        else:
            active[name] = MAKERS[name]()
            active[name].start()
        if active.keys() & {"first", "second"}:
            assert os.environ["AWS_ACCESS_KEY_ID"] != "AKIAUSER"
            assert os.environ.get("AWS_SESSION_TOKEN") is None
    assert variables() == USERS
    assert boto3.DEFAULT_SESSION is session
    assert (MockAWS.start, MockAWS.stop) == (start, stop)
    assert default_user_config == config


def test_what_stands_in_between_is_the_newest_active_mocks():
    first, second = MAKERS["first"](), MAKERS["second"]()
    first.start()
    assert (account(), boto3.client("ec2").meta.region_name) == ("111111111111", "eu-west-1")
    second.start()
    assert (account(), boto3.client("ec2").meta.region_name) == ("222222222222", "eu-west-2")
    first.stop()
    assert (account(), boto3.client("ec2").meta.region_name) == ("222222222222", "eu-west-2")
    first.start()
    assert (account(), boto3.client("ec2").meta.region_name) == ("111111111111", "eu-west-1")
    first.stop()
    assert (account(), boto3.client("ec2").meta.region_name) == ("222222222222", "eu-west-2")
    second.stop()


def test_what_a_test_sets_in_a_mock_stands_until_that_mock_ends():
    with mock_vpce(region="eu-west-1"):
        os.environ["AWS_DEFAULT_REGION"] = "ap-south-1"
        os.environ["AWS_ACCESS_KEY_ID"] = "the test's"
        with mock_vpce():
            assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
        assert os.environ["AWS_ACCESS_KEY_ID"] == "the test's"
        assert os.environ["AWS_DEFAULT_REGION"] == "ap-south-1"
    assert variables() == USERS


def test_a_variable_that_a_test_deletes_in_a_mock_comes_back():
    with mock_vpce(region="eu-west-1"):
        del os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_DEFAULT_REGION"]
    assert variables() == USERS


def test_two_decorated_generators_in_turn():
    @mock_vpce(account="111111111111", region="us-east-1")
    def one():
        yield account()
        yield account()

    @mock_vpce(account="222222222222", region="us-east-1")
    def other():
        yield account()
        yield account()

    running = one(), other()
    assert [next(each) for each in running] == ["111111111111", "222222222222"]
    running[0].close()
    assert next(running[1]) == "222222222222"
    running[1].close()
    assert variables() == USERS


@pytest.mark.needs_threads
def test_threads_with_mocks_of_their_own():
    before = variables()
    barrier = threading.Barrier(6)
    wrong = []

    def work(number):
        barrier.wait()
        for _ in range(10):
            with mock_vpce(account=f"{number:012}", region="us-east-1") as aws:
                own = aws.client("sts").get_caller_identity()["Account"]
                if own != f"{number:012}" or os.environ.get("AWS_SESSION_TOKEN") is not None:
                    wrong.append(own)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert variables() == before == USERS


def test_motos_configuration_is_the_active_mocks():
    first = mock_vpce(config={"iam": {"load_aws_managed_policies": True}})
    second = mock_vpce(config={"lambda": {"use_docker": False}})
    plain = {name: dict(value) for name, value in default_user_config.items()}
    first.start()
    second.start()
    assert default_user_config["iam"] == {"load_aws_managed_policies": True}
    assert default_user_config["lambda"] == {"use_docker": False}
    first.stop()
    assert default_user_config["iam"] == plain["iam"]
    assert default_user_config["lambda"] == {"use_docker": False}
    second.stop()
    assert default_user_config == plain


def test_the_users_own_credentials_stay_where_moto_is_told_so():
    with mock_vpce(config={"core": {"mock_credentials": False}}):
        assert variables() == USERS
        with mock_vpce(region="eu-west-1"):
            assert variables() == {**USERS, "AWS_DEFAULT_REGION": "eu-west-1"}
    assert variables() == USERS


def test_a_start_that_fails_puts_back_what_was_there(monkeypatch, session):
    def fail(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mockvpce.activation.runtime.Runtime.enter", fail)
        with pytest.raises(KeyboardInterrupt):
            mock_vpce(region="eu-west-1", account="111111111111").start()
    with monkeypatch.context() as patched:
        patched.setattr("moto.core.models.MockAWS.reset", fail)
        with pytest.raises(KeyboardInterrupt):
            mock_vpce(region="eu-west-1").start()
    assert variables() == USERS
    assert boto3.DEFAULT_SESSION is session
    with mock_vpce(region="eu-west-1"):
        assert boto3.client("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
