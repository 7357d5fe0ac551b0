"""Clients are configured from the session, the environment and the profile as without the speed-up."""

import os

import boto3
import botocore.session
import pytest
from botocore.configprovider import EnvironmentProvider

from mockvpce import mock_vpce


@pytest.fixture(params=[True, False], ids=["speedups", "plain"], autouse=True)
def mock(request):
    with mock_vpce(speedups=request.param):
        yield


def test_the_environment(monkeypatch):
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    session = botocore.session.Session()
    assert session.get_config_variable("region") is None
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    assert session.get_config_variable("region") == "eu-west-3"
    assert boto3.client("ec2").meta.region_name == "eu-west-3"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert session.get_config_variable("region") is None


def test_an_environment_of_ones_own():
    assert EnvironmentProvider("HERE", {"HERE": "x"}).provide() == "x"
    assert EnvironmentProvider("HERE", {}).provide() is None
    assert EnvironmentProvider("HÄRE", os.environ).provide() is None


def test_a_name_that_is_none():
    with pytest.raises((TypeError, AttributeError)):
        EnvironmentProvider(7, os.environ).provide()


def test_the_session(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    session = botocore.session.Session()
    session.set_config_variable("region", "eu-south-1")
    assert session.get_config_variable("region") == "eu-south-1"
    assert session.create_client("ec2").meta.region_name == "eu-south-1"
    session.instance_variables()["region"] = "nobody's"
    assert session.get_config_variable("region") == "eu-south-1"


def test_a_session_that_has_its_own_variables():
    class Mine(botocore.session.Session):
        def instance_variables(self):
            return {"region": "mine"}

    assert Mine().get_config_variable("region") == "mine"


def test_the_profile(monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[default]\nregion = sa-east-1\n[profile other]\nregion = ca-west-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    assert botocore.session.Session().get_config_variable("region") == "sa-east-1"
    monkeypatch.setenv("AWS_PROFILE", "other")
    assert botocore.session.Session().get_config_variable("region") == "ca-west-1"
    assert botocore.session.Session(profile="default").get_config_variable("region") == "sa-east-1"


def proxies_of(client):
    """What a client's requests would go through."""
    return client._endpoint.http_session._proxy_config._proxies


def test_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxies_of(boto3.client("ec2", "eu-west-1")) == {}
    monkeypatch.setenv("Https_Proxy", "http://proxy.example:3128")
    assert proxies_of(boto3.client("ec2", "eu-west-1")) == {"https": "http://proxy.example:3128"}
    monkeypatch.setenv("NO_PROXY", "amazonaws.com")
    assert proxies_of(boto3.client("ec2", "eu-west-1")) == {}
