"""Client VPN endpoints: creating, describing, modifying, deleting."""

import re

import pytest
from client_vpn_options import BAD, OPTIONS
from client_vpn_site import ABSENT, ACCOUNT, NO_LOG, Office, refused
from support.certificate_authority import Authority

from mockvpce.protocol import model

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
