"""What a mock can be told: `mock_vpce`'s keywords, the marker's and the ini file's. Checked once, when they are given."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypedDict

from mockvpce.activation.checks import check_config, check_quotas, check_region
from mockvpce.activation.snapshot import Snapshot
from mockvpce.data import listings
from mockvpce.data.catalogue import Catalogue

Timing = Literal["instant", "aws", "manual"]

_CHOICES: Mapping[str, tuple[object, ...]] = {
    "timing": ("instant", "aws", "manual"),
    "zone_names": ("same", "shuffled"),
    "nested": ("shared", "fresh"),
    "sleep": (None, "real", "clock"),
    "leftovers": ("allow", "fail"),
}
_SWITCHES = ("wire", "early_clients", "speedups", "strict", "enforce")


class OptionsDict(TypedDict, total=False):
    """The keywords of `mock_vpce`."""

    account: str | None
    region: str | None
    timing: Timing
    sleep: Literal["real", "clock"] | None
    quotas: bool | Mapping[str, int]
    seed: int | str | None
    wire: bool
    zone_names: Literal["same", "shuffled"]
    nested: Literal["shared", "fresh"]
    early_clients: bool
    speedups: bool
    strict: bool
    leftovers: Literal["allow", "fail"]
    enforce: bool
    start: Snapshot | None
    services: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None
    config: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that have been checked; the documentation is at `mock_vpce`."""

    account: str | None = None
    region: str | None = None
    timing: Timing = "instant"
    sleep: Literal["real", "clock"] | None = None
    quotas: bool | Mapping[str, int] = True
    seed: int | str | None = None
    wire: bool = False
    zone_names: Literal["same", "shuffled"] = "same"
    nested: Literal["shared", "fresh"] = "shared"
    early_clients: bool = True
    speedups: bool = True
    strict: bool = True
    leftovers: Literal["allow", "fail"] = "allow"
    enforce: bool = False
    start: Snapshot | None = None
    services: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None
    config: Mapping[str, Any] | None = None
    catalogue: Catalogue | None = field(default=None, init=False)
    """AWS's services, with the lists of `services` in place of those that the package knows."""

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                offered = ", ".join(map(repr, choices[:-1]))
                raise ValueError(f"{name} is {offered} or {choices[-1]!r}, got {getattr(self, name)!r}")
        for name in _SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"{name} is True or False, got {getattr(self, name)!r}")
        if self.account is not None and not (isinstance(self.account, str) and re.fullmatch("[0-9]{12}", self.account)):
            raise ValueError(f"an AWS account id is text of 12 digits, got {self.account!r}")
        check_region(self.region)
        if isinstance(self.seed, bool) or not isinstance(self.seed, int | str | None):
            raise TypeError(f"seed is an int or a str, got {self.seed!r}")
        if not isinstance(self.start, Snapshot | None):
            raise TypeError(f"start is what aws.snapshot() gives, got {self.start!r}")
        check_quotas(self.quotas)
        check_config(self.config)
        if self.services is not None:
            object.__setattr__(self, "catalogue", _catalogue_of(self.services))

    @property
    def sleeps_by_clock(self) -> bool:
        """Whether sleeping moves the clock; by default where AWS's delays pass."""
        return self.sleep == "clock" or (self.sleep is None and self.timing == "aws")

    @property
    def speeds_up(self) -> bool:
        """Whether botocore and moto are made faster: the environment can forbid it for a whole run."""
        return self.speedups and os.environ.get("MOCKVPCE_SPEEDUPS") != "0"


def _catalogue_of(given: Any) -> Catalogue:
    paths = [given] if isinstance(given, str | os.PathLike) else given
    if not isinstance(paths, Sequence) or not all(isinstance(path, str | os.PathLike) for path in paths):
        raise TypeError(f"services is the path of a file, or a list of paths, got {given!r}")
    try:
        return listings.catalogue_of(tuple(os.path.realpath(path) for path in paths))
    except OSError as error:
        raise ValueError(f"services names a file that can't be read: {error}") from None


NAMES = tuple(one.name for one in fields(Options) if one.init)
"""The names of all options."""
