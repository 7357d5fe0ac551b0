"""Snapshots take in every service of moto's that is in use."""

import copy
import pickle
import re
import threading

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from mockvpce import mock_vpce

REGION = "us-east-1"
TRUST = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


@pytest.fixture
def aws():
    with mock_vpce(region=REGION) as handle:
        yield handle


def buckets(aws):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="k", Body=b"first")
    parts = s3.create_multipart_upload(Bucket="mine", Key="parts")["UploadId"]

    def seen():
        uploads = s3.list_multipart_uploads(Bucket="mine").get("Uploads", [])
        return s3.get_object(Bucket="mine", Key="k")["Body"].read(), [one["UploadId"] for one in uploads] == [parts]

    return seen, lambda: (s3.put_object(Bucket="mine", Key="k", Body=b"second"), s3.create_bucket(Bucket="newer"))


def queues(aws):
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello")

    def seen():
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]

    return seen, lambda: sqs.receive_message(QueueUrl=url)


def topics(aws):
    sns = aws.client("sns")
    sns.create_topic(Name="t")
    return (lambda: len(sns.list_topics()["Topics"])), lambda: sns.create_topic(Name="u")


def roles(aws):
    iam = aws.client("iam")
    iam.create_role(RoleName="app", AssumeRolePolicyDocument=TRUST)
    policy = iam.create_policy(PolicyName="p", PolicyDocument=TRUST)["Policy"]["Arn"]

    def seen():
        attached = iam.list_attached_role_policies(RoleName="app")["AttachedPolicies"]
        return [one["RoleName"] for one in iam.list_roles()["Roles"]], attached

    return seen, lambda: iam.attach_role_policy(RoleName="app", PolicyArn=policy)


def keys(aws):
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    signer = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]
    secret = kms.encrypt(KeyId=key, Plaintext=b"plain")["CiphertextBlob"]
    algorithm = {"KeyId": signer, "Message": b"m", "SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256"}
    signature = kms.sign(**algorithm)["Signature"]

    def seen():
        state = kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
        decrypted = kms.decrypt(CiphertextBlob=secret)["Plaintext"] if state == "Enabled" else None
        return state, decrypted, kms.verify(**algorithm, Signature=signature)["SignatureValid"]

    return seen, lambda: kms.disable_key(KeyId=key)


def log_groups(aws):
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="g")
    return (lambda: len(logs.describe_log_groups()["logGroups"])), lambda: logs.delete_log_group(logGroupName="g")


def sessions(aws):
    aws.client("iam").create_role(RoleName="session", AssumeRolePolicyDocument=TRUST)
    given = aws.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/session", RoleSessionName="session")
    names = {"AccessKeyId": "aws_access_key_id", "SecretAccessKey": "aws_secret_access_key"}
    own = boto3.client("sts", REGION, **{ours: given["Credentials"][name] for name, ours in names.items()})
    return (lambda: own.get_caller_identity()["Arn"]), lambda: aws.client("iam").delete_role(RoleName="session")


@pytest.mark.parametrize(
    "service",
    [
        buckets,
        queues,
        topics,
        roles,
        pytest.param(keys, marks=pytest.mark.needs_cryptography),
        log_groups,
        sessions,
    ],
)
def test_each_service_comes_back(aws, service):
    seen, change = service(aws)
    before, snapshot = seen(), aws.snapshot()
    for _ in range(2):
        change()
        aws.restore(snapshot)
        assert seen() == before
    if service is buckets:
        aws.client("s3").create_bucket(Bucket="newer")


def test_a_service_that_was_not_in_use_is_empty_again(aws):
    snapshot = aws.snapshot()
    s3 = aws.client("s3", account="222222222222")
    s3.create_bucket(Bucket="newer")
    aws.restore(snapshot)
    assert s3.list_buckets()["Buckets"] == []
    aws.client("s3").create_bucket(Bucket="newer")


@pytest.mark.needs_cryptography
def test_another_mock_starts_with_all_of_it():
    with mock_vpce(region=REGION) as aws:
        pictures = [service(aws)[0]() for service in (buckets, keys)]
        snapshot = aws.snapshot()
    with mock_vpce(region=REGION, start=snapshot):
        assert boto3.client("s3").get_object(Bucket="mine", Key="k")["Body"].read() == pictures[0][0]
    with mock_vpce(region=REGION), pytest.raises(ClientError, match="NoSuchBucket"):
        boto3.client("s3").get_object(Bucket="mine", Key="k")


@pytest.mark.parametrize("inner", ["fresh", "snapshot"])
def test_objects_of_an_outer_mock_are_still_there(aws, inner):
    seen, _ = buckets(aws)
    before = seen()
    options = {"nested": "fresh"} if inner == "fresh" else {"start": aws.snapshot()}
    with mock_vpce(region=REGION, **options):
        s3 = boto3.client("s3")
        if inner == "fresh":
            s3.create_bucket(Bucket="mine")
        s3.put_object(Bucket="mine", Key="k", Body=b"other")
    assert seen() == before
    with pytest.raises(ClientError, match="BucketAlready"):
        aws.client("s3", region="eu-west-1").create_bucket(
            Bucket="mine", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )


def test_what_cannot_be_copied_stays_itself(aws, monkeypatch):
    aws.client("sqs").create_queue(QueueName="q")
    (backends,) = [one for one in BackendDict._instances if getattr(one, "service_name", "") == "sqs"]
    backend = backends["123456789012"][REGION]
    backend.lock, backend.rule = threading.Lock(), lambda: 1
    lock, rule = backend.lock, backend.rule
    aws.restore(aws.snapshot())
    assert backends["123456789012"][REGION].lock is lock
    assert backends["123456789012"][REGION].rule is rule


def test_placed_clients_with_a_role_stay_good():
    with mock_vpce(region=REGION) as aws:
        roles(aws)
        sts = aws.client("sts", role="app")
        who = sts.get_caller_identity()["Arn"]
        snapshot = aws.snapshot()
    with mock_vpce(region=REGION, start=snapshot):
        again = boto3.client("sts", **aws_keys(sts))
        assert again.get_caller_identity()["Arn"] == who


def aws_keys(client):
    found = client._request_signer._credentials
    return {"aws_access_key_id": found.access_key, "aws_secret_access_key": found.secret_key}


def test_it_tells_of_itself_in_one_line(aws):
    assert repr(aws.snapshot()).endswith("0 resources, and moto's nothing>")
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3")
    buckets(aws)
    told = repr(aws.snapshot())
    assert told.startswith(f"<Snapshot of {aws.clock.now():%Y-%m-%d}")
    assert re.search(r": 1 resources, and moto's ec2, .*s3.*>$", told)


@pytest.mark.parametrize("wrong", [None, b"", "snapshot", 1])
def test_what_is_no_snapshot_is_refused_and_changes_nothing(aws, wrong):
    seen, _ = topics(aws)
    with pytest.raises(TypeError, match=r"restore takes what aws.snapshot\(\) gives, got"):
        aws.restore(wrong)
    assert seen() == 1


def test_it_stays_in_its_process_and_outlives_its_mock():
    with mock_vpce() as aws:
        snapshot = aws.snapshot()
    assert copy.deepcopy(snapshot) is copy.copy(snapshot) is snapshot
    with pytest.raises(TypeError, match="a snapshot belongs to its process"):
        pickle.dumps(snapshot)
    with pytest.raises(RuntimeError, match="has ended"):
        aws.restore(snapshot)
    with pytest.raises(RuntimeError, match="has ended"):
        aws.snapshot()
