"""Templates as `cdk synth` prints them, deployed as `cdk deploy` deploys them: by change sets."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from stack_templates import body, ids, status

SYNTHESIZED = Path(__file__).with_name("synthesized")
ASSETS = "cdk-hnb659fds-assets-123456789012-us-east-1"
VERSION = "/cdk-bootstrap/hnb659fds/version"
CHANGE_SET = "cdk-deploy-change-set"


def synthesized(name: str) -> dict:
    return json.loads((SYNTHESIZED / f"{name}.template.json").read_text(encoding="utf-8"))


def asset() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__entrypoint__.js", "exports.handler = async () => {};")
    return packed.getvalue()


@pytest.fixture
def bootstrapped(vpce_mock) -> None:
    """What `cdk bootstrap` leaves in an account: a bucket of assets and the version of the bootstrap stack."""
    vpce_mock.client("ssm", region="us-east-1").put_parameter(Name=VERSION, Value="21", Type="String")
    s3 = vpce_mock.client("s3", region="us-east-1")
    s3.create_bucket(Bucket=ASSETS)
    key = "7fa1e366ee8a9ded01fc355f704cff92bfd179574e6f9cfee800a3541df1b200.zip"
    s3.put_object(Bucket=ASSETS, Key=key, Body=asset())


@pytest.fixture
def vpcs(client):
    """How many VPCs there are beside the default one."""
    return lambda: len(client.describe_vpcs()["Vpcs"]) - 1


def deploy(stacks, template: dict, name: str = "stack") -> list[dict]:
    """What `cdk deploy` asks; gives the changes that the change set announced."""
    try:
        (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
        kind, previous = "UPDATE", [one["ParameterKey"] for one in stack.get("Parameters", [])]
        stacks.delete_change_set(StackName=name, ChangeSetName=CHANGE_SET)
    except ClientError:
        kind, previous = "CREATE", []
    stacks.create_change_set(
        StackName=name,
        ChangeSetName=CHANGE_SET,
        ChangeSetType=kind,
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": one, "UsePreviousValue": True} for one in previous],
    )
    named = {"StackName": name, "ChangeSetName": CHANGE_SET}
    stacks.get_waiter("change_set_create_complete").wait(**named)
    changes = stacks.describe_change_set(**named)["Changes"]
    stacks.execute_change_set(**named)
    waiter = stacks.get_waiter(f"stack_{kind.lower()}_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 0, "MaxAttempts": 2})
    return [one["ResourceChange"] for one in changes]


def destroy(stacks, name: str = "stack") -> None:
    stacks.delete_stack(StackName=name)
    stacks.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 0, "MaxAttempts": 2})


def test_a_vpc_with_isolated_subnets_and_endpoints(stacks, client, bootstrapped, vpcs):
    template = synthesized("isolated_vpc")
    changes = deploy(stacks, template)
    assert {one["LogicalResourceId"] for one in changes} == set(template["Resources"])
    made = ids(stacks)
    assert status(stacks) == "CREATE_COMPLETE"
    assert made.keys() == set(template["Resources"])
    subnets = client.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [made["VpcA1B2C3D4"]]}])["Subnets"]
    assert len({one["AvailabilityZone"] for one in subnets}) == 2
    endpoints = {one["VpcEndpointType"]: one for one in client.describe_vpc_endpoints()["VpcEndpoints"]}
    assert endpoints["Gateway"]["ServiceName"] == "com.amazonaws.us-east-1.s3"
    assert len(endpoints["Gateway"]["RouteTableIds"]) == 2
    assert endpoints["Interface"]["SubnetIds"] == [one["SubnetId"] for one in subnets]
    (group,) = client.describe_security_groups(GroupIds=[endpoints["Interface"]["Groups"][0]["GroupId"]])[
        "SecurityGroups"
    ]
    (rule,) = group["IpPermissions"][0]["IpRanges"]
    assert rule == {"CidrIp": "10.0.0.0/16", "Description": "from 10.0.0.0/16:443"}
    destroy(stacks)
    assert (client.describe_vpc_endpoints()["VpcEndpoints"], vpcs()) == ([], 0)


def test_the_default_group_of_a_vpc_is_closed_and_opened_again(stacks, client, bootstrapped):
    template = synthesized("isolated_vpc")
    deploy(stacks, template)
    named = [{"Name": "vpc-id", "Values": [ids(stacks)["VpcA1B2C3D4"]]}, {"Name": "group-name", "Values": ["default"]}]

    def rules() -> tuple[int, int]:
        (group,) = client.describe_security_groups(Filters=named)["SecurityGroups"]
        return len(group["IpPermissions"]), len(group["IpPermissionsEgress"])

    assert rules() == (0, 0)
    del template["Resources"]["VpcRestrictDefaultSecurityGroupCustomResourceC73DA2BE"]
    deploy(stacks, template)
    assert rules() == (1, 1)


def test_a_service_with_a_consumer(stacks, client, bootstrapped, vpcs):
    template = synthesized("private_link")
    deploy(stacks, template)
    (connection,) = client.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert connection["VpcEndpointState"] == "available"
    (stack,) = stacks.describe_stacks(StackName="stack")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    (endpoint,) = client.describe_vpc_endpoints()["VpcEndpoints"]
    assert outputs["EndpointName"] == endpoint["DnsEntries"][0]["DnsName"]
    assert outputs["ServiceName"] == endpoint["ServiceName"]
    template["Resources"]["Service5E701CE0"]["Properties"]["AcceptanceRequired"] = True
    (change,) = [one for one in deploy(stacks, template) if one["LogicalResourceId"] == "Service5E701CE0"]
    assert (change["Action"], change["ResourceType"]) == ("Modify", "AWS::EC2::VPCEndpointService")
    (service,) = client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    assert service["AcceptanceRequired"] is True
    destroy(stacks)
    left = client.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    assert (left, client.describe_vpc_endpoints()["VpcEndpoints"], vpcs()) == ([], [], 0)


def test_a_peering_with_routes(stacks, client, bootstrapped, vpcs):
    template = synthesized("peering")
    deploy(stacks, template)
    made = ids(stacks)

    def targets() -> list[str]:
        tables = client.describe_route_tables(RouteTableIds=[made["LeftisolatedSubnet1RouteTable00000000"]])
        routes = tables["RouteTables"][0]["Routes"]
        return [one.get("VpcPeeringConnectionId", one.get("GatewayId")) for one in routes]

    assert targets() == ["local", made["Peering"]]
    del template["Resources"]["LeftRoute1"]
    deploy(stacks, template)
    assert targets() == ["local"]
    assert ids(stacks)["Peering"] == made["Peering"]
    destroy(stacks)
    (peering,) = client.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert (peering["Status"]["Code"], vpcs()) == ("deleted", 0)


def test_an_account_that_was_not_bootstrapped(stacks):
    said = rf"Unable to fetch parameters \[{VERSION}\] from parameter store for this account\."
    with pytest.raises(ClientError, match=said):
        deploy(stacks, synthesized("peering"))


def test_an_account_that_was_bootstrapped_long_ago(stacks, vpce_mock):
    vpce_mock.client("ssm", region="us-east-1").put_parameter(Name=VERSION, Value="5", Type="String")
    with pytest.raises(ClientError, match="CDK bootstrap stack version 6 required"):
        deploy(stacks, synthesized("peering"))


def test_rules_of_parameters(stacks):
    declared = {
        "Stage": {"Type": "String", "Default": "prod"},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
    }
    known = {"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a", "b"]]}
    rules = {
        "Prod": {
            "RuleCondition": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
            "Assertions": [{"Assert": known, "AssertDescription": "zones are a and b"}],
        },
        "Vpcs": {"Assertions": [{"Assert": {"Fn::EachMemberIn": [{"Fn::RefAll": "AWS::EC2::VPC::Id"}, ["x"]]}}]},
    }
    template = body({"Parameters": declared, "Rules": rules})
    stacks.create_stack(StackName="stack", TemplateBody=template)
    other = [{"ParameterKey": "Zones", "ParameterValue": "a,c"}]
    with pytest.raises(ClientError, match="zones are a and b"):
        stacks.update_stack(StackName="stack", TemplateBody=template, Parameters=other)
    stage = {"ParameterKey": "Stage", "ParameterValue": "dev"}
    stacks.create_stack(StackName="other", TemplateBody=template, Parameters=[*other, stage])
    assert status(stacks, "other") == "CREATE_COMPLETE"
