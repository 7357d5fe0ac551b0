"""moto's CloudFormation classes, made of the types that the families declare."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from mockvpce.engine.stacks import Properties, Requests, StackRefusal, StackType, stack_types, tags_in
from mockvpce.moto_bridge.cloudformation import schema

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World


class StackResource(TaggedEC2Resource):  # type: ignore[misc] # moto has no types for mypy here
    """One of our resources in a stack. `classes` derives one class for each declared type."""

    world: ClassVar[World]
    declared: ClassVar[StackType]

    # what moto calls -------------------------------------------------------------------------------------------------

    def __init__(self, home: Home, resource_id: str, properties: Properties) -> None:
        account, region = home
        self.home = home
        self.id = resource_id
        self.properties = properties
        self.ec2_backend = ec2_backends[account][region]

    def __reduce__(self) -> tuple[Any, ...]:
        """For snapshots: no module has the classes, which are made by name."""
        return _empty, (self.declared.name,), vars(self)

    @classmethod
    def cloudformation_type(cls) -> str:
        """The type's name in templates."""
        return cls.declared.name

    @staticmethod
    def cloudformation_name_type() -> str:
        """None of our types has a property for its name."""
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether `Fn::GetAtt` can ask for it."""
        return attr in cls.declared.attributes

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """What `Fn::GetAtt` gives."""
        attribute = self.declared.attributes.get(attribute_name)
        if attribute is None:
            raise _moto_error("UnformattedGetAttTemplateException")
        return attribute(self._requests, self.id)

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` gives."""
        return self.id

    @property
    def tagged_id(self) -> str:
        """The id of what has its tags."""
        name = self.declared.tagged
        return str(self.declared.attributes[name](self._requests, self.id)) if name else self.id

    def is_created(self) -> bool:
        """Whether the stack can be complete."""
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Mapping[str, Any], account_id: str, region_name: str, **_: Any
    ) -> StackResource:
        """A new resource of a stack."""
        home, properties = (account_id, region_name), cloudformation_json["Properties"]
        given = {cls.declared.named: resource_name, **properties} if cls.declared.named else properties
        return cls(home, cls.declared.create(Requests(cls.world, home), given), properties)

    def is_replaced_by(self, properties: Properties) -> bool:
        """Whether other properties need another resource in the place of this one."""
        differs = any(properties.get(name) != self.properties.get(name) for name in self.declared.replacing)
        return differs or schema.replaces_within(self.declared.name, self.properties, properties)

    def change(self, properties: Properties) -> None:
        """Bring the resource, with its tags, to properties of which none is replacing.

        A change of several requests that fails in the middle is undone. Where the tags fail, it is done: they can be changed
        back with the rest.
        """
        before, self.properties = self.properties, properties
        if self.declared.change is not None:
            try:
                self.id = self.declared.change(self._requests, self.id, before, properties) or self.id
            except BaseException:
                with suppress(StackRefusal):
                    self.id = self.declared.change(self._requests, self.id, properties, before) or self.id
                self.properties = before
                raise
        self._retag(tags_in(before), tags_in(properties))

    def _retag(self, before: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        if not schema.has_tags(self.declared.name):
            return
        gone = [{"Key": key} for key in before.keys() - wanted.keys()]
        new = [{"Key": key, "Value": value} for key, value in wanted.items() if before.get(key) != value]
        if gone:
            self._requests.ask("DeleteTags", Resources=[self.tagged_id], Tags=gone)
        if new:
            self._requests.ask("CreateTags", Resources=[self.tagged_id], Tags=new)

    def remove(self) -> None:
        """Delete the resource and wait until it is gone; nothing where it is gone."""
        self.declared.remove(self._requests, self.id, self.properties)
        resource = self.world.get(self.id)
        if resource is not None and (self.world.timing != "instant" or self.world.pace(resource.type) is not None):
            self.world.hasten(resource)

    @property
    def _requests(self) -> Requests:
        return Requests(self.world, self.home)

    def delete(self, account_id: str, region_name: str) -> None:
        """The stack is deleted, or has this resource no more."""
        del account_id, region_name
        self.remove()


@cache
def classes() -> tuple[type[StackResource], ...]:
    """A moto class for each declared type."""
    return tuple(type(f"StackResource:{one.name}", (StackResource,), {"declared": one}) for one in stack_types.values())


def _empty(name: str) -> StackResource:
    kind = next(one for one in classes() if one.declared.name == name)
    return kind.__new__(kind)


def _moto_error(name: str, **options: str) -> Exception:
    """An error of moto's CloudFormation, which takes a second to import and has been imported by then."""
    kind = getattr(import_module("moto.cloudformation.exceptions"), name)
    error: Exception = kind(**options)
    return error
