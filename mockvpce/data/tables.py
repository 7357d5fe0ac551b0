"""Reads this room's data files: tab-separated, `#` comments that name the sources, then a header line."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


def read(file_name: str) -> list[dict[str, str]]:
    """The rows of a data file, each keyed by the header's names. Callers cache what they make of them."""
    text = resources.files(__package__).joinpath(file_name).read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    header = lines[0]
    return [dict(zip(header, fields, strict=True)) for fields in lines[1:]]


def listed(cell: str, separator: str = ",") -> tuple[str, ...]:
    """The items of a cell; "-" and "" are no items."""
    return () if cell in {"-", ""} else tuple(cell.split(separator))


class Where:
    """A cell that says where something is offered: regions or groups of them; a leading "-" takes away."""

    __slots__ = ("_excluded", "_included")

    def __init__(self, cell: str) -> None:
        tokens = cell.split()
        self._included = frozenset(token for token in tokens if not token.startswith("-"))
        self._excluded = frozenset(token[1:] for token in tokens if token.startswith("-"))

    def covers(self, region: frozenset[str]) -> bool:
        """Whether a region, given as its name and its groups, is meant."""
        return not self._included.isdisjoint(region) and self._excluded.isdisjoint(region)


@lru_cache(maxsize=256)
def where(cell: str) -> Where:
    """The `Where` of a cell; rows that say the same share one."""
    return Where(cell)
