"""What a run does to one resource: make it, change it, remove it, and give it the tags of its stack.

Our types and moto's own differ here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from mockvpce.moto_bridge.cloudformation import nested, schema
from mockvpce.moto_bridge.cloudformation.adapter import StackResource
from mockvpce.moto_bridge.cloudformation.failures import is_gone
from mockvpce.moto_bridge.cloudformation.nested import Children
from mockvpce.moto_bridge.cloudformation.records import Made

_PREFIX = "aws:cloudformation:"


class Maker:
    """Makes the resources of one stack."""

    def __init__(self, stack: Any, resource_map: Any) -> None:
        self._stack = stack
        self._map = resource_map
        self.children = Children(stack)
        self._parser: Any = import_module("moto.cloudformation.parsing")

    def resolve(self, logical_id: str, declaration: Mapping[str, Any]) -> Made:
        """The record of a resource with what its references give now."""
        parsed = self._parser.parse_resource_and_generate_name(logical_id, declaration, self._map)
        if not parsed:  # moto has no such type
            return Made(logical_id, declaration["Type"], declaration, {})
        _, resolved, name = parsed
        return Made(logical_id, declaration["Type"], declaration, resolved, name)

    def create(self, made: Made) -> None:
        """Make a resource of a record that has none; nothing where moto does not know the type."""
        if not made.resolved:
            return
        if made.type == nested.TYPE:
            self.children.create(made)
            self._mark(made)
            return
        kind = self._parser.resource_class_from_type(made.type)
        made.resource = kind.create_from_cloudformation_json(
            made.name,
            made.resolved,
            *self._home,
            LogicalId=made.logical_id,
            StackId=self._stack.stack_id,
            ResourceType=made.type,
        )
        self._change_own_tags({}, made)
        self._mark(made)

    def change(self, before: Made, after: Made) -> None:
        """Bring a resource to other properties; the object may be another one then."""
        resource = before.resource
        after.resource = resource
        if isinstance(resource, StackResource):
            resource.change(after.properties)
        elif after.type == nested.TYPE:
            self.children.change(before, after)
        elif resource is not None:
            update = self._parser.resource_class_from_type(after.type).update_from_cloudformation_json
            if not hasattr(update, "__isabstractmethod__"):
                after.resource = update(
                    original_resource=resource,
                    new_resource_name=after.name,
                    cloudformation_json=after.resolved,
                    account_id=self._home[0],
                    region_name=self._home[1],
                )
            self._change_own_tags(_own_tags(before), after)
        self._mark(after)

    def _change_own_tags(self, had: Mapping[str, Any], after: Made) -> None:
        """Bring the tags in the properties of moto's EC2 resources to what they are now, which moto leaves out."""
        if not isinstance(after.resource, TaggedEC2Resource) or isinstance(after.resource, StackResource):
            return
        wanted = _own_tags(after)
        backend = ec2_backends[self._home[0]][self._home[1]]
        if gone := {key: None for key in had if key not in wanted}:
            backend.delete_tags([after.physical_id], gone)
        if new := {key: value for key, value in wanted.items() if had.get(key) != value}:
            backend.create_tags([after.physical_id], new)

    def replaces(self, before: Made, after: Made) -> bool:
        """Whether the new properties need another resource in the place of this one."""
        if isinstance(before.resource, StackResource):
            return before.resource.is_replaced_by(after.properties)
        names = schema.create_only(after.type) if before.resource is not None else ()
        return any(before.properties.get(name) != after.properties.get(name) for name in names)

    def remove(self, made: Made) -> None:
        """Delete the resource; nothing where it is gone."""
        if made.resource is None:
            return
        if isinstance(made.resource, StackResource):
            made.resource.remove()
            return
        if made.type == nested.TYPE:
            self.children.remove(made)
            return
        try:
            self._map._delete_resource(made.resource, made.resolved)  # noqa: SLF001 - it knows all ways to delete
        except Exception as error:
            if not is_gone(error):
                raise

    def tags_for(self, made: Made, resource: Any) -> dict[str, str]:
        """The tags that a resource is to have from its stack; its own of the same key come first."""
        if not isinstance(resource, TaggedEC2Resource) or not schema.has_tags(made.type):
            return {}
        own = _own_tags(made)
        wanted = {key: value for key, value in self._map.tags.items() if key not in own}
        wanted[f"{_PREFIX}logical-id"] = made.logical_id
        return wanted

    def tag(self, made: Made, wanted: dict[str, str] | None = None) -> None:
        """Give the resource the tags of its stack, and take those away that it no longer has from it."""
        wanted = self.tags_for(made, made.resource) if wanted is None else wanted
        if made.tags == wanted:
            return
        backend = ec2_backends[self._home[0]][self._home[1]]
        own = _own_tags(made)
        if new := {key: value for key, value in wanted.items() if made.tags.get(key) != value}:
            backend.create_tags([_tagged_id(made)], new)
        if gone := {key: None for key in made.tags if key not in wanted and key not in own}:
            backend.delete_tags([_tagged_id(made)], gone)
        made.tags = wanted

    def state_of(self, made: Made) -> dict[str, Any]:
        """The state of a moto object, to restore it: moto's updates forget what they overwrite."""
        if made.resource is None or made.type == nested.TYPE or isinstance(made.resource, StackResource):
            return {}
        return {name: _copied(value) for name, value in vars(made.resource).items()}

    def change_back(self, after: Made, before: Made, state: Mapping[str, Any]) -> None:
        """Undo a change."""
        if after.type == nested.TYPE:
            self.children.change_back(after)
            return
        resource = before.resource
        self.change(after, before)
        if before.resource is resource and state:
            vars(resource).clear()
            vars(resource).update(state)

    @property
    def _home(self) -> tuple[str, str]:
        return self._stack.account_id, self._stack.region_name

    def _mark(self, made: Made) -> None:
        """Let moto's descriptions find what it is."""
        resource = made.resource
        if resource is None:
            return
        if "cf_resource_type" in self._parser.parse_and_create_resource.__code__.co_names:
            resource.cf_resource_type = made.type
        else:
            resource.type = made.type
        resource.logical_resource_id = made.logical_id


def with_stack_tags(resource_map: Any, stack: Any) -> None:
    """Let a map have the tags that every resource of the stack gets."""
    resource_map.tags = {
        **(stack.tags or {}),
        f"{_PREFIX}stack-name": stack.name,
        f"{_PREFIX}stack-id": stack.stack_id,
    }


def _tagged_id(made: Made) -> str:
    return made.resource.tagged_id if isinstance(made.resource, StackResource) else made.physical_id


def _own_tags(made: Made) -> dict[str, Any]:
    """The tags that the template gives to the resource itself."""
    own = made.properties.get("Tags")
    tags = own if isinstance(own, list) else ()
    return {str(tag.get("Key")): tag.get("Value") for tag in tags if isinstance(tag, Mapping)}


def _copied(value: Any) -> Any:
    """The value with its containers copied; what they hold stays the same."""
    if type(value) is dict:
        return {key: _copied(one) for key, one in value.items()}
    if type(value) in (list, set):
        return type(value)(_copied(one) for one in value) if type(value) is list else set(value)
    return value
