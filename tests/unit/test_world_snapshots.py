"""A snapshot of the world stays what it was, whatever happens to what is there, and however many there are."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from ipaddress import ip_network
from operator import attrgetter

from hypothesis import given
from hypothesis import strategies as st

from mockvpce.engine.copying import duplicate
from mockvpce.engine.world import Resource, World

HOME = ("111111111111", "us-east-1")
NOW = datetime.now(timezone.utc)


@dataclass(slots=True)
class Part:
    """Belongs to one resource."""

    names: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, eq=False)
class Thing(Resource):
    """Has members of all sorts."""

    place: str = ""
    numbers: list[int] = field(default_factory=list)
    named: dict[str, list[int]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    type = "thing"

    @classmethod
    def indexes(cls):
        return {"place": lambda one: [one.place] if one.place else ()}


class Machine:
    """A world, what should be in it, and snapshots with what was in it then."""

    def __init__(self):
        self.world = World()
        self.expected = {}
        self.taken = []
        self.count = 0

    def some(self, number):
        """One of the things that there are, found in one of several ways; None where there are none."""
        if not self.expected:
            return None
        some_id = list(self.expected)[number % len(self.expected)]
        table = self.world.table(Thing)
        ways = [
            lambda: self.world.get(some_id),
            lambda: table.get(some_id),
            lambda: table[some_id],
            lambda: table.seen_from(HOME, some_id),
            lambda: next(one for one in table.at(HOME) if one.id == some_id),
            lambda: next(one for one in table if one.id == some_id),
            lambda: next(one for one in self.world.every() if one.id == some_id),
        ]
        return ways[number % len(ways)]()

    def add(self, number):
        self.count += 1
        thing = Thing(id=f"t-{self.count}", account=HOME[0], region=HOME[1], created=NOW, parts=(Part(), Part()))
        self.world.add(thing)
        self.expected[thing.id] = ("", [], {}, [[], []])

    def change(self, number):
        if (thing := self.some(number)) is not None:
            thing.numbers.append(number)
            thing.named.setdefault(f"k{number % 2}", []).append(number)
            thing.parts[number % 2].names.append(str(number))
            self.note(thing)

    def move(self, number):
        if (thing := self.some(number)) is not None:
            thing.place = "ab "[number % 3].strip()
            self.world.moved(thing)
            self.note(thing)

    def remove(self, number):
        if (thing := self.some(number)) is not None:
            self.world.remove(thing)
            del self.expected[thing.id]

    def take(self, number):
        self.taken.append((self.world.snapshot(), duplicate(self.expected)))

    def go_back(self, number):
        if self.taken:
            snapshot, expected = self.taken[number % len(self.taken)]
            self.world.restore(snapshot)
            self.expected = duplicate(expected)

    def note(self, thing):
        self.expected[thing.id] = duplicate(
            (thing.place, thing.numbers, thing.named, [one.names for one in thing.parts])
        )

    def check(self):
        table = self.world.table(Thing)
        assert self.world.count == len(table) == len(self.expected)
        glanced = {
            one.id: (one.place, one.numbers, one.named, [part.names for part in one.parts])
            for one in self.world.glance()
        }
        assert glanced == self.expected
        assert list(glanced) == [one.id for one in sorted(self.world.glance(), key=attrgetter("seq"))]
        for place in "ab":
            there = [some_id for some_id, (now, *_) in self.expected.items() if now == place]
            assert len(table.where("place", place)) == len(there)
            if len(self.taken) % 2:  # at times without copying what is looked at
                assert [one.id for one in table.where("place", place)] == there
                assert [one.id for one in table.where("place", place).after(1)] == [
                    one for one in there if one != "t-1"
                ]


steps = st.sampled_from(["add", "add", "change", "change", "move", "remove", "take", "go_back"])


@given(st.lists(st.tuples(steps, st.integers(0, 41)), max_size=40))
def test_every_snapshot_is_what_there_was(moves):
    machine = Machine()
    for step, number in moves:
        getattr(machine, step)(number)
        machine.check()
    for number in range(len(machine.taken)):
        machine.go_back(number)
        machine.check()


class Color(Enum):
    RED = 1


@dataclass(frozen=True)
class Frozen:
    inner: object


def test_what_cannot_change_is_shared_and_what_can_is_not():
    shared = ("a", 1, None, NOW, ip_network("10.0.0.0/8"), Color.RED, Frozen(("b",)), frozenset("c"), Thing)
    assert all(duplicate(one) is one for one in shared)
    assert duplicate(shared) is shared
    changing = {"list": [1, [2]], "set": {3}, "frozen": Frozen([4]), "tuple": ([5],), "part": Part(["6"])}
    again = duplicate(changing)
    assert again == changing
    again["list"][1].append(0)
    again["set"].add(0)
    again["frozen"].inner.append(0)
    again["tuple"][0].append(0)
    again["part"].names.append("0")
    assert changing == {"list": [1, [2]], "set": {3}, "frozen": Frozen([4]), "tuple": ([5],), "part": Part(["6"])}
