"""All that moto has, put away for the length of a mock that starts from nothing, and put back untouched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moto.core.base_backend import BackendDict, backend_lock
from moto.moto_api._internal import mock_random

from mockvpce.moto_bridge.backends import ResetListener


@dataclass(frozen=True, slots=True)
class MotoAside:
    """moto's backends by their dictionary and account, and the state of its random values."""

    backends: list[tuple[Any, dict[str, Any]]]
    random: Any


def set_aside() -> MotoAside:
    """Leave moto without a backend. None of them is reset."""
    with backend_lock:
        instances: list[Any] = BackendDict._instances  # noqa: SLF001 - moto has no other list of what is in use
        kept = [(one, dict(dict.items(one))) for one in instances if not isinstance(one, ResetListener)]
        for backends, _ in kept:
            dict.clear(backends)
        instances.clear()
    return MotoAside(kept, mock_random.getstate())


def put_back(aside: MotoAside) -> None:
    """Reset what moto has now, and let it have what was set aside."""
    with backend_lock:
        BackendDict.reset()
        for backends, accounts in aside.backends:
            dict.update(backends, accounts)
            BackendDict._instances.append(backends)  # noqa: SLF001 - see above
    mock_random.setstate(aside.random)
