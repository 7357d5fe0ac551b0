"""Credentials come from where botocore's chain of providers would have had them."""

import logging

import boto3
import botocore.credentials
import botocore.session
import pytest
from botocore.credentials import EnvProvider, InstanceMetadataProvider
from botocore.exceptions import InvalidIMDSEndpointModeError, PartialCredentialsError

from mockvpce import mock_vpce


@pytest.fixture(params=[True, False], ids=["speedups", "plain"])
def speedups(request):
    return request.param


@pytest.fixture
def mock(speedups, monkeypatch, tmp_path):
    """A mock that leaves credentials to the test."""
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_vpce(speedups=speedups, config={"core": {"mock_credentials": False}}):
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "SECURITY_TOKEN", "PROFILE"):
            monkeypatch.delenv(f"AWS_{name}", raising=False)
        yield tmp_path


def credentials(**options):
    """Method, key, secret and token of a new session's; None where it has none."""
    found = boto3.Session(**options).get_credentials()
    return found and (found.method, found.access_key, found.secret_key, found.token)


def keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def test_of_the_environment(mock, monkeypatch):
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    keys(monkeypatch)
    assert credentials() == ("env", "AKIA1", "secret", None)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    assert credentials() == ("env", "AKIA1", "secret", "token")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2100-01-02T03:04:05Z")
    assert boto3.Session().get_credentials()._expiry_time.year == 2100


def test_of_the_environment_in_part(mock, monkeypatch):
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA1")
    with pytest.raises(PartialCredentialsError):
        credentials()


def test_of_a_file_where_the_environment_has_none(mock):
    assert credentials() is None
    (mock / "credentials").write_text("[default]\naws_access_key_id = AKIA2\naws_secret_access_key = s\n")
    assert credentials() == ("shared-credentials-file", "AKIA2", "s", None)


def test_a_profile_comes_before_the_environment_where_the_session_names_it(mock, monkeypatch):
    keys(monkeypatch)
    (mock / "credentials").write_text("[other]\naws_access_key_id = AKIA3\naws_secret_access_key = s\n")
    assert credentials(profile_name="other")[:2] == ("shared-credentials-file", "AKIA3")
    monkeypatch.setenv("AWS_PROFILE", "other")
    assert credentials()[:2] == ("env", "AKIA1")


def test_what_the_chain_is_built_with_is_refused(mock, monkeypatch):
    keys(monkeypatch)
    (mock / "config").write_text("[default]\nec2_metadata_service_endpoint_mode = ipv5\n")
    with pytest.raises(InvalidIMDSEndpointModeError):
        credentials()
    (mock / "config").write_text("")
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "soon")
    with pytest.raises(ValueError, match="soon"):
        credentials()


def test_who_asks_for_the_chain_has_it(mock, monkeypatch):
    keys(monkeypatch)
    session = botocore.session.Session()
    assert session.get_credentials().access_key == "AKIA1"
    chain = session.get_component("credential_provider")
    assert [type(one) for one in (chain.providers[0], chain.providers[-1])] == [EnvProvider, InstanceMetadataProvider]
    assert chain.load_credentials().access_key == "AKIA1"


def test_who_changes_the_chain_is_asked(mock, monkeypatch):
    class Mine(EnvProvider):
        METHOD = CANONICAL_NAME = "mine"

        def load(self):
            return botocore.credentials.Credentials("AKIA4", "s", method="mine")

    keys(monkeypatch)
    session = botocore.session.Session()
    session.get_component("credential_provider").insert_before("env", Mine())
    assert session.get_credentials().access_key == "AKIA4"
    monkeypatch.setattr(
        botocore.credentials,
        "create_credential_resolver",
        lambda *_, **__: botocore.credentials.CredentialResolver([Mine()]),
    )
    assert botocore.session.Session().get_credentials().access_key == "AKIA4"


def test_what_a_client_is_given_comes_first(mock, monkeypatch):
    keys(monkeypatch)
    client = boto3.client("sts", "us-east-1", aws_access_key_id="AKIA5", aws_secret_access_key="s")
    assert client._request_signer._credentials.access_key == "AKIA5"
    session = botocore.session.Session()
    session.set_credentials("AKIA6", "s")
    assert session.get_credentials().access_key == "AKIA6"


def test_the_log_tells_where_they_were_looked_for(mock, monkeypatch, caplog):
    keys(monkeypatch)
    with caplog.at_level(logging.DEBUG, "botocore.credentials"):
        credentials()
    assert "Looking for credentials via: env" in caplog.text
    with caplog.at_level(logging.INFO, "botocore.credentials"):
        caplog.clear()
        credentials()
    assert [record.message for record in caplog.records] == ["Found credentials in environment variables."]
