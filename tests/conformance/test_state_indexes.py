"""A table looks anew, after a transition, only under the indexes that a class says depend on the state: none is left out."""

import pytest

from mockvpce import resources
from mockvpce.engine.copying import duplicate
from mockvpce.engine.resource_types import types

resources.load()


@pytest.fixture(scope="module")
def world(built_ground):
    built_ground.restore()
    return built_ground.aws._runtime.world


@pytest.mark.parametrize("name", sorted(one.type for one in types))
def test_every_index_that_depends_on_the_state_is_named(world, name):
    kind = types.get(name).kind
    indexes = {"home": lambda one: one.homes, **kind.indexes()}
    depends = set()
    for resource in world.table(kind):
        copied = duplicate(resource)
        for index, keys_of in indexes.items():
            seen = set()
            for state in kind.lifecycle.states | {resource.state}:
                copied.state = state
                seen.add(tuple(keys_of(copied)))
            if len(seen) > 1:
                depends.add(index)
    assert depends <= {"home", *kind.state_indexes}
