"""Keeps locks usable in the children of a process that forks while its threads call.

A child has only the thread that forked. A lock that another thread held at that moment would never be given back: not
ours, nor those that Python's import system has for each module while it is loaded.
"""

from __future__ import annotations

import _imp
import importlib
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

_LOADED_LATE = ("mockvpce", "moto", "boto3", "botocore", "aiobotocore", "responses")
"""The packages whose modules calls load when they first need them, with all that these load."""
_LOOKS = 10_000
"""How often, a millisecond apart, a fork looks whether others are done: who waits for the forking thread never is."""


def survive_forks(held: Any, others: Callable[[], Iterable[Any]]) -> None:
    """Hold one reentrant lock for the length of each fork, so that a child gets a whole picture of what it guards.

    `others` gives locks that a child gets anew where another thread has them. Nothing can undo this: it is for locks that
    live as long as the process.
    """
    register = getattr(os, "register_at_fork", None)
    if register is None:  # a system without fork
        return

    def before() -> None:
        """Take the lock at a moment when no other thread loads a module; whoever loads one may need the lock to go on."""
        never = threading.Event()
        take()
        for _ in range(_LOOKS):
            if not _is_loading():
                break
            give_back()
            never.wait(0.001)
            take()

    def take() -> None:
        held.acquire()
        _imp.acquire_lock()  # without it no thread begins to load a module; nobody keeps it for long

    def give_back() -> None:
        _imp.release_lock()
        held.release()

    def after_in_child() -> None:
        give_back()
        for lock in others():
            is_owned = getattr(lock, "_is_owned", None)
            if is_owned is None or not is_owned():
                lock._at_fork_reinit()  # noqa: SLF001 - what Python's own modules call after a fork

    register(before=before, after_in_parent=give_back, after_in_child=after_in_child)


def _is_loading() -> bool:
    """Whether another thread is about to load a module of those that are loaded late."""
    bootstrap = getattr(importlib, "_bootstrap", None)
    locks: dict[str, Any] = getattr(bootstrap, "_module_locks", {})  # Python tells in no other way
    own = threading.get_ident()
    for name, found in locks.copy().items():
        if name.partition(".")[0] in _LOADED_LATE:
            lock = found()
            if getattr(lock, "owner", None) not in (None, own):
                return True
    return False
