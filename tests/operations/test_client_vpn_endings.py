"""How sessions of Client VPN clients end, and what the log has of them."""

import json
import re
from datetime import timedelta

import pytest
from client_vpn_site import Office, authority

both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


@pytest.fixture
def office(aws):
    return Office(aws)


@pytest.fixture
def endpoint(office):
    """An endpoint for certificates that lets everybody into the VPC."""
    return office.make_open()


# how sessions end ----------------------------------------------------------------------------------------------------


def test_session_ends_by_its_timeout(aws, office):
    endpoint = office.make_open(SessionTimeoutHours=8)
    session = office.connect(endpoint)
    aws.clock.advance(hours=7, minutes=59)
    assert session.status == "active"
    aws.clock.advance(minutes=30)
    assert session.status == "terminated"
    (shown,) = office.connections(endpoint)
    established, ended = (_moment(shown[key]) for key in ("ConnectionEstablishedTime", "ConnectionEndTime"))
    assert ended - established == timedelta(hours=8)


def _moment(text):
    from datetime import datetime  # noqa: PLC0415 - here alone

    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - AWS's text has no zone


def test_client_that_is_not_disconnected_signs_in_again(aws, office):
    endpoint = office.make_open(SessionTimeoutHours=8, DisconnectOnSessionTimeout=False)
    session = office.connect(endpoint)
    aws.clock.advance(hours=20)
    assert session.status == "active"
    office.modify(endpoint, DisconnectOnSessionTimeout=True)
    assert session.status == "active"
    aws.clock.advance(hours=5)
    assert session.status == "terminated"


def test_shorter_timeout_ends_older_sessions(aws, office):
    endpoint = office.make_open(SessionTimeoutHours=24)
    old = office.connect(endpoint)
    aws.clock.advance(hours=9)
    young = office.connect(endpoint, "bob")
    office.modify(endpoint, SessionTimeoutHours=8)
    assert (old.status, young.status) == ("terminated", "active")
    aws.clock.advance(hours=8)
    assert young.status == "terminated"


CHANGES = {
    "port": lambda office, endpoint: office.modify(endpoint, VpnPort=1194),
    "split tunnel": lambda office, endpoint: office.modify(endpoint, SplitTunnel=True),
    "DNS servers": lambda office, endpoint: office.modify(
        endpoint, DnsServers={"CustomDnsServers": ["1.1.1.1"], "Enabled": True}
    ),
    "revocations": lambda office, endpoint: office.import_revocations(endpoint, authority().revocation_list()),
    "rule": lambda office, endpoint: office.authorize(endpoint, "10.9.0.0/16"),
    "revoked rule": lambda office, endpoint: office.revoke(endpoint),
    "last network": lambda office, endpoint: office.disassociate(
        endpoint, office.networks(endpoint)[0]["AssociationId"]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_that_clients_have_to_learn_of_disconnects_them(aws, office, endpoint, change):
    session = office.connect(endpoint)
    CHANGES[change](office, endpoint)
    assert session.status == "terminated"


def test_other_changes_leave_clients_connected(office, endpoint):
    session = office.connect(endpoint)
    office.modify(endpoint, Description="other", VpnPort=443, SplitTunnel=False)
    office.add_route(endpoint)
    office.associate(endpoint, office.subnets[1])
    assert session.status == "active"


def test_route_of_a_split_tunnel_disconnects_clients(office):
    endpoint = office.make_open(SplitTunnel=True)
    session = office.connect(endpoint)
    office.add_route(endpoint)
    assert session.status == "terminated"
    session = office.connect(endpoint)
    office.delete_route(endpoint)
    assert session.status == "terminated"


def test_clients_spread_over_networks_and_go_with_theirs(aws, office, endpoint):
    office.associate(endpoint, office.subnets[1])
    aws.settle()
    alice, bob = office.connect(endpoint), office.connect(endpoint, "bob")
    office.disassociate(endpoint, office.networks(endpoint)[0]["AssociationId"])
    assert sorted((alice.status, bob.status)) == ["active", "terminated"]


# log -----------------------------------------------------------------------------------------------------------------


def test_connections_are_logged(aws, office):
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group}
    endpoint = office.make_open(ConnectionLogOptions=log, AuthenticationOptions=[office.users])
    session = aws.connect(endpoint, user="alice")
    with pytest.raises(ConnectionRefusedError):
        aws.connect(endpoint)
    session.close()
    stream = office.endpoint(endpoint)["ConnectionLogOptions"]["CloudwatchLogStream"]
    events = office.client("logs").get_log_events(logGroupName="vpn", logStreamName=stream)["events"]
    began, failed, ended = sorted((json.loads(one["message"]) for one in events), key=_order)
    assert (began["connection-id"], began["client-ip"]) == (session.id, session.address)
    assert began["username"] == ended["username"] == "alice"
    assert began["connection-end-time"] == "NA"
    assert (failed["connection-attempt-status"], failed["connection-id"]) == ("failed", "NA")
    assert "asks for a user" in failed["connection-attempt-failure-reason"]
    assert re.fullmatch(TIME, ended["connection-end-time"])
    assert all(isinstance(value, str) for value in began.values())


def _order(entry):
    return (entry["connection-end-time"] != "NA", entry["connection-attempt-status"] == "failed")
