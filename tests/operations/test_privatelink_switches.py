"""What the handle can bring about: states that no request leads to, services that the catalogue lacks."""

import pytest

from mockvpce.resources.privatelink.endpoints import endpoint as endpoints
from mockvpce.resources.privatelink.services import service as services

pytestmark = pytest.mark.usefixtures("wire")
NEW = "com.amazonaws.us-east-1.brand.new"


def test_failed_endpoint_says_why(aws, consumer):
    made = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    aws.force_state(made, "failed", code="VpcEndpointLimitExceeded", message="too many")
    shown = consumer.endpoint(made)
    assert shown["State"] == "failed"
    assert shown["LastError"] == {"Code": "VpcEndpointLimitExceeded", "Message": "too many"}
    assert shown["FailureReason"] == "too many"
    message = f"VPC endpoint {made} is failed"
    with pytest.raises(consumer.ec2.exceptions.ClientError, match=message):
        consumer.modify(made, PrivateDnsEnabled=False)
    aws.force_state(made, "available")
    assert consumer.endpoint(made).keys().isdisjoint({"LastError", "FailureReason"})
    assert consumer.delete(made) == []


@pytest.mark.parametrize("state", ["failed", "expired", "rejected", "partial"])
def test_each_state_on_both_sides(aws, provider, consumer, service, state):
    made = consumer.make_endpoint(service["ServiceName"], SubnetIds=consumer.subnets)["VpcEndpointId"]
    aws.force_state(made, state)
    assert consumer.state(made) == state
    assert [one["VpcEndpointState"] for one in provider.connections()] == [state]
    assert len(consumer.interfaces(made)) == 2
    filters = [{"Name": "vpc-endpoint-state", "Values": [state]}]
    assert [one["VpcEndpointId"] for one in consumer.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]] == [
        made
    ]
    assert consumer.delete(made) == []
    assert consumer.interfaces() == []


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_gateway_goes_at_once_from_any_state(aws, consumer):
    made = consumer.make_endpoint("com.amazonaws.us-east-1.s3", "Gateway", RouteTableIds=[consumer.table])
    aws.force_state(made["VpcEndpointId"], "partial")
    assert len(consumer.routes()) == 1
    assert consumer.delete(made["VpcEndpointId"]) == []
    assert consumer.state(made["VpcEndpointId"]) == "deleted"
    assert consumer.routes() == []


def test_partial_endpoint_works_on(aws, consumer):
    made = consumer.make_endpoint(SubnetIds=consumer.subnets[:1])["VpcEndpointId"]
    aws.force_state(made, "partial")
    consumer.modify(made, AddSubnetIds=consumer.subnets[1:])
    assert consumer.state(made) == "available"


@pytest.mark.parametrize("state", ["Pending", "Failed"])
def test_service_that_is_not_available_is_not_found(aws, provider, consumer, service, state):
    aws.force_state(service["ServiceId"], state)
    assert provider.service(service["ServiceId"])["ServiceState"] == state
    name = service["ServiceName"]
    with consumer.refused("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist"):
        consumer.make_endpoint(name)
    aws.force_state(service["ServiceId"], "Available")
    assert consumer.make_endpoint(name)["State"] == "available"


def test_service_that_is_not_available_can_be_deleted(aws, provider, service):
    aws.force_state(service["ServiceId"], "Failed")
    deleted = provider.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceId"]])
    assert deleted["Unsuccessful"] == []
    assert provider.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


@pytest.mark.parametrize("state", ["Failed", "Closed"])
def test_region_of_a_service(aws, provider, state):
    made = provider.make_service(SupportedRegions=["eu-west-1"])["ServiceId"]
    provider.service(made)
    aws.force_state(f"{made}/eu-west-1", state)
    assert provider.service(made)["SupportedRegions"][1] == {"Region": "eu-west-1", "ServiceState": state}


def test_name_of_a_service(aws, provider):
    made = provider.make_service(PrivateDnsName="api.example.com")["ServiceId"]
    for state in ("verified", "failed", "pendingVerification"):
        aws.force_state(f"{made}/private-dns-name", state)
        assert provider.service(made)["PrivateDnsNameConfiguration"]["State"] == state


def test_what_cannot_be_forced(aws, provider, consumer, service):
    made = consumer.make_endpoint()["VpcEndpointId"]
    with pytest.raises(ValueError, match="nothing of the id 'vpce-0'"):
        aws.force_state("vpce-0", "failed")
    with pytest.raises(
        ValueError,
        match=r"is 'available' and can be made deleted, deleting, expired, failed, .*, rejected, got 'gone'",
    ):
        aws.force_state(made, "gone")
    with pytest.raises(ValueError, match="does not say why it failed"):
        aws.force_state(service["ServiceId"], "Failed", message="why")
    aws.force_state(made, "available")
    assert consumer.state(made) == "available"


def test_every_state_of_the_tables_can_be_reached():
    """What the lifecycles know is what requests, the clock and `force_state` lead to."""
    known = {
        "pendingAcceptance",
        "pending",
        "available",
        "deleting",
        "deleted",
        "rejected",
        "failed",
        "expired",
        "partial",
    }
    assert endpoints.VpcEndpoint.lifecycle.states == known
    assert services.EndpointService.lifecycle.states == {"Pending", "Available", "Failed", "Deleting"}


def test_new_service_is_listed_and_used(aws, consumer):
    service_id = aws.add_service(NEW)
    listed = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[NEW])["ServiceDetails"]
    assert [one["ServiceId"] for one in listed] == [service_id]
    assert listed[0]["BaseEndpointDnsNames"] == ["new.brand.us-east-1.vpce.amazonaws.com"]
    names = consumer.ec2.describe_vpc_endpoint_services()["ServiceNames"]
    assert names == sorted(names)
    made = consumer.make_endpoint(NEW, SubnetIds=consumer.subnets[:1])
    assert made["DnsEntries"][-1]["DnsName"] == "new.brand.us-east-1.amazonaws.com"


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
def test_new_service_as_it_is_described(aws, consumer):
    aws.add_service(
        NEW,
        private_dns_names=(),
        zone_ids=["use1-az1"],
        policy_supported=False,
        ip_address_types=["ipv4", "ipv6"],
        base_dns_names=["here.example"],
    )
    (shown,) = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[NEW])["ServiceDetails"]
    assert shown["AvailabilityZoneIds"] == ["use1-az1"]
    assert shown["VpcEndpointPolicySupported"] is False
    assert shown["SupportedIpAddressTypes"] == ["ipv4", "ipv6"]
    assert shown["BaseEndpointDnsNames"] == ["here.example"]
    assert "PrivateDnsName" not in shown


def test_new_service_of_another_region(aws, consumer):
    aws.add_service("com.amazonaws.eu-west-1.new", region="eu-west-1", cross_region=True)
    made = consumer.make_endpoint("com.amazonaws.eu-west-1.new", ServiceRegion="eu-west-1", PrivateDnsEnabled=False)
    assert made["ServiceRegion"] == "eu-west-1"


def test_new_service_goes_with_reset(aws, consumer):
    aws.add_service(NEW)
    aws.reset()
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="InvalidServiceName"):
        consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[NEW])


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("new", {}, "not the name of a service"),
        ("com.amazonaws.vpce.us-east-1.vpce-svc-0", {}, "not the name of a service"),
        ("com.amazonaws.us-east-1.sqs", {}, "us-east-1 has 'com.amazonaws.us-east-1.sqs' as Interface already"),
        (NEW, {"region": "moon"}, "not the name of an AWS region: 'moon'"),
        (NEW, {"type": "GatewayLoadBalancer"}, "Interface or Gateway, got 'GatewayLoadBalancer'"),
        (NEW, {"type": "Gateway"}, "a Gateway service needs a prefix list"),
        (NEW, {"zone_ids": ["usw2-az1"]}, "zone_ids are among use1-az"),
        (NEW, {"ip_address_types": ["dualstack"]}, "ip_address_types are among ipv4, ipv6"),
    ],
)
def test_what_cannot_be_added(aws, name, options, problem):
    with pytest.raises(ValueError, match=problem):
        aws.add_service(name, **options)


def test_requester_managed_endpoint_is_left_to_its_service(aws, consumer):
    made = consumer.make_endpoint()["VpcEndpointId"]
    aws.make_requester_managed(made)
    assert consumer.endpoint(made)["RequesterManaged"] is True
    message = (
        "Operation is not allowed for requester-managed VPC endpoints for the service com.amazonaws.us-east-1.sqs."
    )
    assert consumer.delete(made) == [{"ResourceId": made, "Error": {"Code": "InvalidParameter", "Message": message}}]
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, PrivateDnsEnabled=False)
    with pytest.raises(ValueError, match="no VPC endpoint of the id 'vpce-0'"):
        aws.make_requester_managed("vpce-0")
