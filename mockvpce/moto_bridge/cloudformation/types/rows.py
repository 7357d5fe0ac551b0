"""A type as a row of a table: which operation makes its resource, which deletes it, and where its attributes are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mockvpce.engine.stacks import (
    Properties,
    Requests,
    StackRefusal,
    StackType,
    declare,
    its_id,
    tag_specifications,
    tags_in,
)
from mockvpce.moto_bridge.cloudformation import schema
from mockvpce.moto_bridge.cloudformation.api import Answer, ask, members_of
from mockvpce.moto_bridge.cloudformation.failures import is_gone

Change = Callable[[Requests, str, Properties, Properties], str | None]
Attribute = Callable[[Requests, str], Any]


@contextmanager
def unless_gone() -> Iterator[None]:
    """A deletion of what may be gone already."""
    try:
        yield
    except StackRefusal as refusal:
        if not is_gone(refusal):
            raise


def tag_afterwards(requests: Requests, resource_id: str, properties: Properties) -> None:
    """Give a resource its tags where moto does not take them from the request that makes it."""
    tags = [{"Key": key, "Value": value} for key, value in tags_in(properties).items()]
    if tags:
        ask(requests, "CreateTags", Resources=[resource_id], Tags=tags)


def at(answer: Any, path: str) -> Any:
    """What stands in an answer under names and numbers, `Vpcs.0.CidrBlock`; None where it lacks one."""
    for step in path.split("."):
        if isinstance(answer, Mapping):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdigit():
            answer = answer[int(step)] if int(step) < len(answer) else None
        else:
            return None
    return answer


@dataclass(frozen=True, kw_only=True)
class Row:
    """A type whose properties are members of the operation of `service` that makes its resource.

    `made` is the path to the physical id in that operation's answer, `by` the member that names the resource to the
    operation that deletes it, `shown_by` the operation, member and path that describe it.
    """

    name: str
    create: str
    made: str
    delete: str
    by: str
    service: str = "ec2"
    tagged: str | None = None
    shown_by: tuple[str, str, str] | None = None
    ids: tuple[str, ...] = ()
    """Attributes that are the physical id."""
    attributes: Mapping[str, str | Attribute] = field(default_factory=dict)
    """Others: a path in the description, or what reads them."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Properties that the operation has under another name."""
    also_fixed: frozenset[str] = frozenset()
    """Properties that no operation can change here, beside those that only creation sets in AWS."""
    once: Callable[[Requests, str, Properties], None] | None = None
    """What follows the creation."""
    change: Change | None = None

    def declare(self) -> StackType:
        """Let stacks have the type."""
        return declare(
            StackType(
                name=self.name,
                create=self._create,
                change=self.change,
                remove=self._remove,
                attributes={
                    **dict.fromkeys(self.ids, its_id),
                    **{name: self._reading(one) for name, one in self.attributes.items()},
                },
                replacing=schema.create_only(self.name) | self.also_fixed,
            )
        )

    def describe(self, requests: Requests, resource_id: str) -> Answer:
        """What the API says of a resource."""
        assert self.shown_by is not None  # noqa: S101 - only rows that have it ask
        operation, member, path = self.shown_by
        found: Answer = at(ask(requests, operation, self.service, **{member: [resource_id]}), path)
        return found

    def given(self, properties: Properties) -> dict[str, Any]:
        """The properties as the operation that makes the resource has them, but for tags."""
        known = members_of(self.create, self.service)
        named = {self.renamed.get(name, name): value for name, value in properties.items()}
        return {name: value for name, value in named.items() if name in known}

    def _reading(self, attribute: str | Attribute) -> Attribute:
        if not isinstance(attribute, str):
            return attribute
        path = attribute
        return lambda requests, resource_id: at(self.describe(requests, resource_id), path)

    def _create(self, requests: Requests, properties: Properties) -> str:
        given = self.given(properties)
        if self.tagged is not None:
            given["TagSpecifications"] = tag_specifications(self.tagged, properties)
        if "CreatorRequestId" in members_of(self.create, self.service):
            given["CreatorRequestId"] = requests.world.ids.request()
        resource_id = str(at(ask(requests, self.create, self.service, **given), self.made))
        if self.once is not None:
            self._finish(requests, resource_id, properties)
        return resource_id

    def _finish(self, requests: Requests, resource_id: str, properties: Properties) -> None:
        """Do what follows the creation; a refusal leaves nothing."""
        assert self.once is not None  # noqa: S101 - as asked for
        try:
            self.once(requests, resource_id, properties)
        except StackRefusal:
            self._remove(requests, resource_id, properties)
            raise

    def _remove(self, requests: Requests, resource_id: str, _: Properties) -> None:
        with unless_gone():
            ask(requests, self.delete, self.service, **{self.by: resource_id})
