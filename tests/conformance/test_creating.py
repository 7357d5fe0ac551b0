"""What holds for every operation with a ClientToken or tag specifications."""

import jmespath
import pytest
from botocore.exceptions import ClientError
from scenarios import SCENARIOS

from mockvpce import resources
from mockvpce.engine.operation import registry

resources.load()

WITH_TOKEN = sorted(name for name, handler in registry.items() if handler.model.has_client_token)
WITH_TAGS = sorted(name for name, handler in registry.items() if handler.model.has_tag_specifications)


class Request:
    """The valid request of an operation."""

    def __init__(self, ground, name):
        self.name = name
        self.scenario = SCENARIOS[name]
        self.side = getattr(ground, self.scenario.by)
        self.given = self.scenario.given(ground)

    def __call__(self, **more):
        result = self.side.call(self.name, **(self.given | more))
        result.pop("ResponseMetadata")
        return result

    def new_id(self, result):
        return jmespath.search(self.scenario.new_id, result)

    def tags_of(self, resource_id):
        filters = [{"Name": "resource-id", "Values": [resource_id]}]
        shown = self.side.here.describe_tags(Filters=filters)["Tags"]
        return {tag["Key"]: tag["Value"] for tag in shown}, {tag["ResourceType"] for tag in shown}


def specification(resource_type, **tags):
    return [{"ResourceType": resource_type, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_same_token_gives_the_first_result_and_makes_nothing(ground, name):
    request = Request(ground, name)
    first = request(ClientToken="once")
    after_first = ground.picture()
    assert request(ClientToken="once") == first
    assert ground.picture() == after_first


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_same_token_for_another_request_is_refused(ground, name):
    request = Request(ground, name)
    request(ClientToken="once")
    before = ground.picture()
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        request(ClientToken="once", **request.scenario.other)
    assert ground.picture() == before


@pytest.mark.parametrize("name", WITH_TOKEN)
def test_token_has_at_most_64_characters(ground, name):
    request = Request(ground, name)
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        request(ClientToken="t" * 65)
    request(ClientToken="t" * 64)


@pytest.mark.parametrize("name", WITH_TAGS)
def test_new_resource_has_its_tags(ground, name):
    request = Request(ground, name)
    kind = registry[name].creates
    made = request.new_id(request(TagSpecifications=specification(kind, a="1", empty="")))
    assert request.tags_of(made) == ({"a": "1", "empty": ""}, {kind})


@pytest.mark.parametrize(
    "tags",
    [
        specification("instance", a="1"),
        specification("", a="1"),
        [*specification("instance", a="1"), *specification("vpc", a="1")],
    ],
    ids=["another type", "no type", "two types"],
)
@pytest.mark.parametrize("name", WITH_TAGS)
def test_tags_for_another_type_are_refused(ground, name, tags):
    before = ground.picture()
    code = "InvalidParameter" if name == "CreateVpcEndpoint" else "InvalidParameterValue"
    with pytest.raises(ClientError, match=rf"\({code}\)"):
        Request(ground, name)(TagSpecifications=tags)
    assert ground.picture() == before


@pytest.mark.parametrize(
    "tags",
    [{"aws:x": ""}, {"": "x"}, {"k" * 129: ""}, {"k": "v" * 257}, {f"k{n}": "" for n in range(51)}],
    ids=["reserved", "no key", "long key", "long value", "51"],
)
@pytest.mark.parametrize("name", WITH_TAGS)
def test_tags_that_aws_does_not_take_are_refused(ground, name, tags):
    before = ground.picture()
    with pytest.raises(ClientError, match=r"InvalidParameterValue|TagLimitExceeded"):
        Request(ground, name)(TagSpecifications=specification(registry[name].creates, **tags))
    assert ground.picture() == before
