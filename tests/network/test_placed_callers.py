"""Clients that call from a place: who calls, and code that makes its own clients."""

import io
import json
import threading

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError
from perimeter import allow, deny, document, error_of

from mockvpce import mock_vpce

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
