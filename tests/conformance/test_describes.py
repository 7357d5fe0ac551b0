"""What holds for every Describe operation: filters, pages, paginators, waiters."""

import jmespath
import pytest
from botocore.exceptions import ClientError
from scenarios import SCENARIOS, WAITERS

from mockvpce import resources
from mockvpce.engine.clock import Clock
from mockvpce.engine.operation import registry
from mockvpce.protocol.data_files import shared_loader

resources.load()

DESCRIBES = sorted(name for name in registry if name.startswith("Describe"))
PAGED = [name for name in DESCRIBES if registry[name].model.pagination and registry[name].page]
FILTERED = [name for name in DESCRIBES if registry[name].model.filters]
CASES = [(name, one) for name in FILTERED for one in registry[name].model.filters]
WITH_VALUE = [
    (name, one)
    for name, one in CASES
    if one not in SCENARIOS[name].without_value and one not in SCENARIOS[name].refused_filters
]
WITH_PAGINATOR = shared_loader().load_service_model("ec2", "paginators-1")["pagination"].keys() & set(PAGED)
EMPTY = {"DescribeVpcEndpointAssociations", "DescribeStaleSecurityGroups"}
"""Describes of which the ground has nothing."""


@pytest.fixture(autouse=True)
def standing_clock(ground, monkeypatch):
    """What answers tell of the present is the same in all that a test compares; steps of the clock count."""
    clock = ground.aws._runtime.world.clock
    began, offset = clock.now(), clock._offset
    monkeypatch.setattr(Clock, "now", lambda clock: began + (clock._offset - offset))


class Table:
    """One Describe operation as its caller has it."""

    def __init__(self, ground, name):
        self.name = name
        self.scenario = SCENARIOS[name]
        self.side = getattr(ground, self.scenario.by)
        self.given = self.scenario.given(ground)
        output = registry[name].model.output.members
        lists = (key for key, shape in output.items() if shape.type_name == "list")
        self.key = next(key for key in lists if output[key].member.type_name == "structure")

    def items(self, **given):
        return self.side.call(self.name, **self.given, **given)[self.key]

    def filtered(self, name, *values):
        return self.items(Filters=[{"Name": name, "Values": list(values)}])

    def values(self, path, item):
        found = jmespath.search(path, item)
        return [] if found is None else found if isinstance(found, list) else [found]


def spelled(filter_name, scenario):
    """A documented filter as a request names it: `tag:` needs a key."""
    if filter_name != "tag:":
        return filter_name
    return next(name for name in scenario.fields if name.startswith("tag:"))


@pytest.mark.parametrize(("name", "documented"), CASES, ids=lambda value: value)
def test_filter_finds_exactly_what_has_the_value(ground, name, documented):
    table = Table(ground, name)
    asked = spelled(documented, table.scenario)
    if documented in table.scenario.refused_filters:
        with pytest.raises(ClientError, match="InvalidFilter"):
            table.filtered(asked, "x")
        return
    assert table.filtered(asked, "no-such-value") == []
    if documented in table.scenario.without_value:
        return
    path, everything = table.scenario.fields[asked], table.items()
    present = {value for item in everything for value in table.values(path, item)}
    assert present, f"nothing on the ground has a value for {asked}"
    for value in sorted(present)[:8]:
        expected = [item for item in everything if value in table.values(path, item)]
        assert table.filtered(asked, value) == expected
        assert table.filtered(asked, value, "no-such-value") == expected
    assert table.filtered(asked, "*") == [item for item in everything if table.values(path, item)]


@pytest.mark.parametrize(("name", "documented"), WITH_VALUE, ids=lambda value: value)
def test_wildcards_and_case(ground, name, documented):
    table = Table(ground, name)
    asked = spelled(documented, table.scenario)
    path = table.scenario.fields[asked]
    value = next(value for item in table.items() for value in table.values(path, item))
    exact = table.filtered(asked, value)
    for pattern in (f"{value[:-1]}?", f"{value[:2]}*", f"*{value[-2:]}"):
        found = table.filtered(asked, pattern)
        assert all(item in found for item in exact), pattern
    if value.swapcase() != value:
        assert not any(item in exact for item in table.filtered(asked, value.swapcase()))


@pytest.mark.parametrize("name", FILTERED)
def test_unknown_filter_is_refused(ground, name):
    with pytest.raises(ClientError, match=r"InvalidFilter|InvalidParameterValue") as caught:
        Table(ground, name).filtered("no-such-filter", "x")
    assert "no-such-filter" in caught.value.response["Error"]["Message"]


def two_fields(name):
    return [one for one in SCENARIOS[name].fields if not one.startswith("tag")][:2]


@pytest.mark.parametrize("name", [name for name in FILTERED if len(two_fields(name)) == 2])
def test_filters_add_up(ground, name):
    table = Table(ground, name)
    usable = first, second = two_fields(name)
    found = ([table.values(table.scenario.fields[each], item) for each in usable] for item in table.items())
    (one, *_), (two, *_) = next(values for values in found if all(values))
    both = [{"Name": first, "Values": [one]}, {"Name": second, "Values": [two]}]
    assert table.items(Filters=both) == [
        item for item in table.filtered(first, one) if item in table.filtered(second, two)
    ]
    assert table.items(Filters=[both[0], {"Name": second, "Values": ["no-such-value"]}]) == []


@pytest.mark.parametrize("name", PAGED)
def test_pages_make_up_the_whole(ground, name):
    table = Table(ground, name)
    whole, (size, _) = table.items(), registry[name].page
    collected, token, pages = [], {}, 0
    while True:
        page = table.side.call(name, **table.given, MaxResults=size, **token)
        assert len(page[table.key]) <= size
        collected.extend(page[table.key])
        pages += 1
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert collected == whole
    assert pages == max(1, -(-len(whole) // size))
    assert pages > 1 or name in EMPTY, "the ground has too few to fill two pages"


@pytest.mark.parametrize("name", PAGED)
def test_garbage_is_no_token(ground, name):
    table = Table(ground, name)
    with pytest.raises(ClientError, match="InvalidNextToken"):
        table.items(NextToken="garbage")


@pytest.mark.parametrize("name", sorted(WITH_PAGINATOR))
def test_paginator_gives_the_whole(ground, name):
    table, python_name = Table(ground, name), registry[name].model.python_name
    paginator = table.side.checked.get_paginator(python_name)
    size = registry[name].page[0]
    pages = paginator.paginate(**table.given, PaginationConfig={"PageSize": size})
    assert list(pages.search(f"{table.key}[]")) == table.items()


@pytest.mark.parametrize("name", sorted(waiter for one in registry.values() for waiter in one.model.waiters))
def test_waiter_ends(ground, name):
    by, prepare = WAITERS[name]
    side, given = getattr(ground, by), prepare(ground)
    waiter = side.checked.get_waiter(side.checked.waiter_names[_position(side.checked, name)])
    waiter.wait(**given, WaiterConfig={"Delay": 0, "MaxAttempts": 3})


def _position(client, name):
    plain = [one.replace("_", "") for one in client.waiter_names]
    return plain.index(name.lower())
