"""Client VPN endpoints that lead to a transit gateway."""

import re

import pytest
from client_vpn_site import ABSENT, ACCOUNT, Office, refused

pytestmark = pytest.mark.needs(botocore="1.44.5", why="attachments of Client VPN are newer")
both_gateways = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
OTHER = "222222222222"


@pytest.fixture
def office(aws):
    return Office(aws)


def make_gateway(office, *blocks, **options):
    options = {"TransitGatewayCidrBlocks": list(blocks or ["10.99.0.0/24"]), **options}
    return office.ec2.create_transit_gateway(Options=options)["TransitGateway"]["TransitGatewayId"]


def make(office, gateway, **given):
    return office.make(TransitGatewayConfiguration={"TransitGatewayId": gateway, **given})


def attachments(office, **filters):
    wanted = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
    return office.ec2.describe_transit_gateway_attachments(Filters=wanted)["TransitGatewayAttachments"]


# one account ---------------------------------------------------------------------------------------------------------


@both_gateways
def test_endpoint_is_attached_in_two_zones_and_becomes_available(office):
    gateway = make_gateway(office)
    made = office.create(TransitGatewayConfiguration={"TransitGatewayId": gateway})
    assert made["Status"] == {"Code": "pending-associate"}
    endpoint = made["ClientVpnEndpointId"]
    shown = office.endpoint(endpoint)
    assert shown["Status"] == {"Code": "available"}
    configuration = shown["TransitGatewayConfiguration"]
    assert configuration["TransitGatewayId"] == gateway
    assert configuration["AvailabilityZones"] == ["us-east-1a", "us-east-1b"]
    assert len(configuration["AvailabilityZoneIds"]) == 2
    assert re.fullmatch("tgw-attach-[0-9a-f]{17}", configuration["TransitGatewayAttachmentId"])
    first, _ = office.networks(endpoint)
    assert (first["Status"], first["AvailabilityZones"]) == ({"Code": "associated"}, ["us-east-1a"])
    assert first.keys().isdisjoint({"VpcId", "TargetNetworkId"})
    assert office.interfaces() == office.routes(endpoint) == []


def test_attachment_is_shown_among_those_of_the_gateway(office):
    gateway = make_gateway(office)
    endpoint = make(office, gateway)
    (shown,) = attachments(office, transit_gateway_id=gateway, resource_type="client-vpn")
    assert (shown["ResourceId"], shown["ResourceType"], shown["State"]) == (endpoint, "client-vpn", "available")
    assert shown["ResourceOwnerId"] == ACCOUNT


@slow
def test_attachment_and_zones_take_their_time(aws, office):
    endpoint = make(office, make_gateway(office), AvailabilityZones=["us-east-1c"])
    assert (attachments(office)[0]["State"], office.networks(endpoint)) == ("pending", [])
    aws.clock.advance(minutes=1)
    assert attachments(office)[0]["State"] == "available"
    assert office.network_states(endpoint) == ["associating"]
    assert office.state(endpoint) == "pending-associate"
    aws.clock.advance(minutes=5)
    assert (office.network_states(endpoint), office.state(endpoint)) == (["associated"], "available")


def test_zones_come_and_go(aws, office):
    endpoint = make(office, make_gateway(office), AvailabilityZoneIds=["use1-az1"])
    aws.settle()
    (zone,) = office.networks(endpoint)
    assert zone["AvailabilityZoneIds"] == ["use1-az1"]
    added = office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, AvailabilityZoneId="use1-az2")
    assert added["Status"] == {"Code": "associating"}
    with office.unchanged("InvalidClientVpnDuplicateAssociationException"):
        office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint, AvailabilityZoneId="use1-az2")
    assert office.endpoint(endpoint)["TransitGatewayConfiguration"]["AvailabilityZoneIds"] == ["use1-az1", "use1-az2"]
    for one in (zone["AssociationId"], added["AssociationId"]):
        office.disassociate(endpoint, one)
    assert office.state(endpoint) == "pending-associate"
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    assert attachments(office)[0]["State"] == "deleted"
    aws.clock.advance(minutes=2)
    assert attachments(office) == []


def test_routes_name_the_attachment_and_no_subnet(office):
    endpoint = make(office, make_gateway(office))
    office.ec2.create_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="10.9.0.0/16")
    (route,) = office.routes(endpoint)
    attachment = office.endpoint(endpoint)["TransitGatewayConfiguration"]["TransitGatewayAttachmentId"]
    assert route == {
        "ClientVpnEndpointId": endpoint,
        "DestinationCidr": "10.9.0.0/16",
        "Origin": "add-route",
        "Status": {"Code": "active"},
        "TransitGatewayAttachmentId": attachment,
    }
    with office.unchanged("InvalidParameterCombination"):
        office.add_route(endpoint, "10.8.0.0/16", target=f"subnet-{ABSENT}")
    office.ec2.delete_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="10.9.0.0/16")
    assert office.routes(endpoint) == []


def test_client_may_reach_what_rules_and_routes_say(aws, office):
    endpoint = make(office, make_gateway(office))
    office.authorize(endpoint, "10.9.0.0/16")
    office.ec2.create_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="10.9.0.0/16")
    session = office.connect(endpoint)
    assert session.may_reach("10.9.0.1")
    assert not session.may_reach("10.8.0.1")


@pytest.mark.needs(moto="5.1.10", why="older transit gateways have no default route table")
def test_client_and_vpc_reach_each_other_by_routes_both_ways(aws, office):
    gateway = make_gateway(office)
    attached = office.ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=gateway, VpcId=office.vpc, SubnetIds=office.subnets
    )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    group = office.make_group("server")
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "172.16.0.0/16"}]}
    office.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    made = office.ec2.create_network_interface(SubnetId=office.subnets[0], Groups=[group])["NetworkInterface"]
    server = made["NetworkInterfaceId"]
    endpoint = make(office, gateway)
    office.authorize(endpoint, "10.0.0.0/16")
    aws.settle()
    office.ec2.create_client_vpn_route(ClientVpnEndpointId=endpoint, DestinationCidrBlock="10.0.0.0/16")
    session = office.connect(endpoint)
    assert not aws.reach(session, server, 22)

    described = office.ec2.describe_transit_gateways(TransitGatewayIds=[gateway])["TransitGateways"][0]
    table = described["Options"]["AssociationDefaultRouteTableId"]
    configuration = office.endpoint(endpoint)["TransitGatewayConfiguration"]
    for block, where in (("10.0.0.0/16", attached), ("172.16.0.0/16", configuration["TransitGatewayAttachmentId"])):
        office.ec2.create_transit_gateway_route(
            DestinationCidrBlock=block, TransitGatewayRouteTableId=table, TransitGatewayAttachmentId=where
        )
    assert not aws.reach(session, server, 22), "the VPC has no way back"
    main = [{"Name": "vpc-id", "Values": [office.vpc]}]
    vpc_table = office.ec2.describe_route_tables(Filters=main)["RouteTables"][0]["RouteTableId"]
    office.ec2.create_route(RouteTableId=vpc_table, DestinationCidrBlock="172.16.0.0/16", TransitGatewayId=gateway)
    path = aws.reach(session, server, 22)
    assert path, path
    assert path.seen_as == session.address
    assert path.via[0] == endpoint
    assert not aws.reach(session, server, 23)
    assert aws.reach(server, session, 80)
    session.close()
    assert not aws.reach(server, session, 80)
    assert not aws.reach(server, session.address, 80)


# refused -------------------------------------------------------------------------------------------------------------


def test_what_a_gateway_cannot_be(office):
    gateway, bare = make_gateway(office), office.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    for configuration, code in (
        ({"AvailabilityZones": ["us-east-1a"]}, "MissingParameter"),
        ({"TransitGatewayId": f"tgw-{ABSENT}"}, "InvalidTransitGatewayID.NotFound"),
        ({"TransitGatewayId": bare}, "InvalidParameterValue"),
        ({"TransitGatewayId": make_gateway(office, "172.16.9.0/24")}, "InvalidParameterValue"),
        ({"TransitGatewayId": gateway, "AvailabilityZones": ["us-east-1z"]}, "InvalidParameterValue"),
        (
            {"TransitGatewayId": gateway, "AvailabilityZones": [f"us-east-1{one}" for one in "abcdef"]},
            "InvalidParameterValue",
        ),
        (
            {"TransitGatewayId": gateway, "AvailabilityZones": ["us-east-1a"], "AvailabilityZoneIds": ["use1-az1"]},
            "InvalidParameterCombination",
        ),
    ):
        with office.unchanged(code):
            office.create(TransitGatewayConfiguration=configuration)
    vpc = office.vpc
    with office.unchanged("InvalidParameterCombination"):
        office.create(TransitGatewayConfiguration={"TransitGatewayId": gateway}, VpcId=vpc)


def test_no_mixing_with_subnets(office):
    endpoint, subnet = make(office, make_gateway(office)), office.subnets[0]
    with office.unchanged("InvalidParameterCombination"):
        office.associate(endpoint, subnet)
    with office.unchanged("InvalidParameterCombination"):
        office.modify(endpoint, VpcId=office.vpc)
    with office.unchanged("MissingParameter"):
        office.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint)


def test_gateway_with_an_attachment_is_not_deleted(aws, office):
    gateway = make_gateway(office)
    endpoint = make(office, gateway)
    aws.settle()
    with office.unchanged("IncorrectState"):
        office.ec2.delete_transit_gateway(TransitGatewayId=gateway)
    for one in office.networks(endpoint):
        office.disassociate(endpoint, one["AssociationId"])
    aws.settle()
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.settle()
    office.ec2.delete_transit_gateway(TransitGatewayId=gateway)
    aws.clock.advance(minutes=5)
    assert office.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"] == []


# two accounts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(aws):
    return Office(aws, OTHER)


def share(owner, gateway, account):
    arn = f"arn:aws:ec2:us-east-1:{owner.account}:transit-gateway/{gateway}"
    owner.client("ram").create_resource_share(name="vpn", resourceArns=[arn], principals=[account])


def test_gateway_of_another_account_has_to_be_shared(office, other):
    gateway = make_gateway(other)
    with office.unchanged("InvalidTransitGatewayID.NotFound"):
        make(office, gateway)
    share(other, gateway, ACCOUNT)
    make(office, gateway)


def test_owner_of_the_gateway_accepts(aws, office, other):
    gateway = make_gateway(other)
    share(other, gateway, ACCOUNT)
    made = office.create(TransitGatewayConfiguration={"TransitGatewayId": gateway})
    endpoint = made["ClientVpnEndpointId"]
    assert made["Status"] == {"Code": "pending"}
    (waiting,) = attachments(other)
    assert (waiting["State"], waiting["ResourceOwnerId"]) == ("pendingAcceptance", ACCOUNT)
    attachment = {"TransitGatewayAttachmentId": waiting["TransitGatewayAttachmentId"]}
    with refused("InvalidTransitGatewayAttachmentID.NotFound"):
        office.ec2.accept_transit_gateway_client_vpn_attachment(**attachment)
    accepted = other.ec2.accept_transit_gateway_client_vpn_attachment(**attachment)["TransitGatewayClientVpnAttachment"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", accepted.pop("CreationTime"))
    assert accepted == {
        **attachment,
        "TransitGatewayId": gateway,
        "ClientVpnEndpointId": endpoint,
        "ClientVpnOwnerId": ACCOUNT,
        "State": "pending",
    }
    assert office.state(endpoint) == "available"
    with refused("IncorrectState"):
        other.ec2.accept_transit_gateway_client_vpn_attachment(**attachment)


def test_owner_of_the_gateway_rejects_or_deletes(aws, office, other):
    gateway = make_gateway(other)
    share(other, gateway, ACCOUNT)
    endpoint = make(office, gateway)
    attachment = {"TransitGatewayAttachmentId": attachments(other)[0]["TransitGatewayAttachmentId"]}
    rejected = other.ec2.reject_transit_gateway_client_vpn_attachment(**attachment)
    assert rejected["TransitGatewayClientVpnAttachment"]["State"] == "rejected"
    assert office.state(endpoint) == "pending"
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.clock.advance(minutes=5)
    assert attachments(other) == []

    mine = make_gateway(office)
    endpoint = make(office, mine)
    aws.settle()
    attachment = {"TransitGatewayAttachmentId": attachments(office)[0]["TransitGatewayAttachmentId"]}
    deleted = office.ec2.delete_transit_gateway_client_vpn_attachment(**attachment)
    assert deleted["TransitGatewayClientVpnAttachment"]["State"] == "deleting"
    assert office.network_states(endpoint) == ["disassociated", "disassociated"]
    with refused("IncorrectState"):
        office.ec2.delete_transit_gateway_client_vpn_attachment(**attachment)


def test_gateway_that_accepts_by_itself(office, other):
    gateway = make_gateway(other, AutoAcceptSharedAttachments="enable")
    share(other, gateway, ACCOUNT)
    assert office.state(make(office, gateway)) == "available"


def test_unknown_attachment(office):
    for verb in ("accept", "reject", "delete"):
        request = getattr(office.ec2, f"{verb}_transit_gateway_client_vpn_attachment")
        for one in (f"tgw-attach-{ABSENT}", "nonsense"):
            with refused("InvalidTransitGatewayAttachmentID.NotFound"):
                request(TransitGatewayAttachmentId=one)


def test_snapshot_keeps_attachments(aws, office):
    endpoint = make(office, make_gateway(office))
    aws.settle()
    before, kept = (office.picture(), attachments(office)), aws.snapshot()
    for one in office.networks(endpoint):
        office.disassociate(endpoint, one["AssociationId"])
    office.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint)
    aws.clock.advance(minutes=5)
    aws.restore(kept)
    assert (office.picture(), attachments(office)) == before
