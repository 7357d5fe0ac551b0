"""CloudFormation types of Network Insights."""

import json

import pytest


@pytest.fixture
def ends(aws):
    """Two interfaces of one subnet."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    return [ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(2)]


def body(ends, port="443"):
    types = "AWS::EC2::NetworkInsights"
    return json.dumps(
        {
            "Resources": {
                "Path": {
                    "Type": f"{types}Path",
                    "Properties": {
                        "Source": ends[0], "Destination": ends[1], "Protocol": "tcp", "DestinationPort": port,
                        "Tags": [{"Key": "Name", "Value": "way"}],
                    },
                },
                "Analysis": {"Type": f"{types}Analysis", "Properties": {"NetworkInsightsPathId": {"Ref": "Path"}}},
                "Scope": {
                    "Type": f"{types}AccessScope",
                    "Properties": {"MatchPaths": [{"Source": {"ResourceStatement": {"Resources": [ends[0]]}}}]},
                },
                "Findings": {
                    "Type": f"{types}AccessScopeAnalysis",
                    "Properties": {"NetworkInsightsAccessScopeId": {"Ref": "Scope"}},
                },
            },
            "Outputs": {
                "Found": {"Value": {"Fn::GetAtt": ["Analysis", "NetworkPathFound"]}},
                "Status": {"Value": {"Fn::GetAtt": ["Analysis", "Status"]}},
                "SourceArn": {"Value": {"Fn::GetAtt": ["Path", "SourceArn"]}},
                "Findings": {"Value": {"Fn::GetAtt": ["Findings", "FindingsFound"]}},
            },
        }
    )  # fmt: skip


@pytest.mark.parametrize("aws", [{"timing": "instant"}, {"timing": "aws"}], indirect=True, ids=["instant", "aws"])
def test_a_stack_asks_and_tells(aws, ends):
    stacks, ec2 = aws.client("cloudformation"), aws.client("ec2")
    stacks.create_stack(StackName="net", TemplateBody=body(ends))
    stack = stacks.describe_stacks(StackName="net")["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    assert str(outputs["Found"]).lower() == "true"
    assert outputs["Status"] == "succeeded"
    assert outputs["SourceArn"].endswith(f"network-interface/{ends[0]}")
    assert outputs["Findings"] == "true"
    path = ec2.describe_network_insights_paths()["NetworkInsightsPaths"][0]
    assert path["DestinationPort"] == 443
    assert {"Key": "Name", "Value": "way"} in path["Tags"]
    stacks.delete_stack(StackName="net")
    assert ec2.describe_network_insights_paths()["NetworkInsightsPaths"] == []
    assert ec2.describe_network_insights_analyses()["NetworkInsightsAnalyses"] == []
    assert ec2.describe_network_insights_access_scopes()["NetworkInsightsAccessScopes"] == []


def test_another_packet_makes_another_path(aws, ends):
    def alone(port):
        return json.dumps({"Resources": {"Path": json.loads(body(ends, port))["Resources"]["Path"]}})

    stacks, ec2 = aws.client("cloudformation"), aws.client("ec2")
    stacks.create_stack(StackName="net", TemplateBody=alone("443"))
    before = ec2.describe_network_insights_paths()["NetworkInsightsPaths"][0]["NetworkInsightsPathId"]
    stacks.update_stack(StackName="net", TemplateBody=alone("80"))
    after = ec2.describe_network_insights_paths()["NetworkInsightsPaths"]
    assert [one["DestinationPort"] for one in after] == [80]
    assert after[0]["NetworkInsightsPathId"] != before


def test_an_unknown_end_fails_the_stack(aws):
    stacks = aws.client("cloudformation")
    stacks.create_stack(StackName="net", TemplateBody=body(["eni-0123456789abcdef0"] * 2))
    stack = stacks.describe_stacks(StackName="net")["Stacks"][0]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
