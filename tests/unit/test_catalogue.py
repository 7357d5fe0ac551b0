"""The catalogue as a whole: names, order, identifiers, where services are offered."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mockvpce.data import catalogue, regions, tables

REGIONS = regions.regions()
REGIONLESS = {
    "com.amazonaws.iam",
    "com.amazonaws.route53",
    "com.amazonaws.cloudfront",
    "com.amazonaws.savingsplans",
    "com.amazonaws.s3-global.accesspoint",
    "aws.api.global.codecatalyst",
}
NAME = re.compile(r"(cn\.com\.amazonaws|com\.amazonaws|aws\.sagemaker|aws\.api|api\.aws)(\.[a-z0-9-]+)+")
DNS_NAME = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(com|cn|aws)")


def names(region: str) -> list[str]:
    return [entry.name for entry in catalogue.services(region)]


@pytest.mark.parametrize("region", REGIONS)
def test_every_entry_is_well_formed(region: str) -> None:
    for entry in catalogue.services(region):
        assert NAME.fullmatch(entry.name), entry.name
        assert re.fullmatch("vpce-svc-0[0-9a-f]{16}", entry.service_id)
        assert entry.type in {"Interface", "Gateway"}
        assert entry.region == region
        assert entry.zone_ids, entry.name
        assert set(entry.zone_ids) <= set(regions.zone_ids(region))
        assert set(entry.ip_address_types) <= {"ipv4", "ipv6"}
        assert "ipv4" in entry.ip_address_types
        for name in entry.base_dns_names + entry.private_dns_names:
            assert DNS_NAME.fullmatch(name), name
            assert max(len(label) for label in name.split(".")) <= 63


@pytest.mark.parametrize("region", REGIONS)
def test_names_carry_their_region(region: str) -> None:
    for name in names(region):
        assert catalogue.region_of(name) == (None if name in REGIONLESS else region)


@pytest.mark.parametrize("region", REGIONS)
def test_sorted_and_each_name_and_type_once(region: str) -> None:
    keys = [(entry.name, entry.type) for entry in catalogue.services(region)]
    assert keys == sorted(set(keys))
    assert all(name.isascii() for name in names(region))


def test_identifiers_are_unique() -> None:
    entries = [entry for region in REGIONS for entry in catalogue.services(region)]
    assert len({entry.service_id for entry in entries}) == len(entries)


@pytest.mark.parametrize(
    ("region", "name", "service_id"),
    [
        ("eu-central-1", "com.amazonaws.eu-central-1.sqs", "vpce-svc-02bce4e6ce8430cc0"),
        ("us-gov-west-1", "com.amazonaws.us-gov-west-1.kms-fips", "vpce-svc-0ee2bde62ee03b3e1"),
        ("cn-north-1", "cn.com.amazonaws.cn-north-1.ecr.api", "vpce-svc-00c92e438f5b3a506"),
        ("us-east-1", "com.amazonaws.iam", "vpce-svc-0397b7bd897dc5660"),
    ],
)
def test_made_up_identifiers_never_change(region: str, name: str, service_id: str) -> None:
    (entry,) = catalogue.find(region, name)
    assert entry.service_id == service_id


def test_every_recorded_service_is_in_the_catalogue() -> None:
    for row in tables.read("recorded_services.tsv"):
        found = [entry for entry in catalogue.find(row["region"], row["name"]) if entry.type == row["type"]]
        assert [entry.service_id for entry in found] == [row["service_id"]], row


def test_find_gives_every_type_of_a_name_and_nothing_for_others() -> None:
    assert [entry.type for entry in catalogue.find("eu-west-1", "com.amazonaws.eu-west-1.s3")] == [
        "Gateway",
        "Interface",
    ]
    assert [entry.type for entry in catalogue.find("eu-west-1", "com.amazonaws.eu-west-1.ssm")] == ["Interface"]
    assert [entry.type for entry in catalogue.find("us-east-1", "com.amazonaws.us-east-1.s3express")] == ["Gateway"]
    assert catalogue.find("eu-west-1", "com.amazonaws.us-east-1.s3") == ()
    assert catalogue.find("eu-west-1", "com.amazonaws.eu-west-1.S3") == ()
    assert catalogue.find("nowhere", "com.amazonaws.nowhere.s3") == ()
    assert catalogue.services("nowhere") == ()


@pytest.mark.parametrize("region", REGIONS)
def test_find_agrees_with_services(region: str) -> None:
    listed = catalogue.services(region)
    assert {entry for name in names(region) for entry in catalogue.find(region, name)} == set(listed)


@pytest.mark.parametrize("region", ["cn-north-1", "cn-northwest-1"])
def test_chinese_forms(region: str) -> None:
    (ecr,) = catalogue.find(region, f"cn.com.amazonaws.{region}.ecr.dkr")
    assert ecr.base_dns_names == (f"dkr.ecr.{region}.vpce.amazonaws.com.cn",)
    assert ecr.private_dns_name == f"dkr.ecr.{region}.amazonaws.com.cn"
    assert catalogue.find(region, f"com.amazonaws.{region}.ecr.dkr") == ()
    (gateway,) = catalogue.find(region, f"com.amazonaws.{region}.s3")
    (interface,) = catalogue.find(region, f"cn.com.amazonaws.{region}.s3")
    assert (gateway.type, gateway.base_dns_names) == ("Gateway", (f"s3.{region}.amazonaws.com.cn",))
    assert interface.type == "Interface"
    assert len(catalogue.find(region, f"cn.com.amazonaws.{region}.transcribe.cn")) == 1
    assert len(catalogue.find(region, f"com.amazonaws.{region}.logs")) == 1
    for entry in catalogue.services(region):
        assert all(name.endswith(".cn") for name in entry.base_dns_names + entry.private_dns_names), entry


def test_services_of_one_chinese_region_only() -> None:
    assert catalogue.find("cn-north-1", "cn.com.amazonaws.cn-north-1.iotsitewise.api")
    assert not catalogue.find("cn-northwest-1", "cn.com.amazonaws.cn-northwest-1.iotsitewise.api")
    assert catalogue.find("cn-northwest-1", "cn.com.amazonaws.cn-northwest-1.polly")
    assert not catalogue.find("cn-north-1", "cn.com.amazonaws.cn-north-1.polly")


def test_the_chinese_prefix_stays_in_china() -> None:
    elsewhere = [region for region in REGIONS if not region.startswith("cn-")]
    assert not [name for region in elsewhere for name in names(region) if name.startswith("cn.")]


def test_govcloud_uses_commercial_domains() -> None:
    (entry,) = catalogue.find("us-gov-west-1", "com.amazonaws.us-gov-west-1.sts")
    assert entry.base_dns_names == ("sts.us-gov-west-1.vpce.amazonaws.com",)
    assert entry.private_dns_names == ("sts.us-gov-west-1.amazonaws.com",)


@pytest.mark.parametrize("region", REGIONS)
def test_fips_twins_are_american_and_have_a_plain_sibling(region: str) -> None:
    twins = [name for name in names(region) if "-fips" in name and not name.startswith("cn.")]
    assert bool(twins) == region.startswith(("us-", "ca-"))
    plain = {*names(region), f"com.amazonaws.{region}.memorydb"}
    assert not [name for name in twins if name.replace("-fips", "") not in plain]


@pytest.mark.parametrize(
    ("name", "offered_in"),
    [
        ("com.amazonaws.{}.pricingplanmanager", {"us-east-1"}),
        ("aws.api.{}.route53globalresolver", {"us-east-2"}),
        ("com.amazonaws.iam", {"us-east-1", "us-gov-west-1"}),
        ("com.amazonaws.route53", {"us-east-1"}),
    ],
)
def test_services_of_single_regions(name: str, offered_in: set[str]) -> None:
    assert {region for region in REGIONS if catalogue.find(region, name.format(region))} == offered_in


def test_a_young_region_lacks_ec2messages() -> None:
    assert catalogue.find("ap-southeast-6", "com.amazonaws.ap-southeast-6.ssmmessages")
    assert not catalogue.find("ap-southeast-6", "com.amazonaws.ap-southeast-6.ec2messages")


def test_cross_region_services() -> None:
    found = {entry.name for entry in catalogue.services("us-east-1") if entry.cross_region}
    short = {name.removeprefix("com.amazonaws.us-east-1.") for name in found}
    assert short == {
        "com.amazonaws.iam",
        "com.amazonaws.route53",
        "s3",
        "ecr.api",
        "ecr.dkr",
        "kms",
        "kms-fips",
        "ecs",
        "ecs-fips",
        "lambda",
        "kinesis-firehose",
        "kinesisanalytics",
        "kinesisanalytics-fips",
    }
    gateways = [entry for region in REGIONS for entry in catalogue.services(region) if entry.type == "Gateway"]
    assert not [entry for entry in gateways if entry.cross_region]


def test_gateway_services() -> None:
    everywhere = {"s3", "dynamodb"}
    for region in REGIONS:
        gateways = [entry for entry in catalogue.services(region) if entry.type == "Gateway"]
        assert everywhere <= {entry.name.rsplit(".", 1)[-1] for entry in gateways} <= {*everywhere, "s3express"}
        assert all(entry.policy_supported and not entry.private_dns_names for entry in gateways)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("com.amazonaws.eu-west-1.s3", "eu-west-1"),
        ("com.amazonaws.vpce.us-gov-west-1.vpce-svc-0123456789abcdef0", "us-gov-west-1"),
        ("cn.com.amazonaws.cn-northwest-1.transcribe.cn", "cn-northwest-1"),
        ("aws.api.us-east-2.resource-explorer-2", "us-east-2"),
        ("com.amazonaws.eu-north-9.sqs", "eu-north-9"),
        ("com.amazonaws.iam", None),
        ("com.amazonaws.s3-global.accesspoint", None),
        ("", None),
    ],
)
def test_region_of(name: str, region: str | None) -> None:
    assert catalogue.region_of(name) == region


def test_rows_say_how_they_are_known() -> None:
    assert {row["mark"] for row in tables.read("services.tsv")} == {"recorded", "documented", "cdk", "inferred"}


def test_the_first_listing_is_kept() -> None:
    listed = catalogue.services("us-east-1")
    read = catalogue._offers.cache_info().misses
    found = catalogue.find("us-east-1", "com.amazonaws.us-east-1.s3")
    assert found
    assert catalogue.services("us-east-1") is listed
    assert catalogue._offers.cache_info().misses == read


@pytest.mark.needs_processes
def test_importing_reads_no_data() -> None:
    code = "from mockvpce.data import catalogue, prefix_lists, regions; print(catalogue._offers.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "0\n"


LISTED_IN_2025 = """
aiops aiops-fips appsync arc-region-switch arc-region-switch-control-plane arc-zonal-shift athena-fips backup-fips
bcm-data-exports cassandra-streams cloudtrail-fips datasync-fips dilithium diode diode-fips ds-fips dsql-fnh4
elasticbeanstalk-fips elasticloadbalancing-fips emr-service-cell01 imagebuilder-fips kendra-ranking kinesis-firehose-fips
logs-fips mpa odb odb-fips qbusiness secretsmanager-fips security-ir servicecatalog-fips sns-fips transfer-fips uxc
workspaces-fips workspaces-instances xray-fips
"""


def test_names_that_aws_listed_in_october_2025() -> None:
    """Of the 481, those that were once missing here."""
    known = {name.partition("us-east-1.")[2] for name in names("us-east-1")}
    assert set(LISTED_IN_2025.split()) <= known
    assert not {"sms", "iotroborunner"} & known


def test_a_fips_name_has_a_private_name_of_its_own() -> None:
    (entry,) = catalogue.find("us-east-1", "com.amazonaws.us-east-1.kinesis-firehose-fips")
    assert entry.private_dns_names == ("firehose-fips.us-east-1.amazonaws.com",)
