"""ModifyManagedPrefixList: versions, entries and sizes."""

import pytest


@pytest.fixture
def ec2(consumer):
    return consumer.ec2


@pytest.fixture
def made(ec2):
    """A customer's list of one entry, of two at most."""
    entries = [{"Cidr": "10.0.0.0/16", "Description": "one"}]
    options = {"PrefixListName": "offices", "AddressFamily": "IPv4", "MaxEntries": 2, "Entries": entries}
    return ec2.create_managed_prefix_list(**options)["PrefixList"]["PrefixListId"]


def shown(ec2, made):
    found = ec2.describe_managed_prefix_lists(PrefixListIds=[made])["PrefixLists"][0]
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=made)["Entries"]
    return found["Version"], found["PrefixListName"], found["MaxEntries"], [entry["Cidr"] for entry in entries]


def test_entries_change_with_the_current_version_only(consumer, ec2, made, wire):
    ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, AddEntries=[{"Cidr": "10.1.0.0/16"}])
    assert shown(ec2, made) == (2, "offices", 2, ["10.0.0.0/16", "10.1.0.0/16"])
    for stale in (1, 3):
        with consumer.refused("PrefixListVersionMismatch", "The prefix list has the incorrect version number."):
            ec2.modify_managed_prefix_list(
                PrefixListId=made, CurrentVersion=stale, RemoveEntries=[{"Cidr": "10.0.0.0/16"}]
            )
    assert shown(ec2, made)[0] == 2
    ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=2, RemoveEntries=[{"Cidr": "10.0.0.0/16"}])
    assert shown(ec2, made) == (3, "offices", 2, ["10.1.0.0/16"])
    first = ec2.get_managed_prefix_list_entries(PrefixListId=made, TargetVersion=1)["Entries"]
    assert first == [{"Cidr": "10.0.0.0/16", "Description": "one"}]


def test_size_and_entries_are_two_requests(consumer, ec2, made, wire):
    words = "You cannot modify the entries and the maximum entries for the prefix list in the same request."
    with consumer.refused("InvalidParameterCombination", words):
        ec2.modify_managed_prefix_list(
            PrefixListId=made, CurrentVersion=1, MaxEntries=5, AddEntries=[{"Cidr": "10.1.0.0/16"}]
        )
    assert shown(ec2, made) == (1, "offices", 2, ["10.0.0.0/16"])
    ec2.modify_managed_prefix_list(PrefixListId=made, MaxEntries=5)
    assert shown(ec2, made) == (1, "offices", 5, ["10.0.0.0/16"])
    ec2.modify_managed_prefix_list(PrefixListId=made, PrefixListName="sites")
    assert shown(ec2, made) == (1, "sites", 5, ["10.0.0.0/16"])


def test_more_entries_than_the_size_are_refused(consumer, ec2, made):
    more = [{"Cidr": f"10.{number}.0.0/16"} for number in (1, 2)]
    with pytest.raises(ec2.exceptions.ClientError, match="PrefixListMaxEntriesExceeded"):
        ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, AddEntries=more)
    assert shown(ec2, made) == (1, "offices", 2, ["10.0.0.0/16"])


def test_lists_that_are_nobodys_to_change(consumer, ec2):
    for one in ("pl-0123456789abcdef0", "pl-63a5400a"):
        with consumer.refused("InvalidPrefixListID.NotFound", f"The prefix list ({one}) does not exist."):
            ec2.modify_managed_prefix_list(PrefixListId=one, PrefixListName="mine")
