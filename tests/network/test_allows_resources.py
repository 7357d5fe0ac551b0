"""aws.allows: policies of buckets, queues, keys and other resources."""

import pytest
from botocore.config import Config
from perimeter import allow, deny, document

OBJECT = "arn:aws:s3:::data/k"


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringNotEqualsIfExists"])
def test_a_bucket_that_only_the_endpoint_may_reach(ground, operator):
    everything = ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]
    condition = {operator: {"aws:SourceVpce": ground.gateway}}
    ground.bucket_policy(deny("s3:*", everything, Principal="*", Condition=condition))
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    denied = ground.aws.allows("s3:GetObject", OBJECT)
    assert not denied
    assert (denied.by, denied.policy, denied.explicit) == ("resource policy", "arn:aws:s3:::data", True)
    assert denied.message.endswith("with an explicit deny in a resource-based policy")


def test_a_deny_on_a_missing_endpoint_fires_on_the_public_way_only(ground):
    condition = {"Null": {"aws:VpceAccount": "true"}}
    ground.bucket_policy(deny("s3:*", "arn:aws:s3:::data/*", Principal="*", Condition=condition))
    assert ground.aws.allows("s3:GetObject", OBJECT, at=ground.web)
    assert not ground.aws.allows("s3:GetObject", OBJECT)


def test_a_service_without_support_for_the_endpoint_s_account_lacks_the_key(ground):
    ground.interface_endpoint("sqs")
    sqs = ground.aws.client("sqs")
    queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
    condition = {"StringNotEquals": {"aws:VpceAccount": "123456789012"}}
    policy = document(deny("sqs:*", arn, Principal="*", Condition=condition))
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    denied = ground.aws.allows("sqs:SendMessage", arn, at=ground.web)
    assert (denied.by, denied.policy) == ("resource policy", arn)


def test_who_is_named_by_the_bucket_needs_no_policy_of_its_own(ground):
    role = ground.role("app")
    assert not ground.aws.allows("s3:GetObject", OBJECT, role="app")
    ground.bucket_policy(allow("s3:GetObject", "arn:aws:s3:::data/*", Principal={"AWS": role}))
    assert ground.aws.allows("s3:GetObject", OBJECT, role="app").by == "resource policy"


def test_naming_the_account_only_delegates(ground):
    ground.bucket_policy(allow("s3:*", "arn:aws:s3:::data/*", Principal={"AWS": "arn:aws:iam::123456789012:root"}))
    denied = ground.aws.allows("s3:GetObject", OBJECT, identity=None)
    assert denied.by == "identity policy"
    assert ground.aws.allows("s3:GetObject", OBJECT, identity="s3:Get*")


def test_across_accounts_both_have_to_allow(ground):
    def ask(**more):
        return ground.aws.allows("s3:GetObject", OBJECT, account="222222222222", **more)

    assert (ask().by, ask().message) == ("resource policy", "Access Denied")
    ground.bucket_policy(allow("s3:*", "arn:aws:s3:::data/*", Principal={"AWS": "222222222222"}))
    assert ask()
    assert ask(identity=None).by == "identity policy"


def stored_queue(aws, policy):
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="it")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


def stored_topic(aws, policy):
    sns = aws.client("sns")
    arn = sns.create_topic(Name="it")["TopicArn"]
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)


def stored_secret(aws, policy):
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name="it", SecretString="x")["ARN"]
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
    return arn


def stored_key(aws, policy):
    return aws.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]


def stored_repository(aws, policy):
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="it")
    ecr.set_repository_policy(repositoryName="it", policyText=policy)


def stored_table(aws, policy):
    dynamodb = aws.client("dynamodb", config=Config(account_id_endpoint_mode="disabled"))  # moto 5.1.0 knows no other
    arn = dynamodb.create_table(
        TableName="it",
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy)


HOME = "us-east-1:123456789012"
STORED = [
    ("sqs:SendMessage", f"arn:aws:sqs:{HOME}:it", stored_queue, "AccessDenied"),
    ("sns:Publish", f"arn:aws:sns:{HOME}:it", stored_topic, "AuthorizationError"),
    (
        "secretsmanager:GetSecretValue",
        f"arn:aws:secretsmanager:{HOME}:secret:it",
        stored_secret,
        "AccessDeniedException",
    ),
    ("kms:Decrypt", "*", stored_key, "AccessDeniedException"),
    ("ecr:BatchGetImage", f"arn:aws:ecr:{HOME}:repository/it", stored_repository, "AccessDeniedException"),
    ("dynamodb:GetItem", f"arn:aws:dynamodb:{HOME}:table/it", stored_table, "AccessDeniedException"),
]


@pytest.mark.parametrize(("action", "arn", "store", "code"), STORED, ids=[row[0] for row in STORED])
def test_the_policy_of_a_resource_decides(ground, action, arn, store, code):
    statements = [
        {"Effect": "Allow", "Principal": "*", "Action": f"{action.partition(':')[0]}:*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": action,
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceIp": "203.0.113.9"}},
        },
    ]
    arn = store(ground.aws, document(*statements)) or arn
    assert ground.aws.allows(action, arn, identity=None).by == "resource policy"
    denied = ground.aws.allows(action, arn, at="203.0.113.9")
    assert (denied.code, denied.policy, denied.explicit) == (code, arn, True)


def test_a_key_s_policy_has_to_allow_in_its_own_account_too(ground):
    policy = document(allow("kms:*", Principal={"AWS": "arn:aws:iam::123456789012:user/other"}))
    key = ground.aws.client("kms").create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)
    denied = ground.aws.allows("kms:Decrypt", key["KeyMetadata"]["Arn"])
    assert (denied.by, denied.explicit) == ("resource policy", False)


def test_the_trust_policy_of_a_role_decides_who_assumes_it(ground):
    arn = ground.role("app")
    denied = ground.aws.allows("sts:AssumeRole", arn)
    assert denied.code == "AccessDenied"
    assert denied.message.endswith("because no role trust policy allows the sts:AssumeRole action")


def test_sns_spells_itself_in_capitals(ground):
    topic = ground.aws.client("sns").create_topic(Name="it")["TopicArn"]
    denied = ground.aws.allows("sns:Publish", topic, account="222222222222")
    assert "is not authorized to perform: SNS:Publish on resource: arn:aws:sns:" in denied.message


def test_the_default_policy_of_a_topic_admits_its_own_account(ground):
    topic = ground.aws.client("sns").create_topic(Name="it")["TopicArn"]
    assert ground.aws.allows("sns:Publish", topic, identity=None).by == "resource policy"
