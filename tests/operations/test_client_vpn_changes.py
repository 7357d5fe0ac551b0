"""Client VPN endpoints that are modified, and the roles that they bring."""

import pytest
from client_vpn_options import BAD, FUNCTION, OPTIONS
from client_vpn_site import Office, authority, refused

both_gateways = pytest.mark.usefixtures("wire")


@pytest.fixture
def office(aws):
    return Office(aws)


CHANGES = [
    (given, member, shown) for given, member, shown in OPTIONS if member not in ("TransportProtocol", "DnsServers")
]
CHANGES = [one for one in CHANGES if one[1] != "ClientCidrBlock"]


@both_gateways
@pytest.mark.parametrize(("given", "member", "shown"), CHANGES, ids=lambda value: str(value)[:40])
def test_option_changes_and_no_other_does(office, given, member, shown):
    endpoint = office.make()
    before = office.endpoint(endpoint)
    office.modify(endpoint, **given)
    after = office.endpoint(endpoint)
    assert after.get(member) == shown
    assert {key: value for key, value in after.items() if key != member} == {
        key: value for key, value in before.items() if key != member
    }


def test_server_certificate_changes(office):
    endpoint = office.make()
    other = authority().put_into_acm(office.client("acm"), authority().issue("new.example.com"))
    office.modify(endpoint, ServerCertificateArn=other)
    assert office.endpoint(endpoint)["ServerCertificateArn"] == other


def test_dns_servers_come_and_go(office):
    endpoint = office.make()
    office.modify(endpoint, DnsServers={"CustomDnsServers": ["1.1.1.1"], "Enabled": True})
    assert office.endpoint(endpoint)["DnsServers"] == ["1.1.1.1"]
    with office.unchanged("InvalidParameterValue"):
        office.modify(endpoint, DnsServers={"Enabled": True})
    office.modify(endpoint, DnsServers={"Enabled": False})
    assert office.endpoint(endpoint)["DnsServers"] == []


def test_empty_description_takes_it_away(office):
    endpoint = office.make(Description="staff")
    office.modify(endpoint, Description="")
    assert "Description" not in office.endpoint(endpoint)


def test_options_that_are_off_say_nothing_more(office):
    banner = {"Enabled": True, "BannerText": "hello"}
    handler = {"Enabled": True, "LambdaFunctionArn": FUNCTION}
    endpoint = office.make(ClientLoginBannerOptions=banner, ClientConnectOptions=handler)
    office.modify(endpoint, ClientLoginBannerOptions={"Enabled": False}, ClientConnectOptions={"Enabled": False})
    shown = office.endpoint(endpoint)
    assert shown["ClientLoginBannerOptions"] == {"Enabled": False}
    assert shown["ClientConnectOptions"] == {"Enabled": False, "Status": {"Code": "applied"}}


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_change_of_the_connect_handler_is_applied_in_a_while(aws, office):
    endpoint = office.make()
    handler = {"Enabled": True, "LambdaFunctionArn": FUNCTION}
    office.modify(endpoint, ClientConnectOptions=handler)
    assert office.endpoint(endpoint)["ClientConnectOptions"] == {**handler, "Status": {"Code": "applying"}}
    aws.clock.advance(minutes=1)
    assert office.endpoint(endpoint)["ClientConnectOptions"] == {**handler, "Status": {"Code": "applied"}}


def test_vpc_of_an_endpoint_without_networks_changes_with_its_group(office):
    endpoint, other = office.make(VpcId=office.vpc), office.make_vpc("10.9.0.0/16")
    office.modify(endpoint, VpcId=other)
    shown = office.endpoint(endpoint)
    assert (shown["VpcId"], shown["SecurityGroupIds"]) == (other, [office.default_group(other)])


def test_groups_change_beside_the_vpc_only(office):
    endpoint, group = office.make(VpcId=office.vpc), office.make_group()
    message = "Security Groups cannot be modified without specifying Vpc Id"
    with office.unchanged("InvalidParameterValue", message):
        office.modify(endpoint, SecurityGroupIds=[group])
    office.modify(endpoint, VpcId=office.vpc, SecurityGroupIds=[group])
    assert office.endpoint(endpoint)["SecurityGroupIds"] == [group]
    office.modify(endpoint, VpcId=office.vpc)
    assert office.endpoint(endpoint)["SecurityGroupIds"] == [group]


MODIFIABLE = [(given, code) for given, code in BAD if not given.keys() & {"AuthenticationOptions", "ClientCidrBlock"}]


@pytest.mark.parametrize(
    ("given", "code"), [one for one in MODIFIABLE if "DnsServers" not in one[0]], ids=lambda value: str(value)[:60]
)
def test_bad_change_is_refused_and_changes_nothing(office, given, code):
    endpoint = office.make()
    with office.unchanged(code):
        office.modify(endpoint, SplitTunnel=True, **given)


@pytest.mark.needs(botocore="1.44.8", why="TransitGatewayConfiguration is newer")
def test_transit_gateway_is_fixed(office):
    endpoint = office.make()
    with office.unchanged("UnsupportedOperation"):
        office.modify(endpoint, TransitGatewayConfiguration={"TransitGatewayId": "tgw-1"})


# roles ---------------------------------------------------------------------------------------------------------------


def roles(office):
    return [one["Arn"].partition(":role/")[2] for one in office.client("iam").list_roles()["Roles"]]


def test_first_endpoint_and_first_handler_bring_roles_of_the_service(office):
    own = "aws-service-role/clientvpn.amazonaws.com/AWSServiceRoleForClientVPN"
    connections = "aws-service-role/clientvpn-connections.amazonaws.com/AWSServiceRoleForClientVPNConnections"
    assert roles(office) == []
    first = office.make()
    office.make()
    assert roles(office) == [own]
    office.modify(first, ClientConnectOptions={"Enabled": True, "LambdaFunctionArn": FUNCTION})
    office.make(ClientConnectOptions={"Enabled": True, "LambdaFunctionArn": FUNCTION})
    assert sorted(roles(office)) == [connections, own]


def test_a_refused_endpoint_brings_no_role(office):
    with refused("InvalidParameterValue"):
        office.make(VpnPort=80)
    assert roles(office) == []
