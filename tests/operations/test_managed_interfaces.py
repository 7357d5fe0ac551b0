"""Network interfaces that AWS manages: users may tag them, and nothing else."""

import pytest

REFUSAL = ("AuthFailure", "You do not have permission to access the specified resource.")


def of_endpoint(place):
    place.make_endpoint(SubnetIds=place.subnets[:1])
    return place.interfaces()[0]["NetworkInterfaceId"]


def of_gateway_load_balancer_endpoint(place):
    service = place.make_service(kind="gateway")
    place.make_endpoint(service["ServiceName"], "GatewayLoadBalancer", SubnetIds=place.subnets[:1])
    return place.interfaces()[0]["NetworkInterfaceId"]


def nat_gateway(place):
    """A NAT gateway, its interface and the association of its address."""
    allocation = place.ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = place.ec2.create_nat_gateway(SubnetId=place.subnets[0], AllocationId=allocation)["NatGateway"]
    (address,) = place.ec2.describe_addresses(AllocationIds=[allocation])["Addresses"]
    return made["NatGatewayId"], made["NatGatewayAddresses"][0]["NetworkInterfaceId"], address


def of_nat_gateway(place):
    return nat_gateway(place)[1]


HOLDERS = [of_endpoint, of_gateway_load_balancer_endpoint, of_nat_gateway]
CHANGES = {
    "assign_ipv6_addresses": {"Ipv6AddressCount": 1},
    "assign_private_ip_addresses": {"SecondaryPrivateIpAddressCount": 1},
    "associate_address": lambda place: {"AllocationId": place.ec2.allocate_address(Domain="vpc")["AllocationId"]},
    "attach_network_interface": lambda place: {"InstanceId": launch(place), "DeviceIndex": 1},
    "modify_network_interface_attribute": lambda place: {"Groups": [place.default_group]},
    "unassign_ipv6_addresses": {"Ipv6Addresses": ["2001:db8::1"]},
    "unassign_private_ip_addresses": {"PrivateIpAddresses": ["10.0.1.9"]},
}


def launch(place, **options):
    options = options or {"SubnetId": place.subnets[0]}
    return place.ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, **options)["Instances"][0][
        "InstanceId"
    ]


def shown(place, interface):
    (found,) = place.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"]
    return found


@pytest.mark.filterwarnings("ignore:Could not find AMI")
@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_nobody_changes_what_aws_manages(consumer, holder, operation):
    interface, given = holder(consumer), CHANGES[operation]
    given = given(consumer) if callable(given) else given
    before = shown(consumer, interface)
    with consumer.refused(*REFUSAL):
        getattr(consumer.ec2, operation)(NetworkInterfaceId=interface, **given)
    assert shown(consumer, interface) == before


@pytest.mark.parametrize("change", [{"Description": {"Value": "mine"}}, {"SourceDestCheck": {"Value": False}}])
def test_no_attribute_can_be_modified(consumer, change):
    interface = of_endpoint(consumer)
    with consumer.refused(*REFUSAL):
        consumer.ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, **change)


@pytest.mark.filterwarnings("ignore:Could not find AMI")
@pytest.mark.parametrize("holder", HOLDERS)
def test_no_instance_is_launched_with_it(consumer, holder):
    interface = holder(consumer)
    with consumer.refused(*REFUSAL):
        launch(consumer, NetworkInterfaces=[{"DeviceIndex": 0, "NetworkInterfaceId": interface}])
    assert consumer.ec2.describe_instances()["Reservations"] == []


@pytest.mark.parametrize("holder", HOLDERS)
def test_it_is_in_use(consumer, holder):
    interface = holder(consumer)
    message = f"Network interface '{interface}' is currently in use."
    with consumer.refused("InvalidParameterValue", message):
        consumer.ec2.delete_network_interface(NetworkInterfaceId=interface)


@pytest.mark.parametrize("by", ["AssociationId", "PublicIp"])
def test_address_of_a_nat_gateway_stays(consumer, by):
    gateway, interface, address = nat_gateway(consumer)
    with consumer.refused(*REFUSAL):
        consumer.ec2.disassociate_address(**{by: address[by]})
    with consumer.refused(*REFUSAL):
        consumer.ec2.release_address(AllocationId=address["AllocationId"])
    assert shown(consumer, interface)["Association"]["PublicIp"] == address["PublicIp"]
    consumer.ec2.delete_nat_gateway(NatGatewayId=gateway)
    consumer.ec2.release_address(AllocationId=address["AllocationId"])
    assert consumer.ec2.describe_addresses()["Addresses"] == []


@pytest.mark.parametrize("holder", HOLDERS)
def test_tags_are_free(consumer, holder):
    interface = holder(consumer)
    consumer.ec2.create_tags(Resources=[interface], Tags=[{"Key": "of", "Value": "us"}])
    assert shown(consumer, interface)["TagSet"] == [{"Key": "of", "Value": "us"}]


def test_own_interfaces_are_changed_as_ever(consumer):
    ec2 = consumer.ec2
    of_endpoint(consumer)
    interface = ec2.create_network_interface(SubnetId=consumer.subnets[0])["NetworkInterface"]["NetworkInterfaceId"]
    ec2.modify_network_interface_attribute(NetworkInterfaceId=interface, Description={"Value": "mine"})
    address = ec2.allocate_address(Domain="vpc")
    association = ec2.associate_address(NetworkInterfaceId=interface, AllocationId=address["AllocationId"])
    assert shown(consumer, interface)["Association"]["PublicIp"] == address["PublicIp"]
    ec2.disassociate_address(AssociationId=association["AssociationId"])
    assert shown(consumer, interface)["Description"] == "mine"
    ec2.delete_network_interface(NetworkInterfaceId=interface)


def test_interface_of_an_endpoint_has_an_empty_public_name(consumer):
    assert shown(consumer, of_endpoint(consumer))["PublicDnsName"] == ""
