"""botocore's EC2 model, compiled once a process.

Everything that can be known about an operation without writing it by hand is here: its members and their Python
names, what is required, which filters its documentation lists, how it pages, which waiters poll it. Nothing is loaded
before it is asked for; the model itself costs about 0.1 s, once.

Source: the data files that botocore ships for EC2 (service-2, paginators-1, waiters-2).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from botocore import xform_name
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape
from botocore.model import OperationNotFoundError as _AbsentFromModel

from mockvpce.protocol.data_files import shared_loader

SERVICE = "ec2"


class UnknownOperation(KeyError):  # noqa: N818 -- the name already says what is wrong
    """EC2 has no operation of this name, or the installed botocore does not know it yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"the EC2 model of the installed botocore has no operation {self.name!r}"


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an operation pages; all names are members as a boto3 caller writes them."""

    input_token: str
    output_token: str
    limit_key: str | None
    result_keys: tuple[str, ...]
    """Output lists that are cut into pages; the first one counts for the limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One EC2 operation as botocore describes it; there is one object per operation, so it can be a key."""

    name: str
    """AWS's name: `CreateVpcEndpoint`."""
    python_name: str
    """boto3's name: `create_vpc_endpoint`."""
    input: StructureShape | None
    output: StructureShape | None
    keyword_of: Mapping[str, str]
    """Input member to Python keyword: `VpcEndpointIds` to `vpc_endpoint_ids`."""
    member_of: Mapping[str, str]
    """Python keyword to input member, the inverse of `keyword_of`."""
    required: tuple[str, ...]
    """Required input members, in the model's order."""
    has_dry_run: bool
    has_client_token: bool
    has_tag_specifications: bool

    @property
    def filters(self) -> tuple[str, ...]:
        """Documented filter names in the documentation's order; `tag:` stands for `tag:<key>`."""
        return _documented_filters(self.input)

    @property
    def pagination(self) -> Pagination | None:
        """The paginator's definition, or one derived from the members where botocore has none."""
        return _pagination(self.name)

    @property
    def waiters(self) -> tuple[str, ...]:
        """Names of the waiters that call this operation, as in `waiters-2`: `VpcPeeringConnectionExists`."""
        return _waiters_by_operation().get(self.name, ())


@cache
def service() -> ServiceModel:
    """EC2's service model, of the newest API version that botocore has."""
    return ServiceModel(shared_loader().load_service_model(SERVICE, "service-2"), SERVICE)


@cache
def operation(name: str) -> Operation:
    """The operation of this AWS name; `UnknownOperation` (a `KeyError`) if the model has none."""
    try:
        described = service().operation_model(name)
    except _AbsentFromModel:
        raise UnknownOperation(name) from None
    return _compile(described)


def operation_by_python_name(name: str) -> Operation:
    """The operation that boto3 calls so; `UnknownOperation` (a `KeyError`) if the model has none."""
    try:
        aws_name = _aws_names()[name]
    except KeyError:
        raise UnknownOperation(name) from None
    return operation(aws_name)


def operation_names() -> tuple[str, ...]:
    """AWS names of all EC2 operations."""
    return tuple(service().operation_names)


def query_name(member_name: str, shape: Shape) -> str:
    """The name of an input member on the wire: queryName; else locationName, else its own, with a capital letter."""
    names = shape.serialization
    if "queryName" in names:
        return str(names["queryName"])
    name = str(names.get("name", member_name))
    return name[:1].upper() + name[1:]


@cache
def _aws_names() -> dict[str, str]:
    return {xform_name(name): name for name in service().operation_names}


def _compile(described: OperationModel) -> Operation:
    shape = described.input_shape
    members: Mapping[str, Shape] = shape.members if shape is not None else {}
    keyword_of = {member: xform_name(member) for member in members}
    return Operation(
        name=described.name,
        python_name=xform_name(described.name),
        input=shape,
        output=described.output_shape,
        keyword_of=MappingProxyType(keyword_of),
        member_of=MappingProxyType({keyword: member for member, keyword in keyword_of.items()}),
        required=tuple(shape.required_members) if shape is not None else (),
        has_dry_run="DryRun" in members,
        has_client_token="ClientToken" in members,
        has_tag_specifications="TagSpecifications" in members,
    )


# The start of a list item names the filter, in <code> or (network insights) plainly before a dash.
_ITEM_OR_LIST = re.compile(
    r"<(?P<list>/?ul)>|<li>\s*(?:<p>\s*)?(?:<code>(?P<code>[^<]*)</code>|(?P<plain>[\w.:-]+) - )"
)


@cache
def _documented_filters(shape: StructureShape | None) -> tuple[str, ...]:
    members: Mapping[str, Shape] = shape.members if shape is not None else {}
    described = members.get("Filters") or members.get("Filter")
    if described is None or described.type_name != "list":
        return ()
    # A dict keeps the order and drops filters that a page documents twice.
    return tuple(dict.fromkeys(_filter_names(described.documentation)))


def _filter_names(documentation: str) -> Iterator[str]:
    """Names from the items of top-level lists only: a nested list enumerates values."""
    depth = 0
    for match in _ITEM_OR_LIST.finditer(documentation):
        if match["list"]:
            depth += 1 if match["list"] == "ul" else -1
        elif depth == 1:
            name = html.unescape(match["code"] or match["plain"]).strip()
            # "tag" comes as tag:<key>, as tag with :<key> outside of the <code>, and bare.
            yield "tag:" if name == "tag" or name.startswith("tag:") else name


@cache
def _paginators() -> dict[str, Any]:
    return dict(shared_loader().load_service_model(SERVICE, "paginators-1")["pagination"])


@cache
def _pagination(name: str) -> Pagination | None:
    described = _paginators().get(name)
    if described is None:
        return _derived_pagination(operation(name))
    result = described["result_key"]
    return Pagination(
        input_token=described["input_token"],
        output_token=described["output_token"],
        limit_key=described.get("limit_key"),
        result_keys=(result,) if isinstance(result, str) else tuple(result),
    )


def _derived_pagination(described: Operation) -> Pagination | None:
    if described.output is None or not {"MaxResults", "NextToken"} <= described.keyword_of.keys():
        return None
    members = described.output.members
    lists = tuple(member for member, shape in members.items() if shape.type_name == "list")
    if "NextToken" not in members or len(lists) != 1:
        return None
    return Pagination("NextToken", "NextToken", "MaxResults", lists)


@cache
def _waiters_by_operation() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for waiter, described in shared_loader().load_service_model(SERVICE, "waiters-2")["waiters"].items():
        names[described["operation"]] = (*names.get(described["operation"], ()), waiter)
    return names
