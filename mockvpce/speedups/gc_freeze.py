"""Sparing the garbage collector what stays until the process ends."""

from __future__ import annotations

import gc
from collections.abc import Callable


def freeze(warm_up: Callable[[], object]) -> None:
    """Run `warm_up`, collect once, and let no later collection look at what there is now.

    botocore's models are some hundred thousand objects. A full garbage collection goes through them all, takes a tenth of a
    second or more, and happens every few dozen short tests. The price is that of `gc.freeze`: cycles made of objects that
    are there now are not collected any more.
    """
    warm_up()
    gc.collect()
    gc.freeze()
