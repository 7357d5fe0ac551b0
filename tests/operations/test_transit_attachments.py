"""Attachments to a transit gateway: operations on one type do not see those of others."""

import pytest
from vpn_site import REST, Site, refused

UNKNOWN = "InvalidTransitGatewayAttachmentID.NotFound"


@pytest.fixture
def site(aws):
    return Site(aws)


@pytest.fixture
def attachments(site):
    """The ids of an attachment of each type, under one transit gateway: of a VPC, of a peering, of a VPN connection."""
    ec2 = site.ec2
    subnet = ec2.create_subnet(VpcId=site.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    vpc = ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=site.transit, VpcId=site.vpc, SubnetIds=[subnet])
    other = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    peering = ec2.create_transit_gateway_peering_attachment(
        TransitGatewayId=site.transit,
        PeerTransitGatewayId=other,
        PeerAccountId=site.account,
        PeerRegion=site.region,
    )
    return {
        "vpc": vpc["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"],
        "peering": peering["TransitGatewayPeeringAttachment"]["TransitGatewayAttachmentId"],
        "vpn": site.attached(site.connect(TransitGatewayId=site.transit))["TransitGatewayAttachmentId"],
    }


def ids(answer):
    (listed,) = (value for key, value in answer.items() if key.startswith("TransitGateway"))
    return {one["TransitGatewayAttachmentId"] for one in listed}


def test_each_list_has_its_type(site, attachments):
    assert ids(site.ec2.describe_transit_gateway_vpc_attachments()) == {attachments["vpc"]}
    assert ids(site.ec2.describe_transit_gateway_peering_attachments()) == {attachments["peering"]}
    assert ids(site.ec2.describe_transit_gateway_attachments()) == set(attachments.values())


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("modify_transit_gateway_vpc_attachment", "vpc"),
        ("delete_transit_gateway_vpc_attachment", "vpc"),
        ("accept_transit_gateway_peering_attachment", "peering"),
        ("reject_transit_gateway_peering_attachment", "peering"),
        ("delete_transit_gateway_peering_attachment", "peering"),
    ],
)
def test_an_attachment_of_another_type_is_unknown(site, attachments, operation, kind):
    act = getattr(site.ec2, operation)
    for one in ({**attachments, "": f"tgw-attach-{REST}"}).items():
        if one[0] != kind:
            with refused(UNKNOWN, f"Transit Gateway Attachment {one[1]} was deleted or does not exist."):
                act(TransitGatewayAttachmentId=one[1])
    states = {one["State"] for one in site.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]}
    assert not states & {"deleted", "deleting", "rejected"}
    assert act(TransitGatewayAttachmentId=attachments[kind])
