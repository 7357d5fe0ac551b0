"""What holds for every operation, whatever it does: see the names of the tests."""

import pytest
from botocore.exceptions import ClientError
from scenarios import SCENARIOS

from mockvpce import resources
from mockvpce.engine.clock import Clock
from mockvpce.engine.operation import registry
from mockvpce.protocol.wire import check_result

resources.load()

OPERATIONS = sorted(registry)
DESCRIBES = [name for name in OPERATIONS if name.startswith("Describe")]
ABSENT = "0123456789abcdef0"


def test_every_operation_has_a_scenario_and_every_scenario_an_operation():
    assert registry.keys() <= SCENARIOS.keys()


def side_of(ground, name):
    return getattr(ground, SCENARIOS[name].by)


def answer(client, name, given):
    """The parsed answer or error, without the time of day that the headers have."""
    try:
        parsed = getattr(client, registry[name].model.python_name)(**given)
    except ClientError as error:
        parsed = error.response
    parsed["ResponseMetadata"]["HTTPHeaders"].pop("date")
    return parsed


def types(value):
    """The types in an answer, all the way down."""
    if isinstance(value, dict):
        return {key: types(one) for key, one in value.items()}
    return [types(one) for one in value] if isinstance(value, list) else type(value)


def requests(ground, name):
    """Label -> parameters: the valid request, and what is wrong in one way each."""
    scenario, handler = SCENARIOS[name], registry[name]
    valid = scenario.given(ground)
    yield "valid", valid
    yield "nothing", {}
    if handler.model.has_dry_run:
        yield "dry run", valid | {"DryRun": True}
    if handler.model.has_client_token:
        yield "token", valid | {"ClientToken": "t"}
        yield "long token", valid | {"ClientToken": "t" * 65}
    if handler.model.has_tag_specifications:
        yield "tags", valid | {"TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "a"}]}]}
    if handler.page:
        yield "page", valid | {"MaxResults": handler.page[0]}
        yield "small page", valid | {"MaxResults": handler.page[0] - 1}
        yield "bad token", valid | {"NextToken": "x"}
    if handler.model.filters:
        yield "filter", valid | {"Filters": [{"Name": "no-such-filter", "Values": ["x"]}]}
    for member, prefix in scenario.ids.items():
        for label, one in (("unknown", f"{prefix}-{ABSENT}"), ("malformed", "nonsense")):
            yield f"{label} {member}", with_id(handler, valid, member, one)


def with_id(handler, valid, member, one):
    is_list = handler.model.input.members[member].type_name == "list"
    return valid | {member: [one] if is_list else one}


@pytest.mark.parametrize("name", OPERATIONS)
def test_both_gateways_give_the_same_answer(ground, monkeypatch, name):
    moment = ground.aws.clock.now()
    monkeypatch.setattr(Clock, "now", lambda _: moment)
    side = side_of(ground, name)
    for label, given in requests(ground, name):
        here, wire = (answer(ground.afresh(client), name, given) for client in (side.here, side.wire))
        assert here == wire, label
        assert types(here) == types(wire), label
        if label in ("valid", "token", "page"):
            assert here["ResponseMetadata"]["HTTPStatusCode"] == 200, label


@pytest.mark.parametrize("name", OPERATIONS)
def test_result_fits_the_model(ground, name):
    result = side_of(ground, name).call(name, **SCENARIOS[name].given(ground))
    result.pop("ResponseMetadata")
    check_result(registry[name].model.output, result)


def ruin(value):
    if isinstance(value, dict):
        for one in value.values():
            ruin(one)
        value.clear()
    elif isinstance(value, list):
        for one in value:
            ruin(one)
        value.clear()


@pytest.mark.parametrize("name", DESCRIBES)
def test_answer_is_a_copy(ground, name):
    side, given = side_of(ground, name), SCENARIOS[name].given(ground)
    keys = registry[name].model.output.members.keys() - {"NextToken"}
    first = side.call(name, **given)
    again = side.call(name, **given)
    assert {key: again.get(key) for key in keys} == {key: first.get(key) for key in keys}
    ruin(first)
    third = side.call(name, **given)
    assert {key: third.get(key) for key in keys} == {key: again.get(key) for key in keys}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if registry[name].model.has_dry_run])
def test_dry_run_changes_nothing(ground, name):
    before = ground.picture()
    with pytest.raises(ClientError) as caught:
        side_of(ground, name).call(name, DryRun=True, **SCENARIOS[name].given(ground))
    assert caught.value.response["Error"] == {
        "Code": "DryRunOperation",
        "Message": "Request would have succeeded, but DryRun flag is set.",
    }
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert ground.picture() == before


IDS = [
    (kind, name, member)
    for name in OPERATIONS
    for member in SCENARIOS[name].ids
    for kind in ("unknown", "malformed")
    if kind == "malformed" or member not in SCENARIOS[name].unchecked_ids
]


def errors_of(call):
    """Codes of the error that a call raised, or of the items that it could not handle."""
    try:
        result = call()
    except ClientError as error:
        return [error.response["Error"]["Code"]]
    return [one["Error"]["Code"] for one in result.get("Unsuccessful", [])]


@pytest.mark.parametrize(("kind", "name", "member"), IDS, ids=lambda value: value)
def test_bad_id_is_refused_and_changes_nothing(ground, kind, name, member):
    scenario = SCENARIOS[name]
    one = f"{scenario.ids[member]}-{ABSENT}" if kind == "unknown" else "nonsense"
    given = with_id(registry[name], scenario.given(ground), member, one)
    before = ground.picture()
    codes = errors_of(lambda: side_of(ground, name).call(name, **given))
    assert codes
    for code in codes:
        assert "NotFound" in code or "Malformed" in code or code in ("InvalidID", scenario.bad_id)
    assert ground.picture() == before
