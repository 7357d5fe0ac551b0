"""DescribePrefixLists and DescribeManagedPrefixLists, and what moto does with the lists that AWS manages."""

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from mockvpce import mock_vpce

S3 = "pl-63a5400a"
"""The S3 list of us-east-1, recorded from AWS."""


@pytest.fixture
def ec2(vpce_mock):
    return vpce_mock.client("ec2", region="us-east-1")


def make_list(ec2, name="offices", **options):
    options = {"AddressFamily": "IPv4", "MaxEntries": 5, "Entries": [{"Cidr": "198.51.100.0/24"}], **options}
    return ec2.create_managed_prefix_list(PrefixListName=name, **options)["PrefixList"]["PrefixListId"]


def test_old_api_has_the_addresses_of_the_lists_aws_manages(ec2):
    make_list(ec2)
    (shown,) = ec2.describe_prefix_lists(PrefixListIds=[S3])["PrefixLists"]
    assert shown["PrefixListName"] == "com.amazonaws.us-east-1.s3"
    assert "52.216.0.0/15" in shown["Cidrs"]
    assert shown.keys() == {"PrefixListId", "PrefixListName", "Cidrs"}
    assert "offices" not in {one["PrefixListName"] for one in ec2.describe_prefix_lists()["PrefixLists"]}


def test_managed_api_shows_customers_lists_first(ec2):
    mine = make_list(ec2, TagSpecifications=[{"ResourceType": "prefix-list", "Tags": [{"Key": "of", "Value": "us"}]}])
    first, *others = ec2.describe_managed_prefix_lists()["PrefixLists"]
    assert first["PrefixListId"] == mine
    assert first["Tags"] == [{"Key": "of", "Value": "us"}]
    assert (first["MaxEntries"], first["Version"], first["OwnerId"]) == (5, 1, "123456789012")
    assert {one["OwnerId"] for one in others} == {"AWS"}


def test_list_of_aws_has_no_version_and_no_account(ec2):
    (shown,) = ec2.describe_managed_prefix_lists(PrefixListIds=[S3])["PrefixLists"]
    assert shown == {
        "PrefixListId": S3,
        "AddressFamily": "IPv4",
        "State": "create-complete",
        "PrefixListArn": f"arn:aws:ec2:us-east-1:aws:prefix-list/{S3}",
        "PrefixListName": "com.amazonaws.us-east-1.s3",
        "Tags": [],
        "OwnerId": "AWS",
    }


@pytest.mark.parametrize("operation", ["describe_prefix_lists", "describe_managed_prefix_lists"])
def test_unknown_and_malformed_ids(ec2, operation):
    with pytest.raises(ClientError, match=r"\(InvalidPrefixListID.NotFound\).*'pl-00000000' does not exist"):
        getattr(ec2, operation)(PrefixListIds=[S3, "pl-00000000"])
    with pytest.raises(ClientError, match=r"\(InvalidPrefixListId.Malformed\)"):
        getattr(ec2, operation)(PrefixListIds=["vpc-12345678"])


def test_ids_and_filters_add_up(ec2):
    filters = [{"Name": "prefix-list-name", "Values": ["*.dynamodb"]}]
    assert ec2.describe_prefix_lists(PrefixListIds=[S3], Filters=filters)["PrefixLists"] == []
    mine = make_list(ec2)
    filters = [{"Name": "owner-id", "Values": ["123456789012"]}]
    assert [one["PrefixListId"] for one in ec2.describe_managed_prefix_lists(Filters=filters)["PrefixLists"]] == [mine]


def test_managed_page_has_at_most_100_lists(ec2):
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        ec2.describe_managed_prefix_lists(MaxResults=101)


def test_deleted_list_goes(ec2):
    mine = make_list(ec2)
    ec2.delete_managed_prefix_list(PrefixListId=mine)
    ec2.describe_managed_prefix_lists()
    assert mine not in {one["PrefixListId"] for one in ec2.describe_managed_prefix_lists()["PrefixLists"]}


def test_moto_knows_the_lists_of_aws_by_their_real_ids(ec2):
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=S3)["Entries"]
    assert "52.216.0.0/15" in {entry["Cidr"] for entry in entries}


def test_lists_of_a_backend_that_was_there_before():
    with mock_aws():
        ec2 = boto3.client("ec2", "us-east-1")
        before = [one["PrefixListId"] for one in ec2.describe_managed_prefix_lists()["PrefixLists"]]
        with mock_vpce():
            shown = {one["PrefixListId"] for one in ec2.describe_managed_prefix_lists()["PrefixLists"]}
            assert S3 in shown
            assert not shown & set(before)
            assert ec2.get_managed_prefix_list_entries(PrefixListId=S3)["Entries"]
        assert [one["PrefixListId"] for one in ec2.describe_managed_prefix_lists()["PrefixLists"]] == before
