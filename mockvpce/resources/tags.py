"""CreateTags, DeleteTags and DescribeTags, for what is ours and for what is moto's alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mockvpce.engine import tagging
from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import operation
from mockvpce.engine.pipeline import check_tags
from mockvpce.engine.resource_types import types
from mockvpce.protocol import errors
from mockvpce.protocol.errors import EC2Error, ErrorSpec
from mockvpce.protocol.filters import OWN_ID, Condition, Field, Filters

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

INVALID_ID = ErrorSpec("InvalidID", "The ID '{id}' is not valid", "R for endpoint connections")
UNKNOWN = ErrorSpec("Invalid{thing}Id.NotFound", "The {words} Id '{id}' does not exist", "R for endpoints, else I")
NO_RESOURCE = ErrorSpec("MissingParameter", "The request must contain the parameter resourceIdSet", "R EC2-wide")
NULL_VALUE = ErrorSpec("InvalidParameterValue", "Tag value cannot be null. Use empty string instead.", "D")
FILTER = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I EC2-wide wording")

_ID = re.compile(r"([a-z]+-)*[0-9a-f-]{8,36}")
_RESERVED = "aws:"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of one resource."""

    resource_id: str
    resource_type: str
    key: str
    value: str


FILTERS: Filters[Tag] = Filters(
    {
        "key": lambda tag: tag.key,
        "resource-id": Field(lambda tag: tag.resource_id, OWN_ID),
        "resource-type": lambda tag: tag.resource_type,
        "value": lambda tag: tag.value,
    },
    unknown=lambda name: FILTER(name=name),
)


@operation(refuse={"Resources": NO_RESOURCE})
def create_tags(call: Call, *, resources: Sequence[str], tags: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Set tags on all of the resources, or on none."""
    wanted = _read(tags)
    _require_taggable(call, resources)
    for resource_id in resources:
        present = {key: value for key, value in call.tags_of(resource_id).items() if not key.startswith(_RESERVED)}
        check_tags(wanted, present)
    for resource_id in resources:
        call.platform.tags.put(call.home, resource_id, wanted)
    return {}


@operation(refuse={"Resources": NO_RESOURCE})
def delete_tags(
    call: Call, *, resources: Sequence[str], tags: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Take tags off: those of a key, of a key with that value, or without `tags` all that users set."""
    for tag in tags or ():
        if not tag.get("Key"):
            raise errors.TAG_KEY_MISSING()
        if tag["Key"].lower().startswith(_RESERVED):
            raise errors.TAG_KEY_RESERVED()
    _require_well_formed(call, resources)
    for resource_id in resources:
        present = call.tags_of(resource_id)
        if tags:
            gone = [tag["Key"] for tag in tags if tag.get("Value") in (None, present.get(tag["Key"]))]
        else:
            gone = [key for key in present if not key.startswith(_RESERVED)]
        call.platform.tags.drop(call.home, resource_id, gone)
    return {}


@operation(filters=FILTERS, page=(5, 1000))
def describe_tags(call: Call, *, filters: Sequence[Mapping[str, Any]] | None = None) -> Listing[Tag]:
    """The tags of every resource that the caller has."""
    query = FILTERS.read([one for one in filters or () if not _is_pair(one)])
    for one in filters or ():
        # Here `tag:<key>` asks for the tag itself, not for a resource that has it.
        if _is_pair(one):
            query.tests.append((_value_of(one["Name"].removeprefix("tag:")), Condition(one.get("Values", ()))))
    narrowed = None if query.index is not None else _ids(call, filters or ())
    store = call.platform.tags.all(call.home)
    ids = sorted(store.keys() & {*map(str, query.index[1])}) if query.index is not None else narrowed or []

    def pairs(after: int) -> Iterator[tuple[int, Tag]]:
        """From the place of the last one, without a look at those before it."""
        first, done = divmod(after, _MOST)
        places: Iterator[tuple[int, str]] = enumerate(islice(ids, first, None), first)
        for place, resource_id in places:
            for number, tag in enumerate(_tags_of(call, resource_id, store.get(resource_id, _NONE)), 1):
                if (place > first or number > done) and query.accepts(tag):
                    yield place * _MOST + number, tag

    return Listing(pairs, {"Tags": _view})


_NONE: Mapping[str, str] = MappingProxyType({})
_MOST = 1 << 16
"""More than a resource has tags: tag n of resource m stands at m times this plus n."""


def _ids(call: Call, filters: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids that may have such a tag: those of the first filter that asks for a key, else all."""
    tags = call.platform.tags
    for one in filters:
        condition = Condition(one.get("Values", ()))
        if _is_pair(one):
            return tags.having(call.home, one["Name"].removeprefix("tag:"), condition)
        if one.get("Name") == "key":
            return tags.having_a_key(call.home, condition)
    return list(tags.all(call.home))


def _read(tags: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for tag in tags:
        key = tag.get("Key") or ""
        if tag.get("Value") is None:
            raise NULL_VALUE()
        if key in wanted:
            raise errors.TAG_KEY_TWICE(key=key)
        wanted[key] = tag["Value"]
    check_tags(wanted)
    return wanted


def _require_taggable(call: Call, resource_ids: Sequence[str]) -> None:
    """Refuse ids that are no id, or that belong to nothing the caller sees."""
    foreign = _require_well_formed(call, resource_ids)
    for resource_id in foreign:
        resource_type = call.platform.tags.type_of(resource_id)
        if types.get(resource_type) is not None:
            raise _unknown(resource_id, resource_type)
    if foreign:
        call.platform.tags.require_taggable(call.home, foreign)


def _require_well_formed(call: Call, resource_ids: Sequence[str]) -> list[str]:
    """The ids that are not ours, all of a form that EC2 has."""
    if not resource_ids:
        raise NO_RESOURCE()
    foreign = [one for one in resource_ids if tagging.type_of(call.world, call.home, one) is None]
    for one in foreign:
        if not _ID.fullmatch(one) or not call.platform.tags.type_of(one):
            raise INVALID_ID(id=one)
    return foreign


def _unknown(resource_id: str, resource_type: str) -> EC2Error:
    declared = types.get(resource_type)
    if declared is not None and declared.unknown is not None:
        return declared.unknown(id=resource_id)
    words = resource_type.replace("-", " ").title()
    return UNKNOWN(id=resource_id, words=words, thing=words.replace(" ", ""))


def _is_pair(given: Mapping[str, Any]) -> bool:
    return str(given.get("Name", "")).startswith("tag:")


def _value_of(key: str) -> Any:
    return lambda tag: tag.value if tag.key == key else None


def _tags_of(call: Call, resource_id: str, tags: Mapping[str, str]) -> list[Tag]:
    resource_type = tagging.type_of_stored(call.world, resource_id) or call.platform.tags.type_of(resource_id)
    return [Tag(resource_id, resource_type, key, value) for key, value in tags.items()]


def _view(tag: Tag) -> dict[str, str]:
    return {"Key": tag.key, "ResourceId": tag.resource_id, "ResourceType": tag.resource_type, "Value": tag.value}
