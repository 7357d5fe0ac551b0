"""CloudFormation types of the families: each a `StackType`, whose steps are requests to the operations.

So stacks and API share one path. A family declares its types in a `stack.py`; the bridge makes moto's classes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import Call, registry
from mockvpce.engine.pipeline import handle
from mockvpce.protocol.errors import EC2Error

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

Properties = Mapping[str, Any]


class StackRefusal(Exception):  # noqa: N818 - what an operation has done to the stack
    """An operation has refused what a stack asked for."""

    def __init__(self, error: EC2Error, request_id: str) -> None:
        super().__init__(str(error))
        self.error = error
        self.request_id = request_id


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests of one stack: in the name of its account, in its Region."""

    world: World
    home: Home

    def ask(self, operation: str, /, *, as_home: Home | None = None, **parameters: Any) -> Mapping[str, Any]:
        """Make a request, leaving out parameters that are None; raises `StackRefusal`, for Unsuccessful items too."""
        account, region = as_home or self.home
        given = {name: value for name, value in parameters.items() if value is not None}
        answer = handle(self.world, registry[operation], Call(self.world, operation, account, region, given=given))
        if answer.error is not None:
            raise StackRefusal(answer.error, answer.request_id)
        result = answer.result or {}
        for item in result.get("Unsuccessful", ()):
            raise StackRefusal(EC2Error(item["Error"]["Code"], item["Error"]["Message"]), answer.request_id)
        return result

    def hasten(self, resource_id: str) -> None:
        """Let a resource take its next step by itself now: moto's stacks are complete at once, whatever the timing."""
        resource = self.world.get(resource_id)
        if resource is not None:
            self.world.hasten(resource)

    def exists(self, resource_id: str) -> bool:
        """Whether a resource is in the world still."""
        return self.world.get(resource_id) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class StackType:
    """One CloudFormation type.

    * `create` makes the resource of some properties; what it gives is the physical id, which `Ref` gives.
    * `change` brings the resource of an id from properties before to properties after, of which none is `replacing`;
      what it gives is the physical id from then on, None where that stays.
    * `remove` deletes it; nothing where it is gone.
    * `attributes`: what `Fn::GetAtt` gives, by name.
    * `replacing`: properties that cannot change, so that another value makes another resource.
    * `tagged`: the attribute that is the id of what has its tags; without it that is the physical id.
    * `named`: the property that gives the resource its name; without it `create` gets one of the stack's making.
    """

    name: str
    create: Callable[[Requests, Properties], str]
    remove: Callable[[Requests, str, Properties], None]
    change: Callable[[Requests, str, Properties, Properties], str | None] | None = None
    attributes: Mapping[str, Callable[[Requests, str], Any]] = field(default_factory=dict)
    replacing: frozenset[str] = frozenset()
    tagged: str = ""
    named: str = ""


stack_types: dict[str, StackType] = {}
"""Every declared type, by the name that templates have for it."""


def declare(declared: StackType) -> StackType:
    """Let stacks have a type; a name that is taken is a `TypeError`."""
    if declared.name in stack_types:
        raise TypeError(f"{declared.name} is declared already")
    stack_types[declared.name] = declared
    return declared


# what types have in common -------------------------------------------------------------------------------------------


def its_id(requests: Requests, resource_id: str) -> str:
    """An attribute that is the physical id."""
    del requests
    return resource_id


def removing(operation: str, member: str, *, listed: bool = False) -> Callable[[Requests, str, Properties], None]:
    """What removes a resource: a request that names it, alone or in a list; nothing where it is gone."""

    def remove(requests: Requests, resource_id: str, properties: Properties) -> None:
        del properties
        named: dict[str, Any] = {member: [resource_id] if listed else resource_id}
        if requests.exists(resource_id):
            requests.ask(operation, **named)

    return remove


def tags_in(properties: Properties) -> dict[str, str]:
    """The tags that a template gives to a resource."""
    return {tag["Key"]: tag.get("Value", "") for tag in properties.get("Tags") or ()}  # some types need no Value


def difference(name: str, before: Iterable[str], after: Iterable[str]) -> dict[str, list[str] | None]:
    """The Add… and Remove… members of a request that leads from one list to the other; None where there is nothing."""
    had, wanted = list(before), list(after)
    added = [one for one in wanted if one not in had]
    gone = [one for one in had if one not in wanted]
    return {f"Add{name}": added or None, f"Remove{name}": gone or None}


def tag_specifications(resource_type: str, properties: Properties) -> list[dict[str, Any]] | None:
    """A template's tags as requests have them."""
    tags = [{"Key": key, "Value": value} for key, value in tags_in(properties).items()]
    return [{"ResourceType": resource_type, "Tags": tags}] if tags else None
