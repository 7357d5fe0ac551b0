"""moto's lists of all objects that it has made, without those that are gone.

moto keeps every object of a model in its class's `instances_tracked`, for its dashboard, until a mock ends: what is deleted,
taken back by a restore or forgotten by a reset would stay in memory for as long as a server runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from weakref import KeyedRef

from moto.core.common_models import BaseModel

from mockvpce.moto_bridge.compat import tracked_by
from mockvpce.patching import Patches

_KEPT = "moto.s3."
"""S3 finds in the lists the files that it has to close."""


class Living:
    """Objects for as long as somebody else has them, in the order in which they came."""

    __slots__ = ("_gone", "_refs")

    def __init__(self, objects: Iterable[Any] = ()) -> None:
        refs = self._refs = dict[int, KeyedRef[int, Any]]()
        self._gone = lambda ref: refs.pop(ref.key, None)
        self.extend(objects)

    def append(self, one: Any) -> None:
        """Take in an object."""
        self._refs[id(one)] = KeyedRef(one, self._gone, id(one))

    def extend(self, objects: Iterable[Any]) -> None:
        """Take in several."""
        for one in objects:
            self.append(one)

    def clear(self) -> None:
        """Forget all."""
        self._refs.clear()

    def __iter__(self) -> Iterator[Any]:
        return (one for ref in list(self._refs.values()) if (one := ref()) is not None)

    def __len__(self) -> int:
        return len(self._refs)


def let_go(patches: Patches) -> None:
    """Let moto's lists keep nothing alive."""
    patches.replace(BaseModel, "__new__", staticmethod(_new), "what is gone does not stay in moto's lists of objects")


def _new(cls: Any, *_: Any, **__: Any) -> Any:
    instance = object.__new__(cls)
    tracked: Any = tracked_by(cls)
    if type(tracked) is list and not cls.__module__.startswith(_KEPT):
        tracked = Living(tracked)
        if hasattr(cls, "instances_tracked"):
            cls.instances_tracked = tracked
        else:
            cls.instances = tracked  # in moto 5.1.0
    tracked.append(instance)
    return instance
