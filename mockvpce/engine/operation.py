"""`@operation`: the one place where a Python function becomes an EC2 operation; and `Call`, what the function is given."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, TypeVar, overload

from botocore import xform_name

from mockvpce.engine.call_log import advise
from mockvpce.engine.listing import Listing, select
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import check_ids
from mockvpce.protocol import model
from mockvpce.protocol.errors import EC2Error, ErrorSpec
from mockvpce.protocol.model_additions import MEMBERS, OPERATIONS

if TYPE_CHECKING:
    from mockvpce.engine.platform import Platform, Principal
    from mockvpce.engine.resource import Home
    from mockvpce.engine.world import World
    from mockvpce.protocol.filters import Filters

R = TypeVar("R", bound=Resource)
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
        return self.world.platform.identities.behind(self.access_key, self.home)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        return partition_of(self.region)

    def tags_of(self, resource_id: str) -> Mapping[str, str]:
        """The tags of a resource as the caller sees them."""
        return self.world.platform.tags.of(self.home, resource_id)

    def tag_list(self, resource_id: str) -> list[dict[str, str]]:
        """The tags of a resource as answers show them."""
        tags = self.tags_of(resource_id)
        return [{"Key": key, "Value": value} for key, value in tags.items()] if tags else []

    def arn(self, resource_type: str, resource_id: str) -> str:
        """The ARN of a resource of the caller's."""
        return f"arn:{self.partition}:ec2:{self.region}:{self.account}:{resource_type}/{resource_id}"

    def new(self, kind: type[R], **members: Any) -> R:
        """A resource of the caller's with an id of its own, not yet in the world."""
        return kind(
            id=self.world.ids.resource(kind.declared.prefix),
            account=self.account,
            region=self.region,
            created=self.world.clock.now(),
            **members,
        )

    def add(self, resource: Resource, state: str) -> None:
        """Put a new resource into the world in its first state, with the tags that the request has for it."""
        resource.state = state
        self.world.add(resource)
        if self.tags:
            self.world.platform.tags.put(self.home, resource.id, self.tags)
        self.world.begin(resource, state)

    def create(self, kind: type[R], state: str, **members: Any) -> R:
        """A new resource of the caller's, in the world in its first state, with the tags that the request has for it."""
        made = self.new(kind, **members)
        self.add(made, state)
        return made

    def own(self, kind: type[R], resource_id: str) -> R:
        """The resource of that id, which the caller sees; else the errors that its class declares."""
        declared = kind.declared
        if declared.malformed is not None:
            check_ids([resource_id], declared.prefix, declared.malformed)
        found = self.world.table(kind).seen_from(self.home, resource_id)
        if found is None:
            raise self._unknown(kind, resource_id)
        return found

    def listing(
        self,
        kind: type[R],
        ids: Sequence[str] | None,
        filters: Sequence[Mapping[str, Any]] | None,
        views: Mapping[str, Callable[[Call, R], Any]],
        within: tuple[str, Hashable] | None = None,
    ) -> Listing[R]:
        """The resources that the caller sees, by id or by the filters that the operation declares; `views` by result key.

        `within`: those under one key of an index, such as the parts of one resource.
        """
        table = registry[self.operation].filters
        if table is None:
            raise TypeError(f"{self.operation} declares no filters")
        declared = kind.declared
        if declared.malformed is not None:
            check_ids(ids or (), declared.prefix, declared.malformed)
        found = select(
            self,
            kind,
            ids=ids,
            filters=filters,
            table=table,
            not_found=lambda one: self._unknown(kind, one),
            within=within,
        )
        return Listing(found, {key: partial(view, self) for key, view in views.items()})

    def _unknown(self, kind: type[Resource], resource_id: str) -> EC2Error:
        """The error for an id that the caller does not see; a note says who does."""
        declared = kind.declared
        if declared.unknown is None:
            raise TypeError(f"{kind.__name__} declares no error for an unknown id")
        found = self.world.table(kind).get(resource_id)
        if found is not None and found.homes:
            seen = " and ".join(f"{account} in {region}" for account, region in found.homes)
            advise(f"{resource_id} is of {seen}; this call is of {self.account} in {self.region}")
        return declared.unknown(id=resource_id)

    def check_quota(self, quota: tuple[str, int], taken: int, refusal: ErrorSpec | EC2Error) -> None:
        """Refuse where the account has all that a quota, a code and AWS's default value, allows in the Region."""
        allowed = self.world.quota(self.home, *quota)
        if allowed is not None and taken >= allowed:
            raise refusal if isinstance(refusal, EC2Error) else refusal(limit=allowed)


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
    lists: type[Resource] | None
    filters: Filters[Any] | None
    page: tuple[int, int] | None
    page_clamps: bool
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]]
    unread: Mapping[str, str]
    reads: frozenset[str]

    @property
    def name(self) -> str:
        """AWS's name of the operation."""
        return self.model.name

    @property
    def echoes_token(self) -> bool:
        """Whether the answer repeats the ClientToken of the request, as its shape says."""
        output = self.model.output
        return output is not None and "ClientToken" in output.members


_NEWER_OPERATIONS = frozenset(map(xform_name, OPERATIONS))

registry: dict[str, Handler] = {}
"""Every operation that is answered here, by AWS's name."""


@overload
def operation(function: F, /) -> F: ...
@overload
def operation(
    *,
    creates: type[Resource] | str | None = None,
    lists: type[Resource] | None = None,
    filters: Filters[Any] | None = None,
    page: tuple[int, int] | None = None,
    page_clamps: bool = True,
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]] | None = None,
    unread: Mapping[str, str] | None = None,
    reads: Iterable[str] = (),
) -> Callable[[F], F]: ...
def operation(
    function: F | None = None,
    /,
    *,
    creates: type[Resource] | str | None = None,
    lists: type[Resource] | None = None,
    filters: Filters[Any] | None = None,
    page: tuple[int, int] | None = None,
    page_clamps: bool = True,
    refuse: Mapping[str, ErrorSpec | Callable[..., EC2Error]] | None = None,
    unread: Mapping[str, str] | None = None,
    reads: Iterable[str] = (),
) -> F | Callable[[F], F]:
    """Answer the EC2 operation of the function's name with this function.

    Its keywords are members of the operation's input in snake case; another name is a `TypeError` at import. `creates` is
    the class of resources, or the type, that a tag specification may name; `lists` the class that a Describe shows, by
    the table `filters`; `page` the smallest and largest MaxResults (a larger one is cut
    with `page_clamps`, else refused), `refuse` maps a member to the error for a value that the model does not allow,
    `unread` gives the reason for each member that is deliberately not read, `reads` the members that the function finds in
    `call.given` by a table of its own. What only a newer botocore knows (`protocol.newer`) is left out.
    """
    found = frozenset(reads)

    def register(function: F) -> F:
        try:
            compiled = model.operation_by_python_name(function.__name__)
        except model.UnknownOperation:
            if function.__name__ in _NEWER_OPERATIONS:
                return function
            raise
        keywords = dict(_keywords(function, compiled))
        _check_members(found, compiled)
        tagged = creates if isinstance(creates, str | None) else creates.type
        registry[compiled.name] = Handler(
            function, compiled, keywords, tagged, lists, filters, page, page_clamps, refuse or {}, unread or {}, found
        )
        return function

    return register if function is None else register(function)


def _newer_members(compiled: model.Operation) -> Iterable[str]:
    """The input members that only a newer botocore than the installed one may know."""
    shape = compiled.input
    return MEMBERS.get(shape.name if shape is not None else "", ())


def _check_members(members: Iterable[str], compiled: model.Operation) -> None:
    for one in members:
        if one not in compiled.keyword_of and one not in _newer_members(compiled):
            raise TypeError(f"{one} is not a member of the input of {compiled.name}")


def _keywords(function: Callable[..., Any], compiled: model.Operation) -> Iterable[tuple[str, str]]:
    newer = set(map(xform_name, _newer_members(compiled)))
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
    read = PIPELINE_MEMBERS | handler.reads | handler.keywords.keys()
    return tuple(member for member in handler.model.keyword_of if member not in read)
