import json

import boto3

from mockvpce import mock_vpce


def template(service):
    properties = {"VpcId": {"Ref": "Vpc"}, "VpcEndpointType": "Interface", "SubnetIds": [{"Ref": "Subnet"}]}
    return json.dumps(
        {
            "Resources": {
                "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
                "Subnet": {
                    "Type": "AWS::EC2::Subnet",
                    "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.1.0/24"},
                },
                "Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {**properties, "ServiceName": service}},
            },
            "Outputs": {"Name": {"Value": {"Fn::Select": ["0", {"Fn::GetAtt": ["Endpoint", "DnsEntries"]}]}}},
        }
    )


def status(stacks, name):
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    return stack["StackStatus"], {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


@mock_vpce
def test_stack():
    stacks = boto3.client("cloudformation", region_name="us-east-1")
    stacks.create_stack(StackName="good", TemplateBody=template("com.amazonaws.us-east-1.sqs"))
    code, outputs = status(stacks, "good")
    assert code == "CREATE_COMPLETE"
    assert outputs["Name"].endswith(".sqs.us-east-1.vpce.amazonaws.com")


@mock_vpce
def test_a_wrong_service_rolls_the_stack_back():
    stacks = boto3.client("cloudformation", region_name="us-east-1")
    stacks.create_stack(StackName="bad", TemplateBody=template("com.amazonaws.us-east-1.sqss"))
    assert status(stacks, "bad") == ("ROLLBACK_COMPLETE", {})
