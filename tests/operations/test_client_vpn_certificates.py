"""Revocation lists of Client VPN endpoints, and the configuration file that clients get."""

import shutil
import subprocess

import pytest
from client_vpn_site import Office, authority, issued
from support.certificate_authority import Authority

both_gateways = pytest.mark.usefixtures("wire")


@pytest.fixture
def office(aws):
    return Office(aws)


# revocation lists ----------------------------------------------------------------------------------------------------


@both_gateways
def test_list_is_exported_as_it_came(office):
    endpoint = office.make()
    assert office.revocations(endpoint) == (None, None)
    pem = "\n" + authority().revocation_list(issued("alice")) + "\n"
    office.import_revocations(endpoint, pem)
    assert office.revocations(endpoint) == (pem, "active")


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_list_takes_up_to_four_hours(aws, office):
    endpoint = office.make()
    first, second = authority().revocation_list(), authority().revocation_list(issued("alice"))
    office.import_revocations(endpoint, first)
    assert office.revocations(endpoint) == (first, "pending")
    aws.clock.advance(hours=3)
    office.import_revocations(endpoint, second)
    aws.clock.advance(hours=3)
    assert office.revocations(endpoint) == (second, "pending")
    aws.clock.advance(hours=1)
    assert office.revocations(endpoint) == (second, "active")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nnot base64!\n-----END X509 CRL-----\n",
        issued("alice").pem,
        "é",
    ],
)
def test_what_is_no_list_is_refused(office, text):
    endpoint = office.make()
    office.import_revocations(endpoint, authority().revocation_list())
    with office.unchanged("InvalidParameterValue"):
        office.import_revocations(endpoint, text)


def test_list_has_at_most_20000_entries(office):
    endpoint = office.make()
    with office.unchanged("ClientVpnCertificateRevocationListLimitExceeded"):
        office.import_revocations(endpoint, authority().revocation_list(more=20_001))


def test_list_goes_with_its_endpoint(aws, office):
    endpoint = office.make()
    office.import_revocations(endpoint, authority().revocation_list())
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.clock.advance(minutes=5)
    assert office.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"] == []
    with pytest.raises(ValueError, match="nothing of the id"):
        aws.force_state(f"{endpoint}/certificate-revocation-list", "active")


# client configuration ------------------------------------------------------------------------------------------------


@both_gateways
def test_configuration_of_mutual_authentication(office):
    endpoint = office.make(TransportProtocol="tcp", VpnPort=1194)
    assert office.configuration(endpoint).splitlines() == [
        "client",
        "dev tun",
        "proto tcp",
        f"remote {endpoint}.prod.clientvpn.us-east-1.amazonaws.com 1194",
        "remote-random-hostname",
        "resolv-retry infinite",
        "nobind",
        "remote-cert-tls server",
        "cipher AES-256-GCM",
        "verb 3",
        "<ca>",
        *authority().root.pem.splitlines(),
        "",
        "</ca>",
        "",
        "",
        "reneg-sec 0",
        "",
        "verify-x509-name vpn.example.com name",
    ]


def test_users_sign_in(office):
    lines = office.configuration(office.make(AuthenticationOptions=[office.users])).splitlines()
    assert lines.index("</ca>") < lines.index("auth-user-pass") < lines.index("reneg-sec 0")
    assert "auth-federate" not in lines
    lines = office.configuration(office.make(AuthenticationOptions=[office.federated])).splitlines()
    assert {"auth-federate", "auth-retry interact", "auth-user-pass"} <= set(lines)


@pytest.mark.needs(moto="5.2.5", why="older directories have no RADIUS settings")
def test_directory_with_a_second_factor_asks_for_it(office):
    settings = {"RadiusServers": ["10.0.0.5"], "RadiusPort": 1812, "RadiusTimeout": 5, "RadiusRetries": 1}
    settings |= {"SharedSecret": "12345678", "AuthenticationProtocol": "PAP", "DisplayLabel": "x"}
    endpoint = office.make(AuthenticationOptions=[office.users])
    assert "static-challenge" not in office.configuration(endpoint)
    office.client("ds").enable_radius(DirectoryId=office.directory, RadiusSettings=settings)
    assert 'static-challenge "Enter MFA code " 1' in office.configuration(endpoint).splitlines()


def test_self_signed_certificate_is_its_own_authority(office):
    lone = Authority("vpn.example.org")
    acm = office.client("acm")
    arn = acm.import_certificate(Certificate=lone.root.pem, PrivateKey=lone.root.key)["CertificateArn"]
    text = office.configuration(office.make(ServerCertificateArn=arn))
    assert lone.root.pem.strip() in text
    assert text.endswith("verify-x509-name vpn.example.org name\n")


def test_openvpn_accepts_the_configuration(office, tmp_path):
    openvpn = shutil.which("openvpn", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:/usr/bin")
    if openvpn is None:
        pytest.skip("needs OpenVPN: apt-get install openvpn, dnf install openvpn or brew install openvpn")
    alice = issued("alice")
    text = office.configuration(office.make())
    own = f"<cert>\n{alice.pem}</cert>\n<key>\n{alice.key}</key>\n"
    for name, content, refused in (("good", text + own, False), ("bad", text.replace("remote ", "remot "), True)):
        path = tmp_path / f"{name}.ovpn"
        path.write_text(content)
        shown = subprocess.run(  # --show-tls ends it once all options are read
            [openvpn, "--config", path, "--show-tls"], capture_output=True, text=True, timeout=30, check=False
        )
        assert ("Options error" in shown.stdout + shown.stderr) is refused, shown.stdout
