"""All that moto has, put away for the length of a mock that starts from nothing, and put back untouched."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend, backend_lock
from moto.core.model_instances import model_data
from moto.moto_api._internal import mock_random

from mockvpce.moto_bridge.backends import ResetListener
from mockvpce.moto_bridge.compat import tracked_by

_COMMON = frozenset(vars(BackendDict(BaseBackend, "")))
"""What every dictionary of backends has."""


@dataclass(frozen=True, slots=True)
class MotoAside:
    """moto's backends by their dictionary and account, and the state of its random values."""

    backends: list[tuple[Any, dict[str, Any]]]
    besides: list[tuple[Any, dict[str, Any]]]
    models: list[tuple[list[Any], list[Any]]]
    random: Any


def besides(dictionary: Any) -> dict[str, Any]:
    """What a dictionary of backends has besides them: S3's knows whose each bucket is."""
    return {name: one for name, one in vars(dictionary).items() if name not in _COMMON and isinstance(one, dict)}


def set_aside() -> MotoAside:
    """Leave moto without a backend. None of them is reset."""
    with backend_lock:
        instances: list[Any] = BackendDict._instances  # noqa: SLF001 - moto has no other list of what is in use
        in_use = [one for one in instances if not isinstance(one, ResetListener)]
        kept = [(one, dict(dict.items(one))) for one in in_use]
        more = [(value, copy(value)) for one in in_use for value in besides(one).values()]
        models = [(tracked, list(tracked)) for tracked in _tracked() if tracked]
        for tracked, _ in models:
            tracked.clear()
        for values, _ in more:
            values.clear()
        for backends, _ in kept:
            dict.clear(backends)
        instances.clear()
    return MotoAside(kept, more, models, mock_random.getstate())


def put_back(aside: MotoAside) -> None:
    """Reset what moto has now, and let it have what was set aside."""
    with backend_lock:
        BackendDict.reset()
        for backends, accounts in aside.backends:
            dict.update(backends, accounts)
            BackendDict._instances.append(backends)  # noqa: SLF001 - see above
        for values, held in aside.besides:
            values.clear()
            values.update(held)
        for tracked in _tracked():
            tracked.clear()
        for tracked, models in aside.models:
            tracked.extend(models)
    mock_random.setstate(aside.random)


def _tracked() -> Iterator[list[Any]]:
    """moto's lists of what it has made, by which S3 closes the files of all objects when one of its backends is reset."""
    for models in model_data.values():
        for kind in models.values():
            yield tracked_by(kind)
