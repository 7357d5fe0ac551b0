"""Managed prefix lists: versions and their restoration, states, what refers to a list, whom it is shared with."""

from datetime import timedelta

import pytest
from support.refused import refused

from mockvpce import mock_vpce

OTHER = "444455556666"


@pytest.fixture
def ec2(consumer):
    return consumer.ec2


def make(ec2, *cidrs, family="IPv4", size=5, **options):
    entries = [{"Cidr": cidr, "Description": f"of {cidr}"} for cidr in cidrs]
    return ec2.create_managed_prefix_list(
        PrefixListName="offices", AddressFamily=family, MaxEntries=size, Entries=entries, **options
    )["PrefixList"]["PrefixListId"]


def blocks(ec2, listed, **options):
    return [one["Cidr"] for one in ec2.get_managed_prefix_list_entries(PrefixListId=listed, **options)["Entries"]]


def state(ec2, listed):
    return ec2.describe_managed_prefix_lists(PrefixListIds=[listed])["PrefixLists"][0]["State"]


class TestVersions:
    def test_an_earlier_version_comes_back_as_a_new_one(self, consumer, ec2, wire):
        made = make(ec2, "10.0.0.0/16")
        ec2.modify_managed_prefix_list(
            PrefixListId=made,
            CurrentVersion=1,
            AddEntries=[{"Cidr": "10.1.0.0/16"}],
            RemoveEntries=[{"Cidr": "10.0.0.0/16"}],
        )
        answer = ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=1, CurrentVersion=2)
        assert (answer["PrefixList"]["Version"], answer["PrefixList"]["State"]) == (3, "restore-in-progress")
        assert state(ec2, made) == "restore-complete"
        assert [blocks(ec2, made, TargetVersion=one) for one in (1, 2, 3)] == [
            ["10.0.0.0/16"],
            ["10.1.0.0/16"],
            ["10.0.0.0/16"],
        ]
        assert blocks(ec2, made) == ["10.0.0.0/16"]

    def test_restoration_is_of_the_current_version_to_one_that_is_kept(self, consumer, ec2, wire):
        made = make(ec2, "10.0.0.0/16")
        with consumer.refused("PrefixListVersionMismatch", "The prefix list has the incorrect version number."):
            ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=1, CurrentVersion=2)
        words = "The specified value for version is not valid. The value must be greater than (1)."
        with consumer.refused("InvalidParameterValue", words):
            ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=1, CurrentVersion=0)
        with refused("InvalidParameterValue"):
            ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=7, CurrentVersion=1)
        with refused("InvalidParameterValue"):
            blocks(ec2, made, TargetVersion=7)
        assert state(ec2, made) == "create-complete"

    def test_restoration_has_to_fit(self, consumer, ec2):
        made = make(ec2, "10.0.0.0/16", "10.1.0.0/16", size=2)
        ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, RemoveEntries=[{"Cidr": "10.0.0.0/16"}])
        ec2.modify_managed_prefix_list(PrefixListId=made, MaxEntries=1)
        with refused("PrefixListMaxEntriesExceeded"):
            ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=1, CurrentVersion=2)
        assert blocks(ec2, made) == ["10.1.0.0/16"]

    def test_entries_come_in_pages(self, consumer, ec2):
        made = make(ec2, *(f"10.{number}.0.0/16" for number in range(5)))
        first = ec2.get_managed_prefix_list_entries(PrefixListId=made, MaxResults=3)
        assert [one["Cidr"] for one in first["Entries"]] == ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"]
        rest = ec2.get_managed_prefix_list_entries(PrefixListId=made, MaxResults=3, NextToken=first["NextToken"])
        assert [one["Cidr"] for one in rest["Entries"]] == ["10.3.0.0/16", "10.4.0.0/16"]
        assert "NextToken" not in rest
        with refused("InvalidParameterValue"):
            blocks(ec2, made, MaxResults=101)


class TestEntries:
    def test_blocks_have_one_spelling(self, ec2):
        assert blocks(ec2, make(ec2, "10.0.0.1/24")) == ["10.0.0.0/24"]
        assert blocks(ec2, make(ec2, "FD00:0FEE::/48", family="IPv6")) == ["fd00:fee::/48"]

    @pytest.mark.parametrize(
        "entries", [["10.0.0.1"], ["fd00::/48"], ["10.0.0.0/33"], [""], ["10.0.0.0/16", "10.0.0.1/16"]]
    )
    def test_what_is_no_block_of_the_family(self, consumer, ec2, entries):
        with refused("InvalidParameterValue"):
            make(ec2, *entries)
        owned = [{"Name": "owner-id", "Values": [consumer.account]}]
        assert ec2.describe_managed_prefix_lists(Filters=owned)["PrefixLists"] == []

    @pytest.mark.parametrize(
        "change",
        [
            {"AddressFamily": "ipv4"},
            {"AddressFamily": "?"},
            {"MaxEntries": 0},
            {"MaxEntries": 1001},
            {"PrefixListName": ""},
            {"PrefixListName": "com.amazonaws.mine"},
            {"PrefixListName": "x" * 256},
            {"Entries": [{"Cidr": "10.0.0.0/8", "Description": "x" * 256}]},
        ],
        ids=str,
    )
    def test_bad_members(self, consumer, ec2, change):
        members = {"PrefixListName": "mine", "AddressFamily": "IPv4", "MaxEntries": 1, **change}
        with refused("InvalidParameterValue"):
            ec2.create_managed_prefix_list(**members)

    def test_one_request_has_at_most_100_entries(self, consumer, ec2, wire):
        cidrs = [f"10.{number}.0.0/16" for number in range(101)]
        with consumer.refused("InvalidParameterValue", "The number of entries per request cannot exceeds limit (100)."):
            make(ec2, *cidrs, size=200)
        made = make(ec2, *cidrs[:100], size=200)
        more = [{"Cidr": cidr.replace("10.", "11.", 1)} for cidr in cidrs]
        words = "Request cannot contain more than 100 entry additions or removals."
        for change in ({"AddEntries": more}, {"RemoveEntries": [{"Cidr": one} for one in cidrs]}):
            with consumer.refused("InvalidParameterValue", words):
                ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, **change)
        ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, AddEntries=more[:100])
        assert (
            len(
                ec2.get_paginator("get_managed_prefix_list_entries")
                .paginate(PrefixListId=made)
                .build_full_result()["Entries"]
            )
            == 200
        )

    def test_changes_that_change_nothing(self, consumer, ec2, wire):
        made = make(ec2, "10.0.0.0/16")
        words = "An entry with the CIDR (10.0.0.0/16) and description (of 10.0.0.0/16) already exists."
        same = [{"Cidr": "10.0.0.0/16", "Description": "of 10.0.0.0/16"}]
        with consumer.refused("InvalidPrefixListModification", words):
            ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, AddEntries=same)
        with refused("InvalidPrefixListModification"):
            ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, RemoveEntries=[{"Cidr": "10.9.0.0/16"}])
        words = "Request cannot contain Cidr 10.0.0.0/16 in both AddPrefixListEntries and RemovePrefixListEntries"
        with consumer.refused("InvalidParameterValue", words):
            ec2.modify_managed_prefix_list(
                PrefixListId=made, CurrentVersion=1, AddEntries=same, RemoveEntries=[{"Cidr": "10.0.0.0/16"}]
            )
        with consumer.refused("InvalidRequest", "The request received was invalid."):
            ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1)
        assert (state(ec2, made), blocks(ec2, made)) == ("create-complete", ["10.0.0.0/16"])

    def test_another_description_takes_the_place_of_the_first(self, ec2):
        made = make(ec2, "10.0.0.0/16", "10.1.0.0/16")
        new = {"Cidr": "10.0.0.0/16", "Description": "new"}
        ec2.modify_managed_prefix_list(PrefixListId=made, CurrentVersion=1, AddEntries=[new])
        entries = ec2.get_managed_prefix_list_entries(PrefixListId=made)["Entries"]
        assert entries == [new, {"Cidr": "10.1.0.0/16", "Description": "of 10.1.0.0/16"}]


class TestStates:
    def test_a_change_takes_its_time(self):
        with mock_vpce(region="us-east-1", timing="aws") as aws:
            ec2 = aws.client("ec2")
            made = make(ec2, "10.0.0.0/16")
            words = (
                rf"\(IncorrectState\).*while the prefix list \({made}\) is in the current state \(create-in-progress\)"
            )
            for change in (
                lambda: ec2.modify_managed_prefix_list(PrefixListId=made, PrefixListName="other"),
                lambda: ec2.delete_managed_prefix_list(PrefixListId=made),
                lambda: ec2.restore_managed_prefix_list_version(PrefixListId=made, PreviousVersion=1, CurrentVersion=1),
            ):
                with pytest.raises(ec2.exceptions.ClientError, match=words):
                    change()
            aws.clock.advance(timedelta(minutes=1))
            answer = ec2.modify_managed_prefix_list(PrefixListId=made, PrefixListName="other")["PrefixList"]
            assert (answer["State"], answer["Version"], answer["PrefixListName"]) == ("modify-in-progress", 1, "other")
            aws.clock.advance(timedelta(minutes=1))
            assert state(ec2, made) == "modify-complete"
            assert ec2.delete_managed_prefix_list(PrefixListId=made)["PrefixList"]["State"] == "delete-in-progress"

    def test_a_token_makes_one_list(self, ec2):
        assert make(ec2, ClientToken="once") == make(ec2, ClientToken="once")

    def test_dry_runs_change_nothing(self, consumer, ec2):
        made = make(ec2, "10.0.0.0/16")
        for change in (
            lambda: make(ec2, DryRun=True),
            lambda: ec2.modify_managed_prefix_list(PrefixListId=made, PrefixListName="x", DryRun=True),
            lambda: ec2.delete_managed_prefix_list(PrefixListId=made, DryRun=True),
            lambda: ec2.get_managed_prefix_list_associations(PrefixListId=made, DryRun=True),
            lambda: ec2.get_managed_prefix_list_entries(PrefixListId=made, DryRun=True),
            lambda: ec2.restore_managed_prefix_list_version(
                PrefixListId=made, PreviousVersion=1, CurrentVersion=1, DryRun=True
            ),
        ):
            with refused("DryRunOperation"):
                change()
        assert state(ec2, made) == "create-complete"

    @pytest.mark.parametrize("listed", ["pl-0123456789abcdef0", "pl-", "vpc-1"])
    def test_lists_that_are_none(self, consumer, ec2, listed):
        code = "InvalidPrefixListID.NotFound" if listed.startswith("pl-0") else "InvalidPrefixListId.Malformed"
        for ask in (
            ec2.get_managed_prefix_list_entries,
            ec2.get_managed_prefix_list_associations,
            ec2.delete_managed_prefix_list,
        ):
            with refused(code):
                ask(PrefixListId=listed)


class TestReferences:
    @pytest.fixture
    def used(self, consumer, ec2):
        """A list that a route table and a security group name."""
        made = make(ec2, "198.51.100.0/24")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        ec2.create_route(RouteTableId=table, DestinationPrefixListId=made, GatewayId=gateway)
        group = ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc)["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": made}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        return made, table, group, rule

    def test_are_shown(self, consumer, ec2, used, wire):
        made, table, group, _ = used
        shown = ec2.get_managed_prefix_list_associations(PrefixListId=made)["PrefixListAssociations"]
        assert shown == [{"ResourceId": one, "ResourceOwner": consumer.account} for one in (table, group)]
        assert ec2.get_managed_prefix_list_associations(PrefixListId=make(ec2))["PrefixListAssociations"] == []

    def test_keep_a_list(self, ec2, used):
        made, table, group, rule = used
        assert ec2.delete_managed_prefix_list(PrefixListId=made)["PrefixList"]["State"] == "delete-in-progress"
        shown = ec2.describe_managed_prefix_lists(PrefixListIds=[made])["PrefixLists"][0]
        assert shown["State"] == "delete-failed"
        assert table in shown["StateMessage"]
        assert group in shown["StateMessage"]
        ec2.delete_route(RouteTableId=table, DestinationPrefixListId=made)
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
        assert ec2.get_managed_prefix_list_associations(PrefixListId=made)["PrefixListAssociations"] == []
        ec2.delete_managed_prefix_list(PrefixListId=made)
        assert made not in {one["PrefixListId"] for one in ec2.describe_managed_prefix_lists()["PrefixLists"]}

    def test_to_lists_of_aws(self, consumer, ec2, vpce_mock):
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        service = f"com.amazonaws.{ec2.meta.region_name}.s3"
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, RouteTableIds=[table])
        filters = [{"Name": "prefix-list-name", "Values": [service]}]
        listed = ec2.describe_managed_prefix_lists(Filters=filters)["PrefixLists"][0]["PrefixListId"]
        shown = ec2.get_managed_prefix_list_associations(PrefixListId=listed)["PrefixListAssociations"]
        assert shown == [{"ResourceId": table, "ResourceOwner": consumer.account}]


class TestSharing:
    def test_others_see_what_is_shared_with_them(self, vpce_mock, consumer, ec2):
        made = make(ec2, "10.0.0.0/16")
        arn = ec2.describe_managed_prefix_lists(PrefixListIds=[made])["PrefixLists"][0]["PrefixListArn"]
        region = ec2.meta.region_name
        other = vpce_mock.client("ec2", account=OTHER, region=region)
        with refused("InvalidPrefixListID.NotFound"):
            blocks(other, made)
        vpce_mock.client("ram", account=consumer.account, region=region).create_resource_share(
            name="lists", resourceArns=[arn], principals=[OTHER], allowExternalPrincipals=True
        )
        assert blocks(other, made) == ["10.0.0.0/16"]
        (shown,) = other.describe_managed_prefix_lists(PrefixListIds=[made])["PrefixLists"]
        assert (shown["OwnerId"], shown["Version"]) == (consumer.account, 1)
        with refused("InvalidPrefixListID.NotFound"):
            other.modify_managed_prefix_list(PrefixListId=made, PrefixListName="mine")
        elsewhere = vpce_mock.client("ec2", account=OTHER, region="eu-west-1")
        with refused("InvalidPrefixListID.NotFound"):
            blocks(elsewhere, made)

    def test_others_use_what_is_shared_with_them(self, vpce_mock, consumer, ec2):
        region = ec2.meta.region_name
        other = vpce_mock.client("ec2", account=OTHER, region=region)
        vpc = other.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        table = other.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        gateway = other.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        other.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        made = make(ec2, "198.51.100.0/24")
        route = {"RouteTableId": table, "DestinationPrefixListId": made, "GatewayId": gateway}
        with refused("InvalidPrefixListID.NotFound"):
            other.create_route(**route)
        arn = ec2.describe_managed_prefix_lists(PrefixListIds=[made])["PrefixLists"][0]["PrefixListArn"]
        vpce_mock.client("ram", account=consumer.account, region=region).create_resource_share(
            name="lists", resourceArns=[arn], principals=[OTHER], allowExternalPrincipals=True
        )
        other.create_route(**route)
        routes = other.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        assert [one["GatewayId"] for one in routes if one.get("DestinationPrefixListId") == made] == [gateway]
        shown = ec2.get_managed_prefix_list_associations(PrefixListId=made)["PrefixListAssociations"]
        assert shown == [{"ResourceId": table, "ResourceOwner": OTHER}]


class TestUnknownLists:
    @pytest.mark.parametrize("listed", ["pl-0123456789abcdef0", "pl-12345678", "nonsense", ""])
    def test_neither_routes_nor_rules_name_them(self, consumer, ec2, listed, wire):
        if listed.startswith("pl-"):
            expected = ("InvalidPrefixListID.NotFound", f"The prefix list ID '{listed}' does not exist")
        else:
            expected = ("InvalidPrefixListId.Malformed", f'Invalid id: "{listed}" (expecting "pl-...")')
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        group = ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc)["GroupId"]
        rule = {"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": listed}]}
        for way in (ec2.authorize_security_group_ingress, ec2.authorize_security_group_egress):
            with refused(*expected, unchanged=[ec2]):
                way(GroupId=group, IpPermissions=[rule])
        if listed:
            table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
            gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
            with refused(*expected, unchanged=[ec2]):
                ec2.create_route(RouteTableId=table, DestinationPrefixListId=listed, GatewayId=gateway)
