"""A mock that stays on does not grow by what is gone."""

import gc

import pytest
from botocore.exceptions import ClientError
from moto.core.model_instances import model_data

from mockvpce import mock_vpce
from mockvpce.activation.runtime import runtime
from mockvpce.moto_bridge.compat import tracked_by


def living():
    """How many objects moto's lists have."""
    gc.collect()
    return sum(len(tracked_by(kind)) for models in model_data.values() for kind in models.values())


@pytest.fixture
def aws():
    with mock_vpce(region="us-east-1", seed=1, quotas=False) as handle:
        yield handle


def network(aws):
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return vpc, ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]


def endpoint(aws, vpc, subnet, **options):
    options = {"VpcEndpointType": "Interface", "SubnetIds": [subnet], "PrivateDnsEnabled": False, **options}
    made = aws.client("ec2").create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.sqs", **options)
    return made["VpcEndpoint"]["VpcEndpointId"]


def test_endpoints_that_are_gone_leave_nothing_in_motos_lists(aws):
    place = network(aws)
    ec2 = aws.client("ec2")
    before = living()
    for _ in range(5):
        made = endpoint(aws, *place)
        ec2.describe_vpc_endpoints(VpcEndpointIds=[made])
        assert living() > before
        ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
        ec2.describe_vpcs()
    assert living() == before


def test_restores_leave_nothing_in_motos_lists(aws):
    endpoint(aws, *network(aws))
    snapshot = aws.snapshot()
    aws.restore(snapshot)
    before = living()
    for _ in range(3):
        aws.restore(snapshot)
    assert living() == before


@pytest.mark.needs_speedups
def test_resets_leave_nothing_in_motos_lists(aws):
    """moto's caches by instance keep the backends that were reset, unless the speed-ups let go of them."""
    counts = []
    for _ in range(5):
        aws.reset()
        network(aws)
        counts.append(living())
    lets_go_of_earlier_tests, first, *later = counts
    assert set(later) == {first}
    assert first <= lets_go_of_earlier_tests


def test_the_lists_still_have_what_lives(aws):
    vpc, _ = network(aws)
    tracked = tracked_by(model_data["ec2"]["VPC"])
    assert vpc in [one.id for one in tracked]
    assert len(list(tracked)) == len(tracked)


def test_a_token_counts_for_a_day(aws):
    place = network(aws)
    first = endpoint(aws, *place, ClientToken="t")
    aws.clock.advance(hours=23, minutes=59)
    assert endpoint(aws, *place, ClientToken="t") == first
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        endpoint(aws, *place, ClientToken="t", IpAddressType="ipv4")
    aws.clock.advance(minutes=1)
    second = endpoint(aws, *place, ClientToken="t")
    assert second != first
    assert endpoint(aws, *place, ClientToken="t") == second


def test_tokens_are_forgotten(aws):
    place = network(aws)
    for number in range(5):
        endpoint(aws, *place, ClientToken=f"t{number}")
    aws.clock.advance(hours=24)
    endpoint(aws, *place, ClientToken="last")
    assert len(runtime().world.state.tokens) == 1


def test_the_same_story_has_the_same_ids_after_a_reset_and_a_restore(aws):
    def story():
        vpc, subnet = network(aws)
        return vpc, subnet, endpoint(aws, vpc, subnet)

    first = story()
    aws.reset()
    assert story() == first
    snapshot = aws.snapshot()
    second = story()
    aws.restore(snapshot)
    assert story() == second
