"""`AWS::EC2::VPCPeeringConnection`: stacks accept their own requests, with a role those to other accounts too."""

import json

import pytest
from botocore.exceptions import ClientError
from peering_parties import HERE, OTHER, RELATIONS, THERE, Party, make_parties

ROLE = f"arn:aws:iam::{OTHER}:role/accept-peering"


def template(requester, accepter, *, route=False, **properties):
    properties = {"VpcId": requester.vpc, "PeerVpcId": accepter.vpc, **properties}
    resources = {"Link": {"Type": "AWS::EC2::VPCPeeringConnection", "Properties": properties}}
    if route:
        resources["Route"] = {
            "Type": "AWS::EC2::Route",
            "Properties": {
                "RouteTableId": requester.table,
                "DestinationCidrBlock": accepter.cidr,
                "VpcPeeringConnectionId": {"Ref": "Link"},
            },
        }
    outputs = {"Ref": {"Value": {"Ref": "Link"}}, "Id": {"Value": {"Fn::GetAtt": ["Link", "Id"]}}}
    return json.dumps({"Resources": resources, "Outputs": outputs})


def peer(relation):
    account, region = RELATIONS[relation]
    properties = {"PeerOwnerId": account, "PeerRegion": region}
    return {**properties, "PeerRoleArn": ROLE} if account == OTHER else properties


@pytest.fixture
def stacks(aws):
    return aws.client("cloudformation", region=HERE)


def outputs(stacks, name="net"):
    stack = stacks.describe_stacks(StackName=name)["Stacks"][0]
    return stack["StackStatus"], {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


def failure(stacks, name="net"):
    """Why the first resource of a stack that was rolled back could not be made."""
    assert outputs(stacks, name) == ("ROLLBACK_COMPLETE", {})
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    return next(one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED")


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_stack_makes_an_active_connection(aws, stacks, relation):
    requester, accepter = make_parties(aws, relation)
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter, route=True, **peer(relation)))
    connection = requester.all()[0]["VpcPeeringConnectionId"]
    assert outputs(stacks) == ("CREATE_COMPLETE", {"Ref": connection, "Id": connection})
    assert requester.code(connection) == accepter.code(connection) == "active"
    assert requester.route_states() == {accepter.cidr: "active"}
    stacks.delete_stack(StackName="net")
    assert requester.code(connection) == accepter.code(connection) == "deleted"
    assert requester.route_states() in ({}, {accepter.cidr: "blackhole"})


def test_without_owner_and_region_both_vpcs_are_the_stacks(aws, stacks):
    requester, accepter = make_parties(aws, "same")
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter))
    assert requester.all()[0]["Status"]["Code"] == "active"


@pytest.mark.parametrize("relation", ["account", "both"])
def test_without_the_role_another_account_cannot_be_peered(aws, stacks, relation):
    requester, accepter = make_parties(aws, relation)
    properties = {name: value for name, value in peer(relation).items() if name != "PeerRoleArn"}
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter, **properties))
    connection = requester.all()[0]
    assert connection["Status"]["Code"] == "deleted"
    message = f"User {requester.account} cannot accept peering {connection['VpcPeeringConnectionId']} (Service: Ec2"
    assert message in failure(stacks)


def test_a_wrong_peer_fails_the_stack(aws, stacks):
    requester, accepter = make_parties(aws, "same")
    accepter.cidr = requester.cidr
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter))
    assert "attempted to transition from failed to provisioning" in failure(stacks)
    assert [one["Status"]["Code"] for one in requester.all()] == ["failed"]


def test_tags_of_stack_and_template(aws, stacks):
    requester, accepter = make_parties(aws, "both")
    tags = [{"Key": "Name", "Value": "link"}]
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter, Tags=tags, **peer("both")))
    shown = {tag["Key"]: tag["Value"] for tag in requester.all()[0]["Tags"]}
    assert (shown["Name"], shown["aws:cloudformation:stack-name"]) == ("link", "net")
    assert accepter.all()[0]["Tags"] == []
    changed = [{"Key": "Env", "Value": "test"}]
    stacks.update_stack(StackName="net", TemplateBody=template(requester, accepter, Tags=changed, **peer("both")))
    shown = {tag["Key"]: tag["Value"] for tag in requester.all()[0]["Tags"]}
    assert (shown["Env"], "Name" in shown, shown["aws:cloudformation:logical-id"]) == ("test", False, "Link")
    assert len(requester.all()) == 1


def test_another_peer_replaces_the_connection(aws, stacks):
    requester, accepter = make_parties(aws, "account")
    third = Party(aws, OTHER, THERE, cidr="10.2.0.0/16")
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter, **peer("account")))
    first = requester.all()[0]["VpcPeeringConnectionId"]
    stacks.update_stack(StackName="net", TemplateBody=template(requester, third, **peer("both")))
    second = outputs(stacks)[1]["Ref"]
    assert (requester.code(first), requester.code(second), third.code(second)) == ("deleted", "active", "active")


@pytest.mark.parametrize("aws", [{"timing": "aws"}, {"timing": "manual"}], indirect=True)
def test_a_stack_does_not_wait_for_the_clock(aws, stacks):
    requester, accepter = make_parties(aws, "same")
    bystander = Party(aws, cidr="10.9.0.0/16")
    waiting = bystander.request(accepter)["VpcPeeringConnectionId"]
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter))
    assert outputs(stacks)[0] == "CREATE_COMPLETE"
    assert requester.code(outputs(stacks)[1]["Ref"]) == "active"
    assert requester.code(waiting) == "initiating-request"


def test_a_stack_can_delete_what_somebody_else_has_deleted(aws, stacks):
    requester, accepter = make_parties(aws, "account")
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter, **peer("account")))
    connection = requester.all()[0]["VpcPeeringConnectionId"]
    accepter.delete(connection)
    stacks.delete_stack(StackName="net")
    assert requester.all()[0]["Status"]["Message"] == f"Deleted by {OTHER}"


def test_an_unknown_attribute_is_refused(aws, stacks):
    requester, accepter = make_parties(aws, "same")
    body = template(requester, accepter).replace('"Link", "Id"', '"Link", "Nonsense"')
    with pytest.raises(ClientError, match="Nonsense"):
        stacks.create_stack(StackName="net", TemplateBody=body)
    assert requester.all() == []


def test_a_guard_fails_the_stack_too(aws, stacks):
    requester, accepter = make_parties(aws, "same")
    bystander = Party(aws, cidr="10.9.0.0/16")
    stacks.create_stack(StackName="net", TemplateBody=template(requester, accepter))
    connection = outputs(stacks)[1]["Ref"]
    route = {
        "RouteTableId": bystander.table,
        "DestinationCidrBlock": accepter.cidr,
        "VpcPeeringConnectionId": connection,
    }
    body = json.dumps({"Resources": {"Route": {"Type": "AWS::EC2::Route", "Properties": route}}})
    stacks.create_stack(StackName="stray", TemplateBody=body)
    assert "belong to different networks" in failure(stacks, "stray")
    assert bystander.route_states() == {}


# groups that name each other -----------------------------------------------------------------------------------------


def group(party, description="first", **rule):
    properties = {"GroupDescription": description, "VpcId": party.vpc}
    if rule:
        properties["SecurityGroupIngress"] = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, **rule}]
    return {"Type": "AWS::EC2::SecurityGroup", "Properties": properties}


def ingress(into, source):
    ports = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
    properties = {
        "GroupId": {"Fn::GetAtt": [into, "GroupId"]},
        "SourceSecurityGroupId": {"Fn::GetAtt": [source, "GroupId"]},
    }
    return {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {**properties, **ports}}


def named_groups(party):
    """How often the rules of the VPC's groups name each group."""
    shown = party.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [party.vpc]}])["SecurityGroups"]
    return sorted(
        pair["GroupId"] for one in shown for rule in one["IpPermissions"] for pair in rule["UserIdGroupPairs"]
    )


def test_groups_that_name_each_other_can_be_deleted_with_their_stack(aws, stacks):
    party = Party(aws)
    resources = {"A": group(party), "B": group(party), "AB": ingress("A", "B"), "BA": ingress("B", "A")}
    stacks.create_stack(StackName="net", TemplateBody=json.dumps({"Resources": resources}))
    assert len(named_groups(party)) == 2
    stacks.delete_stack(StackName="net")
    shown = party.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [party.vpc]}])["SecurityGroups"]
    assert [one["GroupName"] for one in shown] == ["default"]


def test_a_named_group_can_be_changed_by_its_stack(aws, stacks):
    party = Party(aws)
    resources = {"A": group(party), "B": group(party, SourceSecurityGroupId={"Fn::GetAtt": ["A", "GroupId"]})}
    stacks.create_stack(StackName="net", TemplateBody=json.dumps({"Resources": resources}))
    resources["A"] = group(party, "second", CidrIp="10.0.0.0/8")
    stacks.update_stack(StackName="net", TemplateBody=json.dumps({"Resources": resources}))
    changed = party.ec2.describe_security_groups(Filters=[{"Name": "description", "Values": ["second"]}])
    assert named_groups(party) == [changed["SecurityGroups"][0]["GroupId"]]
