"""Client VPN endpoints: creating, describing, modifying, deleting."""

import re

import pytest
from client_vpn_site import ABSENT, ACCOUNT, NO_LOG, Office, authority, refused
from support.certificate_authority import Authority

from mockvpce.protocol import model

FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:AWSClientVPN-check"
both_gateways = pytest.mark.usefixtures("wire")


@pytest.fixture
def office(aws):
    return Office(aws)


# create and describe -------------------------------------------------------------------------------------------------


@both_gateways
def test_create_answers_with_id_state_and_name(office):
    made = office.create()
    endpoint = made["ClientVpnEndpointId"]
    assert re.fullmatch("cvpn-endpoint-[0-9a-f]{17}", endpoint)
    assert made["Status"] == {"Code": "pending-associate"}
    assert made["DnsName"] == f"{endpoint}.prod.clientvpn.us-east-1.amazonaws.com"
    assert made.keys() - {"ResponseMetadata"} == {"ClientVpnEndpointId", "Status", "DnsName"}


@both_gateways
def test_describe_shows_every_default(office):
    made = office.create()
    endpoint = office.endpoint(made["ClientVpnEndpointId"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", endpoint.pop("CreationTime"))
    assert endpoint == {
        "ClientVpnEndpointId": made["ClientVpnEndpointId"],
        "Status": {"Code": "pending-associate"},
        "DnsName": f"*.{made['DnsName']}",
        "ClientCidrBlock": "172.16.0.0/16",
        "DnsServers": [],
        "SplitTunnel": False,
        "VpnProtocol": "openvpn",
        "TransportProtocol": "udp",
        "VpnPort": 443,
        "AssociatedTargetNetworks": [],
        "ServerCertificateArn": office.certificate,
        "AuthenticationOptions": [
            {
                "Type": "certificate-authentication",
                "MutualAuthentication": {"ClientRootCertificateChain": office.certificate},
            }
        ],
        "ConnectionLogOptions": {"Enabled": False},
        "ClientConnectOptions": {"Enabled": False, "Status": {"Code": "applied"}},
        "ClientLoginBannerOptions": {"Enabled": False},
        "SessionTimeoutHours": 24,
        "SecurityGroupIds": [],
        "SelfServicePortalUrl": "https://self-service.clientvpn.amazonaws.com/endpoints/" + made["ClientVpnEndpointId"],
        "Tags": [],
        **newer({"ClientRouteEnforcementOptions": {"Enforced": False}, "DisconnectOnSessionTimeout": True}),
        **newer({"EndpointIpAddressType": "ipv4", "TrafficIpAddressType": "ipv4"}),
    }


def newer(members):
    """Members that an older botocore does not show."""
    known = model.service().shape_for("ClientVpnEndpoint").members
    return {key: value for key, value in members.items() if key in known}


OPTIONS = [
    ({"DnsServers": ["8.8.8.8", "8.8.4.4"]}, "DnsServers", ["8.8.8.8", "8.8.4.4"]),
    ({"TransportProtocol": "tcp"}, "TransportProtocol", "tcp"),
    ({"VpnPort": 1194}, "VpnPort", 1194),
    ({"SessionTimeoutHours": 8}, "SessionTimeoutHours", 8),
    ({"SplitTunnel": True}, "SplitTunnel", True),
    ({"Description": "staff"}, "Description", "staff"),
    (
        {"ClientLoginBannerOptions": {"Enabled": True, "BannerText": "Grüezi"}},
        "ClientLoginBannerOptions",
        {"Enabled": True, "BannerText": "Grüezi"},
    ),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION}},
        "ClientConnectOptions",
        {"Enabled": True, "LambdaFunctionArn": FUNCTION, "Status": {"Code": "applied"}},
    ),
    ({"ClientRouteEnforcementOptions": {"Enforced": True}}, "ClientRouteEnforcementOptions", {"Enforced": True}),
    ({"DisconnectOnSessionTimeout": False}, "DisconnectOnSessionTimeout", False),
    ({"SelfServicePortal": "disabled"}, "SelfServicePortalUrl", None),
    ({"ClientCidrBlock": "100.64.0.0/12"}, "ClientCidrBlock", "100.64.0.0/12"),
    ({"ClientCidrBlock": "100.64.0.0/22"}, "ClientCidrBlock", "100.64.0.0/22"),
]


@both_gateways
@pytest.mark.parametrize(("given", "member", "shown"), OPTIONS, ids=lambda value: str(value)[:40])
def test_option_is_shown(office, given, member, shown):
    assert office.endpoint(office.make(**given)).get(member) == shown


@pytest.mark.needs(botocore="1.44.5", why="DevicePostureOptions is newer")
def test_newer_options_are_shown(office):
    provider = {"TrustProviderType": "jamf", "TenantId": "t", "PublicSigningKeyUrl": "https://jamf.example.com/k"}
    posture = {"Enabled": True, "TrustProviders": [provider]}
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group, "IncludeAuthorizationPolicyContext": True}
    made = office.endpoint(
        office.make(
            DevicePostureOptions=posture,
            ConnectionLogOptions=log,
            EndpointIpAddressType="dual-stack",
            TrafficIpAddressType="ipv6",
            ClientCidrBlock=None,
        )
    )
    assert made["DevicePostureOptions"] == {"TrustProviders": [provider]}
    assert made["ConnectionLogOptions"]["IncludeAuthorizationPolicyContext"] is True
    assert (made["EndpointIpAddressType"], made["TrafficIpAddressType"]) == ("dual-stack", "ipv6")
    assert "ClientCidrBlock" not in made
    office.modify(made["ClientVpnEndpointId"], DevicePostureOptions={"Enabled": False})
    assert "DevicePostureOptions" not in office.endpoint(made["ClientVpnEndpointId"])


def test_mutual_authentication_beside_a_directory(office):
    shown = office.endpoint(office.make(AuthenticationOptions=[office.mutual, office.users]))["AuthenticationOptions"]
    assert shown[1] == {
        "Type": "directory-service-authentication",
        "ActiveDirectory": {"DirectoryId": office.directory},
    }
    assert shown[0]["Type"] == "certificate-authentication"


def test_members_of_saml_are_spelled_otherwise_in_answers(office):
    given = {"SAMLProviderArn": office.provider, "SelfServiceSAMLProviderArn": office.provider}
    wish = {"Type": "federated-authentication", "FederatedAuthentication": given}
    shown = office.endpoint(office.make(AuthenticationOptions=[wish]))["AuthenticationOptions"]
    expected = {"SamlProviderArn": office.provider, "SelfServiceSamlProviderArn": office.provider}
    assert shown == [{"Type": "federated-authentication", "FederatedAuthentication": expected}]


def test_log_stream_is_made_and_named_by_aws(office):
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group}
    endpoint = office.make(ConnectionLogOptions=log)
    shown = office.endpoint(endpoint)["ConnectionLogOptions"]
    stream = shown["CloudwatchLogStream"]
    assert re.fullmatch(rf"{endpoint}-us-east-1-\d{{4}}/\d\d/\d\d-[0-9A-Za-z]{{12}}", stream)
    streams = office.client("logs").describe_log_streams(logGroupName=office.log_group)["logStreams"]
    assert [one["logStreamName"] for one in streams] == [stream]
    office.modify(endpoint, ConnectionLogOptions=NO_LOG)
    assert office.endpoint(endpoint)["ConnectionLogOptions"] == {"Enabled": False}


def test_given_log_stream_is_kept(office):
    log = {"Enabled": True, "CloudwatchLogGroup": office.log_group, "CloudwatchLogStream": "mine"}
    assert office.endpoint(office.make(ConnectionLogOptions=log))["ConnectionLogOptions"] == log


def test_vpc_brings_its_default_group(office):
    shown = office.endpoint(office.make(VpcId=office.vpc))
    assert (shown["VpcId"], shown["SecurityGroupIds"]) == (office.vpc, [office.default_group()])


def test_named_groups_are_kept(office):
    groups = [office.make_group("one"), office.make_group("two")]
    assert office.endpoint(office.make(VpcId=office.vpc, SecurityGroupIds=groups))["SecurityGroupIds"] == groups


# refused -------------------------------------------------------------------------------------------------------------

BAD = [
    ({"AuthenticationOptions": []}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "certificate-authentication"}]}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "directory-service-authentication"}]}, "MissingParameter"),
    ({"AuthenticationOptions": [{"Type": "federated-authentication"}]}, "MissingParameter"),
    ({"ConnectionLogOptions": {"Enabled": True}}, "InvalidParameterValue"),
    ({"ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "none"}}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.0/11"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.0/23"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "10.0.0.1/16"}, "InvalidParameterValue"),
    ({"ClientCidrBlock": "fd00::/16"}, "InvalidParameterValue"),
    ({"DnsServers": ["8.8.8.8", "8.8.4.4", "1.1.1.1"]}, "InvalidParameterValue"),
    ({"DnsServers": ["dns.example.com"]}, "InvalidParameterValue"),
    ({"VpnPort": 444}, "InvalidParameterValue"),
    ({"SessionTimeoutHours": 7}, "InvalidParameterValue"),
    ({"ClientLoginBannerOptions": {"Enabled": True, "BannerText": "x" * 1401}}, "InvalidParameterValue"),
    ({"ClientLoginBannerOptions": {"Enabled": True}}, "InvalidParameterValue"),
    ({"ClientConnectOptions": {"Enabled": True}}, "InvalidParameterValue"),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION.replace("AWSClientVPN-", "")}},
        "InvalidParameterValue",
    ),
    (
        {"ClientConnectOptions": {"Enabled": True, "LambdaFunctionArn": FUNCTION.replace(ACCOUNT, "222222222222")}},
        "InvalidParameterValue",
    ),
    ({"VpcId": f"vpc-{ABSENT}"}, "InvalidVpcID.NotFound"),
    ({"VpcId": "nonsense"}, "InvalidVpcId.Malformed"),
    ({"ServerCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/none"}, "InvalidParameterValue"),
]


@pytest.mark.parametrize(("given", "code"), BAD, ids=lambda value: str(value)[:60])
def test_bad_option_is_refused(office, given, code):
    with office.unchanged(code):
        office.create(**given)


@pytest.mark.needs(botocore="1.44.5", why="an older client refuses it itself")
def test_ipv4_traffic_needs_a_client_block(office):
    with office.unchanged("MissingParameter"):
        office.create(ClientCidrBlock=None)


@pytest.mark.needs(botocore="1.44.5", why="TrafficIpAddressType is newer")
def test_ipv6_traffic_has_no_client_block(office):
    with office.unchanged("InvalidParameterCombination"):
        office.create(TrafficIpAddressType="ipv6")


@pytest.mark.parametrize(
    "kinds", [("mutual", "mutual"), ("users", "federated"), ("mutual", "users", "federated")], ids="+".join
)
def test_only_mutual_authentication_goes_with_another(office, kinds):
    options = [getattr(office, kind) for kind in kinds]
    with office.unchanged("InvalidParameterValue"):
        office.create(AuthenticationOptions=options)


@pytest.mark.parametrize(
    ("structure", "member", "value"),
    [
        ("MutualAuthentication", "ClientRootCertificateChainArn", "arn:aws:acm:us-east-1:123456789012:certificate/x"),
        ("ActiveDirectory", "DirectoryId", "d-1234567890"),
        ("FederatedAuthentication", "SAMLProviderArn", "arn:aws:iam::123456789012:saml-provider/none"),
    ],
)
def test_what_is_behind_authentication_has_to_exist(office, structure, member, value):
    kinds = {
        "MutualAuthentication": "certificate-authentication",
        "ActiveDirectory": "directory-service-authentication",
        "FederatedAuthentication": "federated-authentication",
    }
    with office.unchanged("InvalidParameterValue"):
        office.create(AuthenticationOptions=[{"Type": kinds[structure], structure: {member: value}}])


def test_server_certificate_needs_a_domain(office):
    lone = Authority()
    arn = lone.put_into_acm(office.client("acm"), lone.issue("server"))
    with office.unchanged("InvalidParameterValue", f"Certificate {arn} does not have a domain"):
        office.create(ServerCertificateArn=arn)
    named = lone.put_into_acm(office.client("acm"), lone.issue("server", alternatives=["server"]))
    assert office.endpoint(office.make(ServerCertificateArn=named))["ServerCertificateArn"] == named


def test_certificate_of_another_region_does_not_exist(aws, office):
    there = Office(aws, region="eu-west-1")
    with office.unchanged("InvalidParameterValue"):
        office.create(ServerCertificateArn=there.certificate)


def test_groups_need_a_vpc(office):
    group = office.make_group()
    with office.unchanged("InvalidParameterValue", "Security Groups cannot be specified without a VPC ID"):
        office.create(SecurityGroupIds=[group])


def test_group_of_another_vpc_does_not_exist(office):
    own, other = office.vpc, office.make_group(vpc=office.make_vpc("10.9.0.0/16"))
    with office.unchanged("InvalidGroup.NotFound"):
        office.create(VpcId=own, SecurityGroupIds=[other])


def test_sixth_group_is_refused(office):
    groups = [office.make_group(f"g{number}") for number in range(6)]
    with office.unchanged("InvalidParameterValue"):
        office.create(VpcId=office.vpc, SecurityGroupIds=groups)


def test_sixth_endpoint_is_refused_and_a_deleted_one_makes_room(aws, office):
    made = [office.make() for _ in range(5)]
    with office.unchanged("ClientVpnEndpointLimitExceeded"):
        office.create()
    Office(aws, region="eu-west-1").create()
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=made[0])
    aws.settle()
    office.create()


@pytest.mark.parametrize("aws", [{"quotas": {"L-8EA77D34": 1}}], indirect=True)
def test_quota_is_an_option(office):
    office.create()
    with refused("ClientVpnEndpointLimitExceeded"):
        office.create()


# unknown -------------------------------------------------------------------------------------------------------------


@both_gateways
@pytest.mark.parametrize("name", ["cvpn-endpoint-" + ABSENT, "cvpn-endpoint-staging123", "nonsense"])
@pytest.mark.parametrize(
    "request_of",
    [
        lambda ec2, name: ec2.describe_client_vpn_endpoints(ClientVpnEndpointIds=[name]),
        lambda ec2, name: ec2.modify_client_vpn_endpoint(ClientVpnEndpointId=name, Description="x"),
        lambda ec2, name: ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=name),
    ],
    ids=["describe", "modify", "delete"],
)
def test_id_of_any_form_that_nobody_has_is_not_found(office, name, request_of):
    with refused("InvalidClientVpnEndpointId.NotFound", f"Endpoint {name} does not exist"):
        request_of(office.ec2, name)


def test_endpoint_of_another_account_or_region_is_not_found(aws, office):
    endpoint = office.make()
    for other in (Office(aws, "222222222222"), Office(aws, region="eu-west-1")):
        with refused("InvalidClientVpnEndpointId.NotFound"):
            other.endpoint(endpoint)
        assert other.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"] == []


# modify --------------------------------------------------------------------------------------------------------------

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


# delete --------------------------------------------------------------------------------------------------------------


@both_gateways
def test_deleted_endpoint_is_shown_for_a_while(aws, office):
    endpoint = office.make()
    assert office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)["Status"] == {"Code": "deleting"}
    shown = office.endpoint(endpoint)
    assert shown["Status"] == {"Code": "deleted"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", shown["DeletionTime"])
    with refused("InvalidClientVpnEndpointId.NotFound", f"Endpoint {endpoint} does not exist"):
        office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.clock.advance(minutes=2)
    with refused("InvalidClientVpnEndpointId.NotFound", f"Endpoint {endpoint} does not exist"):
        office.endpoint(endpoint)


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_deletion_takes_a_while(aws, office):
    endpoint = office.make()
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    assert office.state(endpoint) == "deleting"
    with refused("InvalidClientVpnEndpointId.NotFound"):
        office.modify(endpoint, Description="x")
    aws.clock.advance(minutes=1)
    assert office.state(endpoint) == "deleted"


def test_tags_by_their_own_operations(office):
    endpoint = office.make()
    office.ec2.create_tags(Resources=[endpoint], Tags=[{"Key": "team", "Value": "net"}])
    assert office.endpoint(endpoint)["Tags"] == [{"Key": "team", "Value": "net"}]
    shown = office.ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [endpoint]}])["Tags"]
    assert [tag["ResourceType"] for tag in shown] == ["client-vpn-endpoint"]
    arns = office.client("resourcegroupstaggingapi").get_resources(ResourceTypeFilters=["ec2:client-vpn-endpoint"])
    expected = f"arn:aws:ec2:us-east-1:{ACCOUNT}:client-vpn-endpoint/{endpoint}"
    assert [one["ResourceARN"] for one in arns["ResourceTagMappingList"]] == [expected]
