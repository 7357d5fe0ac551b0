"""What moto's CloudFormation asks of a resource type, answered by requests to our operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from mockvpce.engine.operation import Call, registry
from mockvpce.engine.pipeline import handle
from mockvpce.protocol.errors import EC2Error

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World

Properties = Mapping[str, Any]


class StackResource(TaggedEC2Resource):  # type: ignore[misc] # moto has no types for mypy here
    """A resource of ours in a stack. A type derives from this and fills in the first part."""

    type_name: ClassVar[str]
    """Such as `AWS::EC2::VPCPeeringConnection`."""
    attributes: ClassVar[frozenset[str]] = frozenset()
    """What `Fn::GetAtt` can ask for."""
    replacing: ClassVar[frozenset[str]] = frozenset()
    """Properties that cannot change: another value makes another resource."""

    @classmethod
    def create(cls, home: Home, properties: Properties) -> str:
        """Make the resource; returns its id, which is what `Ref` gives."""
        raise NotImplementedError

    def change(self, properties: Properties) -> None:
        """Bring the resource to properties of which none is `replacing`."""

    def remove(self) -> None:
        """Delete the resource; nothing where it is gone."""

    def attribute(self, name: str) -> Any:
        """The value of one of the `attributes`."""
        raise NotImplementedError

    # what the types use ----------------------------------------------------------------------------------------------

    world: ClassVar[World]

    @property
    def exists(self) -> bool:
        """Whether the resource is in the world still."""
        return self.world.get(self.id) is not None

    @classmethod
    def hasten(cls, resource_id: str) -> None:
        """Let a resource take its next step by itself now: moto's stacks are complete at once, whatever the timing."""
        resource = cls.world.get(resource_id)
        if resource is not None:
            cls.world.hasten(resource)

    @classmethod
    def ask(cls, home: Home, operation: str, /, **parameters: Any) -> Mapping[str, Any]:
        """Make a request in the name of an account, in a Region; its error fails the stack."""
        account, region = home
        given = {name: value for name, value in parameters.items() if value is not None}
        call = Call(cls.world, operation, account, region, given=given)
        answer = handle(cls.world, registry[operation], call)
        result = answer.result or {}
        if answer.error is not None:
            raise _failure(answer.error, answer.request_id) from answer.error
        for item in result.get("Unsuccessful", ()):
            error = EC2Error(item["Error"]["Code"], item["Error"]["Message"])
            raise _failure(error, answer.request_id) from error
        return result

    # what moto calls -------------------------------------------------------------------------------------------------

    def __init__(self, home: Home, resource_id: str, properties: Properties) -> None:
        account, region = home
        self.home = home
        self.id = resource_id
        self.properties = properties
        self.ec2_backend = ec2_backends[account][region]

    @classmethod
    def cloudformation_type(cls) -> str:
        """The type's name in templates."""
        return cls.type_name

    @staticmethod
    def cloudformation_name_type() -> str:
        """No type of ours has a property for its name."""
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether `Fn::GetAtt` can ask for it."""
        return attr in cls.attributes

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """What `Fn::GetAtt` gives."""
        if attribute_name in self.attributes:
            return self.attribute(attribute_name)
        raise _moto_error("UnformattedGetAttTemplateException")

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` gives."""
        return self.id

    def is_created(self) -> bool:
        """Whether the stack can be complete."""
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Mapping[str, Any], account_id: str, region_name: str, **_: Any
    ) -> StackResource:
        """A new resource of a stack."""
        del resource_name
        home, properties = (account_id, region_name), cloudformation_json["Properties"]
        return cls(home, cls.create(home, properties), properties)

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: StackResource,
        new_resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
    ) -> StackResource:
        """The resource with other properties, or another one in its place."""
        properties, before = cloudformation_json["Properties"], original_resource.properties
        if any(properties.get(name) != before.get(name) for name in cls.replacing):
            made = cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)
            original_resource.remove()
            return made
        original_resource.change(properties)
        original_resource._change_tags(properties)
        original_resource.properties = properties
        return original_resource

    def _change_tags(self, properties: Properties) -> None:
        wanted, before = tags_in(properties), tags_in(self.properties)
        gone = before.keys() - wanted.keys()
        self.world.platform.drop_tags(self.home, self.id, gone)
        self.world.platform.put_tags(self.home, self.id, wanted)

    def delete(self, account_id: str, region_name: str) -> None:
        """The stack is deleted, or has this resource no more."""
        del account_id, region_name
        self.remove()


def _failure(error: EC2Error, request_id: str) -> Exception:
    text = f"{error.message} (Service: Ec2, Status Code: {error.status}, Request ID: {request_id})"
    return _moto_error(
        "ValidationError", message=f'Resource handler returned message: "{text}" (HandlerErrorCode: {error.code})'
    )


def _moto_error(name: str, **options: str) -> Exception:
    """An error of moto's CloudFormation, which takes a second to import and is there by the time that it is asked for."""
    kind = getattr(import_module("moto.cloudformation.exceptions"), name)
    error: Exception = kind(**options)
    return error


def tags_in(properties: Properties) -> dict[str, str]:
    """The tags that a template gives to a resource."""
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or ()}


def truth(value: Any) -> bool:
    """A template's boolean, which may be text."""
    return value is True or str(value).lower() == "true"


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
