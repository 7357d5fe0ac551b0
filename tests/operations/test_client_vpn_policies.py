"""Authorization policies of Client VPN endpoints, written in Cedar."""

import importlib.util
import json

import pytest
from client_vpn_site import Office, refused

from mockvpce.resources.client_vpn import cedar

pytestmark = pytest.mark.needs(botocore="1.44.5", why="authorization policies are newer")
needs_cedar = pytest.mark.skipif(
    importlib.util.find_spec("cedarpy") is None, reason="needs cedarpy: pip install 'mockvpce[cedar]'"
)
both_gateways = pytest.mark.usefixtures("wire")
ALL = "permit(principal, action, resource);"
ENGINEERS = 'permit(principal, action, resource) when { context.saml.memberOf.contains("Engineering") };'
HEALTHY = "permit(principal, action, resource) when { context.crowdstrike.assessment.overall > 50 };"
JAILBROKEN = ALL + "forbid(principal, action, resource) when { context.crowdstrike.jailbroken == true };"


@pytest.fixture
def office(aws):
    return Office(aws)


# modify, get, delete -------------------------------------------------------------------------------------------------


@both_gateways
def test_policy_is_made_changed_and_deleted(office):
    endpoint = office.make()
    assert office.set_policy(endpoint, ALL, Description="everybody") == "creating"
    shown = {"ClientVpnEndpointId": endpoint, "PolicyDocument": ALL, "ShadowMode": "disabled", "Status": "active"}
    assert office.policy(endpoint) == shown | {"Description": "everybody"}
    assert office.set_policy(endpoint, ShadowMode="enabled") == "updating"
    assert office.policy(endpoint) == shown | {"Description": "everybody", "ShadowMode": "enabled"}
    assert office.set_policy(endpoint, ENGINEERS, Description="") == "updating"
    assert office.policy(endpoint) == shown | {"ShadowMode": "enabled", "PolicyDocument": ENGINEERS}
    deleted = office.ec2.delete_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=endpoint)
    assert deleted["Status"] == "deleting"
    with refused("InvalidClientVpnEndpointAuthorizationPolicy.NotFound"):
        office.policy(endpoint)


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_policy_takes_its_time(aws, office):
    endpoint = office.make()
    office.set_policy(endpoint, ALL)
    assert office.policy(endpoint)["Status"] == "creating"
    aws.clock.advance(seconds=30)
    assert office.policy(endpoint)["Status"] == "active"
    office.ec2.delete_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=endpoint)
    assert office.policy(endpoint)["Status"] == "deleting"
    with refused("IncorrectState"):
        office.set_policy(endpoint, ALL)
    aws.clock.advance(seconds=30)
    with refused("InvalidClientVpnEndpointAuthorizationPolicy.NotFound"):
        office.policy(endpoint)


def test_policy_that_failed_can_be_changed(aws, office):
    endpoint = office.make()
    office.set_policy(endpoint, ALL)
    aws.force_state(f"{endpoint}/authorization-policy", "failed")
    assert office.policy(endpoint)["Status"] == "failed"
    office.set_policy(endpoint, ALL)
    assert office.policy(endpoint)["Status"] == "active"


def test_first_policy_needs_a_document(office):
    endpoint = office.make()
    for missing in ({}, {"ShadowMode": "enabled"}):
        with refused("MissingParameter"):
            office.set_policy(endpoint, **missing)
    with refused("InvalidClientVpnEndpointAuthorizationPolicy.NotFound"):
        office.ec2.delete_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=endpoint)


@needs_cedar
@pytest.mark.parametrize(
    "document",
    ["", "nonsense", "permit(", "// nothing", ALL + "x", "permit(principal, action, resource) when { context.a-b.c };"],
)
def test_document_that_is_no_policy(office, document):
    endpoint = office.make()
    office.set_policy(endpoint, ALL)
    with refused("InvalidParameterValue"):
        office.set_policy(endpoint, document, Description="other")
    assert office.policy(endpoint)["PolicyDocument"] == ALL
    assert "Description" not in office.policy(endpoint)


def test_document_has_at_most_10000_bytes(office):
    endpoint = office.make()
    longest = ALL + "//" + "é" * ((10_000 - len(ALL) - 2) // 2)
    office.set_policy(endpoint, longest)
    with refused("InvalidParameterValue"):
        office.set_policy(endpoint, longest + "éé")


# what it decides -----------------------------------------------------------------------------------------------------


@pytest.fixture
def company(aws, office):
    """An endpoint for users of a SAML provider."""
    return office.make_open(AuthenticationOptions=[office.federated])


@needs_cedar
def test_policy_asks_for_groups(aws, office, company):
    office.set_policy(company, ENGINEERS)
    session = aws.connect(company, user="alice", groups=["Engineering"])
    assert session.status == "active"
    assert office.connections(company)[0]["AuthorizationPolicyLastEvaluatedTime"]
    with pytest.raises(ConnectionRefusedError, match="no permit statement holds"):
        aws.connect(company, user="bob", groups=["Sales"])


@needs_cedar
def test_policy_asks_for_signals_of_a_configured_trust_provider(aws, office, company):
    office.set_policy(company, HEALTHY)
    healthy = {"crowdstrike": {"assessment": {"overall": 80}}}
    with pytest.raises(ConnectionRefusedError, match="crowdstrike"):
        aws.connect(company, user="alice", device=healthy)  # the endpoint knows no trust provider
    provider = {"TrustProviderType": "crowdstrike", "TenantId": "t", "PublicSigningKeyUrl": "https://c.example.com/k"}
    office.modify(company, DevicePostureOptions={"Enabled": True, "TrustProviders": [provider]})
    assert aws.connect(company, user="alice", device=healthy).status == "active"
    with pytest.raises(ConnectionRefusedError, match="no permit"):
        aws.connect(company, user="alice", device={"crowdstrike": {"assessment": {"overall": 20}}})
    office.set_policy(company, JAILBROKEN)
    aws.settle()
    with pytest.raises(ConnectionRefusedError, match="forbid"):
        aws.connect(company, user="alice", device={"crowdstrike": {"jailbroken": True}})


@needs_cedar
def test_shadow_mode_lets_in_and_logs(aws, office):
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group}
    endpoint = office.make_open(AuthenticationOptions=[office.federated], ConnectionLogOptions=log)
    office.set_policy(endpoint, ENGINEERS, ShadowMode="enabled")
    assert aws.connect(endpoint, user="bob").status == "active"
    stream = office.endpoint(endpoint)["ConnectionLogOptions"]["CloudwatchLogStream"]
    events = office.client("logs").get_log_events(logGroupName="vpn", logStreamName=stream)["events"]
    reasons = [json.loads(one["message"])["connection-attempt-failure-reason"] for one in events]
    assert any(one.startswith("shadow mode") for one in reasons)


@needs_cedar
def test_policy_decides_on_who_is_connected(aws, office, company):
    alice = aws.connect(company, user="alice", groups="Engineering")
    bob = aws.connect(company, user="bob")
    office.set_policy(company, ENGINEERS)
    assert (alice.status, bob.status) == ("active", "terminated")
    office.ec2.delete_client_vpn_endpoint_authorization_policy(ClientVpnEndpointId=company)
    assert aws.connect(company, user="bob").status == "active"


def test_signals_are_of_known_trust_providers(aws, company):
    with pytest.raises(ValueError, match="crowdstrike, jamf, jumpcloud"):
        aws.connect(company, user="alice", device={"other": {}})


def test_without_the_extra_policies_are_kept_and_not_evaluated(aws, office, company, monkeypatch, caplog):
    monkeypatch.setattr(cedar, "library", lambda: None)
    office.set_policy(company, "nonsense")
    assert office.policy(company)["PolicyDocument"] == "nonsense"
    assert "mockvpce[cedar]" in caplog.text
    with pytest.raises(ImportError, match=r"pip install 'mockvpce\[cedar\]'"):
        aws.connect(company, user="alice")
    assert office.connections(company) == []
