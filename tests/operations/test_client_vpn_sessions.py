"""Clients of Client VPN endpoints: who is let in, and what is told of them."""

import re

import pytest
from client_vpn_site import ABSENT, Office, authority, issued, refused
from support.certificate_authority import Authority

from mockvpce import ClientVpnSession

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


# the session ---------------------------------------------------------------------------------------------------------


def test_session_says_who_is_connected(office, endpoint):
    session = office.connect(endpoint)
    assert isinstance(session, ClientVpnSession)
    assert re.fullmatch("cvpn-connection-[0-9a-f]{17}", session.id)
    assert (session.address, session.user, session.groups) == ("172.16.0.2", None, ())
    assert session.status == "active"
    assert repr(session) == f"<ClientVpnSession {session.id}: 172.16.0.2, active>"
    session.close()
    session.close()
    assert session.status == "terminated"
    assert repr(session).endswith("terminated>")


def test_session_closes_at_the_end_of_its_block(office, endpoint):
    with office.connect(endpoint) as session:
        assert session.status == "active"
    assert session.status == "terminated"


def test_address_of_a_client_that_left_is_given_out_again(office, endpoint):
    first, second = office.connect(endpoint), office.connect(endpoint, "bob")
    assert second.address == "172.16.0.3"
    first.close()
    assert office.connect(endpoint).address == "172.16.0.2"


def test_certificate_in_every_form(aws, endpoint):
    alice = issued("alice")
    for form in (alice.pem, alice.pem.encode(), alice.certificate):
        assert aws.connect(endpoint, certificate=form).status == "active"
    with pytest.raises(ValueError, match="PEM"):
        aws.connect(endpoint, certificate="nonsense")
    with pytest.raises(TypeError, match="int"):
        aws.connect(endpoint, certificate=5)


def test_session_of_a_user(aws, office):
    endpoint = office.make_open(AuthenticationOptions=[office.users])
    session = aws.connect(endpoint, user="alice", groups="S-1-5")
    assert (session.user, session.groups) == ("alice", ("S-1-5",))
    assert "alice" in repr(session)
    for groups in ([5], [""]):
        with pytest.raises(TypeError, match="groups"):
            aws.connect(endpoint, user="alice", groups=groups)
    with pytest.raises(TypeError, match="user"):
        aws.connect(endpoint, user=5)


def test_unknown_endpoint(aws, office):
    endpoint = office.make()
    with pytest.raises(LookupError, match=ABSENT):
        aws.connect(f"cvpn-endpoint-{ABSENT}")
    with pytest.raises(LookupError, match=f"did you mean '{endpoint}'"):
        aws.connect(endpoint[:-1])


def test_session_after_restore_and_after_the_mock(aws, office, endpoint):
    kept = aws.snapshot()
    session = office.connect(endpoint)
    aws.restore(kept)
    assert session.status == "terminated"
    assert not session.may_reach("10.0.0.1")
    session.close()
    aws.restore(kept)
    session = office.connect(endpoint)
    kept = aws.snapshot()
    session.close()
    aws.restore(kept)
    assert session.status == "active"


# describe, terminate -------------------------------------------------------------------------------------------------


@both_gateways
def test_connection_is_described(office, endpoint):
    session = office.connect(endpoint)
    (shown,) = office.connections(endpoint)
    assert re.fullmatch(TIME, shown.pop("Timestamp"))
    assert re.fullmatch(TIME, shown.pop("ConnectionEstablishedTime"))
    assert shown == {
        "ClientVpnEndpointId": endpoint,
        "ConnectionId": session.id,
        "IngressBytes": "0",
        "EgressBytes": "0",
        "IngressPackets": "0",
        "EgressPackets": "0",
        "ClientIp": "172.16.0.2",
        "CommonName": "alice",
        "Status": {"Code": "active"},
        "ConnectionEndTime": "-",
        "PostureComplianceStatuses": [],
    }


def test_connection_that_ended_is_shown_for_an_hour(aws, office, endpoint):
    office.connect(endpoint).close()
    (shown,) = office.connections(endpoint)
    assert shown["Status"] == {"Code": "terminated"}
    assert re.fullmatch(TIME, shown["ConnectionEndTime"])
    aws.clock.advance(minutes=59)
    assert len(office.connections(endpoint)) == 1
    aws.clock.advance(minutes=2)
    assert office.connections(endpoint) == []


def test_connections_by_filter(aws, office):
    endpoint = office.make_open(AuthenticationOptions=[office.users])
    made = {name: aws.connect(endpoint, user=name).id for name in ("alice", "bob")}
    for name, value in (("connection-id", made["bob"]), ("username", "bob")):
        (found,) = office.connections(endpoint, Filters=[{"Name": name, "Values": [value]}])
        assert (found["ConnectionId"], found["Username"]) == (made["bob"], "bob")


@both_gateways
def test_terminated_by_id(office, endpoint):
    session, other = office.connect(endpoint), office.connect(endpoint, "bob")
    answer = office.ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, ConnectionId=session.id)
    del answer["ResponseMetadata"]
    status = {"PreviousStatus": {"Code": "active"}, "CurrentStatus": {"Code": "terminating"}}
    assert answer == {
        "ClientVpnEndpointId": endpoint,
        "ConnectionStatuses": [{"ConnectionId": session.id, **status}],
    }
    assert (session.status, other.status) == ("terminated", "active")
    assert sorted(office.connection_states(endpoint)) == ["active", "terminated"]


def test_terminated_by_user(aws, office):
    endpoint = office.make_open(AuthenticationOptions=[office.users])
    sessions = [aws.connect(endpoint, user="alice") for _ in range(6)]
    with refused("ClientVpnTerminateConnectionsLimitExceeded"):
        office.ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, Username="alice")
    sessions.pop().close()
    other = aws.connect(endpoint, user="bob")
    answer = office.ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, Username="alice")
    assert answer["Username"] == "alice"
    assert [one["ConnectionId"] for one in answer["ConnectionStatuses"]] == [one.id for one in sessions]
    assert other.status == "active"
    assert {one.status for one in sessions} == {"terminated"}


@slow
def test_termination_takes_a_moment(aws, office):
    endpoint = office.make()
    office.associate(endpoint)
    aws.clock.advance(minutes=5)
    session = office.connect(endpoint)
    office.ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, ConnectionId=session.id)
    assert (office.connection_states(endpoint), session.status) == (["terminating"], "terminated")
    aws.clock.advance(seconds=10)
    assert office.connection_states(endpoint) == ["terminated"]


def test_what_terminate_refuses(office, endpoint):
    session = office.connect(endpoint)
    terminate = office.ec2.terminate_client_vpn_connections
    with refused("MissingParameter"):
        terminate(ClientVpnEndpointId=f"cvpn-endpoint-{ABSENT}")
    with refused("InvalidClientVpnConnection.IdNotFound"):
        terminate(ClientVpnEndpointId=endpoint, ConnectionId=f"cvpn-connection-{ABSENT}")
    with refused("InvalidClientVpnConnection.UserNotFound"):
        terminate(ClientVpnEndpointId=endpoint, Username="nobody")
    assert session.status == "active"
    session.close()
    with refused("InvalidClientVpnConnection.IdNotFound"):
        terminate(ClientVpnEndpointId=endpoint, ConnectionId=session.id)


def test_connection_that_does_not_terminate(aws, office, endpoint):
    session = office.connect(endpoint)
    aws.force_state(session.id, "failed-to-terminate")
    assert (office.connection_states(endpoint), session.status) == (["failed-to-terminate"], "active")
    answer = office.ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, ConnectionId=session.id)
    assert answer["ConnectionStatuses"][0]["PreviousStatus"] == {"Code": "failed-to-terminate"}
    assert session.status == "terminated"


# refused -------------------------------------------------------------------------------------------------------------


def test_endpoint_that_leads_nowhere_refuses(aws, office):
    endpoint = office.make()
    with pytest.raises(ConnectionRefusedError, match="pending-associate"):
        office.connect(endpoint)


@slow
def test_endpoint_that_is_losing_its_last_network_refuses(aws, office):
    endpoint = office.make()
    association = office.associate(endpoint)
    aws.clock.advance(minutes=5)
    session = office.connect(endpoint)
    office.disassociate(endpoint, association)
    assert session.status == "terminated"
    assert office.state(endpoint) == "available"
    with pytest.raises(ConnectionRefusedError, match="disassociating"):
        office.connect(endpoint)


def test_certificate_is_asked_for(aws, endpoint):
    with pytest.raises(ConnectionRefusedError, match="none was given"):
        aws.connect(endpoint)


def test_unknown_authority(aws, endpoint):
    for stranger in (Authority("Another CA"), Authority()):  # the second has the name of the right one, and another key
        with pytest.raises(ConnectionRefusedError, match="not in the chain"):
            aws.connect(endpoint, certificate=stranger.issue("alice").pem)


def test_intermediate_authority_comes_with_the_certificate(aws, endpoint):
    department = authority().below("Department CA")
    alice = department.issue("alice")
    with pytest.raises(ConnectionRefusedError, match="not in the chain"):
        aws.connect(endpoint, certificate=alice.pem)
    assert aws.connect(endpoint, certificate=alice.pem + department.root.pem).status == "active"


@pytest.mark.parametrize("days", [(-10, -5), (5, 10)])
def test_certificate_that_is_not_valid_now(aws, endpoint, days):
    certificate = authority().issue("alice", days=days)
    with pytest.raises(ConnectionRefusedError, match="not valid at"):
        aws.connect(endpoint, certificate=certificate.pem)
    if days[0] > 0:
        aws.clock.advance(days=6)
        assert aws.connect(endpoint, certificate=certificate.pem).status == "active"


def test_revoked_certificate(office, endpoint):
    office.import_revocations(endpoint, authority().revocation_list(issued("alice")))
    with pytest.raises(ConnectionRefusedError, match="revoked"):
        office.connect(endpoint)
    assert office.connect(endpoint, "bob").status == "active"


def test_list_of_another_authority_revokes_nothing(office, endpoint):
    office.import_revocations(endpoint, Authority("Another CA").revocation_list(issued("alice")))
    assert office.connect(endpoint).status == "active"


def test_revocation_list_that_has_expired_lets_nobody_in(aws, office, endpoint):
    office.import_revocations(endpoint, authority().revocation_list(days=(-1, 30)))
    assert office.connect(endpoint).status == "active"
    aws.clock.advance(days=31)
    with pytest.raises(ConnectionRefusedError, match="expired"):
        office.connect(endpoint)


def test_user_is_asked_for(aws, office):
    endpoint = office.make_open(AuthenticationOptions=[office.mutual, office.users])
    with pytest.raises(ConnectionRefusedError, match="asks for a user"):
        office.connect(endpoint)
    with pytest.raises(ConnectionRefusedError, match="asks for a client certificate"):
        aws.connect(endpoint, user="alice")
    session = office.connect(endpoint, user="alice")
    assert office.connections(endpoint)[0]["Username"] == session.user == "alice"


def test_user_whom_no_rule_admits(aws, office):
    endpoint = office.make_available(AuthenticationOptions=[office.federated])
    office.authorize(endpoint, group="managers")
    for groups in ((), "developers"):
        with pytest.raises(ConnectionRefusedError, match="no authorization rule"):
            aws.connect(endpoint, user="alice", groups=groups)
    assert aws.connect(endpoint, user="alice", groups=["developers", "managers"]).status == "active"


def test_users_of_certificates_have_no_groups(office, endpoint):
    for who in ({"groups": "managers"}, {"user": "alice"}):
        with pytest.raises(ValueError, match="certificates only"):
            office.connect(endpoint, **who)


def test_half_of_the_client_block_is_for_clients(aws, office):
    endpoint = office.make_open(ClientCidrBlock="172.16.0.0/22")
    sessions = [office.connect(endpoint) for _ in range(512)]
    assert len({one.address for one in sessions}) == 512
    with pytest.raises(ConnectionRefusedError, match="no free address"):
        office.connect(endpoint)
    sessions[7].close()
    assert office.connect(endpoint).address == sessions[7].address


@pytest.mark.parametrize("aws", [{"quotas": {"L-C4B238BF": 2}}], indirect=True)
def test_clients_of_an_endpoint_have_a_quota(office, endpoint):
    for name in ("alice", "bob"):
        office.connect(endpoint, name)
    with pytest.raises(ConnectionRefusedError, match="as many as it may have"):
        office.connect(endpoint)
