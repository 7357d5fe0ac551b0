"""Clients that call from a place: what they are told where a policy says no."""

import io

import pytest
from botocore.exceptions import ClientError
from perimeter import allow, deny, document, error_of, notes


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
