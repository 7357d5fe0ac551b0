"""`@operation`: the one place where a Python function becomes an EC2 operation; and `Call`, what the function is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, TypeVar, overload

from botocore import xform_name

from mockvpce.protocol import model
from mockvpce.protocol.errors import EC2Error, ErrorSpec
from mockvpce.protocol.model_additions import MEMBERS, OPERATIONS

if TYPE_CHECKING:
    from mockvpce.engine.platform import Platform, Principal
    from mockvpce.engine.world import Home, Resource, World

F = TypeVar("F", bound=Callable[..., Any])

PIPELINE_MEMBERS = frozenset({"DryRun", "ClientToken", "MaxResults", "NextToken", "TagSpecifications"})
"""Input members that the pipeline reads for every operation."""


@dataclass(slots=True, eq=False)
class Call:
    """One request, as an operation's function sees it."""

    world: World
    operation: str
    account: str
    region: str
    access_key: str | None = None
    request_id: str = ""
    client_token: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    """The parameters of the request as they came, by wire name."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tags that the new resource is to have."""
    group_names: dict[str, str] = field(default_factory=dict)
    """The names of the security groups that the answer shows, by id: the same ones for many resources."""

    @property
    def home(self) -> Home:
        """The caller's account and Region."""
        return self.account, self.region

    @property
    def platform(self) -> Platform:
        """The resources that moto holds."""
        return self.world.platform

    @property
    def principal(self) -> Principal:
        """Who calls."""
        return self.world.platform.principal(self.access_key, self.home)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        return partition_of(self.region)

    def tags_of(self, resource_id: str) -> Mapping[str, str]:
        """The tags of a resource as the caller sees them."""
        return self.world.platform.tags(self.home, resource_id)

    def tag_list(self, resource_id: str) -> list[dict[str, str]]:
        """The tags of a resource as answers show them."""
        return [{"Key": key, "Value": value} for key, value in self.tags_of(resource_id).items()]

    def arn(self, resource_type: str, resource_id: str) -> str:
        """The ARN of a resource of the caller's."""
        return f"arn:{self.partition}:ec2:{self.region}:{self.account}:{resource_type}/{resource_id}"

    def add(self, resource: Resource) -> None:
        """Put a new resource into the world, with the tags that the request has for it."""
        self.world.add(resource)
        if self.tags:
            self.world.platform.put_tags(self.home, resource.id, self.tags)


def partition_of(region: str) -> str:
    """The partition of a Region."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


@dataclass(frozen=True, slots=True, eq=False)
class Handler:
    """A registered operation."""

    function: Callable[..., Any]
    model: model.Operation
    keywords: Mapping[str, str]
    """Wire name -> keyword of the members that the function reads."""
    creates: str | None
    page: tuple[int, int] | None
    page_clamps: bool
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]]
    unread: Mapping[str, str]

    @property
    def name(self) -> str:
        """AWS's name of the operation."""
        return self.model.name


_NEWER_OPERATIONS = frozenset(map(xform_name, OPERATIONS))

registry: dict[str, Handler] = {}
"""Every operation that is answered here, by AWS's name."""


@overload
def operation(function: F, /) -> F: ...
@overload
def operation(
    *,
    creates: str | None = None,
    page: tuple[int, int] | None = None,
    page_clamps: bool = True,
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]] | None = None,
    unread: Mapping[str, str] | None = None,
) -> Callable[[F], F]: ...
def operation(
    function: F | None = None,
    /,
    *,
    creates: str | None = None,
    page: tuple[int, int] | None = None,
    page_clamps: bool = True,
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]] | None = None,
    unread: Mapping[str, str] | None = None,
) -> F | Callable[[F], F]:
    """Answer the EC2 operation of the function's name with this function.

    Its keywords are members of the operation's input in snake case; another name is a `TypeError` at import. `creates` is
    the resource type that a tag specification may name, `page` the smallest and largest MaxResults (a larger one is cut
    with `page_clamps`, else refused), `refuse` maps a member to the error for a value that the model does not allow,
    `unread` gives the reason for each member that is deliberately not read. What only a
    newer botocore knows (`protocol.newer`) is left out.
    """

    def register(function: F) -> F:
        try:
            compiled = model.operation_by_python_name(function.__name__)
        except model.UnknownOperation:
            if function.__name__ in _NEWER_OPERATIONS:
                return function
            raise
        keywords = dict(_keywords(function, compiled))
        registry[compiled.name] = Handler(
            function, compiled, keywords, creates, page, page_clamps, refuse or {}, unread or {}
        )
        return function

    return register if function is None else register(function)


def _keywords(function: Callable[..., Any], compiled: model.Operation) -> Iterable[tuple[str, str]]:
    shape = compiled.input
    newer = {xform_name(member) for member in MEMBERS.get(shape.name if shape is not None else "", ())}
    for name, parameter in signature(function).parameters.items():
        if parameter.kind is not Parameter.KEYWORD_ONLY:
            continue
        wire = compiled.member_of.get(name)
        if wire is None and name in newer:
            continue
        if wire is None:
            raise TypeError(f"{function.__name__}: {name} is not a member of the input of {compiled.name}")
        yield wire, name


def unread_members(handler: Handler) -> tuple[str, ...]:
    """The input members that neither the function nor the pipeline reads."""
    read = PIPELINE_MEMBERS | handler.keywords.keys()
    return tuple(member for member in handler.model.keyword_of if member not in read)
