"""Shared tables of event handlers answer as botocore's own, however they are copied and changed."""

from copy import copy

import pytest
from botocore.compat import accepts_kwargs as plain_accepts_kwargs
from botocore.hooks import _PrefixTrie
from hypothesis import given
from hypothesis import strategies as st

from mockvpce.speedups.botocore_events import SharedTrie, accepts_kwargs, copy_trie

PARTS = ["a", "b", "*", "c"]
keys = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(".".join)
steps = st.tuples(st.sampled_from(["append", "append", "remove", "copy"]), keys, st.integers(0, 5))
ASKED = [".".join((one, two, three)) for one in PARTS for two in PARTS for three in PARTS]


def outcome(function, *given):
    try:
        function(*given)
    except (ValueError, TypeError, AttributeError) as error:  # what botocore's own says to an unknown key
        return type(error)
    return None


@given(st.lists(steps, max_size=30))
def test_as_botocores_own(moves):
    pairs = [(SharedTrie(), _PrefixTrie())]
    for step, key, number in moves:
        shared, plain = pairs[number % len(pairs)]
        if step == "append":
            shared.append_item(key, number, number % 3)
            plain.append_item(key, number, number % 3)
        elif step == "remove":
            assert outcome(shared.remove_item, key, number) == outcome(plain.remove_item, key, number)
        else:
            pairs.append((copy(shared), copy(plain)))
        for one, other in pairs:
            assert [list(one.prefix_search(asked)) for asked in ASKED] == [
                list(other.prefix_search(asked)) for asked in ASKED
            ]


def test_a_copy_of_botocores_own_shares_nothing_with_it():
    plain = _PrefixTrie()
    plain.append_item("a.b", 1)
    copied = copy_trie(copy, plain)
    plain.append_item("a.b", 2)
    copied.append_item("a.b", 3)
    assert list(plain.prefix_search("a.b")) == [1, 2]
    assert list(copied.prefix_search("a.b")) == [1, 3]


class Handler:
    def plain(self, one): ...

    def any(self, **_): ...

    def __call__(self, **_): ...


def any_keyword(one, *, two=2, **_): ...


@pytest.mark.parametrize(
    "function",
    [Handler().plain, Handler().any, Handler(), any_keyword, len, lambda one: one, lambda **_: None, Handler],
)
def test_the_same_functions_take_any_keyword(function):
    def answer(ask):
        try:
            return bool(ask(function))
        except TypeError:
            return TypeError

    assert answer(lambda one: accepts_kwargs(plain_accepts_kwargs, one)) == answer(plain_accepts_kwargs)
