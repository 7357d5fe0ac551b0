"""Tags that are found by key and value are, to whoever reads or changes them, what moto keeps."""

import copy
import pickle
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from mockvpce.moto_bridge.tag_store import TagStore
from mockvpce.protocol.filters import Condition

ids, keys, values = (st.sampled_from(list(of)) for of in ("123", "abc", "xyz"))
CHANGES = {
    "put": lambda store, some_id, key, value: store[some_id].__setitem__(key, value),
    "update": lambda store, some_id, key, value: store[some_id].update({key: value}, b=value),
    "merge": lambda store, some_id, key, value: store[some_id].__ior__({key: value}),
    "default": lambda store, some_id, key, value: store[some_id].setdefault(key, value),
    "pop": lambda store, some_id, key, value: store[some_id].pop(key, value),
    "delete": lambda store, some_id, key, value: store[some_id].__delitem__(key),
    "last": lambda store, some_id, key, value: store[some_id].popitem(),
    "clear": lambda store, some_id, key, value: store[some_id].clear(),
    "drop": lambda store, some_id, key, value: store.__delitem__(some_id),
    "take": lambda store, some_id, key, value: store.pop(some_id, None),
    "take last": lambda store, some_id, key, value: store.popitem(),
    "replace": lambda store, some_id, key, value: store.__setitem__(some_id, {key: value}),
    "replace some": lambda store, some_id, key, value: store.update({some_id: {key: value}}),
    "add": lambda store, some_id, key, value: store.setdefault(some_id, {key: value}),
    "empty": lambda store, some_id, key, value: store.clear(),
}
changes = st.lists(st.tuples(st.sampled_from(list(CHANGES)), ids, keys, values), max_size=30)


def outcome(change, store, *given):
    try:
        found = change(store, *given)
    except KeyError:
        return KeyError
    return dict(found) if isinstance(found, dict) else found


@given(st.dictionaries(ids, st.dictionaries(keys, values)), changes)
def test_as_a_dictionary_of_dictionaries_and_found_by_key_and_value(begin, made):
    store, plain = TagStore(begin), defaultdict(dict, copy.deepcopy(begin))
    for name, *given_ in made:
        assert outcome(CHANGES[name], store, *given_) == outcome(CHANGES[name], plain, *given_)
        assert store == plain
    for key in "abc":
        for wanted in (["x"], ["x", "y"], ["*"], ["?", "z"], ["none"]):
            condition = Condition(wanted)
            expected = {one for one, tags in plain.items() if key in tags and condition.accepts(tags[key])}
            found = store.having(key, condition)
            assert len(found) == len(expected)
            assert set(found) == expected
    for wanted in (["a"], ["a", "b"], ["*"], ["none"]):
        condition = Condition(wanted)
        assert set(store.having_a_key(condition)) == {one for one, tags in plain.items() if condition.accepts(tags)}


def test_in_the_order_in_which_they_came():
    store = TagStore({"2": {"a": "x"}, "1": {"a": "y"}})
    store["0"]["a"] = "x"
    store["2"]["a"] = "z"
    assert store.having("a", Condition(["*"])) == ["2", "1", "0"]


def test_a_copy_is_as_moto_keeps_it():
    store = TagStore({"1": {"a": "x"}})
    for again in (store.copy(), copy.copy(store), copy.deepcopy(store), pickle.loads(pickle.dumps(store))):
        assert type(again) is defaultdict
        again["1"]["a"] = "y"
        assert again["2"] == {}
        assert store == {"1": {"a": "x"}}


def test_what_is_no_text_is_found_by_its_text():
    store = TagStore({"1": {"a": True}, "2": {"a": 5}})
    assert store.having("a", Condition(["true"])) == ["1"]
    assert store.having("a", Condition(["5"])) == ["2"]
