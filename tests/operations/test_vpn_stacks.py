"""CloudFormation types of Site-to-Site VPN."""

import json

import pytest
from vpn_site import Site


@pytest.fixture
def site(aws):
    return Site(aws)


@pytest.fixture
def stacks(site):
    return site.aws.client("cloudformation")


def ref(name):
    return {"Ref": name}


def network(site):
    """Gateways for a VPC and a table that are there."""
    return {
        "Customer": {
            "Type": "AWS::EC2::CustomerGateway",
            "Properties": {
                "Type": "ipsec.1",
                "BgpAsn": "65001",
                "IpAddress": "203.0.113.1",
                "Tags": [{"Key": "Name", "Value": "office"}],
            },
        },
        "Gateway": {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1", "AmazonSideAsn": 64600}},
        "Attachment": {
            "Type": "AWS::EC2::VPCGatewayAttachment",
            "Properties": {"VpcId": site.vpc, "VpnGatewayId": ref("Gateway")},
        },
        "Propagation": propagation(site.table),
    }


def propagation(table):
    return {
        "Type": "AWS::EC2::VPNGatewayRoutePropagation",
        "DependsOn": "Attachment",
        "Properties": {"RouteTableIds": [table], "VpnGatewayId": ref("Gateway")},
    }


def body(**resources):
    return json.dumps({"Resources": resources})


def status(stacks):
    return stacks.describe_stacks(StackName="net")["Stacks"][0]["StackStatus"]


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_stack_makes_gateways_attachment_and_propagation(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body(**network(site)))
    assert status(stacks) == "CREATE_COMPLETE"
    (customer,), (gateway,) = site.customer_gateways(), site.gateways()
    assert customer["BgpAsn"] == "65001"
    assert {"Key": "Name", "Value": "office"} in customer["Tags"]
    assert gateway["AmazonSideAsn"] == 64600
    assert site.attachments(gateway["VpnGatewayId"]) == [(site.vpc, "attached")]
    assert site.route_table()["PropagatingVgws"] == [{"GatewayId": gateway["VpnGatewayId"]}]


def test_a_stack_that_is_deleted_leaves_nothing_alive(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body(**network(site)))
    stacks.delete_stack(StackName="net")
    assert [one["State"] for one in (*site.customer_gateways(), *site.gateways())] == ["deleted", "deleted"]
    site.ec2.delete_route_table(RouteTableId=site.table)
    site.ec2.delete_vpc(VpcId=site.vpc)


def test_update_moves_propagation_to_another_table(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body(**network(site)))
    other = site.ec2.create_route_table(VpcId=site.vpc)["RouteTable"]["RouteTableId"]
    stacks.update_stack(StackName="net", TemplateBody=body(**network(site) | {"Propagation": propagation(other)}))
    (gateway,) = site.gateways()
    assert site.route_table().get("PropagatingVgws", []) == []
    assert site.route_table(other)["PropagatingVgws"] == [{"GatewayId": gateway["VpnGatewayId"]}]


def test_internet_gateways_stay_moto_s(site, stacks):
    inet = {
        "Inet": {"Type": "AWS::EC2::InternetGateway"},
        "Attachment": {
            "Type": "AWS::EC2::VPCGatewayAttachment",
            "Properties": {"VpcId": site.vpc, "InternetGatewayId": ref("Inet")},
        },
    }
    stacks.create_stack(StackName="net", TemplateBody=body(**inet))
    assert status(stacks) == "CREATE_COMPLETE"
    (gateway,) = site.ec2.describe_internet_gateways()["InternetGateways"]
    assert gateway["Attachments"][0]["State"] == "available"
    stacks.update_stack(StackName="net", TemplateBody=body(**inet, Customer=network(site)["Customer"]))
    assert status(stacks) == "UPDATE_COMPLETE"
    assert len(site.customer_gateways()) == 1


def test_a_refused_gateway_fails_the_stack(site, stacks):
    wrong = {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1", "AmazonSideAsn": 1}}
    stacks.create_stack(StackName="net", TemplateBody=body(**network(site) | {"Gateway": wrong}))
    assert status(stacks) == "ROLLBACK_COMPLETE"
    assert site.gateways() == []
