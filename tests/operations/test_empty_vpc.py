"""The way to an empty VPC: each thing goes once nothing depends on it, and nothing is left of it."""

import json
from types import SimpleNamespace

import pytest

TEXTS = {
    "dopt": "dhcpOptions",
    "igw": "internetGateway",
    "acl": "networkAcl",
    "rtb": "routeTable",
    "subnet": "subnet",
    "vpc": "vpc",
}


def in_use(resource_id):
    return f"The {TEXTS[resource_id.partition('-')[0]]} '{resource_id}' has dependencies and cannot be deleted."


@pytest.fixture
def ec2(consumer):
    return consumer.ec2


def everything(ec2):
    """The ids of all that a Region has of VPCs, and the sets of DHCP options."""
    return {
        "acls": {one["NetworkAclId"] for one in ec2.describe_network_acls()["NetworkAcls"]},
        "addresses": [one["PublicIp"] for one in ec2.describe_addresses()["Addresses"]],
        "enis": [one["NetworkInterfaceId"] for one in ec2.describe_network_interfaces()["NetworkInterfaces"]],
        "groups": {one["GroupId"] for one in ec2.describe_security_groups()["SecurityGroups"]},
        "internet": ec2.describe_internet_gateways()["InternetGateways"],
        "options": [one["DhcpOptionsId"] for one in ec2.describe_dhcp_options()["DhcpOptions"]],
        "subnets": {one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]},
        "tables": {one["RouteTableId"] for one in ec2.describe_route_tables()["RouteTables"]},
        "tags": ec2.describe_tags()["Tags"],
        "vpcs": {one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]},
    }


@pytest.fixture
def before(ec2):
    """All that there is before a test makes anything."""
    return everything(ec2)


@pytest.fixture
def full(consumer, ec2, before):
    """A VPC with everything in it, by short names."""
    consumer.subnets  # noqa: B018 - pictures of refusals need them, so they are there before the rest
    vpc = consumer.make_vpc()
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    options = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["corp.example"]}])
    dopt = options["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(VpcId=vpc, DhcpOptionsId=dopt)
    igw = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    eigw = ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"][
        "EgressOnlyInternetGatewayId"
    ]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=igw)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    associated = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
    ((association,),) = [one["Associations"] for one in associated["NetworkAcls"]]
    ec2.replace_network_acl_association(AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl)
    group = ec2.create_security_group(GroupName="front", Description="front", VpcId=vpc)["GroupId"]
    other = ec2.create_security_group(GroupName="back", Description="back", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=other, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
    )
    endpoint = consumer.make_endpoint(VpcId=vpc, SubnetIds=[subnet], SecurityGroupIds=[group])["VpcEndpointId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    (machine,) = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"]
    ec2.create_tags(Resources=[vpc, subnet, table, acl, igw, group], Tags=[{"Key": "team", "Value": "net"}])
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    main = next(one["RouteTableId"] for one in tables if one["RouteTableId"] != table)
    machine_id = machine["InstanceId"]
    made = locals()
    return SimpleNamespace(**{name: value for name, value in made.items() if isinstance(value, str)})


def test_vpc_with_everything_in_it(consumer, ec2, before, full):
    public = f"Network {full.vpc} has some mapped public address(es)."
    public += " Please unmap those public address(es) before detaching the gateway."
    dependent = "resource {} has a dependent object"
    steps = (
        (ec2.detach_internet_gateway, {"InternetGatewayId": full.igw, "VpcId": full.vpc}, public),
        (ec2.delete_internet_gateway, {"InternetGatewayId": full.igw}, in_use(full.igw)),
        (ec2.delete_subnet, {"SubnetId": full.subnet}, in_use(full.subnet)),
        (ec2.delete_route_table, {"RouteTableId": full.table}, in_use(full.table)),
        (ec2.delete_route_table, {"RouteTableId": full.main}, in_use(full.main)),
        (ec2.delete_network_acl, {"NetworkAclId": full.acl}, in_use(full.acl)),
        (ec2.delete_security_group, {"GroupId": full.group}, dependent.format(full.group)),
        (ec2.delete_dhcp_options, {"DhcpOptionsId": full.dopt}, in_use(full.dopt)),
        (ec2.delete_vpc, {"VpcId": full.vpc}, in_use(full.vpc)),
    )
    for act, options, message in steps:
        with consumer.refused("DependencyViolation", message):
            act(**options)

    consumer.delete(full.endpoint)
    with consumer.refused("DependencyViolation", in_use(full.subnet)):
        ec2.delete_subnet(SubnetId=full.subnet)
    ec2.delete_nat_gateway(NatGatewayId=full.nat)
    ec2.terminate_instances(InstanceIds=[full.machine_id])
    ec2.release_address(AllocationId=full.address)
    ec2.delete_subnet(SubnetId=full.subnet)
    with consumer.refused("DependencyViolation", in_use(full.vpc)):
        ec2.delete_vpc(VpcId=full.vpc)
    ec2.detach_internet_gateway(InternetGatewayId=full.igw, VpcId=full.vpc)
    ec2.delete_internet_gateway(InternetGatewayId=full.igw)
    ec2.delete_route_table(RouteTableId=full.table)
    ec2.delete_network_acl(NetworkAclId=full.acl)
    with consumer.refused("DependencyViolation", dependent.format(full.group)):
        ec2.delete_security_group(GroupId=full.group)
    ec2.delete_security_group(GroupId=full.other)
    ec2.delete_security_group(GroupId=full.group)
    with consumer.refused("DependencyViolation", in_use(full.vpc)):
        ec2.delete_vpc(VpcId=full.vpc)
    ec2.delete_egress_only_internet_gateway(EgressOnlyInternetGatewayId=full.eigw)
    ec2.delete_vpc(VpcId=full.vpc)
    ec2.delete_dhcp_options(DhcpOptionsId=full.dopt)
    for subnet in consumer.subnets:
        ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=consumer.vpc)
    assert everything(ec2) == before


def test_what_a_vpc_has_by_default_goes_with_it_only(consumer, ec2):
    vpc = consumer.make_vpc()
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    (acl,) = ec2.describe_network_acls(Filters=mine)["NetworkAcls"]
    (group,) = ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
    acl_id, group_id = acl["NetworkAclId"], group["GroupId"]
    with consumer.refused("InvalidParameterValue", f"cannot delete default network ACL {acl_id}"):
        ec2.delete_network_acl(NetworkAclId=acl_id)
    words = f'the specified group: "{group_id}" name: "default" cannot be deleted by a user'
    with consumer.refused("CannotDelete", words):
        ec2.delete_security_group(GroupId=group_id)
    ec2.delete_vpc(VpcId=vpc)
    assert ec2.describe_network_acls(Filters=mine)["NetworkAcls"] == []
    assert ec2.describe_security_groups(Filters=mine)["SecurityGroups"] == []
    assert ec2.describe_route_tables(Filters=mine)["RouteTables"] == []


def test_options_of_two_vpcs_outlive_the_first(consumer, ec2):
    options = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["corp.example"]}])
    dopt = options["DhcpOptions"]["DhcpOptionsId"]
    one, other = consumer.make_vpc(), consumer.make_vpc()
    for vpc in (one, other):
        ec2.associate_dhcp_options(VpcId=vpc, DhcpOptionsId=dopt)
    ec2.delete_vpc(VpcId=other)
    with consumer.refused("DependencyViolation", in_use(dopt)):
        ec2.delete_dhcp_options(DhcpOptionsId=dopt)
    ec2.associate_dhcp_options(VpcId=one, DhcpOptionsId="default")
    ec2.delete_dhcp_options(DhcpOptionsId=dopt)


def test_interfaces_of_an_instance(consumer, ec2):
    subnet = consumer.subnets[0]
    kept = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    interfaces = [{"DeviceIndex": 0, "SubnetId": subnet}, {"DeviceIndex": 1, "NetworkInterfaceId": kept}]
    (machine,) = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, NetworkInterfaces=interfaces)[
        "Instances"
    ]
    made = next(
        one["NetworkInterfaceId"]
        for one in ec2.describe_network_interfaces()["NetworkInterfaces"]
        if one["NetworkInterfaceId"] != kept
    )
    for eni in (made, kept):
        with consumer.refused("InvalidParameterValue", f"Network interface '{eni}' is currently in use."):
            ec2.delete_network_interface(NetworkInterfaceId=eni)
    ec2.terminate_instances(InstanceIds=[machine["InstanceId"]])
    (left,) = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert (left["NetworkInterfaceId"], left["Status"]) == (kept, "available")
    with consumer.refused("DependencyViolation", in_use(subnet)):
        ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_network_interface(NetworkInterfaceId=kept)
    ec2.delete_subnet(SubnetId=subnet)


STACK = {
    "V": ("VPC", {"CidrBlock": "10.0.0.0/16"}),
    "S": ("Subnet", {"VpcId": {"Ref": "V"}, "CidrBlock": "10.0.0.0/24"}),
    "I": ("InternetGateway", {}),
    "A": ("VPCGatewayAttachment", {"VpcId": {"Ref": "V"}, "InternetGatewayId": {"Ref": "I"}}),
    "R": ("RouteTable", {"VpcId": {"Ref": "V"}}),
    "Z": ("SubnetRouteTableAssociation", {"SubnetId": {"Ref": "S"}, "RouteTableId": {"Ref": "R"}}),
    "D": ("Route", {"RouteTableId": {"Ref": "R"}, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": {"Ref": "I"}}),
    "P": ("EIP", {"Domain": "vpc"}),
    "N": ("NatGateway", {"SubnetId": {"Ref": "S"}, "AllocationId": {"Fn::GetAtt": ["P", "AllocationId"]}}),
    "G": ("SecurityGroup", {"VpcId": {"Ref": "V"}, "GroupDescription": "g"}),
    "E": ("VPCEndpoint", {"VpcId": {"Ref": "V"}, "ServiceName": "com.amazonaws.us-east-1.s3"}),
}


def test_stack_of_a_vpc_goes_whole(consumer, ec2):
    before = everything(ec2)
    stacks = consumer.client("cloudformation")
    resources = {
        name: {"Type": f"AWS::EC2::{kind}", "Properties": properties} for name, (kind, properties) in STACK.items()
    }
    stacks.create_stack(StackName="network", TemplateBody=json.dumps({"Resources": resources}))
    assert len(everything(ec2)["subnets"]) == len(before["subnets"]) + 1
    stacks.delete_stack(StackName="network")
    assert {**everything(ec2), "tags": []} == before


def test_a_new_vpc_has_the_options_of_its_region(consumer, ec2):
    vpc = consumer.make_vpc()

    def named():
        return ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["DhcpOptionsId"]

    (shown,) = ec2.describe_dhcp_options(DhcpOptionsIds=[named()])["DhcpOptions"]
    assert {one["Key"]: [value["Value"] for value in one["Values"]] for one in shown["DhcpConfigurations"]} == {
        "domain-name": ["ec2.internal"],
        "domain-name-servers": ["AmazonProvidedDNS"],
    }
    with consumer.refused("DependencyViolation", in_use(named())):
        ec2.delete_dhcp_options(DhcpOptionsId=named())
    ec2.associate_dhcp_options(VpcId=vpc, DhcpOptionsId="default")
    assert named() == "default"
