"""Gateways that a stack attaches to a VPC: of either kind, exchanged in place, refused as the API refuses them."""

from __future__ import annotations

import pytest
from stack_templates import VPC, body, ids, reasons, status, subnet

GATEWAYS = {
    "First": {"Type": "AWS::EC2::InternetGateway"},
    "Second": {"Type": "AWS::EC2::InternetGateway"},
    "Private": {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1"}},
}


def attached(**gateway) -> str:
    properties = {"VpcId": {"Ref": "Vpc"}, **{name: {"Ref": one} for name, one in gateway.items()}}
    output = {"Outputs": {"Kind": {"Value": {"Fn::GetAtt": "Attachment.AttachmentType"}}}}
    return body(output, **GATEWAYS, Attachment={"Type": "AWS::EC2::VPCGatewayAttachment", "Properties": properties})


def attachments(client) -> set[str]:
    gateways = client.describe_internet_gateways()["InternetGateways"]
    found = {one["InternetGatewayId"] for one in gateways if one["Attachments"]}
    private = client.describe_vpn_gateways()["VpnGateways"]
    return found | {
        one["VpnGatewayId"] for one in private if any(a["State"] == "attached" for a in one["VpcAttachments"])
    }


def test_kinds_are_exchanged_in_place(stacks, client):
    before = attachments(client)
    stacks.create_stack(StackName="stack", TemplateBody=attached(InternetGatewayId="First"))
    made = ids(stacks)
    assert made["Attachment"] == f"IGW|{made['Vpc']}"
    assert stacks.describe_stacks()["Stacks"][0]["Outputs"][0]["OutputValue"] == "IGW"
    assert attachments(client) - before == {made["First"]}
    for gateway in ({"InternetGatewayId": "Second"}, {"VpnGatewayId": "Private"}):
        stacks.update_stack(StackName="stack", TemplateBody=attached(**gateway))
        assert status(stacks) == "UPDATE_COMPLETE"
        assert attachments(client) - before == {made[one] for one in gateway.values()}
        kind = "IGW" if "InternetGatewayId" in gateway else "VGW"
        assert ids(stacks)["Attachment"] == f"{kind}|{made['Vpc']}"
    stacks.delete_stack(StackName="stack")
    assert attachments(client) == before


@pytest.mark.parametrize("gateways", [{}, {"InternetGatewayId": "First", "VpnGatewayId": "Private"}], ids=str)
def test_one_gateway_is_attached(stacks, gateways):
    stacks.create_stack(StackName="stack", TemplateBody=attached(**gateways))
    assert status(stacks) == "ROLLBACK_COMPLETE"
    assert "Exactly one of" in reasons(stacks, "CREATE_FAILED")["Attachment"]


def test_a_vpc_has_one_internet_gateway(stacks, client):
    taken = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    vpc = client.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    client.attach_internet_gateway(InternetGatewayId=taken, VpcId=vpc)
    wanted = {"Type": "AWS::EC2::VPCGatewayAttachment", "Properties": {"VpcId": vpc, "InternetGatewayId": taken}}
    stacks.create_stack(StackName="stack", TemplateBody=body(Vpc=VPC, Attachment=wanted))
    assert status(stacks) == "ROLLBACK_COMPLETE"
    assert "is already associated" in reasons(stacks, "CREATE_FAILED")["Attachment"]


def test_one_that_was_detached_goes_with_its_stack(stacks, client):
    stacks.create_stack(StackName="stack", TemplateBody=attached(InternetGatewayId="First"))
    made = ids(stacks)
    client.detach_internet_gateway(InternetGatewayId=made["First"], VpcId=made["Vpc"])
    stacks.delete_stack(StackName="stack")
    assert stacks.describe_stacks()["Stacks"] == []


def test_a_table_takes_the_place_of_another(stacks, client):
    table = {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}}

    def associated(name: str) -> str:
        properties = {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": name}}
        link = {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties": properties}
        return body({"Outputs": {"Id": {"Value": {"Ref": "Link"}}}}, Subnet=subnet(1), One=table, Two=table, Link=link)

    for name in ("One", "Two"):
        ask = stacks.create_stack if name == "One" else stacks.update_stack
        ask(StackName="stack", TemplateBody=associated(name))
        made = ids(stacks)
        (shown,) = client.describe_route_tables(RouteTableIds=[made[name]])["RouteTables"]
        (association,) = shown["Associations"]
        assert made["Link"] == association["RouteTableAssociationId"]
        assert stacks.describe_stacks()["Stacks"][0]["Outputs"][0]["OutputValue"] == made["Link"]
