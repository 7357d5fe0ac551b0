"""CloudFormation types of Client VPN."""

import json

import pytest
from client_vpn_site import Office


@pytest.fixture
def office(aws):
    return Office(aws)


@pytest.fixture
def stacks(office):
    return office.client("cloudformation")


def ref(name):
    return {"Ref": name}


def of(kind, depends=(), **properties):
    return {"Type": f"AWS::EC2::ClientVpn{kind}", "DependsOn": list(depends), "Properties": properties}


def endpoint_of(office, **properties):
    return of(
        "Endpoint",
        **{
            "ClientCidrBlock": "172.16.0.0/16",
            "ServerCertificateArn": office.certificate,
            "AuthenticationOptions": [office.mutual],
            "ConnectionLogOptions": {"Enabled": "false"},
            "TagSpecifications": [{"ResourceType": "client-vpn-endpoint", "Tags": [{"Key": "Name", "Value": "staff"}]}],
            **properties,
        },
    )


def network(office, **properties):
    """An endpoint that leads into the first subnet and by it to the internet."""
    vpn = {"ClientVpnEndpointId": ref("Vpn")}
    return {
        "Vpn": endpoint_of(office, **properties),
        "Network": of("TargetNetworkAssociation", SubnetId=office.subnets[0], **vpn),
        "Rule": of("AuthorizationRule", TargetNetworkCidr="0.0.0.0/0", AuthorizeAllGroups="true", **vpn),
        "Route": of("Route", ["Network"], DestinationCidrBlock="0.0.0.0/0", TargetVpcSubnetId=office.subnets[0], **vpn),
    }


def body(resources):
    return json.dumps({"Resources": resources, "Outputs": {"Vpn": {"Value": ref("Vpn")}}})


def shown(stacks):
    stack = stacks.describe_stacks(StackName="vpn")["Stacks"][0]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
    return stack["StackStatus"], outputs.get("Vpn")


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_stack_makes_an_endpoint_that_clients_connect_to(office, stacks):
    stacks.create_stack(StackName="vpn", TemplateBody=body(network(office)))
    status, endpoint = shown(stacks)
    assert status == "CREATE_COMPLETE"
    described = office.endpoint(endpoint)
    assert described["Status"] == {"Code": "available"}
    assert {"Key": "Name", "Value": "staff"} in described["Tags"]
    assert office.network_states(endpoint) == ["associated"]
    assert [one["Status"]["Code"] for one in (*office.routes(endpoint), *office.rules(endpoint))] == ["active"] * 3
    assert office.connect(endpoint).may_reach("8.8.8.8")
    kinds = {one["ResourceType"]: one["PhysicalResourceId"] for one in resources(stacks)}
    assert kinds["AWS::EC2::ClientVpnEndpoint"] == endpoint
    assert kinds["AWS::EC2::ClientVpnTargetNetworkAssociation"] == office.networks(endpoint)[0]["AssociationId"]


def resources(stacks):
    return stacks.describe_stack_resources(StackName="vpn")["StackResources"]


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_deleted_stack_leaves_nothing(aws, office, stacks):
    stacks.create_stack(StackName="vpn", TemplateBody=body(network(office)))
    _, endpoint = shown(stacks)
    stacks.delete_stack(StackName="vpn")
    aws.settle()
    assert office.state(endpoint) == "deleted"
    assert office.interfaces() == []
    office.ec2.delete_subnet(SubnetId=office.subnets[0])


def test_update_in_place(office, stacks):
    stacks.create_stack(StackName="vpn", TemplateBody=body(network(office, Description="old", DnsServers=["1.1.1.1"])))
    _, endpoint = shown(stacks)
    group = office.make_group()
    changed = network(office, SplitTunnel="true", VpnPort="1194", VpcId=office.vpc, SecurityGroupIds=[group])
    stacks.update_stack(StackName="vpn", TemplateBody=body(changed))
    assert shown(stacks) == ("UPDATE_COMPLETE", endpoint)
    described = office.endpoint(endpoint)
    assert (described["SplitTunnel"], described["VpnPort"]) == (True, 1194)
    assert (described["DnsServers"], described["SecurityGroupIds"]) == ([], [group])
    assert "Description" not in described
    stacks.update_stack(StackName="vpn", TemplateBody=body(network(office, DnsServers=["8.8.8.8"])))
    described = office.endpoint(endpoint)
    assert (described["SplitTunnel"], described["VpnPort"], described["DnsServers"]) == (False, 443, ["8.8.8.8"])


def test_rule_and_route_of_another_network_replace_theirs(office, stacks):
    stacks.create_stack(StackName="vpn", TemplateBody=body(network(office)))
    _, endpoint = shown(stacks)
    changed = network(office)
    changed["Rule"]["Properties"] |= {"TargetNetworkCidr": "10.0.0.0/16"}
    changed["Route"]["Properties"] |= {"DestinationCidrBlock": "10.9.0.0/16"}
    stacks.update_stack(StackName="vpn", TemplateBody=body(changed))
    assert [one["DestinationCidr"] for one in office.rules(endpoint)] == ["10.0.0.0/16"]
    assert [one["DestinationCidr"] for one in office.routes(endpoint)] == ["10.0.0.0/16", "10.9.0.0/16"]


def test_another_client_block_replaces_the_endpoint(office, stacks):
    only = {"Vpn": endpoint_of(office)}
    stacks.create_stack(StackName="vpn", TemplateBody=body(only))
    _, before = shown(stacks)
    stacks.update_stack(
        StackName="vpn", TemplateBody=body({"Vpn": endpoint_of(office, ClientCidrBlock="172.20.0.0/16")})
    )
    status, after = shown(stacks)
    assert status == "UPDATE_COMPLETE"
    assert before != after
    assert (office.state(before), office.state(after)) == ("deleted", "pending-associate")


@pytest.mark.needs(botocore="1.44.5", why="TransitGatewayConfiguration is newer")
@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_stack_of_a_transit_gateway(aws, office, stacks):
    made = office.ec2.create_transit_gateway(Options={"TransitGatewayCidrBlocks": ["10.99.0.0/24"]})
    gateway = made["TransitGateway"]["TransitGatewayId"]
    vpn = {"ClientVpnEndpointId": ref("Vpn")}
    configuration = {"TransitGatewayId": gateway, "AvailabilityZones": ["us-east-1a"]}
    resources = {
        "Vpn": endpoint_of(office, TransitGatewayConfiguration=configuration),
        "Zone": of("TargetNetworkAssociation", AvailabilityZone="us-east-1b", **vpn),
        "Route": of("Route", DestinationCidrBlock="10.9.0.0/16", **vpn),
    }
    stacks.create_stack(StackName="vpn", TemplateBody=body(resources))
    status, endpoint = shown(stacks)
    assert status == "CREATE_COMPLETE"
    assert office.network_states(endpoint) == ["associated", "associated"]
    assert [one["DestinationCidr"] for one in office.routes(endpoint)] == ["10.9.0.0/16"]
    stacks.update_stack(StackName="vpn", TemplateBody=body({"Vpn": resources["Vpn"]}))
    aws.settle()
    assert office.routes(endpoint) == []
    assert sorted(office.network_states(endpoint)) == ["associated", "disassociated"]
    stacks.delete_stack(StackName="vpn")
    aws.settle()
    assert office.state(endpoint) == "deleted"
    office.ec2.delete_transit_gateway(TransitGatewayId=gateway)


def test_route_without_an_association_fails_the_stack(office, stacks):
    resources = network(office)
    del resources["Network"], resources["Route"]["DependsOn"]
    stacks.create_stack(StackName="vpn", TemplateBody=body(resources))
    assert shown(stacks)[0] == "ROLLBACK_COMPLETE"
    events = stacks.describe_stack_events(StackName="vpn")["StackEvents"]
    (failed,) = [one for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
    assert "while it is in the pending-association state" in failed["ResourceStatusReason"]
    endpoints = office.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"]
    assert [one["Status"]["Code"] for one in endpoints] == ["deleted"]
