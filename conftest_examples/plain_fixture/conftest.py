import pytest


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
