"""Tables keep the order of creation while resources move between homes."""

from dataclasses import dataclass
from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st

from mockvpce.engine.world import Home, Resource, World

HERE, THERE = ("111111111111", "us-east-1"), ("222222222222", "eu-west-1")


@dataclass(slots=True, kw_only=True, eq=False)
class Traveller(Resource):
    """Is where it says."""

    places: tuple[Home, ...] = (HERE,)

    type = "traveller"

    @property
    def homes(self) -> tuple[Home, ...]:
        return self.places


steps = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([(HERE,), (THERE,), (HERE, THERE), ()])), max_size=60)


@given(steps)
def test_every_home_lists_its_resources_once_and_in_order(moves):
    world = World()
    travellers = [
        Traveller(id=f"t-{number}", account=HERE[0], region=HERE[1], created=datetime.now(timezone.utc))
        for number in range(6)
    ]
    for one in travellers:
        world.add(one)
    table = world.table(Traveller)
    for number, places in moves:
        travellers[number].places = places
        world.moved(travellers[number])
        for home in (HERE, THERE):
            expected = [one for one in travellers if home in one.places]
            assert list(table.at(home)) == expected
            for one in travellers:
                assert list(table.at(home).after(one.seq)) == [later for later in expected if later.seq > one.seq]
    for one in travellers:
        world.remove(one)
    assert len(table) == len(table.at(HERE)) == len(table.at(THERE)) == 0
