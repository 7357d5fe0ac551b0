"""Services of other Regions: who offers them where, how they are reached, what is different about them."""

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.usefixtures("wire")

WEST = "com.amazonaws.us-west-2.s3"


@pytest.fixture
def far(place):
    """The consumer's account in another Region than the provider."""
    return place("222222222222", "eu-west-1")


@pytest.fixture
def service(provider):
    """A service of us-east-1 that is offered in eu-west-1 too, to everybody."""
    made = provider.make_service(SupportedRegions=["us-east-1", "eu-west-1"])
    provider.admit(made, "*")
    return made


def regions_of(place, service):
    shown = place.service(service["ServiceId"])
    return {one["Region"]: one["ServiceState"] for one in shown["SupportedRegions"]}, shown["RemoteAccessEnabled"]


def connect(far, service, **options):
    return far.make_endpoint(service["ServiceName"], ServiceRegion="us-east-1", SubnetIds=far.subnets, **options)


def test_region_of_a_service_becomes_available(provider, service):
    assert [one["ServiceState"] for one in service["SupportedRegions"]] == ["Available", "Pending"]
    assert regions_of(provider, service) == ({"us-east-1": "Available", "eu-west-1": "Available"}, True)


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_region_that_comes_and_goes_takes_its_time(aws, provider, far, service):
    aws.clock.advance(minutes=1)
    endpoint_id = connect(far, service)["VpcEndpointId"]
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    modify(ServiceId=service["ServiceId"], RemoveSupportedRegions=["eu-west-1"], AddSupportedRegions=["us-west-2"])
    states = {"us-east-1": "Available", "eu-west-1": "Deleting", "us-west-2": "Pending"}
    assert regions_of(provider, service)[0] == states
    with pytest.raises(ClientError, match="InvalidServiceName"):
        connect(far, service)
    aws.clock.advance(minutes=1)
    assert regions_of(provider, service)[0] == {"us-east-1": "Available", "us-west-2": "Available"}
    aws.clock.advance(minutes=1)
    assert far.state(endpoint_id) == "available", "endpoints that are there stay"


def test_region_that_comes_back(provider, far, service):
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    for change in ("RemoveSupportedRegions", "AddSupportedRegions"):
        modify(ServiceId=service["ServiceId"], **{change: ["eu-west-1"]})
    assert regions_of(provider, service)[0]["eu-west-1"] == "Available"
    modify(ServiceId=service["ServiceId"], RemoveSupportedRegions=["eu-west-1"])
    assert regions_of(provider, service) == ({"us-east-1": "Available"}, False)


def test_home_region_stays(provider, service):
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    with provider.refused("InvalidParameter", "The home Region us-east-1 of the service cannot be removed."):
        modify(ServiceId=service["ServiceId"], RemoveSupportedRegions=["eu-west-1", "us-east-1"])
    with provider.refused("InvalidParameter", "Region moon-1 is not a valid Region for this service."):
        modify(ServiceId=service["ServiceId"], AddSupportedRegions=["moon-1"])


def test_both_sides(provider, far, service):
    made = connect(far, service)
    assert made["ServiceRegion"] == "us-east-1"
    (entry,) = made["DnsEntries"]
    assert entry["DnsName"].endswith(f".{service['ServiceId']}.us-east-1.vpce.amazonaws.com")
    assert entry["HostedZoneId"] == "Z7HUB22UULQXV", "of the service's Region"
    assert len(far.interfaces(made["VpcEndpointId"])) == 2
    (connection,) = provider.connections()
    assert (connection["VpcEndpointRegion"], connection["VpcEndpointOwner"]) == ("eu-west-1", far.account)
    for value in ("eu-west-1", "cross-region"):
        filters = [{"Name": "vpc-endpoint-region", "Values": [value]}]
        found = provider.ec2.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]
        assert len(found) == 1
    provider.decide("reject", service, made["VpcEndpointId"])
    assert far.state(made["VpcEndpointId"]) == "rejected"
    filters = [{"Name": "service-region", "Values": ["us-east-1"]}]
    assert len(far.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]) == 1


def test_accepted_from_afar(provider, far, service):
    provider.ec2.modify_vpc_endpoint_service_configuration(ServiceId=service["ServiceId"], AcceptanceRequired=True)
    made = connect(far, service)
    assert made["State"] == "pendingAcceptance"
    provider.decide("accept", service, made["VpcEndpointId"])
    assert far.state(made["VpcEndpointId"]) == "available"


def test_refused_without_region_or_where_it_is_not_offered(place, far, service):
    name = service["ServiceName"]
    message = f"The Vpc Endpoint Service '{name}' does not exist"
    nowhere = place("222222222222", "us-west-2")
    with far.refused("InvalidServiceName", message):
        far.make_endpoint(name)
    with far.refused("InvalidServiceName", message):
        far.make_endpoint(name, ServiceRegion="us-west-2")
    with nowhere.refused("InvalidServiceName", message):
        nowhere.make_endpoint(name, ServiceRegion="us-east-1")


def test_found_by_region(far, provider, service):
    def names(**options):
        return far.ec2.describe_vpc_endpoint_services(**options)["ServiceNames"]

    name = service["ServiceName"]
    assert name not in names()
    found = names(ServiceRegions=["us-east-1"])
    assert name in found
    assert found == sorted(found)
    assert "com.amazonaws.us-east-1.s3" in found
    assert "com.amazonaws.us-east-1.sqs" not in found, "only services that offer it are found from other Regions"
    both = names(ServiceRegions=["us-east-1", "eu-west-1"])
    assert {name, "com.amazonaws.eu-west-1.sqs", "com.amazonaws.us-east-1.s3"} <= set(both)
    assert both == sorted(both)
    (shown,) = far.ec2.describe_vpc_endpoint_services(ServiceRegions=["us-east-1"], ServiceNames=[name])[
        "ServiceDetails"
    ]
    assert shown["ServiceRegion"] == "us-east-1"
    assert shown.keys().isdisjoint({"AvailabilityZones", "AvailabilityZoneIds"})
    with pytest.raises(ClientError, match="InvalidServiceName"):
        names(ServiceNames=[name])


def test_aws_service_of_another_region(consumer):
    made = consumer.make_endpoint(WEST, ServiceRegion="us-west-2", SubnetIds=consumer.subnets)
    (entry,) = made["DnsEntries"]
    assert entry["DnsName"].startswith(f"*.{made['VpcEndpointId']}-")
    assert entry["DnsName"].endswith(".s3.us-west-2.vpce.amazonaws.com")
    assert entry["HostedZoneId"] == "Z1YSA3EXCYUU9Z"
    assert (made["ServiceRegion"], len(made["NetworkInterfaceIds"])) == ("us-west-2", 2)


@pytest.mark.parametrize("service", ["ecr.api", "ecr.dkr", "kms", "ecs", "lambda", "kinesis-firehose"])
def test_aws_services_that_can_be_reached_from_other_regions(consumer, service):
    name = f"com.amazonaws.us-west-2.{service}"
    assert consumer.make_endpoint(name, ServiceRegion="us-west-2")["State"] == "available"


@pytest.mark.parametrize("name", ["com.amazonaws.iam", "com.amazonaws.route53"])
def test_services_without_a_region(consumer, name):
    listed = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceNames"]
    assert listed == [name]
