"""`zone_names="shuffled"`: accounts name the same zones differently, so only zone ids can be compared."""

import pytest

from mockvpce import mock_vpce

pytestmark = pytest.mark.usefixtures("wire")
shuffled = pytest.mark.parametrize("aws", [{"zone_names": "shuffled"}], indirect=True)


def zones_of(place):
    return {one["ZoneName"]: one["ZoneId"] for one in place.ec2.describe_availability_zones()["AvailabilityZones"]}


@shuffled
def test_same_zones_under_other_names(provider, consumer):
    ours, theirs = zones_of(provider), zones_of(consumer)
    assert ours.keys() == theirs.keys()
    assert sorted(ours.values()) == sorted(theirs.values())
    assert ours != theirs


def test_names_are_the_same_unless_asked_for(provider, consumer):
    assert zones_of(provider) == zones_of(consumer)


@shuffled
def test_subnets_of_either_way_of_asking(consumer):
    zones = zones_of(consumer)
    by_name = consumer.ec2.create_subnet(VpcId=consumer.vpc, CidrBlock="10.0.50.0/24", AvailabilityZone="us-east-1c")
    by_id = consumer.ec2.create_subnet(VpcId=consumer.vpc, CidrBlock="10.0.51.0/24", AvailabilityZoneId="use1-az4")
    ids = [made["Subnet"]["SubnetId"] for made in (by_name, by_id)]
    shown = {one["SubnetId"]: one for one in consumer.ec2.describe_subnets(SubnetIds=ids)["Subnets"]}
    assert shown[ids[0]]["AvailabilityZone"] == "us-east-1c"
    assert shown[ids[0]]["AvailabilityZoneId"] == zones["us-east-1c"]
    assert shown[ids[1]]["AvailabilityZoneId"] == "use1-az4"
    assert zones[shown[ids[1]]["AvailabilityZone"]] == "use1-az4"
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="InvalidParameterValue"):
        consumer.ec2.create_subnet(VpcId=consumer.vpc, CidrBlock="10.0.52.0/24", AvailabilityZone="us-east-1z")


@shuffled
def test_default_subnets_follow(consumer):
    zones = zones_of(consumer)
    for subnet in consumer.ec2.describe_subnets()["Subnets"]:
        assert zones[subnet["AvailabilityZone"]] == subnet["AvailabilityZoneId"]


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
@shuffled
def test_code_that_matches_zones_by_name_fails_across_accounts(provider, consumer, service):
    """The provider's zones by name are other zones of the consumer's; by id they are the right ones."""
    offered = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])["ServiceDetails"][0]
    assert sorted(offered["AvailabilityZoneIds"]) == sorted(service["AvailabilityZoneIds"])
    zones = zones_of(consumer)
    assert [zones[name] for name in offered["AvailabilityZones"]] == offered["AvailabilityZoneIds"]
    by_name = [consumer.make_subnet(consumer.vpc, name[-1]) for name in service["AvailabilityZones"]]
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="does not support the availability zone"):
        consumer.make_endpoint(service["ServiceName"], SubnetIds=by_name)
    by_id = [consumer.make_subnet(consumer.vpc, name[-1]) for name in offered["AvailabilityZones"]]
    made = consumer.make_endpoint(service["ServiceName"], SubnetIds=by_id)
    zonal = {entry["DnsName"].split(".")[0][-10:] for entry in made["DnsEntries"][1:]}
    assert zonal == set(offered["AvailabilityZones"]), "zonal names have the consumer's names of the zones"


@pytest.mark.needs(botocore="1.44.5", why="older models lack some of the members")
@shuffled
def test_load_balancers_and_service_of_the_provider(provider, service):
    balancer = provider.elbv2.describe_load_balancers()["LoadBalancers"][0]
    zones = zones_of(provider)
    names = {one["ZoneName"] for one in balancer["AvailabilityZones"]}
    assert names == set(service["AvailabilityZones"])
    assert [zones[name] for name in service["AvailabilityZones"]] == service["AvailabilityZoneIds"]


def test_names_stay_the_same_in_every_run():
    seen = []
    for _ in range(2):
        with mock_vpce(zone_names="shuffled") as aws:
            shown = aws.client("ec2", account="111111111111").describe_availability_zones()["AvailabilityZones"]
            seen.append([(one["ZoneName"], one["ZoneId"]) for one in shown])
    assert seen[0] == seen[1]


def test_an_inner_mock_shuffles_for_its_time_only():
    with mock_vpce(region="us-east-1") as aws:
        ec2 = aws.client("ec2", account="111111111111")

        def picture():
            return sorted(
                (one["AvailabilityZone"], one["AvailabilityZoneId"]) for one in ec2.describe_subnets()["Subnets"]
            )

        before = picture()
        with mock_vpce(zone_names="shuffled"):
            assert picture() != before
        assert picture() == before


def test_other_values_are_refused():
    with pytest.raises(ValueError, match="zone_names is 'same' or 'shuffled', got 'random'"):
        mock_vpce(zone_names="random")
