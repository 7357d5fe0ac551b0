"""Texts of a policy that stand for many: wildcards and variables, ready to be compared.

`*` stands for any characters, `?` for one; `${key}` for the value of a condition key of the request, `${key, 'text'}` with
a default; `${*}`, `${?}` and `${$}` for the characters themselves. Source: IAM user guide, "Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

Values = Mapping[str, Sequence[str]]
"""What a request says: condition keys in lower case, with their values."""


class Wildcard(Enum):
    """A character of a pattern that stands for others."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """A place for a value of the request."""

    key: str
    default: str | None


Token = str | Wildcard | Variable

_VARIABLE = re.compile(r"\$\{(?:([*?$])|([^}{$,']+)(?:,\s*'([^']*)'\s*)?)\}")
_WILDCARDS = re.compile(r"([*?])")


def tokens_of(text: str, *, wildcards: bool, variables: bool) -> tuple[Token, ...]:
    """The literal texts, wildcards and variables of a value; what is not to be read as such stays literal."""
    tokens: list[Token] = []
    offset = 0
    for found in _VARIABLE.finditer(text) if variables else ():
        tokens += _plain(text[offset : found.start()], wildcards=wildcards)
        character, key, default = found.groups()
        tokens.append(character or Variable(key.strip().lower(), default))
        offset = found.end()
    tokens += _plain(text[offset:], wildcards=wildcards)
    return tuple(tokens)


def _plain(text: str, *, wildcards: bool) -> Iterator[Token]:
    for part in _WILDCARDS.split(text) if wildcards else (text,):
        if part:
            yield Wildcard(part) if wildcards and part in "*?" else part


def fixed_and_open(wanted: Iterable[tuple[Token, ...]]) -> tuple[list[list[str | Wildcard]], list[tuple[Token, ...]]]:
    """Values that can be compared as they are, and values that wait for the request's."""
    fixed, waiting = [], []
    for tokens in wanted:
        known = [token for token in tokens if not isinstance(token, Variable)]
        if len(known) == len(tokens):
            fixed.append(known)
        else:
            waiting.append(tokens)
    return fixed, waiting


def resolved(tokens: Iterable[Token], values: Values) -> list[str | Wildcard] | None:
    """The tokens with the request's values, which are never wildcards; None where one is missing.

    A key with several values has none that could stand in a text.
    """
    known: list[str | Wildcard] = []
    for token in tokens:
        if isinstance(token, Variable):
            given = values.get(token.key, ())
            value = given[0] if len(given) == 1 else token.default
            if value is None:
                return None
            known.append(value)
        else:
            known.append(token)
    return known


class _Run:
    """What stands between two asterisks: literal pieces at fixed distances, the rest any character."""

    __slots__ = ("anchor", "length", "pieces")

    def __init__(self, tokens: Iterable[str | Wildcard]) -> None:
        pieces: list[tuple[int, str]] = []
        length = 0
        for token in tokens:
            if isinstance(token, Wildcard):
                length += 1
                continue
            if pieces and pieces[-1][0] + len(pieces[-1][1]) == length:
                pieces[-1] = (pieces[-1][0], pieces[-1][1] + token)
            else:
                pieces.append((length, token))
            length += len(token)
        self.length = length
        self.anchor = max(pieces, key=lambda piece: len(piece[1]), default=(0, ""))
        self.pieces = [piece for piece in pieces if piece is not self.anchor]

    def stands_at(self, text: str, start: int) -> bool:
        distance, anchor = self.anchor
        return text.startswith(anchor, start + distance) and all(
            text.startswith(piece, start + distance) for distance, piece in self.pieces
        )

    def find(self, text: str, start: int, end: int) -> int:
        """The leftmost place from `start` on that ends by `end`; -1 where there is none."""
        distance, anchor = self.anchor
        last = end - self.length
        while start <= last:
            found = text.find(anchor, start + distance, last + distance + len(anchor))
            if found < 0:
                return -1
            start = found - distance
            if self.stands_at(text, start):
                return start
            start += 1
        return -1


def glob(tokens: Iterable[str | Wildcard]) -> Callable[[str], bool]:
    """Whether a text has the form of the tokens.

    The runs between asterisks have fixed lengths, so the leftmost place of each is right, and nothing is tried twice.
    """
    runs: list[list[str | Wildcard]] = [[]]
    for token in tokens:
        if token is Wildcard.ANY:
            runs.append([])
        else:
            runs[-1].append(token)
    if len(runs) == 1:
        return _whole(_Run(runs[0]))
    first, *middle, last = [_Run(run) for run in runs]
    middle = [run for run in middle if run.length]
    if not middle and not last.length and not first.pieces:
        prefix = first.anchor[1]
        if first.length == len(prefix):
            return lambda text: text.startswith(prefix)
    return _parts(first, middle, last)


def _whole(run: _Run) -> Callable[[str], bool]:
    if run.length == len(run.anchor[1]):
        return run.anchor[1].__eq__
    return lambda text: len(text) == run.length and run.stands_at(text, 0)


def _parts(first: _Run, middle: Sequence[_Run], last: _Run) -> Callable[[str], bool]:
    def matches(text: str) -> bool:
        end = len(text) - last.length
        start = first.length
        if start > end or not first.stands_at(text, 0) or not last.stands_at(text, end):
            return False
        for run in middle:
            found = run.find(text, start, end)
            if found < 0:
                return False
            start = found + run.length
        return True

    return matches


def arn_glob(tokens: Iterable[str | Wildcard]) -> Callable[[str], bool]:
    """Whether an ARN has the form of the tokens, each of its six components for itself."""
    components: list[list[str | Wildcard]] = [[]]
    for token in tokens:
        if isinstance(token, Wildcard):
            components[-1].append(token)
            continue
        first, *others = token.split(":", 6 - len(components))
        components[-1].append(first)
        components.extend([other] for other in others)
    if len(components) != 6:
        everything = components == [[Wildcard.ANY]]
        return lambda text: everything and text.count(":") >= 5
    tests = [glob(component) for component in components]

    def matches(text: str) -> bool:
        parts = text.split(":", 5)
        return len(parts) == 6 and all(test(part) for test, part in zip(tests, parts, strict=True))

    return matches
