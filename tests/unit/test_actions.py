"""Which actions and resources a call means; expectations are from the Service Authorization Reference and S3's guide."""

import boto3
import pytest

from mockvpce.network import actions
from mockvpce.network.actions.call import Asked

HOME = "eu-west-1:111122223333"
FOUND = {
    ("kms", "alias/app"): f"arn:aws:kms:{HOME}:key/1-2",
    ("secretsmanager", "db"): f"arn:aws:secretsmanager:{HOME}:secret:db-a1b2c3",
}


def asked(call, **given):
    service, _, operation = call.partition(":")
    return Asked(service, operation, given, "111122223333", "eu-west-1", lambda *what: FOUND.get(what))


def meant(call, **given):
    found, _ = actions.operations_of(asked(call, **given))
    return [(one.action, one.resource) for one in found]


def keys(call, **given):
    found, _ = actions.operations_of(asked(call, **given))
    return dict(found[0].keys)


BUCKET, OBJECT = "arn:aws:s3:::b", "arn:aws:s3:::b/k"
IN = {"Bucket": "b"}
AT = {"Bucket": "b", "Key": "k"}
S3 = [
    ("GetObject", AT, "GetObject", OBJECT),
    ("HeadObject", AT, "GetObject", OBJECT),
    ("HeadObject", {**AT, "VersionId": "v"}, "GetObjectVersion", OBJECT),
    ("DeleteObject", {**AT, "VersionId": "v"}, "DeleteObjectVersion", OBJECT),
    ("GetObjectTagging", {**AT, "VersionId": "v"}, "GetObjectVersionTagging", OBJECT),
    ("GetObjectAcl", AT, "GetObjectAcl", OBJECT),
    ("UploadPart", AT, "PutObject", OBJECT),
    ("CreateMultipartUpload", AT, "PutObject", OBJECT),
    ("CompleteMultipartUpload", AT, "PutObject", OBJECT),
    ("AbortMultipartUpload", AT, "AbortMultipartUpload", OBJECT),
    ("ListParts", AT, "ListMultipartUploadParts", OBJECT),
    ("SelectObjectContent", AT, "GetObject", OBJECT),
    ("ListObjectsV2", IN, "ListBucket", BUCKET),
    ("ListObjects", IN, "ListBucket", BUCKET),
    ("HeadBucket", IN, "ListBucket", BUCKET),
    ("ListObjectVersions", IN, "ListBucketVersions", BUCKET),
    ("ListMultipartUploads", IN, "ListBucketMultipartUploads", BUCKET),
    ("ListBuckets", {}, "ListAllMyBuckets", "*"),
    ("CreateBucket", IN, "CreateBucket", BUCKET),
    ("GetBucketPolicy", IN, "GetBucketPolicy", BUCKET),
    ("GetBucketEncryption", IN, "GetEncryptionConfiguration", BUCKET),
    ("DeleteBucketEncryption", IN, "PutEncryptionConfiguration", BUCKET),
    ("PutBucketLifecycleConfiguration", IN, "PutLifecycleConfiguration", BUCKET),
    ("DeleteBucketLifecycle", IN, "PutLifecycleConfiguration", BUCKET),
    ("DeleteBucketCors", IN, "PutBucketCORS", BUCKET),
    ("GetBucketReplication", IN, "GetReplicationConfiguration", BUCKET),
    ("PutPublicAccessBlock", IN, "PutBucketPublicAccessBlock", BUCKET),
    ("ListBucketInventoryConfigurations", IN, "GetInventoryConfiguration", BUCKET),
    ("DeleteBucketMetricsConfiguration", IN, "PutMetricsConfiguration", BUCKET),
    ("GetBucketIntelligentTieringConfiguration", IN, "GetIntelligentTieringConfiguration", BUCKET),
    ("GetObjectLockConfiguration", IN, "GetBucketObjectLockConfiguration", BUCKET),
    ("PutBucketNotificationConfiguration", IN, "PutBucketNotification", BUCKET),
]


@pytest.mark.parametrize(("operation", "given", "action", "resource"), S3)
def test_s3(operation, given, action, resource):
    assert meant(f"s3:{operation}", **given) == [(f"s3:{action}", resource)]


def test_a_copy_reads_and_writes():
    for source in ("from/a%20b", "/from/a b", {"Bucket": "from", "Key": "a b"}):
        assert meant("s3:CopyObject", **AT, CopySource=source) == [
            ("s3:GetObject", "arn:aws:s3:::from/a b"),
            ("s3:PutObject", OBJECT),
        ]
    assert meant("s3:UploadPartCopy", **AT, CopySource="from/k?versionId=1")[0][0] == "s3:GetObjectVersion"


def test_each_object_of_a_batch_is_deleted_by_itself():
    objects = [{"Key": "a"}, {"Key": "b/c", "VersionId": "1"}]
    assert meant("s3:DeleteObjects", **IN, Delete={"Objects": objects}) == [
        ("s3:DeleteObject", "arn:aws:s3:::b/a"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::b/b/c"),
    ]


def test_what_an_upload_sets_needs_permission_too():
    names = [
        one[0] for one in meant("s3:PutObject", **AT, ACL="public-read", Tagging="a=1", ObjectLockMode="GOVERNANCE")
    ]
    assert names == ["s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging", "s3:PutObjectRetention"]


def test_attributes_of_an_object_need_two_permissions():
    assert [one[0] for one in meant("s3:GetObjectAttributes", **AT)] == ["s3:GetObjectAttributes", "s3:GetObject"]


def test_an_access_point_is_named_by_its_arn():
    point = f"arn:aws:s3:{HOME}:accesspoint/p"
    assert meant("s3:GetObject", Bucket=point, Key="k") == [("s3:GetObject", f"{point}/object/k")]


def test_keys_of_s3():
    assert keys("s3:ListObjectsV2", **IN, Prefix="p/", Delimiter="/", MaxKeys=5) == {
        "s3:prefix": "p/", "s3:delimiter": "/", "s3:max-keys": 5,
    }  # fmt: skip
    assert keys("s3:PutObject", **AT, ServerSideEncryption="aws:kms", SSEKMSKeyId="id", ACL="private") == {
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": "id",
        "s3:x-amz-acl": "private",
    }
    assert keys("s3:PutObject", **AT, Tagging="a=1&b=2") == {
        "s3:RequestObjectTag/a": "1",
        "s3:RequestObjectTag/b": "2",
        "s3:RequestObjectTagKeys": ["a", "b"],
    }
    assert keys("s3:CreateBucket", **IN, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}) == {
        "s3:LocationConstraint": "eu-west-1"
    }


TABLE = f"arn:aws:dynamodb:{HOME}:table"
OTHERS = [
    ("dynamodb:GetItem", {"TableName": "t"}, [("dynamodb:GetItem", f"{TABLE}/t")]),
    ("dynamodb:Query", {"TableName": "t", "IndexName": "i"}, [("dynamodb:Query", f"{TABLE}/t/index/i")]),
    ("dynamodb:Scan", {"TableName": f"{TABLE}/u"}, [("dynamodb:Scan", f"{TABLE}/u")]),
    ("dynamodb:ListTables", {}, [("dynamodb:ListTables", "*")]),
    (
        "dynamodb:BatchGetItem",
        {"RequestItems": {"t": {}, "u": {}}},
        [("dynamodb:BatchGetItem", f"{TABLE}/t"), ("dynamodb:BatchGetItem", f"{TABLE}/u")],
    ),
    (
        "dynamodb:TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": "t"}}, {"ConditionCheck": {"TableName": "u"}}]},
        [("dynamodb:PutItem", f"{TABLE}/t"), ("dynamodb:ConditionCheckItem", f"{TABLE}/u")],
    ),
    (
        "dynamodb:ExecuteStatement",
        {"Statement": 'SELECT * FROM "t"."i" WHERE k = 1'},
        [("dynamodb:PartiQLSelect", f"{TABLE}/t/index/i")],
    ),
    (
        "dynamodb:BatchExecuteStatement",
        {"Statements": [{"Statement": "INSERT INTO t VALUE {}"}, {"Statement": "delete from u"}]},
        [("dynamodb:PartiQLInsert", f"{TABLE}/t"), ("dynamodb:PartiQLDelete", f"{TABLE}/u")],
    ),
    (
        "sqs:SendMessageBatch",
        {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/999988887777/q"},
        [("sqs:SendMessage", "arn:aws:sqs:eu-west-1:999988887777:q")],
    ),
    ("sqs:DeleteMessage", {"QueueUrl": "q"}, [("sqs:DeleteMessage", f"arn:aws:sqs:{HOME}:q")]),
    ("sqs:CreateQueue", {"QueueName": "q"}, [("sqs:CreateQueue", f"arn:aws:sqs:{HOME}:q")]),
    ("sqs:ListQueues", {}, [("sqs:ListQueues", "*")]),
    ("sns:PublishBatch", {"TopicArn": f"arn:aws:sns:{HOME}:t"}, [("sns:Publish", f"arn:aws:sns:{HOME}:t")]),
    ("sns:CreateTopic", {"Name": "t"}, [("sns:CreateTopic", f"arn:aws:sns:{HOME}:t")]),
    ("sns:Publish", {"PhoneNumber": "+4912345"}, [("sns:Publish", "*")]),
    (
        "sns:Unsubscribe",
        {"SubscriptionArn": f"arn:aws:sns:{HOME}:t:12-34"},
        [("sns:Unsubscribe", f"arn:aws:sns:{HOME}:t")],
    ),
    ("sts:AssumeRole", {"RoleArn": "arn:aws:iam::1:role/r"}, [("sts:AssumeRole", "arn:aws:iam::1:role/r")]),
    (
        "sts:AssumeRole",
        {"RoleArn": "arn:aws:iam::1:role/r", "Tags": [{"Key": "a", "Value": "b"}]},
        [("sts:AssumeRole", "arn:aws:iam::1:role/r"), ("sts:TagSession", "arn:aws:iam::1:role/r")],
    ),
    ("sts:GetCallerIdentity", {}, [("sts:GetCallerIdentity", "*")]),
    ("kms:Decrypt", {"KeyId": "alias/app"}, [("kms:Decrypt", f"arn:aws:kms:{HOME}:key/1-2")]),
    ("kms:Decrypt", {"KeyId": "1-3"}, [("kms:Decrypt", f"arn:aws:kms:{HOME}:key/1-3")]),
    ("kms:CreateKey", {}, [("kms:CreateKey", "*")]),
    (
        "kms:ReEncrypt",
        {"SourceKeyId": "1", "DestinationKeyId": "2"},
        [("kms:ReEncryptFrom", f"arn:aws:kms:{HOME}:key/1"), ("kms:ReEncryptTo", f"arn:aws:kms:{HOME}:key/2")],
    ),
    (
        "kms:CreateAlias",
        {"AliasName": "alias/a", "TargetKeyId": "1"},
        [("kms:CreateAlias", f"arn:aws:kms:{HOME}:alias/a"), ("kms:CreateAlias", f"arn:aws:kms:{HOME}:key/1")],
    ),
    (
        "secretsmanager:GetSecretValue",
        {"SecretId": "db"},
        [("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HOME}:secret:db-a1b2c3")],
    ),
    (
        "secretsmanager:BatchGetSecretValue",
        {"SecretIdList": ["db"]},
        [
            ("secretsmanager:BatchGetSecretValue", "*"),
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HOME}:secret:db-a1b2c3"),
        ],
    ),
    (
        "ssm:GetParameters",
        {"Names": ["/a/b", "c:3"]},
        [("ssm:GetParameters", f"arn:aws:ssm:{HOME}:parameter/{one}") for one in ("a/b", "c")],
    ),
    ("ssm:GetParametersByPath", {"Path": "/a/"}, [("ssm:GetParametersByPath", f"arn:aws:ssm:{HOME}:parameter/a")]),
    ("ssm:DescribeParameters", {}, [("ssm:DescribeParameters", "*")]),
    ("lambda:Invoke", {"FunctionName": "f"}, [("lambda:InvokeFunction", f"arn:aws:lambda:{HOME}:function:f")]),
    (
        "lambda:Invoke",
        {"FunctionName": "999988887777:function:f", "Qualifier": "7"},
        [("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:999988887777:function:f:7")],
    ),
    ("lambda:ListFunctions", {}, [("lambda:ListFunctions", "*")]),
    ("ecr:PutImage", {"repositoryName": "r"}, [("ecr:PutImage", f"arn:aws:ecr:{HOME}:repository/r")]),
    ("ecr:GetAuthorizationToken", {}, [("ecr:GetAuthorizationToken", "*")]),
    ("ec2:DescribeVpcs", {"VpcIds": ["vpc-12345678"]}, [("ec2:DescribeVpcs", "*")]),
    ("ec2:DeleteVpc", {"VpcId": "vpc-12345678"}, [("ec2:DeleteVpc", f"arn:aws:ec2:{HOME}:vpc/vpc-12345678")]),
    (
        "ec2:CreateVpcEndpoint",
        {"VpcId": "vpc-12345678", "RouteTableIds": ["rtb-12345678"]},
        [
            ("ec2:CreateVpcEndpoint", f"arn:aws:ec2:{HOME}:{one}")
            for one in ("vpc-endpoint/*", "vpc/vpc-12345678", "route-table/rtb-12345678")
        ],
    ),
]


@pytest.mark.parametrize(("call", "given", "expected"), OTHERS)
def test_other_services(call, given, expected):
    assert meant(call, **given) == expected
    assert actions.operations_of(asked(call, **given))[1] == ""


def test_other_keys():
    assert keys("sts:AssumeRole", RoleArn="r", ExternalId="e", RoleSessionName="s") == {
        "sts:ExternalId": "e", "sts:RoleSessionName": "s",
    }  # fmt: skip
    assert keys("kms:Decrypt", KeyId="alias/app", EncryptionContext={"a": "b"}) == {
        "kms:EncryptionContext/a": "b",
        "kms:EncryptionContextKeys": ["a"],
        "kms:RequestAlias": "alias/app",
    }
    assert keys("sns:Subscribe", TopicArn="t", Protocol="sqs") == {"sns:Protocol": "sqs"}
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "b"}]}]
    assert keys("ec2:CreateVpc", TagSpecifications=tags) == {"aws:RequestTag/a": "b", "aws:TagKeys": ["a"]}


def test_a_service_that_is_not_known_is_decided_on_everything_and_says_so():
    found, note = actions.operations_of(asked("stepfunctions:StartExecution", stateMachineArn="arn"))
    assert [(one.action, one.resource) for one in found] == [("states:StartExecution", "*")]
    assert "states:StartExecution on *" in note


def test_a_token_for_another_service_rides_along():
    assert [one[0] for one in meant("codeartifact:GetAuthorizationToken")] == [
        "codeartifact:GetAuthorizationToken",
        "sts:GetServiceBearerToken",
    ]


@pytest.mark.parametrize("service", sorted(actions.SERVICES))
def test_every_operation_of_a_known_service_means_something(service):
    model = boto3.Session(region_name="us-east-1").client(service).meta.service_model
    for name in model.operation_names:
        found = meant(f"{service}:{name}", **({"CopySource": "b/k", **AT} if service == "s3" else {}))
        if service == "dynamodb" and name in ("BatchExecuteStatement", "ExecuteTransaction", "ExecuteStatement"):
            continue  # no statement, no action: AWS refuses it before
        if name.startswith("Transact"):
            continue
        assert found, name
        assert all(action.startswith(f"{service}:") and resource for action, resource in found), name
