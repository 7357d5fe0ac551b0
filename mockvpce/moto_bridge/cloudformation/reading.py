"""Templates as CloudFormation reads them, for every way in: stacks, change sets, nested stacks, stack sets, summaries.

YAML 1.1 without dates, with CloudFormation's short forms around anything; aliases and nulls are refused. Of a key that comes
twice the last counts, as in AWS (recorded with ValidateTemplate and GetTemplateSummary, for YAML and JSON).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

from moto.utilities.utils import get_partition

if TYPE_CHECKING:
    from mockvpce.patching import Patches

_TAG = "tag:yaml.org,2002:"
_SHORT_FOR_ITSELF = {"!Ref": "Ref", "!Condition": "Condition"}


def apply(patches: Patches) -> None:
    """Take the place of the YAML that moto's modules read templates with, once somebody imports them."""

    def wrap(module: Any) -> None:
        patches.replace(module, "yaml", _InPlaceOfYaml(), "templates read as CloudFormation reads them")

    for name in ("moto.cloudformation.models", "moto.cloudformation.responses"):
        patches.when_imported(name, wrap, needs="cloudformation")


class _InPlaceOfYaml(SimpleNamespace):
    """What moto's modules use of `yaml`."""

    Loader = None

    @staticmethod
    def add_multi_constructor(*_: Any) -> None:
        """Short forms are read without it."""

    @staticmethod
    def load(text: str, **_: Any) -> Any:
        """Read a template."""
        return template(text)


def template(text: str) -> dict[str, Any]:
    """A template, JSON or YAML, in long form: names are text, numbers and booleans those that YAML sees.

    What CloudFormation cannot read is moto's `ValidationError` in CloudFormation's words.
    """
    read = _json(text) if text.lstrip().startswith("{") else _yaml(text)
    if not isinstance(read, dict):
        _refuse("Template format error: unsupported structure.")
    if not read:
        _refuse("Template format error: At least one Resources member must be defined.")
    for path in _nulls(read):
        _refuse(f"[{path}] 'null' values are not allowed in templates")
    return read


def body_of(backend: Any, given: Mapping[str, Any]) -> str:
    """The text of the template of a request, in itself or at an address."""
    if given.get("TemplateURL"):
        fetch = import_module("moto.cloudformation.utils").get_stack_from_s3_url
        partition = get_partition(backend.region_name)
        found: str = fetch(given["TemplateURL"], account_id=backend.account_id, partition=partition)
        return found
    if not given.get("TemplateBody"):
        _refuse("Either Template URL or Template Body must be specified.")
    return str(given["TemplateBody"])


def _json(text: str) -> Any:
    try:
        return _long(json.loads(text))
    except json.JSONDecodeError as error:
        try:
            return _yaml(text)
        except _refusal():
            place = f"(line {error.lineno}, column {error.colno})"
            _refuse(f"Template format error: JSON not well-formed. {place}")


def _long(value: Any) -> Any:
    """JSON as it is, but `Fn::GetAtt` of text as a list."""
    if isinstance(value, list):
        return [_long(one) for one in value]
    if isinstance(value, dict):
        return {name: _function(name, _long(one)) for name, one in value.items()}
    return value


def _function(name: str, value: Any) -> Any:
    return value.split(".", 1) if name == "Fn::GetAtt" and isinstance(value, str) else value


def _yaml(text: str) -> Any:
    yaml: Any = import_module("yaml")
    try:
        return _Reader().value(yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        _refuse(f"Template format error: YAML not well-formed.{place}")


class _Reader:
    """One template's nodes of YAML, made values."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def value(self, node: Any) -> Any:
        """What a node stands for: of a short form the function, of an empty text None."""
        if node is None:
            return None
        if id(node) in self._seen:
            _refuse("Template error: YAML aliases are not allowed in CloudFormation templates")
        self._seen.add(id(node))
        tag = node.tag
        if tag.startswith("!") and len(tag) > 1:
            name = _SHORT_FOR_ITSELF.get(tag, f"Fn::{tag[1:]}")
            return {name: _function(name, self._content(node))}
        return self._content(node)

    def _content(self, node: Any) -> Any:
        if node.id == "mapping":
            pairs = ((self._name(key), value) for key, value in node.value)
            return {name: _function(name, self.value(value)) for name, value in pairs}
        if node.id == "sequence":
            return [self.value(one) for one in node.value]
        return _scalar(node)

    def _name(self, key: Any) -> str:
        self._seen.add(id(key))
        return key.value if key.id == "scalar" else json.dumps(self._content(key))


def _scalar(node: Any) -> Any:
    """The value of what YAML takes for a number, a boolean or null; the text of all else, of dates too."""
    made = _scalars().get(node.tag.removeprefix(_TAG))
    return node.value if made is None else made(node)


@cache
def _scalars() -> dict[str, Any]:
    made = import_module("yaml.constructor").SafeConstructor()
    return {
        "bool": made.construct_yaml_bool,
        "int": made.construct_yaml_int,
        "float": made.construct_yaml_float,
        "null": made.construct_yaml_null,
    }


def _nulls(value: Any, path: str = "") -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _nulls(one, f"{path}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _nulls(one, f"{path}/{number}")


def _refusal() -> type[Exception]:
    kind: type[Exception] = import_module("moto.cloudformation.exceptions").ValidationError
    return kind


def _refuse(message: str) -> NoReturn:
    kind: Any = _refusal()
    raise kind(message=message)
