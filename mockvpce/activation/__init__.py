"""The start and the end of a mock: what is replaced while it is active, and restored afterwards."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mockvpce.activation.options import Options
    from mockvpce.activation.runtime import Runtime

_one_at_a_time = threading.Lock()


def load(options: Options) -> Runtime:
    """The runtime of this process; moto's part of it is imported by the first call, quickly where the options allow it."""
    with _one_at_a_time:
        if not options.speeds_up:
            from mockvpce.activation.runtime import runtime

            return runtime()
        from mockvpce.speedups.gc_freeze import freeze_at_exit, undisturbed
        from mockvpce.speedups.moto_import import quickly

        freeze_at_exit()
        loaded = sys.modules.get(f"{__name__}.runtime")
        if loaded is not None and loaded.runtime.cache_info().currsize:
            return cast("Runtime", loaded.runtime())
        with undisturbed(), quickly():
            from mockvpce.activation.runtime import runtime

            return runtime()
