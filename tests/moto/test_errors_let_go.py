"""A refused call keeps nothing of its caller alive: no reference cycle is left behind."""

import gc
import weakref

import pytest
from botocore.exceptions import ClientError

from mockvpce import mock_vpce


class Local:
    """What a caller has in a variable."""


def seen_after_refusal(call):
    local = Local()
    seen = weakref.ref(local)
    with pytest.raises(ClientError):
        call()
    return seen


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


ABSENT = "vpc-0123456789abcdef0"
CALLS = {
    "unknown id": lambda ec2: ec2.describe_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"]),
    "malformed id": lambda ec2: ec2.describe_vpc_endpoints(VpcEndpointIds=["x"]),
    "missing VPC": lambda ec2: ec2.create_vpc_endpoint(VpcId=ABSENT, ServiceName="com.amazonaws.us-east-1.s3"),
    "bad page": lambda ec2: ec2.describe_vpc_endpoints(NextToken="x"),
    "dry run": lambda ec2: ec2.describe_vpc_endpoints(DryRun=True),
    "peering": lambda ec2: ec2.accept_vpc_peering_connection(VpcPeeringConnectionId="pcx-0123456789abcdef0"),
}


@pytest.mark.parametrize("wire", [False, True], ids=["client", "wire"])
@pytest.mark.parametrize("name", CALLS)
def test_the_callers_variables_die_with_the_call(name, wire, no_collector):
    with mock_vpce(region="us-east-1", wire=wire) as aws:
        ec2 = aws.client("ec2")
        assert seen_after_refusal(lambda: CALLS[name](ec2))() is None
