"""Keeps locks usable in the children of a process that forks while its threads call.

A child has only the thread that forked. A lock that another thread held at that moment would never be given back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any


def survive_forks(held: Any, others: Callable[[], Iterable[Any]]) -> None:
    """Hold one reentrant lock for the length of each fork, so that a child gets a whole picture of what it guards.

    `others` gives locks that a child gets anew where another thread has them. Nothing can undo this: it is for locks that
    live as long as the process.
    """
    register = getattr(os, "register_at_fork", None)
    if register is None:  # a system without fork
        return

    def after_in_child() -> None:
        held.release()
        for lock in others():
            is_owned = getattr(lock, "_is_owned", None)
            if is_owned is None or not is_owned():
                lock._at_fork_reinit()  # noqa: SLF001 - what Python's own modules call after a fork

    register(before=held.acquire, after_in_parent=held.release, after_in_child=after_in_child)
