"""The private DNS name of a service: its TXT record, its verification, and what consumers may do then."""

import re

import pytest

NAME = "api.example.com"


@pytest.fixture
def named(provider):
    """A service with a private DNS name, open to everybody."""
    made = provider.make_service(PrivateDnsName=NAME)
    provider.admit(made, "*")
    return made


def publish(place, name, value, zone="example.com"):
    route53 = place.client("route53")
    zones = route53.list_hosted_zones_by_name(DNSName=zone)["HostedZones"]
    known = zones[0]["Id"] if zones else route53.create_hosted_zone(Name=zone, CallerReference=zone)["HostedZone"]["Id"]
    record = {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": f'"{value}"'}]}
    changes = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=known, ChangeBatch=changes)


def start(place, service):
    begin = place.ec2.start_vpc_endpoint_service_private_dns_verification
    assert begin(ServiceId=service["ServiceId"])["ReturnValue"] is True


def proof(place, service):
    return place.service(service["ServiceId"])["PrivateDnsNameConfiguration"]


def test_record_to_publish(named):
    assert named["PrivateDnsName"] == NAME
    shown = named["PrivateDnsNameConfiguration"]
    assert (shown["State"], shown["Type"]) == ("pendingVerification", "TXT")
    assert re.fullmatch(r"_[a-z0-9]{20}", shown["Name"])
    assert re.fullmatch(r"vpce:[a-zA-Z0-9]{20}", shown["Value"])


@pytest.mark.parametrize("where", ["{label}.api.example.com", "api.example.com", "{label}.example.com"])
def test_verified_where_the_record_is_published(provider, consumer, named, where):
    shown = proof(provider, named)
    publish(provider, where.format(label=shown["Name"]), shown["Value"])
    start(provider, named)
    assert proof(provider, named) == {**shown, "State": "verified"}
    (listed,) = consumer.ec2.describe_vpc_endpoint_services(ServiceNames=[named["ServiceName"]])["ServiceDetails"]
    assert listed["PrivateDnsName"] == NAME
    assert listed["PrivateDnsNames"] == [{"PrivateDnsName": NAME}]
    assert listed["PrivateDnsNameVerificationState"] == "verified"


def test_failed_without_the_record(provider, consumer, named):
    start(provider, named)
    assert proof(provider, named)["State"] == "failed"
    name = named["ServiceName"]
    message = f"Private DNS can't be enabled because the service {name} has not verified the private DNS name."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(name, PrivateDnsEnabled=True)
    shown = proof(provider, named)
    publish(provider, f"{shown['Name']}.{NAME}", shown["Value"])
    start(provider, named)
    assert proof(provider, named)["State"] == "verified", "it can be tried again"


def test_wrong_value_and_private_zone_prove_nothing(provider, named):
    shown = proof(provider, named)
    publish(provider, f"{shown['Name']}.{NAME}", "vpce:somethingelse")
    start(provider, named)
    assert proof(provider, named)["State"] == "failed"


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_verification_takes_up_to_ten_minutes(aws, provider, named):
    start(provider, named)
    aws.clock.advance(minutes=9)
    shown = proof(provider, named)
    assert shown["State"] == "pendingVerification"
    publish(provider, f"{shown['Name']}.{NAME}", shown["Value"])
    start(provider, named)
    aws.clock.advance(minutes=1)
    assert proof(provider, named)["State"] == "verified"


def test_consumers_use_the_verified_name(provider, consumer, named):
    shown = proof(provider, named)
    publish(provider, f"{shown['Name']}.{NAME}", shown["Value"])
    start(provider, named)
    made = consumer.make_endpoint(named["ServiceName"], SubnetIds=consumer.subnets)
    assert made["PrivateDnsEnabled"] is True
    assert made["DnsEntries"][-1] == {"DnsName": NAME, "HostedZoneId": "ZONEIDPENDING"}
    message = (
        f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {NAME} in the VPC"
        f" {consumer.vpc}"
    )
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(named["ServiceName"], PrivateDnsEnabled=True)


def test_verified_name_with_acceptance(provider, consumer, named):
    shown = proof(provider, named)
    publish(provider, f"{shown['Name']}.{NAME}", shown["Value"])
    start(provider, named)
    provider.ec2.modify_vpc_endpoint_service_configuration(ServiceId=named["ServiceId"], AcceptanceRequired=True)
    name = named["ServiceName"]
    message = f"Private DNS can only be enabled after the endpoint connection is accepted by the owner of {name}."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(name, SubnetIds=consumer.subnets, PrivateDnsEnabled=True)
    made = consumer.make_endpoint(name, SubnetIds=consumer.subnets)
    assert made["PrivateDnsEnabled"] is False, "the default does not ask for what would be refused"
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made["VpcEndpointId"], PrivateDnsEnabled=True)
    provider.decide("accept", named, made["VpcEndpointId"])
    consumer.state(made["VpcEndpointId"])
    consumer.modify(made["VpcEndpointId"], PrivateDnsEnabled=True)
    assert consumer.endpoint(made["VpcEndpointId"])["DnsEntries"][-1]["DnsName"] == NAME


def test_losing_verification_blocks_new_requests_only(aws, provider, consumer, named):
    aws.force_state(f"{named['ServiceId']}/private-dns-name", "verified")
    made = consumer.make_endpoint(named["ServiceName"], SubnetIds=consumer.subnets)["VpcEndpointId"]
    start(provider, named)
    assert proof(provider, named)["State"] == "failed"
    assert consumer.endpoint(made)["PrivateDnsEnabled"] is True
    other = consumer.make_vpc()
    with pytest.raises(consumer.ec2.exceptions.ClientError, match="has not verified"):
        consumer.make_endpoint(named["ServiceName"], VpcId=other, PrivateDnsEnabled=True)


def test_another_name_has_to_be_verified_anew(aws, provider, named):
    aws.force_state(f"{named['ServiceId']}/private-dns-name", "verified")
    before = proof(provider, named)
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    modify(ServiceId=named["ServiceId"], PrivateDnsName=NAME)
    assert proof(provider, named) == before, "the same name stays as it is"
    modify(ServiceId=named["ServiceId"], PrivateDnsName="*.example.com")
    after = proof(provider, named)
    assert after["State"] == "pendingVerification"
    assert (after["Name"], after["Value"]) != (before["Name"], before["Value"])
    assert provider.service(named["ServiceId"])["PrivateDnsName"] == "*.example.com"


def test_name_taken_away(provider, named):
    modify = provider.ec2.modify_vpc_endpoint_service_configuration
    modify(ServiceId=named["ServiceId"], RemovePrivateDnsName=True)
    shown = provider.service(named["ServiceId"])
    assert "PrivateDnsName" not in shown
    assert shown["PrivateDnsNameConfiguration"] == {}
    message = f"Service {named['ServiceId']} has no private DNS name to verify."
    with provider.refused("InvalidParameter", message):
        start(provider, named)
    message = "PrivateDnsName and RemovePrivateDnsName cannot be specified together."
    with provider.refused("InvalidParameterCombination", message):
        modify(ServiceId=named["ServiceId"], PrivateDnsName=NAME, RemovePrivateDnsName=True)


def test_name_with_a_star(provider, consumer):
    made = provider.make_service(PrivateDnsName="*.example.com")
    provider.admit(made, "*")
    shown = made["PrivateDnsNameConfiguration"]
    publish(provider, f"{shown['Name']}.example.com", shown["Value"])
    start(provider, made)
    made = consumer.make_endpoint(made["ServiceName"], SubnetIds=consumer.subnets)
    assert made["DnsEntries"][-1]["DnsName"] == "*.example.com"
