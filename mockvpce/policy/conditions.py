"""One line of a Condition block: an operator, a key, and the values that it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from mockvpce.policy.operators import NULL, Operator, Test
from mockvpce.policy.patterns import Token, Values, fixed_and_open, resolved

Quantifier = Literal["any", "all"]


class Condition:
    """Values of the policy are alternatives; for a negated operator none of them may match."""

    __slots__ = ("_fixed", "_if_exists", "_is_null", "_key", "_negated", "_open", "_operator", "_quantifier", "_read")

    def __init__(
        self,
        operator: Operator,
        key: str,
        wanted: Sequence[tuple[Token, ...]],
        *,
        quantifier: Quantifier | None = None,
        if_exists: bool = False,
    ) -> None:
        self._operator = operator
        self._negated = operator.negated
        self._is_null = operator.name == NULL
        self._read = operator.read
        self._key = key.lower()
        self._quantifier = quantifier
        self._if_exists = if_exists
        fixed, self._open = fixed_and_open(wanted)
        self._fixed = [operator.test(tokens) for tokens in fixed]

    def holds(self, values: Values) -> bool:
        """Whether the request is as the condition wants it."""
        given = values.get(self._key, ())
        if self._is_null:
            missing = not any(given)
            return any(test(missing) for test in self._fixed)
        if not given or (self._quantifier and not any(given)):
            return self._without_value()
        tests = self._tests(values) if self._open else self._fixed
        if len(given) == 1:
            return self._matches(given[0], tests) is not self._negated
        if self._quantifier is None:
            return any(self._matches(value, tests) for value in given) is not self._negated
        found = (self._matches(value, tests) is not self._negated for value in given)
        return any(found) if self._quantifier == "any" else all(found)

    def _without_value(self) -> bool:
        """For a key that the request lacks; the set operators take one of empty values for such a key."""
        if self._if_exists or self._quantifier == "all":
            return True
        return self._negated and self._quantifier is None

    def _tests(self, values: Values) -> Sequence[Test]:
        """Tests with the request's values in place of variables. One without a value is equal to nothing [D]."""
        known = (resolved(tokens, values) for tokens in self._open)
        return [*self._fixed, *(self._operator.test(tokens) for tokens in known if tokens is not None)]

    def _matches(self, value: str, tests: Sequence[Test]) -> bool:
        read = self._read(value)
        if read is not None:
            for test in tests:
                if test(read):
                    return True
        return False
