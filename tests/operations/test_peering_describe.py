"""DescribeVpcPeeringConnections, tags, dry runs, waiters, and boto3's resources."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from peering_parties import HERE, OTHER, OWN, UNKNOWN, Party, joined, make_parties, not_found, refused, requested

from mockvpce import mock_vpce


def ids(party, *filters, **options):
    filters = [{"Name": name, "Values": list(values)} for name, *values in filters]
    return [one["VpcPeeringConnectionId"] for one in party.all(Filters=filters, **options)]


@pytest.fixture
def zoo(aws):
    """A requester with an active, a pending, a rejected and a failed connection, by name."""
    requester = Party(aws)
    peers = {
        "active": Party(aws, OTHER, cidr="10.1.0.0/16"),
        "pending": Party(aws, OWN, cidr="10.2.0.0/16"),
        "rejected": Party(aws, OTHER, cidr="10.3.0.0/16"),
        "failed": Party(aws, OTHER, cidr="10.0.0.0/16"),
    }
    connections = {name: requested(requester, peer) for name, peer in peers.items()}
    peers["active"].accept(connections["active"])
    peers["rejected"].reject(connections["rejected"])
    requester.ec2.create_tags(Resources=[connections["active"]], Tags=[{"Key": "Env", "Value": "prod"}])
    requester.ec2.create_tags(Resources=[connections["pending"]], Tags=[{"Key": "Env", "Value": "test"}])
    return requester, peers, connections


def test_everything_without_filters_ended_ones_too(zoo):
    requester, _, connections = zoo
    assert ids(requester) == list(connections.values())


FILTERED = [
    ("accepter-vpc-info.cidr-block", "10.1.0.0/16", ["active"]),
    ("accepter-vpc-info.cidr-block", "10.2.0.0/16", []),
    ("accepter-vpc-info.owner-id", OTHER, ["active", "rejected", "failed"]),
    ("accepter-vpc-info.vpc-id", "{active.vpc}", ["active"]),
    ("accepter-vpc-info.vpc-id", "{requester.vpc}", []),
    ("requester-vpc-info.cidr-block", "10.0.0.0/16", ["active", "pending"]),
    ("requester-vpc-info.cidr-block", "10.?.0.0/1*", ["active", "pending"]),
    ("requester-vpc-info.owner-id", OWN, ["active", "pending", "rejected", "failed"]),
    ("requester-vpc-info.vpc-id", "{requester.vpc}", ["active", "pending", "rejected", "failed"]),
    ("requester-vpc-info.vpc-id", "vpc-*", ["active", "pending", "rejected", "failed"]),
    ("status-code", "active", ["active"]),
    ("status-code", "pending-acceptance", ["pending"]),
    ("status-code", "ACTIVE", []),
    ("status-code", "deleted", []),
    ("status-message", f"Rejected by {OTHER}", ["rejected"]),
    ("status-message", "Failed due to*", ["failed"]),
    ("tag:Env", "prod", ["active"]),
    ("tag:Env", "*", ["active", "pending"]),
    ("tag:env", "prod", []),
    ("tag-key", "Env", ["active", "pending"]),
]


@pytest.mark.parametrize(("name", "value", "expected"), FILTERED)
def test_filter(zoo, name, value, expected):
    requester, peers, connections = zoo
    value = value.format(requester=requester, **peers)
    assert ids(requester, (name, value)) == [connections[one] for one in expected]


def test_filter_by_expiration_time(zoo):
    requester, _, connections = zoo
    expires = requester.sees(connections["pending"])["ExpirationTime"]
    assert connections["pending"] in ids(requester, ("expiration-time", f"{expires:%Y-%m-%dT%H:%M:%S}.000Z"))
    assert ids(requester, ("expiration-time", "*")) == [connections["pending"]]


def test_values_are_alternatives_and_filters_add_up(zoo):
    requester, _, connections = zoo
    assert ids(requester, ("status-code", "active", "rejected")) == [connections["active"], connections["rejected"]]
    assert ids(requester, ("status-code", "active", "rejected"), ("tag-key", "Env")) == [connections["active"]]
    both = connections["failed"], connections["active"]
    assert ids(requester, ("vpc-peering-connection-id", *both)) == [connections["active"], connections["failed"]]
    assert ids(requester, ("status-code", "active"), VpcPeeringConnectionIds=list(both)) == [connections["active"]]


def test_unknown_filter(aws):
    with refused("InvalidParameterValue", "The filter 'vpc-id' is invalid"):
        ids(Party(aws), ("vpc-id", "vpc-1"))


def test_the_accepter_finds_it_by_vpc(zoo):
    requester, peers, connections = zoo
    accepter = peers["active"]
    assert ids(accepter, ("requester-vpc-info.vpc-id", requester.vpc)) == [
        connections["active"],
        connections["rejected"],
    ]
    assert ids(accepter, ("accepter-vpc-info.vpc-id", accepter.vpc)) == [connections["active"]]


def test_one_unknown_id_fails_the_request(zoo):
    requester, _, connections = zoo
    with refused(*not_found(UNKNOWN)):
        requester.all(VpcPeeringConnectionIds=[connections["active"], UNKNOWN])
    with refused("InvalidVpcPeeringConnectionId.Malformed", 'Invalid id: "pcx" (expecting "pcx-...")'):
        requester.all(VpcPeeringConnectionIds=["pcx"])


def test_pages(aws):
    requester = Party(aws)
    made = [requested(requester, Party(aws, OTHER, cidr=f"10.{number}.0.0/16")) for number in range(1, 13)]
    pages = requester.ec2.get_paginator("describe_vpc_peering_connections").paginate(PaginationConfig={"PageSize": 5})
    sizes, seen = [], []
    for page in pages:
        sizes.append(len(page["VpcPeeringConnections"]))
        seen += [one["VpcPeeringConnectionId"] for one in page["VpcPeeringConnections"]]
    assert (sizes, seen) == ([5, 5, 2], made)
    unchecked = aws.client("ec2", config=Config(parameter_validation=False))
    message = "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5."
    with refused("InvalidParameterValue", message):
        unchecked.describe_vpc_peering_connections(MaxResults=4)


# tags ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", ["account", "region", "both"])
def test_each_side_has_its_own_tags(aws, relation):
    requester, accepter = make_parties(aws, relation)
    tags = [{"Key": "Name", "Value": "ours"}]
    specification = [{"ResourceType": "vpc-peering-connection", "Tags": tags}]
    made = requester.request(accepter, TagSpecifications=specification)
    connection = made["VpcPeeringConnectionId"]
    assert made["Tags"] == tags
    assert accepter.sees(connection)["Tags"] == []
    accepter.ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "theirs"}])
    assert accepter.accept(connection)["Tags"] == [{"Key": "Name", "Value": "theirs"}]
    assert requester.sees(connection)["Tags"] == tags
    assert ids(accepter, ("tag:Name", "ours")) == []
    requester.ec2.delete_tags(Resources=[connection], Tags=[{"Key": "Name"}])
    assert (requester.sees(connection)["Tags"], accepter.sees(connection)["Tags"][0]["Value"]) == ([], "theirs")


def test_one_account_and_region_has_one_set_of_tags(aws):
    requester, accepter = make_parties(aws, "same")
    connection = requested(requester, accepter)
    accepter.ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "link"}])
    assert requester.sees(connection)["Tags"] == [{"Key": "Name", "Value": "link"}]


def test_tags_of_another_resource_type(aws):
    requester, accepter = make_parties(aws)
    with refused("InvalidParameterValue", "'vpc' is not a valid taggable resource type for this operation."):
        requester.request(accepter, TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "b"}]}])
    assert requester.all() == []


# dry runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["accept", "reject", "delete", "modify"])
def test_dry_run_changes_nothing(aws, wire, act):
    requester, accepter = make_parties(aws, "same")
    connection = requested(requester, accepter)
    name = f"{act}_vpc_peering_connection" + ("_options" if act == "modify" else "")
    with pytest.raises(ClientError) as caught:
        getattr(accepter.ec2, name)(VpcPeeringConnectionId=connection, DryRun=True)
    assert caught.value.response["Error"] == {
        "Code": "DryRunOperation",
        "Message": "Request would have succeeded, but DryRun flag is set.",
    }
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert accepter.code(connection) == "pending-acceptance"


def test_dry_run_of_create_and_describe(aws):
    requester, accepter = make_parties(aws)
    dry = "DryRunOperation", "Request would have succeeded, but DryRun flag is set."
    with refused(*dry):
        requester.request(accepter, DryRun=True)
    with refused(*dry):
        requester.all(DryRun=True)
    with refused(*dry):
        requester.ec2.describe_stale_security_groups(VpcId=requester.vpc, DryRun=True)
    with refused(*dry):
        requester.ec2.describe_security_group_references(GroupId=[requester.group()], DryRun=True)
    assert requester.all() == []


# waiters and resources -----------------------------------------------------------------------------------------------


@pytest.fixture
def no_sleep(monkeypatch):
    """A waiter that has to poll twice fails."""

    def refuse(seconds):
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr("botocore.waiter.time.sleep", refuse)


@pytest.mark.usefixtures("no_sleep")
@pytest.mark.parametrize("relation", ["same", "both"])
def test_waiters_need_one_poll(aws, relation):
    requester, accepter = make_parties(aws, relation)
    connection = requested(requester, accepter)
    for party in (requester, accepter):
        party.ec2.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[connection])
    accepter.accept(connection)
    accepter.delete(connection)
    for party in (requester, accepter):
        party.ec2.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=[connection])
    aws.clock.advance(days=3)
    requester.ec2.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=[connection])
    assert requester.all() == accepter.all() == []


@pytest.mark.usefixtures("no_sleep")
def test_resources_of_boto3(aws):
    requester, accepter = make_parties(aws, "same")
    ec2 = aws.resource("ec2", region=HERE)
    connection = ec2.Vpc(requester.vpc).request_vpc_peering_connection(PeerVpcId=accepter.vpc)
    connection.wait_until_exists()
    connection.reload()
    assert connection.status["Code"] == "pending-acceptance"
    assert [one.id for one in ec2.Vpc(requester.vpc).requested_vpc_peering_connections.all()] == [connection.id]
    assert [one.id for one in ec2.Vpc(accepter.vpc).accepted_vpc_peering_connections.all()] == [connection.id]
    assert connection.accepter_vpc.id == accepter.vpc
    assert connection.accept()["VpcPeeringConnection"]["Status"]["Code"] == "provisioning"
    connection.reload()
    assert (connection.status["Code"], connection.requester_vpc.id) == ("active", requester.vpc)
    connection.delete()
    connection.reload()
    assert connection.status["Code"] == "deleted"
    another = ec2.Vpc(accepter.vpc).request_vpc_peering_connection(PeerVpcId=requester.vpc)
    another.wait_until_exists()
    another.reject()
    assert [one.status["Code"] for one in ec2.vpc_peering_connections.all()] == ["deleted", "rejected"]


def test_the_arn_that_the_tagging_api_shows(aws):
    requester, accepter = make_parties(aws, "both")
    connection = joined(requester, accepter)
    for party in (requester, accepter):
        party.ec2.create_tags(Resources=[connection], Tags=[{"Key": "Name", "Value": "link"}])
        api = aws.client("resourcegroupstaggingapi", account=party.account, region=party.region)
        found = api.get_resources(TagFilters=[{"Key": "Name"}])["ResourceTagMappingList"]
        arn = f"arn:aws:ec2:{party.region}:{party.account}:vpc-peering-connection/{connection}"
        assert [one["ResourceARN"] for one in found] == [arn]


def test_a_seed_gives_the_same_ids(aws):
    first = [joined(*make_parties(aws)) for _ in range(3)]
    with mock_vpce(seed=7) as one:
        seeded = requested(*make_parties(one))
    with mock_vpce(seed=7) as other:
        assert requested(*make_parties(other)) == seeded
    assert len({*first, seeded}) == 4


@pytest.mark.parametrize("aws", [{"timing": "aws"}], indirect=True)
@pytest.mark.parametrize("end", ["reject", "delete", "fail"])
def test_the_status_code_is_looked_up_as_it_is_now(aws, end):
    """What a filter finds and what a look at everything finds, until both parties have forgotten the connection."""
    requester, accepter = Party(aws), Party(aws, OTHER, cidr="10.0.0.0/16" if end == "fail" else "10.1.0.0/16")
    connection = requested(requester, accepter)
    seen = set()

    def step():
        for party in (requester, accepter):
            everything = party.all()
            codes = {one["Status"]["Code"] for one in everything}
            seen.update(codes)
            for code in seen:
                assert bool(ids(party, ("status-code", code))) == (code in codes)

    step()
    for _ in range(5):
        aws.clock.advance(seconds=2)
        step()
    if end != "fail":
        accepter.reject(connection) if end == "reject" else accepter.accept(connection)
        step()
    if end == "delete":
        requester.delete(connection)
    for _ in range(40):
        aws.clock.advance(hours=5)
        step()
    assert {"reject": "rejected", "delete": "deleted", "fail": "failed"}[end] in seen
    assert not requester.all()
    assert not accepter.all()
