"""Clients that call from a place: what carries their requests, what they are told where the answer is no."""

import io
import json
import threading

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError
from perimeter import Ground, allow, deny, document

from mockvpce import mock_vpce


@pytest.fixture
def ground(net):
    made = Ground(net)
    made.s3.put_object(Bucket="data", Key="k", Body=b"content")
    return made


def error_of(call, *args, **kwargs):
    with pytest.raises(ClientError) as refused:
        call(*args, **kwargs)
    return refused.value


def notes(error):
    return "\n".join(error.__notes__)


# the way ---------------------------------------------------------------------------------------------------------------


def test_a_gateway_endpoint_carries_a_call_and_the_call_says_so(ground):
    s3 = ground.aws.client("s3", at=ground.web)
    assert s3.get_object(Bucket="data", Key="k")["Body"].read() == b"content"
    call = ground.aws.calls("GetObject", service="s3")[-1]
    assert call.path.via == (ground.gateway,)
    assert call.decision
    assert call.decision.context["aws:SourceVpce"] == ground.gateway


def test_without_a_way_the_connection_times_out_and_the_path_is_told(ground):
    with pytest.raises(ConnectTimeoutError, match=r"https://sqs\.us-east-1\.amazonaws\.com/") as failed:
        ground.aws.client("sqs", at=ground.web).list_queues()
    assert "NO_ROUTE_TO_DESTINATION" in notes(failed.value)
    call = ground.aws.calls[-1]
    assert (call.code, call.attempts, call.decision.timed_out) == ("ConnectTimeoutError", 1, True)
    assert call.path.codes == ("NO_ROUTE_TO_DESTINATION",)


def test_a_closed_group_of_an_endpoint_is_a_time_out(ground):
    closed = ground.net.group(ground.vpc)
    ground.endpoint("sqs", VpcEndpointType="Interface", SubnetIds=[ground.subnet], SecurityGroupIds=[closed])
    with pytest.raises(ConnectTimeoutError) as failed:
        ground.aws.client("sqs", at=ground.web).list_queues()
    assert closed in notes(failed.value)


def test_a_name_that_does_not_resolve_is_no_connection(ground):
    ground.aws.client("route53").create_hosted_zone(
        Name="sqs.us-east-1.amazonaws.com",
        CallerReference="1",
        VPC={"VPCRegion": "us-east-1", "VPCId": ground.vpc},
    )
    with pytest.raises(EndpointConnectionError, match="Could not connect to the endpoint URL"):
        ground.aws.client("sqs", at=ground.web).list_queues()


def test_a_nat_gateway_shows_its_address(ground):
    address = ground.nat()
    ground.aws.client("sqs", at=ground.web).list_queues()
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == address


def test_a_client_on_the_internet_needs_no_network(ground):
    ground.aws.client("sqs", at="internet").list_queues()
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == "198.51.100.1"


def test_an_instance_and_a_subnet_are_places(ground):
    instance = ground.net.instance(ground.subnet, ground.net.group(ground.vpc))
    for place in (instance, ground.subnet):
        ground.aws.client("s3", at=place).get_object(Bucket="data", Key="k")
    assert ground.aws.resource("s3", at=ground.web).Object("data", "k").get()["ContentLength"] == 7


def test_the_name_of_an_endpoint_is_a_way(ground):
    made = ground.interface_endpoint("sqs", document(deny("sqs:ListQueues"), Principal="*"))
    name = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["DnsEntries"][0]["DnsName"]
    sqs = ground.aws.client("sqs", at=ground.web, endpoint_url=f"https://{name}")
    error = error_of(sqs.list_queues)
    assert ground.aws.calls[-1].decision.policy == made
    assert error.response["Error"]["Message"].endswith("with an explicit deny in a VPC endpoint policy")
    with pytest.raises(ConnectTimeoutError):  # its name is known everywhere, its addresses are private
        ground.aws.client("sqs", at="internet", endpoint_url=f"https://{name}").list_queues()


def test_another_subnet_without_the_prefix_list_route_goes_elsewhere(ground):
    other = ground.net.subnet(ground.vpc, "10.0.5.0/24")
    ground.net.table(ground.vpc, other)
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=other).get_object(Bucket="data", Key="k")


def test_a_bucket_in_another_region_is_not_carried_by_the_gateway_endpoint(ground):
    far = ground.aws.client("s3", region="eu-west-1")
    far.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=ground.web).list_objects_v2(Bucket="far")
    address = ground.nat()
    ground.aws.client("s3", at=ground.web).list_objects_v2(Bucket="far")
    assert ground.aws.calls[-1].decision.context["aws:SourceIp"] == address


def test_an_endpoint_carries_no_copy_from_another_region(ground):
    far = ground.aws.client("s3", region="eu-west-1")
    far.create_bucket(Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    far.put_object(Bucket="far", Key="k", Body=b"")
    s3 = ground.aws.client("s3", at=ground.web)
    s3.copy_object(Bucket="data", Key="near", CopySource="data/k")
    error = error_of(s3.copy_object, Bucket="data", Key="copy", CopySource={"Bucket": "far", "Key": "k"})
    assert error.response["Error"] == {
        "Code": "AccessDenied",
        "Message": "VPC endpoints do not support cross-region requests",
    }
    assert f"not carried by {ground.gateway}" in notes(error)
    ground.aws.client("s3", at="internet").copy_object(Bucket="data", Key="copy", CopySource="far/k")


def test_a_gateway_endpoint_is_for_its_own_vpc(ground):
    other = ground.net.vpc("10.1.0.0/16")
    subnet = ground.net.subnet(other, "10.1.1.0/24")
    peering = ground.net.peer(ground.vpc, other)
    ground.net.route(ground.net.main_table(other), "10.0.0.0/16", VpcPeeringConnectionId=peering)
    ground.net.route(ground.table, "10.1.0.0/16", VpcPeeringConnectionId=peering)
    with pytest.raises(ConnectTimeoutError):
        ground.aws.client("s3", at=subnet).get_object(Bucket="data", Key="k")


def test_an_interface_endpoint_is_for_peers_too_who_name_it(ground):
    made = ground.interface_endpoint("sqs")
    other = ground.net.vpc("10.1.0.0/16")
    place = ground.net.subnet(other, "10.1.1.0/24")
    peering = ground.net.peer(ground.vpc, other)
    ground.net.route(ground.net.main_table(other), "10.0.0.0/16", VpcPeeringConnectionId=peering)
    ground.net.route(ground.table, "10.1.0.0/16", VpcPeeringConnectionId=peering)
    group = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["Groups"][0]["GroupId"]
    ground.net.allow(group, "10.1.0.0/16", 443)
    name = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["DnsEntries"][0]["DnsName"]
    ground.aws.client("sqs", at=place, endpoint_url=f"https://{name}").list_queues()
    keys = ground.aws.calls[-1].decision.context
    assert (keys["aws:SourceVpce"], keys["aws:SourceVpc"]) == (made, ground.vpc)
    with pytest.raises(ConnectTimeoutError):  # whose private name is known in the endpoint's own VPC only
        ground.aws.client("sqs", at=place).list_queues()


def test_a_group_has_to_let_requests_out_to_the_prefix_list(ground):
    group = ground.net.group(ground.vpc)
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ground.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[everything])
    s3 = ground.aws.client("s3", at=ground.net.eni(ground.subnet, group))
    with pytest.raises(ConnectTimeoutError) as failed:
        s3.get_object(Bucket="data", Key="k")
    assert group in notes(failed.value)
    prefixes = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": "pl-63a5400a"}]}
    ground.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[prefixes])
    s3.get_object(Bucket="data", Key="k")


# denials ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(ground):
    """Interface endpoints that let nothing through."""
    for service in ("dynamodb", "sqs", "sns", "sts", "kms", "secretsmanager", "ssm", "lambda", "ecr.api", "ec2"):
        more = {"PrivateDnsEnabled": False} if service == "dynamodb" else {}
        group = ground.net.group(ground.vpc, ("10.0.0.0/16", 443))
        ground.endpoint(
            service,
            document(deny("nothing:AtAll"), Principal="*"),
            VpcEndpointType="Interface",
            SubnetIds=[ground.subnet],
            SecurityGroupIds=[group],
            **more,
        )
    policy = document(deny("nothing:AtAll"), Principal="*")
    ground.endpoint("dynamodb", policy, RouteTableIds=[ground.table])
    ground.only(allow("s3:PutObject"))
    return ground


HOME = "us-east-1:123456789012"
DENIALS = [
    ("s3", "list_objects_v2", {"Bucket": "data"}, "AccessDenied", 403, "s3:ListBucket", '"arn:aws:s3:::data"'),
    ("dynamodb", "query", {"TableName": "t", "KeyConditionExpression": "k = :k"}, "AccessDeniedException", 400,
     "dynamodb:Query", f"arn:aws:dynamodb:{HOME}:table/t"),
    ("sqs", "send_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q", "MessageBody": "-"},
     "AccessDenied", 403, "sqs:sendmessage", f"arn:aws:sqs:{HOME}:q"),
    ("sns", "publish", {"TopicArn": f"arn:aws:sns:{HOME}:t", "Message": "-"}, "AuthorizationError", 403,
     "SNS:Publish", f"arn:aws:sns:{HOME}:t"),
    ("kms", "encrypt", {"KeyId": "1234", "Plaintext": b"-"}, "AccessDeniedException", 400, "kms:Encrypt",
     f"arn:aws:kms:{HOME}:key/1234"),
    ("sts", "get_caller_identity", {}, "AccessDenied", 403, "sts:GetCallerIdentity", "*"),
    ("secretsmanager", "get_secret_value", {"SecretId": "s"}, "AccessDeniedException", 400,
     "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HOME}:secret:s-??????"),
    ("ssm", "get_parameters", {"Names": ["/a/b"]}, "AccessDeniedException", 400, "ssm:GetParameters",
     f"arn:aws:ssm:{HOME}:parameter/a/b"),
    ("lambda", "invoke", {"FunctionName": "f"}, "AccessDeniedException", 403, "lambda:InvokeFunction",
     f"arn:aws:lambda:{HOME}:function:f"),
    ("ecr", "put_image", {"repositoryName": "rr", "imageManifest": "{}", "imageTag": "1"}, "AccessDeniedException", 400,
     "ecr:PutImage", f"arn:aws:ecr:{HOME}:repository/rr"),
]  # fmt: skip


@pytest.mark.parametrize(("service", "call", "given", "code", "status", "action", "resource"), DENIALS)
def test_a_denial_is_the_services_own(closed, service, call, given, code, status, action, resource):
    client = closed.aws.client(service, at=closed.web)
    error = error_of(getattr(client, call), **given)
    assert error.response["Error"]["Code"] == code
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert error.response["Error"]["Message"] == (
        f"User: arn:aws:iam::123456789012:user/mockvpce is not authorized to perform: {action} on resource:"
        f" {resource} because no VPC endpoint policy allows the {action} action"
    )
    assert "no allow in endpoint policy" in notes(error)
    assert error.response["ResponseMetadata"]["RequestId"]


def test_an_action_that_rides_along_is_asked_of_the_same_endpoint(ground):
    policy = document(allow("codeartifact:*"), Principal="*")
    group = ground.net.group(ground.vpc, ("10.0.0.0/16", 443))
    placed = {"VpcEndpointType": "Interface", "SubnetIds": [ground.subnet], "SecurityGroupIds": [group]}
    ground.endpoint("codeartifact.api", policy, **placed)
    error = error_of(ground.aws.client("codeartifact", at=ground.web).get_authorization_token, domain="dd")
    assert error.response["Error"]["Message"].endswith(
        "because no VPC endpoint policy allows the sts:GetServiceBearerToken action"
    )
    assert (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]) == (
        "AccessDeniedException",
        403,
    )


def test_a_model_is_denied_as_rest_services_do(ground):
    policy = document(allow("bedrock:ListFoundationModels"), Principal="*")
    group = ground.net.group(ground.vpc, ("10.0.0.0/16", 443))
    placed = {"VpcEndpointType": "Interface", "SubnetIds": [ground.subnet], "SecurityGroupIds": [group]}
    ground.endpoint("bedrock-runtime", policy, **placed)
    error = error_of(ground.aws.client("bedrock-runtime", at=ground.web).invoke_model, modelId="m", body=b"{}")
    assert error.response["Error"]["Message"].endswith(
        "because no VPC endpoint policy allows the bedrock:InvokeModel action"
    )
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert "decided as bedrock:InvokeModel on *" in notes(error)


def test_once_the_endpoint_allows_the_identity_is_named(ground):
    endpoint = ground.interface_endpoint("secretsmanager", document(deny("nothing:AtAll"), Principal="*"))
    ground.role("app")
    secrets = ground.aws.client("secretsmanager", at=ground.web, role="app")
    assert "no VPC endpoint policy allows" in str(error_of(secrets.get_secret_value, SecretId="s"))
    ground.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, ResetPolicy=True)
    assert "no identity-based policy allows" in str(error_of(secrets.get_secret_value, SecretId="s"))


def test_an_explicit_deny_of_an_endpoint_is_told(ground):
    ground.interface_endpoint("ecr.api", document(allow(), deny("ecr:PutImage"), Principal="*"))
    ecr = ground.aws.client("ecr", at=ground.web)
    error = error_of(ecr.put_image, repositoryName="rr", imageManifest="{}", imageTag="1")
    assert error.response["Error"]["Message"].endswith("with an explicit deny in a VPC endpoint policy")


def test_ec2_denies_before_anything_is_validated(closed):
    ec2 = closed.aws.client("ec2", at=closed.web)
    error = error_of(ec2.describe_vpc_endpoints, VpcEndpointIds=["vpce-nothing"])
    assert error.response["Error"]["Code"] == "UnauthorizedOperation"
    assert error.response["Error"]["Message"].startswith("You are not authorized to perform this operation. User: ")


def test_denied_before_the_resource_is_looked_for(closed):
    queue = {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/none", "MessageBody": "-"}
    assert error_of(closed.aws.client("sqs", at=closed.web).send_message, **queue).response["Error"]["Code"] == (
        "AccessDenied"
    )


def test_an_error_class_of_the_client_catches_a_denial(closed):
    ecr, lambda_ = closed.aws.client("secretsmanager", at=closed.web), closed.aws.client("lambda", at=closed.web)
    assert error_of(ecr.list_secrets).response["Error"]["Code"] == "AccessDeniedException"
    assert error_of(lambda_.list_functions).operation_name == "ListFunctions"


def test_a_head_request_has_no_text(ground):
    ground.only(allow("s3:PutObject"))
    error = error_of(ground.aws.client("s3", at=ground.web).head_object, Bucket="data", Key="k")
    assert error.response["Error"] == {"Code": "403", "Message": "Forbidden"}
    assert "no VPC endpoint policy allows the s3:GetObject action" in notes(error)


def test_nothing_is_done_where_a_call_is_denied(ground):
    ground.only(allow("s3:GetObject"))
    s3 = ground.aws.client("s3", at=ground.web)
    with pytest.raises(ClientError, match="because no VPC endpoint policy allows the s3:PutObject action"):
        s3.put_object(Bucket="data", Key="k", Body=b"")
    error_of(s3.delete_objects, Bucket="data", Delete={"Objects": [{"Key": "k"}]})
    assert ground.s3.get_object(Bucket="data", Key="k")["Body"].read() == b"content"


@pytest.mark.needs_threads
def test_transfers_in_threads_are_placed_too(ground):
    ground.only(allow("s3:GetObject"))
    with pytest.raises(ClientError, match="s3:PutObject"):
        ground.aws.client("s3", at=ground.web).upload_fileobj(io.BytesIO(b"x" * 9_000_000), "data", "big")
    into = io.BytesIO()
    ground.aws.client("s3", at=ground.web).download_fileobj("data", "k", into)
    assert into.getvalue() == b"content"


def test_a_bucket_may_be_for_one_endpoint_only(ground):
    ground.bucket_policy(
        deny("s3:GetObject", Principal="*", Condition={"StringNotEquals": {"aws:SourceVpce": ground.gateway}})
    )
    ground.aws.client("s3", at=ground.web).get_object(Bucket="data", Key="k")
    error = error_of(ground.aws.client("s3", at="internet").get_object, Bucket="data", Key="k")
    assert error.response["Error"]["Message"].endswith("with an explicit deny in a resource-based policy")


def test_the_prefix_of_a_list_is_a_key(ground):
    ground.only(allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "mine/*"}}))
    s3 = ground.aws.client("s3", at=ground.web)
    s3.list_objects_v2(Bucket="data", Prefix="mine/x")
    error_of(s3.list_objects_v2, Bucket="data", Prefix="theirs/")
    error_of(s3.list_objects_v2, Bucket="data")


@pytest.mark.needs_cryptography
def test_a_ciphertext_tells_its_key(ground):
    kms = ground.aws.client("kms")
    keys = [kms.create_key()["KeyMetadata"] for _ in range(2)]
    made = [kms.encrypt(KeyId=one["KeyId"], Plaintext=b"-")["CiphertextBlob"] for one in keys]
    ground.interface_endpoint("kms", document(allow("kms:Decrypt", keys[0]["Arn"]), Principal="*"))
    placed = ground.aws.client("kms", at=ground.web)
    assert placed.decrypt(CiphertextBlob=made[0])["Plaintext"] == b"-"
    assert keys[1]["Arn"] in str(error_of(placed.decrypt, CiphertextBlob=made[1]))
    assert "on resource: * " in str(error_of(placed.decrypt, CiphertextBlob=b"nothing"))


# who calls -------------------------------------------------------------------------------------------------------------


def test_a_role_has_its_own_policies_and_name(ground):
    ground.role("app", allow("s3:GetObject"))
    s3 = ground.aws.client("s3", at=ground.web, role="app")
    s3.get_object(Bucket="data", Key="k")
    message = error_of(s3.put_object, Bucket="data", Key="k").response["Error"]["Message"]
    assert message.startswith("User: arn:aws:sts::123456789012:assumed-role/app/mockvpce is not authorized")
    assert message.endswith("because no identity-based policy allows the s3:PutObject action")
    identity = ground.aws.client("sts", at="internet", role="app").get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::123456789012:assumed-role/app/mockvpce"


def test_a_role_that_is_gone_may_do_nothing(ground):
    ground.role("app")
    s3 = ground.aws.client("s3", at=ground.web, role="app")
    ground.iam.delete_role(RoleName="app")
    assert "no identity-based policy" in str(error_of(s3.get_object, Bucket="data", Key="k"))


def test_a_role_brings_its_account(ground):
    iam = ground.aws.client("iam", account="222222222222")
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
    arn = iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="theirs", PolicyName="p", PolicyDocument=document(allow("sqs:*")))
    sqs = ground.aws.client("sqs", at="internet", role=arn)
    assert "/222222222222/" in sqs.create_queue(QueueName="q")["QueueUrl"]


def test_keys_of_a_user_bring_its_policies(ground):
    ground.iam.create_user(UserName="ann")
    key = ground.iam.create_access_key(UserName="ann")["AccessKey"]
    given = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    s3 = ground.aws.client("s3", at=ground.web, **given)
    assert ":user/ann is not authorized" in str(error_of(s3.get_object, Bucket="data", Key="k"))
    ground.iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document(allow("s3:GetObject")))
    s3.get_object(Bucket="data", Key="k")


def test_an_unsigned_call_needs_everybodys_permission(ground):
    s3 = ground.aws.client("s3", at="internet", config=Config(signature_version=UNSIGNED))
    error_of(s3.get_object, Bucket="data", Key="k")
    ground.bucket_policy(allow("s3:GetObject", "arn:aws:s3:::data/*", Principal="*"))
    s3.get_object(Bucket="data", Key="k")


# when it is made -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"at": "eni-0123456789abcdef0"}, LookupError, "eni-0123456789abcdef0"),
        ({"at": "internat"}, LookupError, "did you mean 'internet'"),
        ({"at": 5}, TypeError, "a place is the id of"),
        ({"at": ""}, TypeError, "a place is the id of"),
        ({"at": "10.0.1.5"}, ValueError, "private address"),
        ({"at": "internet", "role": "ap"}, LookupError, "did you mean 'app'"),
        ({"at": "internet", "role": 5}, TypeError, "the name or the ARN of a role"),
        ({"at": "internet", "endpoint_url": "http://localhost:4566"}, ValueError, "AWS's hosts"),
    ],
)
def test_what_makes_no_sense_is_refused_when_the_client_is_made(ground, given, error, words):
    ground.role("app")
    for make in (ground.aws.client, ground.aws.resource):
        with pytest.raises(error, match=words):
            make("s3", **given)


def test_a_vpc_is_no_place_for_calls(ground):
    with pytest.raises(ValueError, match="is a VPC"):
        ground.aws.client("s3", at=ground.vpc)


def test_a_role_of_one_account_is_none_of_another(ground):
    arn = ground.role("app")
    with pytest.raises(ValueError, match="brings its own account"):
        ground.aws.client("s3", at="internet", role=arn, account="222222222222")


def test_a_client_calls_in_the_account_and_region_of_its_place(net):
    ec2 = net.aws.client("ec2", account="222222222222", region="eu-west-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    session = net.aws.session(at=subnet)
    assert session.region_name == "eu-west-1"
    with pytest.raises(ConnectTimeoutError):
        session.client("sqs").list_queues()
    assert net.aws.calls[-1].account == "222222222222"
    assert net.aws.client("sqs", at=subnet, region="us-west-2").meta.region_name == "us-west-2"


# code that makes its own clients ---------------------------------------------------------------------------------------


def test_code_runs_at_a_place(ground):
    ground.role("app", allow("s3:GetObject"))
    own = boto3.client("s3", region_name="us-east-1")
    ground.only(allow("s3:GetObject"))
    with ground.aws.at(ground.web):
        own.get_object(Bucket="data", Key="k")
        assert "VPC endpoint policy" in str(error_of(own.put_object, Bucket="data", Key="k"))
        with ground.aws.at("internet", role="app"):
            assert "identity-based policy" in str(error_of(own.put_object, Bucket="data", Key="k"))
    own.put_object(Bucket="data", Key="k")


def test_code_runs_in_the_account_of_a_role_or_in_another(ground):
    iam = ground.aws.client("iam", account="222222222222")
    trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
    arn = iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="theirs", PolicyName="p", PolicyDocument=document(allow(["sqs:*", "ec2:*"])))
    sqs, ec2 = (boto3.client(service, region_name="us-east-1") for service in ("sqs", "ec2"))
    for given in ({"role": arn}, {"account": "333333333333"}):
        with ground.aws.at("internet", **given):
            account = sqs.create_queue(QueueName="q")["QueueUrl"].split("/")[-2]
            assert account == ground.aws.calls[-1].account == (given.get("account") or "222222222222")
            assert ec2.describe_vpcs()["Vpcs"][0]["OwnerId"] == account
            assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert sqs.create_queue(QueueName="q")["QueueUrl"].split("/")[-2] == "123456789012"
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"]


def test_a_place_has_to_be_given(ground):
    with pytest.raises(TypeError, match="write 'internet'"), ground.aws.at(None):
        pass


def test_code_gets_the_region_of_the_block_where_it_names_none(ground):
    def regions():
        session = boto3.Session()
        session.client("sqs")
        clients = (
            boto3.client("sqs"),
            session.client("sqs"),
            ground.aws.client("sqs"),
            boto3.resource("sqs").meta.client,
        )
        return {one.meta.region_name for one in clients}

    early = boto3.client("sqs")
    assert regions() == {"us-east-1"}
    with ground.aws.at("internet", region="eu-west-1"):
        assert regions() == {"eu-west-1"}
        assert boto3.client("sqs", region_name="us-west-2").meta.region_name == "us-west-2"
        assert boto3.Session(region_name="us-west-2").client("sqs").meta.region_name == "us-west-2"
        with ground.aws.at("internet"):
            assert regions() == {"eu-west-1"}
        assert early.create_queue(QueueName="q")["QueueUrl"].startswith("https://sqs.us-east-1.")
        assert boto3.client("sqs").create_queue(QueueName="q")["QueueUrl"].startswith("https://sqs.eu-west-1.")
    assert regions() == {"us-east-1"}
    with pytest.raises(ValueError, match="name of a Region"), ground.aws.at("internet", region="eu-west"):
        pass


@pytest.mark.needs_threads
def test_a_place_is_one_threads(ground):
    sqs, failed = boto3.client("sqs", region_name="us-east-1"), []

    def elsewhere():
        try:
            sqs.list_queues()
        except Exception as error:
            failed.append(error)

    with ground.aws.at(ground.web):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert failed == []


@pytest.mark.needs_threads
def test_a_transfer_leaves_from_where_it_was_begun(ground):
    ground.only(allow("s3:GetObject"))
    own = boto3.client("s3", region_name="us-east-1")
    with ground.aws.at(ground.web):
        with pytest.raises(ClientError, match="VPC endpoint policy"):
            own.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "data", "big")
        own.download_fileobj("data", "k", io.BytesIO())
    own.upload_fileobj(io.BytesIO(b"x"), "data", "small")


def test_a_client_made_before_the_mock_is_placed_too():
    early = boto3.client("sqs", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    ec2 = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with mock_vpce(region="us-east-1") as aws:
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        with aws.at(subnet):
            for call in (early.list_queues, ec2.describe_vpc_endpoints):
                with pytest.raises(ConnectTimeoutError):
                    call()


def test_credentials_carry_a_place(ground):
    session = boto3.Session(region_name="us-east-1", **ground.aws.credentials(at=ground.web))
    with pytest.raises(ConnectTimeoutError):
        session.client("sqs").list_queues()
    assert ground.aws.calls[-1].account == "123456789012"
    plain = boto3.Session(region_name="us-east-1", **ground.aws.credentials("222222222222"))
    assert plain.client("sts").get_caller_identity()["Account"] == "222222222222"


def test_a_placed_client_survives_a_reset_of_what_it_does_not_need(ground):
    s3 = ground.aws.client("s3", at="internet")
    ground.aws.reset()
    assert s3.list_buckets()["Buckets"] == []


# enforce ---------------------------------------------------------------------------------------------------------------


def test_enforce_makes_every_client_a_caller_from_the_internet():
    with mock_vpce(region="us-east-1", enforce=True) as aws:
        s3, iam = boto3.client("s3"), aws.client("iam")
        s3.create_bucket(Bucket="data")
        s3.put_bucket_policy(
            Bucket="data",
            Policy=document(
                deny(
                    "s3:PutObject", "arn:aws:s3:::data/*", Principal="*", Condition={"Null": {"aws:SourceVpce": "true"}}
                )
            ),
        )
        assert "explicit deny in a resource-based policy" in str(error_of(s3.put_object, Bucket="data", Key="k"))
        iam.create_user(UserName="ann")
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        given = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        ec2 = boto3.client("ec2", **given)
        assert error_of(ec2.describe_vpc_endpoints).response["Error"]["Code"] == "UnauthorizedOperation"
        trust = json.dumps({"Statement": []})
        assert iam.create_role(RoleName="app", AssumeRolePolicyDocument=trust)
        sqs = aws.client("sqs", role="app")
        assert ":assumed-role/app/" in str(error_of(sqs.list_queues))


def test_enforce_is_a_switch():
    with pytest.raises(TypeError, match="enforce is True or False"):
        mock_vpce(enforce="yes")
