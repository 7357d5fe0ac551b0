"""moto's answers to `requests`, made once a process.

moto makes some 1,300 objects for the library `responses` whenever an outermost mock starts: one for each method and
address that it answers. They are the same every time, so they are kept and put back whole, their records of calls wiped.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from moto import backend_index
from moto.core import models

from mockvpce.patching import say_once

_calls = attrgetter("_calls._calls")
"""The list of calls that a response has recorded; asking the response itself takes ten times as long."""

_kept: dict[str, list[Any]] = {}
_addresses = 0


def enable(plain: Callable[..., None], *, reset: bool) -> None:
    """Do what moto does when an outermost mock starts; `plain` is its own way, which runs under moto's lock."""
    global _addresses  # noqa: PLW0603 - what moto answers is the same for the whole process
    if not reset or _registered() is None:
        plain(reset=reset)
        return
    methods, addresses = models.RESPONSES_METHODS, len(backend_index.backend_url_patterns)
    if not _kept or addresses != _addresses:
        plain(reset=True)
        _kept.update((method, list(made)) for method, made in (_registered() or {}).items())
        _addresses = addresses
        return
    models.RESPONSES_METHODS = []
    try:
        plain(reset=True)
    finally:
        models.RESPONSES_METHODS = methods
    registered = _registered()
    for method, made in _kept.items():
        if any(map(_calls, made)):
            for one in made:
                one.calls.reset()
        if registered is not None:
            registered[method] = list(made)


def _registered() -> dict[str, list[Any]] | None:
    """By method, what moto has given the library; None where moto keeps it elsewhere."""
    try:
        registered: dict[str, list[Any]] = models.responses_mock._registry._registered  # noqa: SLF001 - moto's own registry
    except AttributeError as missing:
        say_once("keeping moto's answers to requests", missing)
        return None
    return registered
