"""moto's list of machine images, read when somebody asks for images.

moto reads it for every new EC2 backend, which is most of what making one costs; hardly a test looks at it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from moto.ec2.models.amis import AmiBackend

Load = Callable[[Any], None]


class LazyImages(MutableMapping[str, Any]):
    """Stands for a backend's images until one is asked for, and then makes way for moto's own dictionary."""

    def __init__(self, backend: Any, load: Load) -> None:
        self._backend = backend
        self._load = load
        self._images: dict[str, Any] | None = None

    def _all(self) -> dict[str, Any]:
        if self._images is None:
            self._images = self._backend.amis = {}
            self._load(self._backend)
        return self._images

    def __getitem__(self, image_id: str) -> Any:
        return self._all()[image_id]

    def __setitem__(self, image_id: str, image: Any) -> None:
        self._all()[image_id] = image

    def __delitem__(self, image_id: str) -> None:
        del self._all()[image_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def copy(self) -> dict[str, Any]:
        """As of a dictionary."""
        return dict(self._all())


def postponed(load: Load) -> Load:
    """The replacement of moto's `_load_amis`."""

    def load_amis(backend: Any) -> None:
        backend.amis = LazyImages(backend, load)

    return load_amis


def reading_images_first(original: Callable[..., Any]) -> Callable[..., Any]:
    """For what moto makes beside the images: a snapshot of each."""

    @functools.wraps(original)
    def describe(backend: Any, *args: Any, **kwargs: Any) -> Any:
        len(backend.amis)
        return original(backend, *args, **kwargs)

    return describe


__all__ = ["AmiBackend", "LazyImages", "postponed", "reading_images_first"]
