"""No operation reaches into a snapshot, whether it was answered, refused, or what it began goes on later."""

import pickle
from contextlib import suppress
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from scenarios import SCENARIOS

from mockvpce import resources
from mockvpce.engine.operation import registry

resources.load()


def content(snapshot):
    """All of our part of a snapshot, as bytes: equal as long as nothing in it is changed or replaced."""
    state = snapshot.world.state
    shelves = {
        kind: {key: list(shelf) for key, shelf in table._shelves.items()} for kind, table in state.tables.items()
    }
    records = [state.tables[kind].glance(one) for one, kind in state.kinds.items()]
    return pickle.dumps((state.kinds, state.timers, state.tokens, state.singles, shelves, records))


@pytest.fixture(scope="module")
def kept(built_ground):
    """The snapshot that the ground is restored from, and its content at first."""
    return built_ground.snapshot, content(built_ground.snapshot)


@pytest.mark.parametrize("name", sorted(registry))
def test_a_snapshot_stays_as_it_was(ground, kept, name):
    snapshot, at_first = kept
    scenario = SCENARIOS[name]
    side = getattr(ground, scenario.by)
    with suppress(ClientError):  # what was refused may have changed something too
        side.call(name, **scenario.given(ground))
    ground.aws.clock.advance(timedelta(days=30))
    ground.aws.settle()
    assert content(snapshot) == at_first
