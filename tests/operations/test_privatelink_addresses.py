"""Addresses of endpoints: families, fixed addresses, and the interfaces that have them."""

import ipaddress

import pytest

DYNAMODB = "com.amazonaws.us-east-1.dynamodb"
S3 = "com.amazonaws.us-east-1.s3"
SQS = "com.amazonaws.us-east-1.sqs"


@pytest.fixture
def dual(aws, consumer):
    """The consumer's VPC with IPv6; `dual(zone)` makes subnets with both families in it."""
    vpc = consumer.make_vpc(AmazonProvidedIpv6CidrBlock=True)
    (shown,) = consumer.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    blocks = ipaddress.ip_network(shown["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]).subnets(new_prefix=64)
    consumer.vpc = vpc
    aws.add_service("com.amazonaws.us-east-1.both", ip_address_types=["ipv4", "ipv6"])
    return lambda zone: consumer.make_subnet(vpc, zone, Ipv6CidrBlock=str(next(blocks)))


def make(consumer, **options):
    return consumer.make_endpoint("com.amazonaws.us-east-1.both", **options)["VpcEndpointId"]


def addresses(consumer, endpoint_id):
    return {
        one["SubnetId"]: (one.get("PrivateIpAddress"), [each["Ipv6Address"] for each in one["Ipv6Addresses"]])
        for one in consumer.interfaces(endpoint_id)
    }


def block_of(consumer, subnet):
    (shown,) = consumer.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
    six = [one["Ipv6CidrBlock"] for one in shown["Ipv6CidrBlockAssociationSet"]]
    return ipaddress.ip_network(shown["CidrBlock"]), *map(ipaddress.ip_network, six)


def test_addresses_are_of_the_subnet_and_not_reserved(consumer):
    made = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    for subnet, (ipv4, ipv6) in addresses(consumer, made).items():
        (block,) = block_of(consumer, subnet)
        assert ipaddress.ip_address(ipv4) in list(block)[4:-1]
        assert ipv6 == []


def test_address_that_is_asked_for(consumer):
    subnet = consumer.subnets[0]
    made = consumer.make_endpoint(SubnetConfigurations=[{"SubnetId": subnet, "Ipv4": "10.0.1.77"}])
    assert made["SubnetIds"] == [subnet], "a configured subnet need not be named twice"
    assert addresses(consumer, made["VpcEndpointId"]) == {subnet: ("10.0.1.77", [])}


def test_another_address_means_another_interface(consumer):
    first, second = consumer.subnets
    made = consumer.make_endpoint(SubnetIds=consumer.subnets)["VpcEndpointId"]
    before = {one["SubnetId"]: one["NetworkInterfaceId"] for one in consumer.interfaces(made)}
    consumer.modify(made, SubnetConfigurations=[{"SubnetId": first, "Ipv4": "10.0.1.88"}])
    after = {one["SubnetId"]: one["NetworkInterfaceId"] for one in consumer.interfaces(made)}
    assert addresses(consumer, made)[first] == ("10.0.1.88", [])
    assert before[first] != after[first]
    assert before[second] == after[second]
    assert set(consumer.endpoint(made)["NetworkInterfaceIds"]) == set(after.values())
    consumer.modify(made, SubnetConfigurations=[{"SubnetId": first, "Ipv4": "10.0.1.88"}])
    assert {one["NetworkInterfaceId"] for one in consumer.interfaces(made)} == set(after.values()), "it has it already"


@pytest.mark.parametrize("address", ["10.0.1.3", "10.0.1.255", "10.0.9.9", "10.0.1.50", "not an address", "2600::1"])
def test_address_that_cannot_be_had(consumer, address):
    subnet = consumer.subnets[0]
    consumer.ec2.create_network_interface(SubnetId=subnet, PrivateIpAddress="10.0.1.50")
    message = f"The address {address} cannot be used in subnet {subnet}: it is reserved, in use or outside."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(SubnetConfigurations=[{"SubnetId": subnet, "Ipv4": address}])
    made = consumer.make_endpoint(SubnetIds=[subnet])["VpcEndpointId"]
    consumer.state(made)
    with consumer.refused("InvalidParameter", message):
        consumer.modify(made, SubnetConfigurations=[{"SubnetId": subnet, "Ipv4": address}])


def test_address_is_free_again_once_the_endpoint_is_gone(consumer):
    wish = [{"SubnetId": consumer.subnets[0], "Ipv4": "10.0.1.50"}]
    first = consumer.make_endpoint(SubnetConfigurations=wish)["VpcEndpointId"]
    consumer.delete(first)
    second = consumer.make_endpoint(SubnetConfigurations=wish)["VpcEndpointId"]
    assert addresses(consumer, second) == {consumer.subnets[0]: ("10.0.1.50", [])}


def test_full_subnet(consumer):
    subnet = consumer.make_subnet(consumer.vpc, "c", CidrBlock="10.0.99.0/28")
    for number in range(4, 15):
        consumer.ec2.create_network_interface(SubnetId=subnet, PrivateIpAddress=f"10.0.99.{number}")
    message = f"There aren't sufficient free Ipv4 addresses in subnet '{subnet}' for the requested number of IPs."
    with consumer.refused("InsufficientFreeAddressesInSubnet", message):
        consumer.make_endpoint(SubnetIds=[subnet])


def test_both_families(consumer, dual):
    subnet = dual("a")
    made = make(consumer, SubnetIds=[subnet], IpAddressType="dualstack")
    shown = consumer.endpoint(made)
    assert (shown["IpAddressType"], shown["DnsOptions"]) == ("dualstack", {"DnsRecordIpType": "dualstack"})
    ((ipv4, (ipv6,)),) = addresses(consumer, made).values()
    four, six = block_of(consumer, subnet)
    assert ipaddress.ip_address(ipv4) in four
    assert ipaddress.ip_address(ipv6) in six


def test_second_family_comes_and_goes_on_the_same_interface(consumer, dual):
    subnet = dual("a")
    made = make(consumer, SubnetIds=[subnet])
    (before,) = consumer.endpoint(made)["NetworkInterfaceIds"]
    consumer.modify(made, IpAddressType="dualstack")
    assert len(addresses(consumer, made)[subnet][1]) == 1
    assert consumer.endpoint(made)["DnsOptions"] == {"DnsRecordIpType": "dualstack"}
    consumer.modify(made, IpAddressType="ipv4")
    assert addresses(consumer, made)[subnet][1] == []
    assert consumer.endpoint(made)["DnsOptions"] == {"DnsRecordIpType": "ipv4"}
    assert consumer.endpoint(made)["NetworkInterfaceIds"] == [before]


def test_ipv6_address_that_is_asked_for(consumer, dual):
    subnet = dual("a")
    _, six = block_of(consumer, subnet)
    wish = {"SubnetId": subnet, "Ipv4": "10.0.1.20", "Ipv6": six[0x77].exploded}
    made = make(consumer, SubnetConfigurations=[wish], IpAddressType="dualstack")
    assert addresses(consumer, made) == {subnet: ("10.0.1.20", [str(six[0x77])])}
    consumer.modify(made, SubnetConfigurations=[{**wish, "Ipv6": str(six[0x78])}], PrivateDnsEnabled=False)
    assert addresses(consumer, made) == {subnet: ("10.0.1.20", [str(six[0x78])])}
    for taken in (str(six[0x78]), str(six[1]), "2001:db8::1", "10.0.1.30"):
        message = f"The address {taken} cannot be used in subnet {subnet}: it is reserved, in use or outside."
        with consumer.refused("InvalidParameter", message):
            make(consumer, SubnetConfigurations=[{"SubnetId": subnet, "Ipv6": taken}], IpAddressType="dualstack")


@pytest.mark.parametrize(
    ("family", "records"),
    [("ipv4", ["ipv4"]), ("dualstack", ["dualstack", "ipv4", "ipv6", "service-defined"])],
)
def test_records_of_an_interface(consumer, dual, family, records):
    subnet = dual("a")
    for record in ("ipv4", "ipv6", "dualstack", "service-defined"):
        options = {"DnsRecordIpType": record}
        wanted = {"SubnetIds": [subnet], "IpAddressType": family, "DnsOptions": options, "PrivateDnsEnabled": False}
        if record in records:
            assert consumer.endpoint(make(consumer, **wanted))["DnsOptions"] == options
        else:
            message = f"DnsOptions DnsRecordIpType {record} is not supported with IP address type {family}."
            with consumer.refused("InvalidParameter", message):
                make(consumer, **wanted)


@pytest.mark.parametrize("family", ["dualstack", "ipv6"])
def test_family_that_the_subnet_or_the_service_lacks(aws, consumer, family):
    aws.add_service("com.amazonaws.us-east-1.both", ip_address_types=["ipv4", "ipv6"])
    aws.add_service("com.amazonaws.us-east-1.four", ip_address_types=["ipv4"])
    subnet = consumer.subnets[0]
    with consumer.refused("InvalidParameter", f"IP address type {family} is not supported by the subnet {subnet}."):
        make(consumer, SubnetIds=[subnet], IpAddressType=family)
    four = "com.amazonaws.us-east-1.four"
    with consumer.refused("InvalidParameter", f"IP address type {family} is not supported by the service {four}."):
        consumer.make_endpoint(four, SubnetIds=[subnet], IpAddressType=family)


def test_ipv6_only_takes_ipv6_only_subnets(consumer, dual):
    subnet = dual("a")
    with consumer.refused("InvalidParameter", f"IP address type ipv6 is not supported by the subnet {subnet}."):
        make(consumer, SubnetIds=[subnet], IpAddressType="ipv6")


def test_families_of_gateways(consumer):
    made = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.table])["VpcEndpointId"]
    consumer.modify(made, IpAddressType="dualstack")
    lists = {route["DestinationPrefixListId"] for route in consumer.routes()}
    names = consumer.ec2.describe_managed_prefix_lists(PrefixListIds=sorted(lists))["PrefixLists"]
    assert sorted(one["AddressFamily"] for one in names) == ["IPv4", "IPv6"]
    consumer.modify(made, IpAddressType="ipv4")
    assert [route["DestinationPrefixListId"] for route in consumer.routes()] == ["pl-63a5400a"]
    message = "The IP address type of a Gateway endpoint cannot be changed from ipv4 to ipv6."
    with pytest.raises(consumer.ec2.exceptions.ClientError) as caught:
        consumer.modify(made, IpAddressType="ipv6")
    assert caught.value.response["Error"] == {"Code": "InvalidParameter", "Message": message}
    six = consumer.make_endpoint(S3, "Gateway", RouteTableIds=[consumer.make_table()], IpAddressType="ipv6")
    assert len(consumer.routes(six["RouteTableIds"][0])) == 1


def test_dynamodb_gateway_is_ipv4_and_service_defined(consumer):
    with consumer.refused("InvalidParameter", f"IP address type dualstack is not supported by the service {DYNAMODB}."):
        consumer.make_endpoint(DYNAMODB, "Gateway", IpAddressType="dualstack")
    message = "DnsOptions DnsRecordIpType ipv4 is not supported with IP address type ipv4."
    with consumer.refused("InvalidParameter", message):
        consumer.make_endpoint(DYNAMODB, "Gateway", DnsOptions={"DnsRecordIpType": "ipv4"})


def test_records_of_a_gateway_need_the_attributes(consumer):
    made = consumer.make_endpoint(S3, "Gateway", DnsOptions={"DnsRecordIpType": "ipv4"})
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4"}
    plain = consumer.make_vpc(dns=False)
    message = (
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
    )
    with consumer.refused("InvalidParameter", message + plain):
        consumer.make_endpoint(S3, "Gateway", VpcId=plain, DnsOptions={"DnsRecordIpType": "ipv4"})


def test_interface_as_aws_shows_it(consumer):
    group = consumer.make_group()
    made = consumer.make_endpoint(SubnetIds=consumer.subnets[:1], SecurityGroupIds=[group])["VpcEndpointId"]
    (eni,) = consumer.interfaces(made)
    attachment = eni.pop("Attachment")
    assert attachment.pop("AttachmentId").startswith("ela-attach-0")
    assert attachment == {
        "DeleteOnTermination": False,
        "DeviceIndex": 1,
        "InstanceOwnerId": "amazon-aws",
        "Status": "attached",
    }
    expected = {
        "Description": f"VPC Endpoint Interface {made}",
        "InterfaceType": "vpc_endpoint",
        "RequesterManaged": True,
        "RequesterId": "727180483921",
        "OwnerId": consumer.account,
        "Status": "in-use",
        "Groups": [{"GroupId": group, "GroupName": "endpoints"}],
        "SourceDestCheck": True,
        "TagSet": [],
        "Operator": {"Managed": False},
        "VpcId": consumer.vpc,
        "SubnetId": consumer.subnets[0],
        "AvailabilityZone": "us-east-1a",
    }
    assert {key: eni[key] for key in expected} == expected
    assert eni["PrivateDnsName"].startswith("ip-10-0-1-")
    assert eni["PrivateIpAddresses"][0]["PrivateIpAddress"] == eni["PrivateIpAddress"]


def test_ipv6_interface_is_kept_from_the_internet(consumer, dual):
    made = make(consumer, SubnetIds=[dual("a")], IpAddressType="dualstack")
    (eni,) = consumer.interfaces(made)
    assert eni["DenyAllIgwTraffic"] is True
