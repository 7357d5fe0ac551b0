"""CreateTags, DeleteTags, DescribeTags, and the Resource Groups Tagging API, on what is ours and what is moto's."""

from datetime import datetime, timezone

import pytest
from botocore.exceptions import ClientError
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend

from mockvpce.engine.resource import Part, Resource
from mockvpce.resources.privatelink.endpoints.endpoint import VpcEndpoint

REQUESTER = ("123456789012", "us-east-1")
ACCEPTER = ("210987654321", "eu-west-1")
PROVIDER = ("210987654321", "us-east-1")


class Bridge(Resource):
    """A resource that two accounts see, with a part that a third sees; no family's rules come in its way."""

    type = "vpc-endpoint"
    declared = VpcEndpoint.declared

    @property
    def homes(self):
        return (REQUESTER, ACCEPTER)

    def parts(self, find):
        return [Part("vpce-con-" + self.id[-17:], "vpc-endpoint-connection", PROVIDER)]


@pytest.fixture
def bridge(vpce_mock):
    world = vpce_mock._runtime.world
    account, region = REQUESTER
    made = Bridge(id=world.ids.resource("vpce"), account=account, region=region, created=datetime.now(timezone.utc))
    world.add(made)
    return made


def ec2_of(aws, home=REQUESTER):
    return aws.client("ec2", account=home[0], region=home[1])


@pytest.fixture
def ec2(vpce_mock):
    return ec2_of(vpce_mock)


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]


def pairs(**tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def described(ec2, **filters):
    named = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
    return {(tag["ResourceId"], tag["Key"]): tag for tag in ec2.describe_tags(Filters=named)["Tags"]}


def test_tags_of_ours_and_motos_in_one_request(ec2, bridge, vpc):
    ec2.create_tags(Resources=[bridge.id, vpc], Tags=pairs(Name="x", Empty=""))
    shown = described(ec2, key=["Name", "Empty"])
    assert shown[bridge.id, "Name"] == {
        "Key": "Name",
        "Value": "x",
        "ResourceId": bridge.id,
        "ResourceType": "vpc-endpoint",
    }
    assert shown[vpc, "Empty"]["Value"] == ""
    assert shown[vpc, "Name"]["ResourceType"] == "vpc"


def test_each_side_has_its_own_tags(vpce_mock, bridge):
    ours, theirs = ec2_of(vpce_mock), ec2_of(vpce_mock, ACCEPTER)
    ours.create_tags(Resources=[bridge.id], Tags=pairs(side="requester"))
    theirs.create_tags(Resources=[bridge.id], Tags=pairs(side="accepter"))
    assert [tag["Value"] for tag in described(ours, resource_id=[bridge.id]).values()] == ["requester"]
    assert [tag["Value"] for tag in described(theirs, resource_id=[bridge.id]).values()] == ["accepter"]


def test_part_is_tagged_by_who_sees_it(vpce_mock, bridge):
    part = "vpce-con-" + bridge.id[-17:]
    provider = ec2_of(vpce_mock, PROVIDER)
    provider.create_tags(Resources=[part], Tags=pairs(a="b"))
    (shown,) = described(provider, resource_type=["vpc-endpoint-connection"]).values()
    assert (shown["ResourceId"], shown["Value"]) == (part, "b")
    with pytest.raises(ClientError, match="NotFound"):
        ec2_of(vpce_mock).create_tags(Resources=[part], Tags=pairs(a="b"))


def test_stranger_cannot_tag(vpce_mock, bridge):
    with pytest.raises(ClientError, match=r"InvalidVpcEndpointId.NotFound.*The Vpc Endpoint Id '.*' does not exist"):
        ec2_of(vpce_mock, PROVIDER).create_tags(Resources=[bridge.id], Tags=pairs(a="b"))


@pytest.mark.parametrize(
    "bad", ["nonsense", "vpce-xyz", "vpce-svc-0123456789abcdef0_vpce-0123456789abcdef0", "", "vpc-"]
)
@pytest.mark.parametrize("operation", ["create_tags", "delete_tags"])
def test_malformed_id_changes_nothing(ec2, bridge, operation, bad):
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(kept="1"))
    with pytest.raises(ClientError) as raised:
        getattr(ec2, operation)(Resources=[bridge.id, bad], Tags=pairs(kept="1", added="2"))
    assert raised.value.response["Error"]["Code"] == "InvalidID"
    assert raised.value.response["Error"]["Message"] == f"The ID '{bad}' is not valid"
    assert [key for _, key in described(ec2, resource_id=[bridge.id])] == ["kept"]


def test_unknown_vpc_changes_nothing(ec2, bridge):
    with pytest.raises(ClientError, match=r"InvalidVpcID.NotFound"):
        ec2.create_tags(Resources=[bridge.id, "vpc-0123456789abcdef0"], Tags=pairs(a="1"))
    assert described(ec2, resource_id=[bridge.id]) == {}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ([{"Key": "a"}], {"b", "c"}),
        ([{"Key": "a", "Value": "1"}], {"b", "c"}),
        ([{"Key": "a", "Value": "2"}], {"a", "b", "c"}),
        ([{"Key": "a", "Value": ""}], {"a", "b", "c"}),
        ([{"Key": "b", "Value": ""}, {"Key": "missing"}], {"a", "c"}),
        (None, set()),
    ],
)
def test_delete_with_and_without_values(ec2, bridge, asked, left):
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(a="1", b="", c="3"))
    ec2.delete_tags(Resources=[bridge.id], **({} if asked is None else {"Tags": asked}))
    assert {key for _, key in described(ec2, resource_id=[bridge.id])} == left


def test_fifty_tags_and_no_more(ec2, bridge):
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(**{f"k{number}": "" for number in range(50)}))
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(k0="changed"))
    with pytest.raises(ClientError, match="TagLimitExceeded"):
        ec2.create_tags(Resources=[bridge.id], Tags=pairs(k0="again", one_more=""))
    assert described(ec2, key=["k0"])[bridge.id, "k0"]["Value"] == "changed"


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ({"Key": "aws:x", "Value": ""}, "reserved for internal use"),
        ({"Key": "k" * 129, "Value": ""}, "exceeds the maximum length of 128"),
        ({"Key": "k", "Value": "v" * 257}, "exceeds the maximum length of 256"),
        ({"Key": "", "Value": ""}, "cannot be null or empty"),
        ({"Key": "k"}, "Tag value cannot be null"),
    ],
)
def test_tags_that_aws_does_not_take(ec2, bridge, tag, message):
    with pytest.raises(ClientError, match=f"InvalidParameterValue.*{message}"):
        ec2.create_tags(Resources=[bridge.id], Tags=[tag])


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("key", ["Na?e"], {"Name"}),
        ("value", ["wo*"], {"Name"}),
        ("value", ["production"], {"stage"}),
        ("resource-type", ["vpc-end*"], {"Name", "stage"}),
        ("resource-type", ["vpc"], set()),
        ("tag:Name", ["*"], {"Name"}),
        ("tag:Name", ["production"], set()),
        ("resource-id", ["vpce-*"], {"Name", "stage"}),
    ],
)
def test_filters_look_at_single_tags(ec2, bridge, name, values, found):
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(Name="world", stage="production"))
    shown = ec2.describe_tags(Filters=[{"Name": name, "Values": values}])["Tags"]
    assert {tag["Key"] for tag in shown} == found


def test_types_have_the_names_of_aws(ec2):
    made = ec2.create_managed_prefix_list(PrefixListName="x", MaxEntries=1, AddressFamily="IPv4")
    ec2.create_tags(Resources=[made["PrefixList"]["PrefixListId"]], Tags=pairs(a="b"))
    assert [tag["ResourceType"] for tag in described(ec2, key=["a"]).values()] == ["prefix-list"]


def test_tags_go_with_their_resource(vpce_mock, ec2, bridge):
    provider = ec2_of(vpce_mock, PROVIDER)
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(a="b"))
    provider.create_tags(Resources=["vpce-con-" + bridge.id[-17:]], Tags=pairs(a="b"))
    vpce_mock._runtime.world.remove(bridge)
    assert described(ec2) == described(provider) == {}


def test_tagging_api_finds_ours_by_arn(vpce_mock, ec2, bridge, vpc):
    ec2.create_tags(Resources=[bridge.id, vpc], Tags=pairs(team="net"))
    api = vpce_mock.client("resourcegroupstaggingapi", region="us-east-1")
    arn = f"arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/{bridge.id}"
    found = api.get_resources(TagFilters=[{"Key": "team", "Values": ["net"]}])["ResourceTagMappingList"]
    assert {"ResourceARN": arn, "Tags": pairs(team="net")} in found
    assert len(found) == 2
    only = api.get_resources(ResourceTypeFilters=["ec2:vpc-endpoint"])["ResourceTagMappingList"]
    assert [one["ResourceARN"] for one in only] == [arn]
    assert "team" in api.get_tag_keys()["TagKeys"]
    assert "net" in api.get_tag_values(Key="team")["TagValues"]


def test_tagging_api_tags_ours(vpce_mock, ec2, bridge):
    api = vpce_mock.client("resourcegroupstaggingapi", region="us-east-1")
    arn = f"arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/{bridge.id}"
    assert api.tag_resources(ResourceARNList=[arn], Tags={"a": "1", "b": "2"})["FailedResourcesMap"] == {}
    assert {key for _, key in described(ec2, resource_id=[bridge.id])} == {"a", "b"}


@pytest.mark.skipif(
    not hasattr(ResourceGroupsTaggingAPIBackend, "untag_resources"), reason="this moto has no UntagResources"
)
def test_tagging_api_untags_ours(vpce_mock, ec2, bridge):
    ec2.create_tags(Resources=[bridge.id], Tags=pairs(a="1", b="2"))
    api = vpce_mock.client("resourcegroupstaggingapi", region="us-east-1")
    arn = f"arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/{bridge.id}"
    assert api.untag_resources(ResourceARNList=[arn], TagKeys=["a"])["FailedResourcesMap"] == {}
    assert [key for _, key in described(ec2, resource_id=[bridge.id])] == ["b"]
