"""Regions, their zones and domains, and the prefix lists that AWS manages in them."""

from __future__ import annotations

import ipaddress
import re

import pytest

from mockvpce.data import prefix_lists, regions

REGIONS = regions.regions()

HOSTED_ZONES = {
    "us-east-1": "Z7HUB22UULQXV",
    "us-east-2": "ZC8PG0KIFKBRI",
    "us-west-1": "Z12I86A8N7VCZO",
    "us-west-2": "Z1YSA3EXCYUU9Z",
    "ca-central-1": "ZRCXCF510Y6P9",
    "sa-east-1": "Z2LXUWEVLCVZIB",
    "eu-west-1": "Z38GZ743OKFT7T",
    "eu-west-2": "Z7K1066E3PUKB",
    "eu-west-3": "Z1DWHTMFP0WECP",
    "eu-central-1": "Z273ZU8SZ5RJPC",
    "eu-central-2": "Z045369019J4FUQ4S272E",
    "eu-north-1": "Z3OWWK6JFDEDGC",
    "eu-south-1": "Z2A5FDNRLY7KZG",
    "eu-south-2": "Z014396544HENR57XQCJ",
    "af-south-1": "Z09302161J80N9A7UTP7U",
    "ap-northeast-1": "Z2E726K9Y6RL4W",
    "ap-northeast-2": "Z27UANNT0PRK1T",
    "ap-northeast-3": "Z376B5OMM2JZL2",
    "ap-southeast-1": "Z18LLCSTV4NVNL",
    "ap-southeast-2": "ZDK2GCRPAFKGO",
    "ap-southeast-3": "Z03881013RZ9BYYZO8N5W",
    "ap-southeast-4": "Z07508191CO1RNBX3X3AU",
    "ap-south-1": "Z2KVTB3ZLFM7JR",
    "ap-south-2": "Z0952991RWSF5AHIQDIY",
    "ap-east-1": "Z2LIHJ7PKBEMWN",
    "me-south-1": "Z3B95P3VBGEQGY",
    "me-central-1": "Z07122992YCEUCB9A9570",
    "us-gov-west-1": "Z12529ZODG2B6H",
    "us-gov-east-1": "Z2MU5TEIGO9WXB",
}

# (region, service): id, as recorded
PREFIX_LIST_IDS = {
    ("us-east-1", "s3"): "pl-63a5400a",
    ("us-east-2", "s3"): "pl-7ba54012",
    ("us-west-1", "s3"): "pl-6ba54002",
    ("us-west-2", "s3"): "pl-68a54001",
    ("eu-west-1", "s3"): "pl-6da54004",
    ("eu-west-2", "s3"): "pl-7ca54015",
    ("eu-central-1", "s3"): "pl-6ea54007",
    ("ap-northeast-1", "s3"): "pl-61a54008",
    ("ap-northeast-2", "s3"): "pl-78a54011",
    ("ap-southeast-1", "s3"): "pl-6fa54006",
    ("ap-southeast-2", "s3"): "pl-6ca54005",
    ("ap-south-1", "s3"): "pl-78a54011",
    ("sa-east-1", "s3"): "pl-6aa54003",
    ("us-east-1", "dynamodb"): "pl-02cd2c6b",
    ("us-east-2", "dynamodb"): "pl-4ca54025",
    ("us-west-2", "dynamodb"): "pl-00a54069",
    ("eu-west-1", "dynamodb"): "pl-6fa54006",
    ("eu-central-1", "dynamodb"): "pl-66a5400f",
}


def named(region: str, name: str) -> prefix_lists.PrefixListEntry:
    (entry,) = [entry for entry in prefix_lists.prefix_lists(region) if entry.name == name]
    return entry


def test_all_partitions_are_there() -> None:
    partitions = [regions.partition_of(region) for region in REGIONS]
    assert {name: partitions.count(name) for name in set(partitions)} == {"aws": 34, "aws-cn": 2, "aws-us-gov": 2}
    assert list(REGIONS) == sorted(REGIONS)


@pytest.mark.parametrize(("region", "zone"), HOSTED_ZONES.items())
def test_known_hosted_zones(region: str, zone: str) -> None:
    assert regions.hosted_zone_id(region) == zone


def test_hosted_zones_that_are_not_known_are_made_up_once_for_all() -> None:
    zones = [regions.hosted_zone_id(region) for region in REGIONS]
    assert len(set(zones)) == len(zones)
    assert all(re.fullmatch("Z[0-9A-Z]{12,20}", zone) for zone in zones)
    assert regions.hosted_zone_id("cn-north-1") == "ZS14YF08E5GDZDET8JC0E"
    assert regions.hosted_zone_id("il-central-1") == "ZVWORSSIP70T8ZLVBC30S"


@pytest.mark.parametrize(
    ("region", "zones"),
    [
        ("us-east-1", "use1-az1 use1-az2 use1-az3 use1-az4 use1-az5 use1-az6"),
        ("us-west-1", "usw1-az1 usw1-az3"),
        ("us-west-2", "usw2-az1 usw2-az2 usw2-az3 usw2-az4"),
        ("ap-northeast-1", "apne1-az1 apne1-az2 apne1-az4"),
        ("ca-central-1", "cac1-az1 cac1-az2 cac1-az4"),
        ("eu-west-1", "euw1-az1 euw1-az2 euw1-az3"),
        ("us-gov-west-1", "usgw1-az1 usgw1-az2 usgw1-az3"),
        ("cn-north-1", "cnn1-az1 cnn1-az2"),
        ("cn-northwest-1", "cnnw1-az1 cnnw1-az2 cnnw1-az3"),
    ],
)
def test_zones(region: str, zones: str) -> None:
    assert regions.zone_ids(region) == tuple(zones.split())


def test_zone_ids_name_one_region() -> None:
    zones = [zone for region in REGIONS for zone in regions.zone_ids(region)]
    assert len(set(zones)) == len(zones)
    assert all(re.fullmatch("[a-z]{2,4}[0-9]-az[1-6]", zone) for zone in zones)


def test_zones_without_remote_access() -> None:
    assert set(regions.zone_ids("us-east-1")) - set(regions.remote_access_zone_ids("us-east-1")) == {"use1-az3"}
    assert regions.remote_access_zone_ids("ap-northeast-2") == ("apne2-az1", "apne2-az3")
    assert regions.remote_access_zone_ids("eu-west-1") == regions.zone_ids("eu-west-1")


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("us-gov-east-1", "aws-us-gov", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("cn-west-7", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-north-3", "aws-us-gov", "amazonaws.com"),
        ("eu-north-9", "aws", "amazonaws.com"),
    ],
)
def test_partitions_and_domains(region: str, partition: str, suffix: str) -> None:
    assert regions.partition_of(region) == partition
    assert regions.dns_suffix(region) == suffix


def test_a_region_younger_than_the_data() -> None:
    assert regions.zone_ids("eu-north-9") == ("eun9-az1", "eun9-az2", "eun9-az3")
    assert regions.remote_access_zone_ids("eu-north-9") == regions.zone_ids("eu-north-9")
    assert regions.hosted_zone_id("eu-north-9") == regions.hosted_zone_id("eu-north-9")
    assert "eu-north-9" not in REGIONS


def test_what_cannot_be_a_region() -> None:
    with pytest.raises(ValueError, match="'nowhere'"):
        regions.zone_ids("nowhere")
    assert prefix_lists.prefix_lists("nowhere") == ()


@pytest.mark.parametrize(("region", "service"), PREFIX_LIST_IDS)
def test_known_prefix_lists(region: str, service: str) -> None:
    assert named(region, f"com.amazonaws.{region}.{service}").id == PREFIX_LIST_IDS[region, service]


def test_known_prefix_lists_of_other_kinds() -> None:
    assert named("us-east-1", "com.amazonaws.global.cloudfront.origin-facing").id == "pl-3b927c52"
    assert named("eu-west-2", "com.amazonaws.global.cloudfront.origin-facing").id == "pl-93a247fa"
    assert named("us-east-1", "com.amazonaws.us-east-1.ec2-instance-connect").id == "pl-0e4bcff02b13bef1e"
    assert named("us-east-1", "com.amazonaws.us-east-1.dynamodb").cidrs == ("52.94.0.0/22", "52.119.224.0/20")
    assert named("eu-central-1", "com.amazonaws.eu-central-1.vpc-lattice").cidrs == ("169.254.171.0/24",)


@pytest.mark.parametrize("region", REGIONS)
def test_prefix_lists_are_well_formed(region: str) -> None:
    lists = prefix_lists.prefix_lists(region)
    assert [entry.name for entry in lists] == sorted({entry.name for entry in lists})
    assert len({entry.id for entry in lists}) == len(lists)
    for entry in lists:
        assert re.fullmatch("pl-([0-9a-f]{8}|0[0-9a-f]{16})", entry.id)
        assert entry.cidrs, entry.name
        assert {f"IPv{ipaddress.ip_network(cidr).version}" for cidr in entry.cidrs} == {entry.family}
        assert (entry.family == "IPv6") == (".ipv6." in entry.name)


def test_lists_of_gateway_services() -> None:
    families = {
        service: [
            entry.family for entry in prefix_lists.of_gateway_service("eu-west-1", f"com.amazonaws.eu-west-1.{service}")
        ]
        for service in ("s3", "dynamodb", "s3express", "ssm")
    }
    assert families == {"s3": ["IPv4", "IPv6"], "dynamodb": ["IPv4"], "s3express": ["IPv4", "IPv6"], "ssm": []}
    assert prefix_lists.of_gateway_service("eu-west-1", "com.amazonaws.us-east-1.s3") == ()


def test_made_up_prefix_list_ids_never_change() -> None:
    assert named("af-south-1", "com.amazonaws.af-south-1.s3").id == "pl-46021738"
    assert named("af-south-1", "com.amazonaws.af-south-1.ipv6.s3").id == "pl-0d2cba739469c33ee"
