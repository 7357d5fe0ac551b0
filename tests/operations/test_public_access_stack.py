"""CloudFormation types of VPC Block Public Access, and their place in snapshots."""

import json

import pytest

REGION = "us-east-1"


@pytest.fixture
def ec2(aws):
    return aws.client("ec2", region=REGION)


@pytest.fixture
def stacks(aws):
    return aws.client("cloudformation", region=REGION)


def template(mode, exclusion, target):
    return json.dumps(
        {
            "Resources": {
                "Network": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16"}},
                "Other": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.2.0.0/16"}},
                "Block": {
                    "Type": "AWS::EC2::VPCBlockPublicAccessOptions",
                    "Properties": {"InternetGatewayBlockMode": mode},
                },
                "Exclusion": {
                    "Type": "AWS::EC2::VPCBlockPublicAccessExclusion",
                    "Properties": {
                        "InternetGatewayExclusionMode": exclusion,
                        "VpcId": {"Ref": target},
                        "Tags": [{"Key": "Name", "Value": "web"}],
                    },
                },
            },
            "Outputs": {
                "Id": {"Value": {"Fn::GetAtt": ["Exclusion", "ExclusionId"]}},
                "Account": {"Value": {"Fn::GetAtt": ["Block", "AccountId"]}},
            },
        }
    )


def outputs(stacks):
    return {one["OutputKey"]: one["OutputValue"] for one in stacks.describe_stacks()["Stacks"][0]["Outputs"]}


def live(ec2):
    shown = ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"]
    return [one for one in shown if not one["State"].startswith("delete")]


def mode(ec2):
    return ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"]


def test_a_stack(ec2, stacks):
    stacks.create_stack(StackName="s", TemplateBody=template("block-ingress", "allow-egress", "Network"))
    first = outputs(stacks)
    assert first["Account"] == "123456789012"
    assert mode(ec2) == "block-ingress"
    [made] = live(ec2)
    assert made["ExclusionId"] == first["Id"]
    assert {"Key": "Name", "Value": "web"} in made["Tags"]
    stacks.update_stack(StackName="s", TemplateBody=template("block-bidirectional", "allow-bidirectional", "Network"))
    assert outputs(stacks) == first
    assert mode(ec2) == "block-bidirectional"
    assert [one["InternetGatewayExclusionMode"] for one in live(ec2)] == ["allow-bidirectional"]
    stacks.update_stack(StackName="s", TemplateBody=template("block-bidirectional", "allow-bidirectional", "Other"))
    assert outputs(stacks)["Id"] != first["Id"]
    assert len(live(ec2)) == 1
    stacks.delete_stack(StackName="s")
    assert (live(ec2), mode(ec2)) == ([], "off")


def test_a_snapshot(aws, ec2):
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    host = ec2.create_network_interface(SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"])
    host = host["NetworkInterface"]["NetworkInterfaceId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=host)
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    before = aws.snapshot()
    ec2.create_vpc_block_public_access_exclusion(VpcId=vpc, InternetGatewayExclusionMode="allow-egress")
    assert aws.reach(host, None, 443)
    after = aws.snapshot()
    aws.restore(before)
    assert live(ec2) == []
    assert not aws.reach(host, None, 443)
    aws.restore(after)
    assert len(live(ec2)) == 1
    assert aws.reach(host, None, 443)
