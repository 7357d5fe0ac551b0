"""Staff get to the database, and to nothing else; who has left is not let in."""

import pytest


@pytest.fixture
def alice(company):
    certificate, _ = company.issue("alice")
    return certificate


def test_alice_reaches_the_database(vpce_mock, endpoint, network, alice):
    with vpce_mock.connect(endpoint, certificate=alice) as session:
        assert session.address == "172.16.0.2"
        path = vpce_mock.reach(session, network.database, 5432)
        assert path, path
        assert endpoint in path.via
        assert not vpce_mock.reach(session, network.database, 22)
        assert not session.may_reach("10.9.0.1")


def test_a_stranger_is_refused(vpce_mock, endpoint, company):
    stranger, _ = type(company)("Another CA").issue("mallory")
    with pytest.raises(ConnectionRefusedError, match="not in the chain"):
        vpce_mock.connect(endpoint, certificate=stranger)


def test_who_has_left_is_refused_and_disconnected(vpce_mock, endpoint, company, alice):
    ec2 = vpce_mock.client("ec2")
    session = vpce_mock.connect(endpoint, certificate=alice)
    ec2.import_client_vpn_client_certificate_revocation_list(
        ClientVpnEndpointId=endpoint, CertificateRevocationList=company.revocation_list(alice)
    )
    assert session.status == "terminated"
    with pytest.raises(ConnectionRefusedError, match="revoked"):
        vpce_mock.connect(endpoint, certificate=alice)


def test_the_day_ends_the_session(vpce_mock, endpoint, alice):
    session = vpce_mock.connect(endpoint, certificate=alice)
    vpce_mock.clock.advance(hours=24)
    assert session.status == "terminated"
    connections = vpce_mock.client("ec2").describe_client_vpn_connections(ClientVpnEndpointId=endpoint)["Connections"]
    assert [one["CommonName"] for one in connections] == ["alice"]
