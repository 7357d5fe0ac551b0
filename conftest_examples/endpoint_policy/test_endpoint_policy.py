"""A bucket that only the VPC's endpoint may read, and an endpoint that leads to the company's buckets only."""

import json
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def company(vpce_mock):
    ec2, s3, iam = (vpce_mock.client(service, region="us-east-1") for service in ("ec2", "s3", "iam"))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    ours = {"StringEquals": {"aws:ResourceAccount": "123456789012"}}
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.s3",
        RouteTableIds=[table],
        PolicyDocument=policy(Effect="Allow", Principal="*", Action="s3:*", Resource="*", Condition=ours),
    )["VpcEndpoint"]["VpcEndpointId"]

    s3.create_bucket(Bucket="data")
    s3.put_object(Bucket="data", Key="report", Body=b"figures")
    s3.put_bucket_policy(
        Bucket="data",
        Policy=policy(
            Effect="Deny",
            Principal="*",
            Action="s3:GetObject",
            Resource="arn:aws:s3:::data/*",
            Condition={"StringNotEquals": {"aws:SourceVpce": endpoint}},
        ),
    )
    vpce_mock.client("s3", account="999999999999", region="us-east-1").create_bucket(Bucket="elsewhere")

    trust = policy(Effect="Allow", Action="sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})
    iam.create_role(RoleName="app", AssumeRolePolicyDocument=trust)
    may = policy(Effect="Allow", Action=["s3:GetObject", "s3:PutObject"], Resource="*")
    iam.put_role_policy(RoleName="app", PolicyName="objects", PolicyDocument=may)

    web = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    return SimpleNamespace(web=web, endpoint=endpoint)


def test_the_app_reads_its_data(vpce_mock, company):
    s3 = vpce_mock.client("s3", at=company.web, role="app")
    assert s3.get_object(Bucket="data", Key="report")["Body"].read() == b"figures"
    assert vpce_mock.calls[-1].path.via == (company.endpoint,)


def test_nobody_reads_it_from_elsewhere(vpce_mock, company):
    s3 = vpce_mock.client("s3", at="internet", role="app", region="us-east-1")
    with pytest.raises(ClientError, match="with an explicit deny in a resource-based policy"):
        s3.get_object(Bucket="data", Key="report")


def test_nothing_is_carried_out_of_the_company(vpce_mock, company):
    s3 = vpce_mock.client("s3", at=company.web, role="app")
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket="elsewhere", Key="report", Body=b"figures")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    assert vpce_mock.calls[-1].decision.by == "endpoint policy"


def test_the_app_may_do_no_more_than_its_role(vpce_mock, company):
    s3 = vpce_mock.client("s3", at=company.web, role="app")
    with pytest.raises(ClientError, match="no identity-based policy allows the s3:DeleteObject action"):
        s3.delete_object(Bucket="data", Key="report")
