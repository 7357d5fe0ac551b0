"""States of endpoints, as both sides see them, and what time does to them."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.usefixtures("wire")
slow = pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
S3 = "com.amazonaws.us-east-1.s3"


def seen_by_both(provider, consumer, endpoint_id):
    theirs = {one["VpcEndpointId"]: one["VpcEndpointState"] for one in provider.connections()}
    return consumer.state(endpoint_id), theirs[endpoint_id]


def connect(consumer, service):
    return consumer.make_endpoint(service["ServiceName"], SubnetIds=consumer.subnets)["VpcEndpointId"]


def test_accepted(provider, consumer, guarded_service):
    made = consumer.make_endpoint(guarded_service["ServiceName"], SubnetIds=consumer.subnets)
    endpoint_id = made["VpcEndpointId"]
    assert made["State"] == "pendingAcceptance"
    assert seen_by_both(provider, consumer, endpoint_id) == ("pendingAcceptance",) * 2
    assert len(consumer.interfaces(endpoint_id)) == 2, "the interfaces are there before the provider decides"
    assert len(made["DnsEntries"]) == 3
    assert provider.decide("accept", guarded_service, endpoint_id) == []
    assert seen_by_both(provider, consumer, endpoint_id) == ("available",) * 2


@slow
def test_each_state_on_the_way(aws, provider, consumer, guarded_service):
    endpoint_id = connect(consumer, guarded_service)
    assert seen_by_both(provider, consumer, endpoint_id) == ("pendingAcceptance",) * 2
    provider.decide("accept", guarded_service, endpoint_id)
    assert seen_by_both(provider, consumer, endpoint_id) == ("pending",) * 2
    aws.clock.advance(minutes=2)
    assert seen_by_both(provider, consumer, endpoint_id) == ("available",) * 2
    consumer.delete(endpoint_id)
    assert seen_by_both(provider, consumer, endpoint_id) == ("deleting",) * 2
    aws.clock.advance(seconds=90)
    assert seen_by_both(provider, consumer, endpoint_id) == ("deleted",) * 2
    aws.clock.advance(seconds=60)
    assert provider.connections() == []
    with pytest.raises(ClientError, match=r"InvalidVpcEndpointId\.NotFound"):
        consumer.endpoint(endpoint_id)


def test_rejected_and_accepted_after_all(provider, consumer, guarded_service):
    endpoint_id = connect(consumer, guarded_service)
    assert provider.decide("reject", guarded_service, endpoint_id) == []
    assert seen_by_both(provider, consumer, endpoint_id) == ("rejected",) * 2
    assert len(consumer.interfaces(endpoint_id)) == 2
    assert provider.decide("accept", guarded_service, endpoint_id) == []
    assert seen_by_both(provider, consumer, endpoint_id) == ("available",) * 2


def test_rejected_when_in_use(provider, consumer, service):
    endpoint_id = connect(consumer, service)
    assert consumer.state(endpoint_id) == "available"
    assert provider.decide("reject", service, endpoint_id) == []
    assert seen_by_both(provider, consumer, endpoint_id) == ("rejected",) * 2
    assert consumer.delete(endpoint_id) == []


def test_nobody_answers(aws, provider, consumer, guarded_service):
    endpoint_id = connect(consumer, guarded_service)
    aws.clock.advance(timedelta(days=6, hours=23))
    assert seen_by_both(provider, consumer, endpoint_id) == ("pendingAcceptance",) * 2
    aws.clock.advance(hours=2)
    assert seen_by_both(provider, consumer, endpoint_id) == ("expired",) * 2
    message = f"VPC endpoint {endpoint_id} is expired: its connection cannot be accepted."
    assert provider.decide("accept", guarded_service, endpoint_id) == [
        {"ResourceId": endpoint_id, "Error": {"Code": "InvalidState", "Message": message}}
    ]
    assert consumer.delete(endpoint_id) == []


def test_accepting_and_rejecting_twice_changes_nothing(provider, consumer, guarded_service):
    endpoint_id = connect(consumer, guarded_service)
    for decision, state in (("accept", "available"), ("reject", "rejected")):
        assert provider.decide(decision, guarded_service, endpoint_id) == []
        assert provider.decide(decision, guarded_service, endpoint_id, endpoint_id) == []
        assert consumer.state(endpoint_id) == state


def test_permission_withdrawn_leaves_connections_alone(provider, consumer, service):
    endpoint_id = connect(consumer, service)
    root = f"arn:aws:iam::{consumer.account}:root"
    provider.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], RemoveAllowedPrincipals=[root])
    assert consumer.state(endpoint_id) == "available"
    consumer.modify(endpoint_id, RemoveSubnetIds=consumer.subnets[1:])
    assert len(consumer.interfaces(endpoint_id)) == 1
    with pytest.raises(ClientError, match="InvalidServiceName"):
        connect(consumer, service)


@slow
def test_one_change_at_a_time(aws, consumer):
    endpoint_id = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    aws.clock.advance(minutes=2)
    assert consumer.modify(endpoint_id, PrivateDnsEnabled=False)["Return"] is True
    assert consumer.state(endpoint_id) == "pending"
    with consumer.refused("OperationInProgress", "VpcEndpoint modify operation in progress"):
        consumer.modify(endpoint_id, PrivateDnsEnabled=True)
    aws.clock.advance(minutes=2)
    assert consumer.state(endpoint_id) == "available"
    assert consumer.modify(endpoint_id, PrivateDnsEnabled=True)["Return"] is True


@slow
def test_gateway_stays_available_and_goes_at_once(consumer):
    endpoint_id = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.table])["VpcEndpointId"]
    consumer.modify(endpoint_id, ResetPolicy=True)
    consumer.modify(endpoint_id, ResetPolicy=True)
    assert consumer.state(endpoint_id) == "available"
    assert consumer.delete(endpoint_id) == []
    assert consumer.state(endpoint_id) == "deleted"
    assert consumer.routes() == []


@slow
def test_interfaces_stay_until_deleting_ends(aws, consumer):
    subnet = consumer.subnets[0]
    group = consumer.make_group()
    made = consumer.make_endpoint(SubnetIds=[subnet], SecurityGroupIds=[group])["VpcEndpointId"]
    aws.clock.advance(minutes=5)
    consumer.delete(made)
    assert len(consumer.interfaces(made)) == 1
    message = f"The subnet '{subnet}' has dependencies and cannot be deleted."
    with consumer.refused("DependencyViolation", message):
        consumer.ec2.delete_subnet(SubnetId=subnet)
    with consumer.refused("DependencyViolation", f"resource {group} has a dependent object"):
        consumer.ec2.delete_security_group(GroupId=group)
    aws.clock.advance(seconds=90)
    assert consumer.interfaces() == []
    consumer.ec2.delete_security_group(GroupId=group)
    consumer.ec2.delete_subnet(SubnetId=subnet)


@slow
def test_zone_of_private_names_is_pending_as_long_as_the_endpoint(aws, consumer):
    endpoint_id = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    assert consumer.endpoint(endpoint_id)["DnsEntries"][-1]["HostedZoneId"] == "ZONEIDPENDING"
    aws.clock.advance(minutes=2)
    zone = consumer.endpoint(endpoint_id)["DnsEntries"][-1]["HostedZoneId"]
    assert zone != "ZONEIDPENDING"
    consumer.modify(
        endpoint_id, PolicyDocument='{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}'
    )
    assert consumer.endpoint(endpoint_id)["DnsEntries"][-1]["HostedZoneId"] == zone, "it keeps its zone"


@pytest.mark.parametrize("aws", [{"timing": "manual"}], indirect=True)
def test_nothing_moves_by_itself_when_timing_is_manual(aws, consumer):
    endpoint_id = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    aws.clock.advance(days=1)
    assert consumer.state(endpoint_id) == "pending"
    aws.settle()
    assert consumer.state(endpoint_id) == "available"


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_decisions_about_what_is_not_connected(provider, consumer, guarded_service, decision):
    other = consumer.make_endpoint()["VpcEndpointId"]
    for endpoint_id in (other, "vpce-0123456789abcdef0"):
        assert provider.decide(decision, guarded_service, endpoint_id) == [
            {
                "ResourceId": endpoint_id,
                "Error": {
                    "Code": "InvalidVpcEndpointId.NotFound",
                    "Message": f"The VPC Endpoint Id '{endpoint_id} []' does not exist",
                },
            }
        ]


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_decisions_about_services_of_others(provider, consumer, stranger, guarded_service, decision):
    endpoint_id = connect(consumer, guarded_service)
    service_id = guarded_service["ServiceId"]
    message = f"The VpcEndpointService Id '{service_id}' does not exist"
    with provider.refused("InvalidVpcEndpointServiceId.NotFound", message):
        stranger.decide(decision, guarded_service, endpoint_id)
    with provider.refused("InvalidVpcEndpointServiceId.NotFound", message):
        consumer.decide(decision, guarded_service, endpoint_id)


def test_items_of_one_request_are_decided_one_by_one(provider, consumer, guarded_service):
    endpoint_id = connect(consumer, guarded_service)
    (failed,) = provider.decide("accept", guarded_service, "vpce-0123456789abcdef0", endpoint_id)
    assert failed["ResourceId"] == "vpce-0123456789abcdef0"
    assert consumer.state(endpoint_id) == "available"
