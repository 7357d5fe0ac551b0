"""S3 transfers of boto3, whose requests are made in threads of their own: they leave from where the transfer was begun."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from mockvpce.engine.placements import Placement, here
from mockvpce.patching import Patches


def apply(patches: Patches) -> None:
    """Let each task of a transfer run at the place at which it was made."""
    why = "transfers leave from where they were begun"

    def wrap(module: ModuleType) -> None:
        kind = module.Task
        make, run = kind.__init__, kind.__call__
        places: WeakKeyDictionary[Any, Placement] = WeakKeyDictionary()

        def __init__(task: Any, *arguments: Any, **options: Any) -> None:  # noqa: N807 - it takes the place of one
            make(task, *arguments, **options)
            placement = here.get()
            if placement is not None:
                places[task] = placement

        def __call__(task: Any, *arguments: Any, **options: Any) -> Any:  # noqa: N807 - it takes the place of one
            token = here.set(places.get(task))
            try:
                return run(task, *arguments, **options)
            finally:
                here.reset(token)

        patches.replace(kind, "__init__", __init__, why)
        patches.replace(kind, "__call__", __call__, why)

    patches.when_imported("s3transfer.tasks", wrap)
