"""What every family's dataclass derives from: identity, owner, place, state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from mockvpce.engine.lifecycle import Lifecycle

if TYPE_CHECKING:
    from mockvpce.engine.resource_types import ResourceType

Home = tuple[str, str]
"""(account, Region): the place from which a resource is seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be tagged without being a resource of its own: its id, its type, and who sees it."""

    id: str
    type: str
    home: Home


@dataclass(slots=True, kw_only=True, eq=False)
class Resource:
    """A resource of some family. The family's class is declared with `@resource` (`engine.resource_types`)."""

    id: str
    account: str
    region: str
    state: str = ""
    created: datetime
    seq: int = 0
    generation: int = 0

    type: ClassVar[str]
    """The resource type of tags and ARNs, such as `vpc-endpoint`."""

    declared: ClassVar[ResourceType]
    """What the class was declared with."""

    lifecycle: ClassVar[Lifecycle] = Lifecycle([])

    state_indexes: ClassVar[tuple[str, ...]] = ("state",)
    """Those of the class's indexes whose keys depend on the state; the others stay as they are when it changes."""

    def parts(self, find: Callable[[str], Resource | None]) -> Iterable[Part]:
        """The parts of the resource that have an id and tags of their own; a class that declares `parts` overrides this.

        `find` gives the resource of an id.
        """
        del find
        return ()

    @property
    def homes(self) -> tuple[Home, ...]:
        """Where the resource is seen; a resource with two sides overrides this."""
        return ((self.account, self.region),)

    @property
    def code(self) -> str:
        """The state as AWS names it. A lifecycle may tell more states apart, by what it writes after a slash."""
        return self.state.partition("/")[0]

    @property
    def carries_traffic(self) -> bool:
        """Whether a route to the resource is active; one that is not is a black hole."""
        return True

    @classmethod
    def indexes(cls) -> Mapping[str, Callable[[Any], Iterable[Hashable]]]:
        """Extra indexes: a name, and the keys under which a resource stands there."""
        return {}
