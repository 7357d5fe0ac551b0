"""Customer gateways: defaults, what makes two the same, what AWS refuses, deletion."""

import pytest
from vpn_site import OTHER, REST, Site, refused

PRIVATE_CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a"
both_gateways = pytest.mark.usefixtures("wire")


@pytest.fixture
def site(aws):
    return Site(aws)


def made(site, **options):
    return site.ec2.create_customer_gateway(**{"Type": "ipsec.1", "IpAddress": "203.0.113.9", **options})[
        "CustomerGateway"
    ]


@both_gateways
def test_new_gateway_is_available_and_has_aws_s_default_asn(site):
    shown = made(site)
    assert shown == {
        "CustomerGatewayId": shown["CustomerGatewayId"],
        "State": "available",
        "Type": "ipsec.1",
        "BgpAsn": "65000",
        "IpAddress": "203.0.113.9",
        "Tags": [],
    }
    assert site.customer_gateways() == [shown]


@pytest.mark.parametrize(
    ("given", "key", "shown"),
    [
        ({"BgpAsn": 1}, "BgpAsn", "1"),
        ({"BgpAsn": 64512}, "BgpAsn", "64512"),
        ({"BgpAsn": 2147483647}, "BgpAsn", "2147483647"),
        ({"BgpAsnExtended": 2147483648}, "BgpAsnExtended", "2147483648"),
        ({"BgpAsnExtended": 4294967295}, "BgpAsnExtended", "4294967295"),
        ({"DeviceName": "edge"}, "DeviceName", "edge"),
        (
            {"IpAddress": "2001:0db8:85a3:0000:0000:8a2e:0370:7334"},
            "IpAddress",
            "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        ),
        ({"IpAddress": "10.1.2.3"}, "IpAddress", "10.1.2.3"),
        ({"CertificateArn": PRIVATE_CERTIFICATE}, "CertificateArn", PRIVATE_CERTIFICATE),
    ],
)
def test_what_is_given_is_shown(site, given, key, shown):
    assert made(site, **given)[key] == shown


def test_public_ip_is_the_older_name_of_the_address(site):
    shown = site.ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.7")["CustomerGateway"]
    assert shown["IpAddress"] == "203.0.113.7"


def test_certificate_stands_in_for_the_address(site):
    shown = site.ec2.create_customer_gateway(Type="ipsec.1", CertificateArn=PRIVATE_CERTIFICATE)["CustomerGateway"]
    assert "IpAddress" not in shown


@both_gateways
@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"IpAddress": ""}, "MissingParameter", "The request must contain the parameter ipAddress"),
        (
            {"IpAddress": "203.0.113"},
            "InvalidParameterValue",
            "Value (203.0.113) for parameter ipAddress is invalid. Invalid IPv4 address.",
        ),
        (
            {"IpAddress": "2001:db8::x"},
            "InvalidParameterValue",
            "Value (2001:db8::x) for parameter ipAddress is invalid. Invalid IPv6 address.",
        ),
        (
            {"PublicIp": "203.0.113.10"},
            "InvalidParameterCombination",
            "The parameters ipAddress and publicIp cannot be used together",
        ),
        ({"BgpAsn": 0}, "InvalidParameterValue", "Value (0) for parameter bgpAsn is invalid."),
        ({"BgpAsn": -4}, "InvalidParameterValue", "Value (-4) for parameter bgpAsn is invalid."),
        ({"BgpAsn": 2147483648}, "InvalidParameterValue", "Value (2147483648) for parameter bgpAsn is invalid."),
        ({"BgpAsn": 7224}, "InvalidParameterValue", "Value (7224) for parameter bgpAsn is invalid."),
        (
            {"BgpAsnExtended": 2147483647},
            "InvalidParameterValue",
            "Value (2147483647) for parameter bgpAsnExtended is invalid.",
        ),
        (
            {"BgpAsnExtended": 4294967296},
            "InvalidParameterValue",
            "Value (4294967296) for parameter bgpAsnExtended is invalid.",
        ),
        (
            {"BgpAsn": 65000, "BgpAsnExtended": 4200000000},
            "InvalidParameterCombination",
            "The parameters bgpAsn and bgpAsnExtended cannot be used together",
        ),
        (
            {"Type": "ipsec.2"},
            "InvalidParameterValue",
            "Value (ipsec.2) for parameter Type is invalid. It must be one of ipsec.1.",
        ),
    ],
)
def test_refused(site, given, code, message):
    with site.unchanged(code, message):
        made(site, **given)


def test_aws_s_own_asn_of_a_region_is_refused_there_only(aws):
    assert made(Site(aws), BgpAsn=9059)["BgpAsn"] == "9059"
    with refused("InvalidParameterValue", "Value (9059) for parameter bgpAsn is invalid."):
        made(Site(aws, region="eu-west-1"), BgpAsn=9059)


def test_same_gateway_again_is_the_same_one(site):
    first = made(site, DeviceName="edge")
    assert made(site, DeviceName="edge", BgpAsn=65000) == first
    assert site.customer_gateways() == [first]


def test_an_ipv6_address_is_the_same_however_it_is_written(site):
    first = made(site, IpAddress="2001:0db8:0000:0000:0000:8a2e:0370:7334")
    assert made(site, IpAddress="2001:db8::8a2e:370:7334") == first


@pytest.mark.parametrize(
    "other", [{"BgpAsn": 65001}, {"IpAddress": "203.0.113.10"}, {"DeviceName": "edge"}], ids=["ASN", "address", "name"]
)
def test_another_gateway_is_another_one(site, other):
    assert made(site)["CustomerGatewayId"] != made(site, **other)["CustomerGatewayId"]


def test_same_gateway_of_another_account_is_another_one(aws, site):
    assert made(site)["CustomerGatewayId"] != made(Site(aws, OTHER))["CustomerGatewayId"]
    assert len(site.customer_gateways()) == 1


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
def test_deleted_gateway_is_shown_for_a_while_and_not_given_again(aws, site):
    gateway = made(site)["CustomerGatewayId"]
    site.ec2.delete_customer_gateway(CustomerGatewayId=gateway)
    assert site.customer_gateways(gateway)[0]["State"] == "deleting"
    aws.clock.advance(seconds=10)
    assert site.customer_gateways(gateway)[0]["State"] == "deleted"
    assert made(site)["CustomerGatewayId"] != gateway
    aws.clock.advance(hours=1)
    with refused("InvalidCustomerGatewayID.NotFound", f"The customerGateway ID '{gateway}' does not exist"):
        site.customer_gateways(gateway)


def test_deleting_again_changes_nothing(site):
    gateway = site.customer()
    for _ in range(2):
        site.ec2.delete_customer_gateway(CustomerGatewayId=gateway)
    assert [one["State"] for one in site.customer_gateways()] == ["deleted"]


@both_gateways
@pytest.mark.parametrize("gateway", [f"cgw-{REST}", "cgw-0123abcd"])
def test_unknown_gateway(site, gateway):
    message = f"The customerGateway ID '{gateway}' does not exist"
    with refused("InvalidCustomerGatewayID.NotFound", message):
        site.ec2.delete_customer_gateway(CustomerGatewayId=gateway)
    with refused("InvalidCustomerGatewayID.NotFound", message):
        site.customer_gateways(gateway)


def test_malformed_id(site):
    with refused("InvalidCustomerGatewayId.Malformed", 'Invalid id: "vgw-1" (expecting "cgw-...")'):
        site.customer_gateways("vgw-1")


def test_a_region_has_50_gateways(site):
    gateways = [site.customer() for _ in range(50)]
    with site.unchanged("CustomerGatewayLimitExceeded", "The maximum number of customer gateways has been reached."):
        site.customer()
    site.ec2.delete_customer_gateway(CustomerGatewayId=gateways[0])
    assert site.customer()


def test_filters(site):
    first = site.customer("203.0.113.1", BgpAsn=65001, DeviceName="first")
    second = site.customer("203.0.113.2", BgpAsnExtended=4200000000)
    gone = site.customer("203.0.113.3")
    site.ec2.delete_customer_gateway(CustomerGatewayId=gone)

    def found(**filters):
        return {one["CustomerGatewayId"] for one in site.customer_gateways(**filters)}

    assert found(bgp_asn="65001") == {first}
    assert found(bgp_asn="4200000000") == {second}
    assert found(ip_address="203.0.113.2") == {second}
    assert found(ip_address="203.0.113.*", state="available") == {first, second}
    assert found(state="deleted") == {gone}
    assert found(type="ipsec.1") == {first, second, gone}
    assert found(customer_gateway_id=first) == {first}


def test_tags_are_found_by_ec2_and_by_the_tagging_api(aws, site):
    tags = [{"Key": "Name", "Value": "edge"}]
    gateway = site.customer(TagSpecifications=[{"ResourceType": "customer-gateway", "Tags": tags}])
    site.ec2.create_tags(Resources=[gateway], Tags=[{"Key": "more", "Value": "1"}])
    assert site.customer_gateways(**{"tag:Name": "edge", "tag_key": "more"})[0]["CustomerGatewayId"] == gateway
    mapped = aws.client("resourcegroupstaggingapi").get_resources(ResourceTypeFilters=["ec2:customer-gateway"])
    assert [one["ResourceARN"].rpartition("/")[2] for one in mapped["ResourceTagMappingList"]] == [gateway]
