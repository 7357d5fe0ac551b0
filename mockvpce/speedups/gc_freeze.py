"""Sparing the garbage collector what stays until the process ends."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache


def freeze(warm_up: Callable[[], object]) -> None:
    """Run `warm_up`, collect once, and let no later collection look at what there is now.

    botocore's models are some hundred thousand objects. A full garbage collection goes through them all, takes a tenth of a
    second or more, and happens every few dozen short tests. The price is that of `gc.freeze`: cycles made of objects that
    are there now are not collected any more.
    """
    warm_up()
    gc.collect()
    gc.freeze()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Import modules and build what stays, without collections that would look at all of it again and again.

    At the end it counts as old, for the next full collection.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


@cache
def freeze_at_exit() -> None:
    """Let the interpreter's last collections pass over what there is when the process ends.

    They would take apart models and modules, some hundred thousand objects, to free memory that is given back anyway: a
    third of what a run of one test takes. The price: finalizers of objects in cycles that are left at the end do not run.
    """
    atexit.register(gc.freeze)
