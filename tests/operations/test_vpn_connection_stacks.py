"""VPN connections and their static routes in stacks."""

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


def customer(address):
    return {
        "Type": "AWS::EC2::CustomerGateway",
        "Properties": {"Type": "ipsec.1", "BgpAsn": "65001", "IpAddress": address},
    }


def body(**changes):
    """An office on a virtual private gateway, with one static route."""
    properties = {
        "Type": "ipsec.1",
        "CustomerGatewayId": ref("Customer"),
        "VpnGatewayId": ref("Gateway"),
        "StaticRoutesOnly": "true",
        "Tags": [{"Key": "Name", "Value": "office"}],
        "VpnTunnelOptionsSpecifications": [
            {
                "PreSharedKey": "of_the_office",
                "TunnelInsideCidr": "169.254.77.0/30",
                "DPDTimeoutSeconds": "45",
                "Phase1DHGroupNumbers": [{"Value": "14"}],
                "LogOptions": {"CloudwatchLogOptions": {"LogEnabled": "false"}},
            }
        ],
        **changes,
    }
    resources = {
        "Customer": customer("203.0.113.1"),
        "Spare": customer("203.0.113.2"),
        "Gateway": {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1"}},
        "Connection": {"Type": "AWS::EC2::VPNConnection", "Properties": properties},
        "Route": {
            "Type": "AWS::EC2::VPNConnectionRoute",
            "Properties": {"VpnConnectionId": ref("Connection"), "DestinationCidrBlock": "192.168.0.0/16"},
        },
    }
    outputs = {"Id": {"Value": {"Fn::GetAtt": ["Connection", "VpnConnectionId"]}}}
    return json.dumps({"Resources": resources, "Outputs": outputs})


def stack(stacks):
    return stacks.describe_stacks(StackName="net")["Stacks"][0]


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_stack_makes_a_connection_with_its_route(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body())
    made = stack(stacks)
    assert made["StackStatus"] == "CREATE_COMPLETE"
    (shown,) = site.connections()
    assert made["Outputs"][0]["OutputValue"] == shown["VpnConnectionId"]
    assert (shown["State"], shown["Options"]["StaticRoutesOnly"]) == ("available", True)
    assert shown["Routes"] == [{"DestinationCidrBlock": "192.168.0.0/16", "State": "available"}]
    assert {"Key": "Name", "Value": "office"} in shown["Tags"]
    tunnel = shown["Options"]["TunnelOptions"][0]
    assert (tunnel["PreSharedKey"], tunnel["DpdTimeoutSeconds"]) == ("of_the_office", 45)
    assert tunnel["Phase1DHGroupNumbers"] == [{"Value": 14}]


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_another_customer_gateway_changes_the_connection(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body())
    (before,) = site.connections()
    stacks.update_stack(StackName="net", TemplateBody=body(CustomerGatewayId=ref("Spare")))
    assert stack(stacks)["StackStatus"] == "UPDATE_COMPLETE"
    (after,) = site.connections()
    assert after["VpnConnectionId"] == before["VpnConnectionId"]
    assert after["CustomerGatewayId"] != before["CustomerGatewayId"]
    assert after["State"] == "available"


def test_a_stack_that_is_deleted_leaves_nothing_alive(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body())
    stacks.delete_stack(StackName="net")
    found = (*site.connections(), *site.customer_gateways(), *site.gateways())
    assert {one["State"] for one in found} == {"deleted"}


def test_a_refused_connection_fails_the_stack(site, stacks):
    stacks.create_stack(StackName="net", TemplateBody=body(EnableAcceleration=True))
    assert stack(stacks)["StackStatus"] == "ROLLBACK_COMPLETE"
    assert site.connections() == []
