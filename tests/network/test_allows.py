"""aws.allows: the policies that a request meets, what they see of it, and which of them is named."""

import re

import pytest
from perimeter import allow, deny, document

OBJECT = "arn:aws:s3:::data/k"


# the way ---------------------------------------------------------------------------------------------------------------


def test_a_gateway_endpoint_carries_requests_and_says_so(ground):
    decision = ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    assert decision
    assert decision.path.via == (ground.gateway,)
    assert decision.context["aws:SourceVpce"] == ground.gateway
    assert decision.context["aws:SourceVpc"] == ground.vpc
    assert decision.context["aws:VpcSourceIp"].startswith("10.0.1.")
    assert decision.context["aws:VpceAccount"] == "123456789012"
    assert decision.context["aws:SourceVpcArn"] == f"arn:aws:ec2:us-east-1:123456789012:vpc/{ground.vpc}"
    assert "aws:SourceIp" not in decision.context


def test_an_interface_endpoint_carries_requests_and_says_less_of_itself(ground):
    endpoint = ground.interface_endpoint("sqs")
    decision = ground.aws.allows("sqs:SendMessage", at=ground.web)
    assert decision.context["aws:SourceVpce"] == endpoint
    assert not {"aws:VpceAccount", "aws:SourceVpcArn", "aws:SourceIp"} & set(decision.context)


def test_without_an_endpoint_a_request_has_a_public_address(ground):
    address = ground.nat()
    decision = ground.aws.allows("sqs:SendMessage", at=ground.web)
    assert decision.context["aws:SourceIp"] == address
    assert not {"aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp"} & set(decision.context)


def test_the_internet_has_one_address(ground):
    decision = ground.aws.allows("s3:GetObject", OBJECT)
    assert decision
    assert decision.path is None
    assert decision.context["aws:SourceIp"] == "198.51.100.1"
    assert ground.aws.allows("s3:GetObject", OBJECT, at="203.0.113.9").context["aws:SourceIp"] == "203.0.113.9"


def test_where_no_way_leads_the_request_times_out(ground):
    decision = ground.aws.allows("sqs:SendMessage", at=ground.web)
    assert not decision
    assert decision.timed_out
    assert (decision.code, decision.message, decision.policy) == (None, None, None)
    assert decision.path.codes == ("NO_ROUTE_TO_DESTINATION",)


def test_a_bucket_in_another_region_is_not_reached_through_the_gateway_endpoint(ground):
    ground.aws.client("s3", region="eu-west-1").create_bucket(
        Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    assert ground.aws.allows("s3:GetObject", "arn:aws:s3:::far/k", at=ground.web).timed_out
    address = ground.nat()
    decision = ground.aws.allows("s3:GetObject", "arn:aws:s3:::far/k", at=ground.web)
    assert decision.context["aws:SourceIp"] == address
    assert decision.context["aws:RequestedRegion"] == "eu-west-1"


def test_a_zone_of_the_user_that_lacks_the_name_hides_it(ground):
    ground.aws.client("route53").create_hosted_zone(
        Name="s3.us-east-1.amazonaws.com",
        CallerReference="1",
        VPC={"VPCRegion": "us-east-1", "VPCId": ground.vpc},
    )
    decision = ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    assert decision.timed_out
    assert decision.path.answer.nxdomain


# the endpoint's policy ---------------------------------------------------------------------------------------------------


def test_what_the_endpoint_does_not_allow_is_denied_in_its_name(ground):
    ground.only(allow("s3:GetObject"))
    denied = ground.aws.allows("s3:PutObject", OBJECT, at=ground.web)
    assert not denied
    assert (denied.by, denied.policy, denied.statement, denied.explicit) == (
        "endpoint policy", ground.gateway, None, False,
    )  # fmt: skip
    assert denied.code == "AccessDenied"
    assert denied.message == (
        "User: arn:aws:iam::123456789012:user/mockvpce is not authorized to perform: s3:PutObject on resource:"
        f' "{OBJECT}" because no VPC endpoint policy allows the s3:PutObject action'
    )
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    assert ground.aws.allows("s3:PutObject", OBJECT)


def test_a_deny_of_the_endpoint_is_explicit(ground):
    ground.only(allow(), deny("s3:PutObject"))
    denied = ground.aws.allows("s3:PutObject", OBJECT, at=ground.web)
    assert denied.explicit
    assert denied.statement["Effect"] == "Deny"
    assert denied.message.endswith(f'on resource: "{OBJECT}" with an explicit deny in a VPC endpoint policy')


def test_the_endpoint_is_named_before_the_identity(ground):
    ground.only(allow("s3:ListBucket"))
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web, identity=None).by == "endpoint policy"
    ground.only(allow())
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web, identity=None).by == "identity policy"


def test_an_account_as_principal_of_an_endpoint_is_its_root_user_only(ground):
    statement = allow(Principal={"AWS": "123456789012"})
    ground.ec2.modify_vpc_endpoint(VpcEndpointId=ground.gateway, PolicyDocument=document(statement))
    assert not ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    ground.only(allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:*"}}))
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)


def test_an_endpoint_can_keep_requests_from_the_buckets_of_other_accounts(ground):
    ground.aws.client("s3", account="222222222222").create_bucket(Bucket="theirs")
    ground.only(allow(Condition={"StringEquals": {"aws:ResourceAccount": "123456789012"}}))
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    denied = ground.aws.allows("s3:PutObject", "arn:aws:s3:::theirs/k", at=ground.web)
    assert (denied.by, denied.message) == ("endpoint policy", "Access Denied")


# identities --------------------------------------------------------------------------------------------------------------


def test_a_role_has_the_policies_that_iam_holds(ground):
    managed = ground.iam.create_policy(PolicyName="writes", PolicyDocument=document(allow("s3:PutObject")))
    arn = managed["Policy"]["Arn"]
    role = ground.role("app", allow("s3:GetObject"))
    ground.iam.attach_role_policy(RoleName="app", PolicyArn=arn)
    read, written = (ground.aws.allows(action, OBJECT, role="app") for action in ("s3:GetObject", "s3:PutObject"))
    assert (read.policy, written.policy) == (role, arn)
    assert read.context["aws:PrincipalArn"] == role
    denied = ground.aws.allows("s3:DeleteObject", OBJECT, role=role)
    assert denied.message.startswith("User: arn:aws:sts::123456789012:assumed-role/app/mockvpce is not authorized")


def test_an_explicit_deny_names_the_managed_policy(ground):
    policy = ground.iam.create_policy(PolicyName="no", PolicyDocument=document(deny("s3:PutObject")))["Policy"]["Arn"]
    ground.role("app", allow())
    ground.iam.attach_role_policy(RoleName="app", PolicyArn=policy)
    message = ground.aws.allows("s3:PutObject", OBJECT, role="app").message
    assert message.endswith(f"with an explicit deny in an identity-based policy, with policy ARN: {policy}")


def test_a_boundary_limits_a_role(ground):
    boundary = ground.iam.create_policy(PolicyName="b", PolicyDocument=document(allow("s3:Get*")))["Policy"]["Arn"]
    ground.role("app", allow(), PermissionsBoundary=boundary)
    assert ground.aws.allows("s3:GetObject", OBJECT, role="app")
    denied = ground.aws.allows("s3:PutObject", OBJECT, role="app")
    assert (denied.by, denied.policy) == ("permissions boundary", boundary)
    assert "because no permissions boundary allows the s3:PutObject action" in denied.message


def test_tags_of_a_role_are_keys_and_variables(ground):
    ground.role(
        "app",
        allow("s3:GetObject", "arn:aws:s3:::data/${aws:PrincipalTag/team}/*"),
        Tags=[{"Key": "team", "Value": "red"}],
    )
    assert ground.aws.allows("s3:GetObject", "arn:aws:s3:::data/red/k", role="app")
    assert not ground.aws.allows("s3:GetObject", "arn:aws:s3:::data/blue/k", role="app")


def test_the_credentials_of_an_instance_say_where_they_were_issued(ground):
    role = ground.role("app", allow())
    ground.iam.create_instance_profile(InstanceProfileName="p")
    ground.iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName="app")
    image = ground.ec2.describe_images()["Images"][0]["ImageId"]
    instance = ground.ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=ground.subnet, IamInstanceProfile={"Name": "p"}
    )["Instances"][0]
    context = ground.aws.allows("s3:GetObject", OBJECT, at=instance["InstanceId"], role=role).context
    assert context["aws:Ec2InstanceSourceVpc"] == ground.vpc
    assert context["aws:Ec2InstanceSourcePrivateIPv4"] == instance["PrivateIpAddress"]
    assert "aws:Ec2InstanceSourceVpc" not in ground.aws.allows("s3:GetObject", OBJECT, at=ground.web, role=role).context


@pytest.mark.parametrize(
    "identity",
    ["s3:Get*", document(allow("s3:GetObject")), {"Statement": [allow("s3:GetObject")]}],
    ids=["actions", "text", "dict"],
)
def test_a_plain_identity_has_one_policy(ground, identity):
    assert ground.aws.allows("s3:GetObject", OBJECT, identity=identity)
    denied = ground.aws.allows("s3:PutObject", OBJECT, identity=identity)
    assert (denied.by, denied.policy) == ("identity policy", "arn:aws:iam::123456789012:user/mockvpce")


def test_get_caller_identity_needs_no_permission(ground):
    assert ground.aws.allows("sts:GetCallerIdentity", identity=None)


@pytest.mark.parametrize(("action", "has_it"), [("ec2:DescribeVpcs", True), ("ec2:CreateVpcEndpoint", False)])
def test_creating_an_endpoint_has_no_resource_account(ground, action, has_it):
    assert ("aws:ResourceAccount" in ground.aws.allows(action).context) is has_it


# the question itself -------------------------------------------------------------------------------------------------------


def test_context_adds_keys_and_takes_them_away(ground):
    ground.only(deny(Condition={"Bool": {"aws:SecureTransport": "false"}}), allow())
    assert not ground.aws.allows("s3:GetObject", OBJECT, at=ground.web, context={"AWS:SecureTransport": False})
    without = ground.aws.allows("s3:GetObject", OBJECT, context={"aws:sourceip": None})
    assert "aws:SourceIp" not in without.context


def test_ec2_says_no_in_its_own_way(ground):
    denied = ground.aws.allows("ec2:RunInstances", identity=None)
    assert denied.code == "UnauthorizedOperation"
    assert denied.message.startswith("You are not authorized to perform this operation. User: arn:aws:iam::")


def test_a_decision_is_a_value(ground):
    ground.only(allow("s3:GetObject"))
    undated = {"aws:CurrentTime": None, "aws:EpochTime": None}
    one, same = (ground.aws.allows("s3:PutObject", OBJECT, at=ground.web, context=undated) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    assert len(repr(one)) < 200
    assert "aws:SourceVpce" in str(one)
    with pytest.raises(TypeError, match="is no bool"):
        assert one == False  # noqa: E712 - what is refused
    with pytest.raises(AttributeError):
        one.by = "me"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"action": "GetObject"}, ValueError, "expected its service too"),
        ({"resource": "data/k"}, ValueError, "expected an ARN"),
        ({"resource": None}, TypeError, "an ARN or '*'"),
        ({"at": "eni-0123"}, LookupError, "no resource 'eni-0123'"),
        ({"role": "ap"}, LookupError, "no role 'ap'; did you mean 'app'"),
        ({"role": "app", "identity": "s3:*"}, TypeError, "not both"),
        ({"identity": 5}, TypeError, "a policy document"),
        ({"identity": "{"}, ValueError, "can't be read"),
        ({"identity": "getobject"}, ValueError, "names no service"),
    ],
)
def test_a_question_that_makes_no_sense_raises(ground, arguments, error, words):
    ground.role("app")
    with pytest.raises(error, match=words):
        ground.aws.allows(**{"action": "s3:GetObject", **arguments})


def test_a_vpc_is_no_place_that_requests_leave_from(ground):
    with pytest.raises(ValueError, match="is a VPC"):
        ground.aws.allows("s3:GetObject", OBJECT, at=ground.vpc)


def test_the_name_of_an_account_s_tables_leads_through_the_gateway_endpoint(ground):
    endpoint = ground.endpoint("dynamodb", RouteTableIds=[ground.table])
    assert endpoint in ground.aws.reach(ground.web, "123456789012.ddb.us-east-1.amazonaws.com", 443).via


@pytest.mark.parametrize(
    ("action", "resource", "text"),
    [
        ("ec2:DescribeVpcs", "*", "perform: ec2:DescribeVpcs because no identity-based policy allows the"),
        ("s3:ListAllMyBuckets", "*", "perform: s3:ListAllMyBuckets because no identity-based policy allows the"),
        ("secretsmanager:ListSecrets", "*", "perform: secretsmanager:ListSecrets because no identity-based policy"),
        ("ecr:GetAuthorizationToken", "*", "perform: ecr:GetAuthorizationToken on resource: * because no identity-"),
        ("kms:CreateKey", "*", "perform: kms:CreateKey on resource: * because no identity-based policy allows the"),
        ("lambda:ListFunctions", "*", "perform: lambda:ListFunctions on resource: * because no identity-based"),
        ("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:123456789012:q", "perform: sqs:receivemessage on resource: arn:"),
    ],
)
def test_services_print_actions_and_any_resource_in_their_own_ways(net, action, resource, text):
    denied = net.aws.allows(action, resource, identity=None)
    assert text in denied.message
    printed = action.lower() if action.startswith("sqs") else action
    assert denied.message.endswith(f"because no identity-based policy allows the {printed} action")


@pytest.mark.parametrize("action", ["route53:ListHostedZones", "ses:ListIdentities", "cloudfront:ListDistributions"])
def test_services_of_xml_deny_access(net, action):
    assert net.aws.allows(action, identity=None).code == "AccessDenied"


def test_ec2_encodes_what_it_denies_on_a_resource(net):
    vpcs = "arn:aws:ec2:us-east-1:123456789012:vpc/*"
    said, _, encoded = net.aws.allows("ec2:CreateVpc", vpcs, identity=None).message.partition(
        " action. Encoded authorization failure message: "
    )
    assert said.endswith(f"ec2:CreateVpc on resource: {vpcs} because no identity-based policy allows the ec2:CreateVpc")
    assert re.fullmatch("[A-Za-z0-9_-]{100,}", encoded)
