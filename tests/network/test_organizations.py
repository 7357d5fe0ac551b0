"""Organizations: policies over whole accounts, and the keys that tell where an account stands."""

import json

import pytest
from botocore.exceptions import ClientError
from perimeter import Ground, allow, deny, document

OBJECT = "arn:aws:s3:::data/k"


@pytest.fixture
def ground(net):
    return Ground(net)


class Company:
    """An organization that the ground's account manages, with a member in a unit."""

    def __init__(self, ground):
        self.api = ground.aws.client("organizations")
        self.id = self.api.create_organization(FeatureSet="ALL")["Organization"]["Id"]
        self.root = self.api.list_roots()["Roots"][0]["Id"]
        self.unit = self.api.create_organizational_unit(ParentId=self.root, Name="u")["OrganizationalUnit"]["Id"]
        self.member = self.account("member")
        self.api.move_account(AccountId=self.member, SourceParentId=self.root, DestinationParentId=self.unit)

    def account(self, name):
        made = self.api.create_account(AccountName=name, Email=f"{name}@example.com")
        return made["CreateAccountStatus"]["AccountId"]

    def attach(self, kind, target, *statements):
        made = self.api.create_policy(Name=f"p-{target}", Description="-", Type=kind, Content=document(*statements))
        self.api.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)
        return made["Policy"]["PolicySummary"]["Arn"]


@pytest.fixture
def company(ground):
    return Company(ground)


@pytest.mark.parametrize("level", ["root", "unit", "member"])
def test_a_service_control_policy_denies_at_every_level(ground, company, level):
    arn = company.attach("SERVICE_CONTROL_POLICY", getattr(company, level), deny("sqs:ListQueues"))
    decision = ground.aws.allows("sqs:ListQueues", account=company.member)
    assert (bool(decision), decision.by, decision.policy) == (False, "service control policy", arn)
    assert "with an explicit deny in a service control policy" in decision.message
    assert decision.message.endswith(arn)
    assert ground.aws.allows("sqs:SendMessage", account=company.member)


def test_the_managing_account_and_strangers_are_not_restricted(ground, company):
    company.attach("SERVICE_CONTROL_POLICY", company.root, deny("*"))
    assert ground.aws.allows("sqs:ListQueues")
    assert ground.aws.allows("sqs:ListQueues", account="999999999999")
    assert not ground.aws.allows("sqs:ListQueues", account=company.member)


def test_every_level_has_to_allow(ground, company):
    full = "p-FullAWSAccess"
    company.attach("SERVICE_CONTROL_POLICY", company.unit, allow("sqs:*"))
    company.api.detach_policy(PolicyId=full, TargetId=company.unit)
    assert ground.aws.allows("sqs:ListQueues", account=company.member)
    decision = ground.aws.allows("sns:ListTopics", account=company.member)
    assert decision.message.endswith("because no service control policy allows the SNS:ListTopics action")


def test_a_resource_control_policy_keeps_strangers_out(ground, company):
    outsiders = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": company.id}}
    try:
        company.attach("RESOURCE_CONTROL_POLICY", company.unit, deny(Principal="*", Condition=outsiders))
    except ClientError as refused:
        pytest.skip(f"this moto has no resource control policies: {refused}")
    s3 = ground.aws.client("s3", account=company.member)
    s3.create_bucket(Bucket="theirs")
    s3.put_bucket_policy(Bucket="theirs", Policy=document(allow("s3:*", ["arn:aws:s3:::theirs/*"], Principal="*")))
    assert ground.aws.allows("s3:GetObject", "arn:aws:s3:::theirs/k")
    decision = ground.aws.allows("s3:GetObject", "arn:aws:s3:::theirs/k", account="999999999999")
    assert (decision.by, decision.explicit) == ("resource control policy", True)


def test_keys_tell_where_accounts_stand(ground, company):
    path = f"{company.id}/{company.root}/{company.unit}/"
    keys = ground.aws.allows("s3:GetObject", OBJECT, at=ground.web, account=company.member).context
    assert (keys["aws:PrincipalOrgID"], list(keys["aws:PrincipalOrgPaths"])) == (company.id, [path])
    assert keys["aws:ResourceOrgID"] == keys["aws:VpceOrgID"] == company.id
    assert list(keys["aws:VpceOrgPaths"]) == [f"{company.id}/{company.root}/"]


def test_services_that_tell_less_of_the_endpoint(ground, company):
    ground.interface_endpoint("sqs")
    keys = ground.aws.allows("sqs:ListQueues", at=ground.web).context
    assert keys["aws:VpceOrgID"] == company.id
    assert "aws:VpceOrgPaths" not in keys
    ground.interface_endpoint("sns")
    assert "aws:VpceOrgID" not in ground.aws.allows("sns:ListTopics", at=ground.web).context


def test_without_an_organization_there_are_no_keys_of_one(ground):
    assert not [key for key in ground.aws.allows("s3:GetObject", OBJECT, at=ground.web).context if "Org" in key]


def test_a_bucket_for_the_organization_only(ground, company):
    inside = {"StringEquals": {"aws:PrincipalOrgID": company.id}}
    ground.s3.put_object(Bucket="data", Key="k", Body=b"")
    ground.bucket_policy(allow("s3:GetObject", "arn:aws:s3:::data/*", Principal="*", Condition=inside))
    ground.aws.client("s3", at="internet", account=company.member).get_object(Bucket="data", Key="k")
    with pytest.raises(ClientError, match="Access Denied"):
        ground.aws.client("s3", at="internet", account="999999999999").get_object(Bucket="data", Key="k")
    assert json.loads(ground.s3.get_bucket_policy(Bucket="data")["Policy"])
