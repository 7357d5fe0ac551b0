"""moto's answers to `requests`, made once a process.

moto makes some 1,300 objects for the library `responses` whenever an outermost mock starts: one for each method and
address that it answers. They are the same every time, so they are kept and handed out again, their records of calls wiped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.core import models

_kept: dict[tuple[str, Any], Any] = {}


@contextmanager
def kept_patterns() -> Iterator[None]:
    """While a mock starts, let moto take the objects that are there."""
    make: Callable[..., Any] = models.CallbackResponse

    def keep(*, method: str, url: Any, callback: Callable[..., Any]) -> Any:
        kept = _kept.get((method, url))
        if kept is None or kept.callback != callback:
            kept = _kept[method, url] = make(method=method, url=url, callback=callback)
        elif kept.call_count:
            kept.calls.reset()
        return kept

    models.CallbackResponse = keep
    try:
        yield
    finally:
        models.CallbackResponse = make
