"""The operations of prefix lists: see `scenarios`."""

from scenario import Scenario

LIST = {"PrefixListId": "pl"}

PREFIX_LISTS = {
    "CreateManagedPrefixList": Scenario(
        "consumer",
        lambda _: {"PrefixListName": "more", "MaxEntries": 1, "AddressFamily": "IPv4"},
        new_id="PrefixList.PrefixListId",
        other={"MaxEntries": 2},
    ),
    "DeleteManagedPrefixList": Scenario("consumer", lambda g: {"PrefixListId": g.listed}, ids=LIST),
    "ModifyManagedPrefixList": Scenario(
        "consumer", lambda g: {"PrefixListId": g.listed, "PrefixListName": "renamed"}, ids=LIST
    ),
    "RestoreManagedPrefixListVersion": Scenario(
        "consumer", lambda g: {"PrefixListId": g.listed, "PreviousVersion": 1, "CurrentVersion": 1}, ids=LIST
    ),
    "GetManagedPrefixListEntries": Scenario("consumer", lambda g: {"PrefixListId": g.listed}, ids=LIST),
    "GetManagedPrefixListAssociations": Scenario("consumer", lambda g: {"PrefixListId": g.listed}, ids=LIST),
    "DescribeManagedPrefixLists": Scenario(
        "consumer",
        ids={"PrefixListIds": "pl"},
        fields={"owner-id": "OwnerId", "prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName"},
    ),
    "DescribePrefixLists": Scenario(
        "consumer",
        ids={"PrefixListIds": "pl"},
        fields={"prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName"},
    ),
}
