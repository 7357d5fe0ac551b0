"""Parameters of a template: given, by default, or from the Parameter Store, and held against what the template says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from mockvpce.moto_bridge.cloudformation.asking import moto_error
from mockvpce.moto_bridge.cloudformation.values import text

if TYPE_CHECKING:
    from mockvpce.patching import Patches

_STORED = "AWS::SSM::Parameter::Value<"
_TYPES = re.compile(r"String|Number|CommaDelimitedList|List<.+>|AWS::.+")
_MISSING = "Parameters: [{names}] must have values"
_UNKNOWN = "Parameters: [{names}] do not exist in the template"
_NOT_STORED = "Unable to fetch parameters [{names}] from parameter store for this account."
_TYPELESS = "Template format error: Every Parameters object must contain a Type member."
_CONSTRAINT = "Parameter {name} failed to satisfy constraint: {text}"


def apply(patches: Patches) -> None:
    """Take the place of moto's loading of parameters, once somebody imports it."""

    def in_parser(parsing: Any) -> None:
        patches.replace(parsing.ResourceMap, "load_parameters", load, "parameters of their declared types")

    def in_models(models: Any) -> None:
        kind = getattr(models, "Stack", None) or models.FakeStack
        patches.replace(kind, "stack_parameters", property(_given), "previous values of parameters, as they were given")
        if hasattr(kind, "parameter_list"):
            patches.replace(kind, "parameter_list", property(_listed_of), "parameters beside what they stand for")

    patches.when_imported("moto.cloudformation.parsing", in_parser, needs="cloudformation")
    patches.when_imported("moto.cloudformation.models", in_models, needs="cloudformation")


def load(resource_map: Any) -> None:
    """Find the values of all parameters of a map's template; raises moto's `ValidationError`."""
    declared: Mapping[str, Any] = resource_map._template.get("Parameters") or {}  # noqa: SLF001 - moto's only way
    _check_declared(declared)
    has_template = bool(resource_map._template)  # noqa: SLF001 - a stack that waits for its first change set has none
    given = resource_map.input_parameters if has_template else {}
    unknown = [name for name in given if name not in declared]
    if unknown:
        _refuse(_UNKNOWN.format(names=", ".join(unknown)))
    wanted = {name: given.get(name, one.get("Default")) for name, one in declared.items()}
    missing = [name for name, value in wanted.items() if value is None]
    if missing:
        _refuse(_MISSING.format(names=", ".join(missing)))
    found = _stored(resource_map, declared, wanted)
    resolved = {name: _value(str(declared[name]["Type"]), value) for name, value in found.items()}
    for name, one in declared.items():
        _check(name, one, resolved[name])
    resource_map.no_echo_parameter_keys = [name for name, one in declared.items() if text(one.get("NoEcho")) == "true"]
    resource_map.given_parameters = {name: _as_given(value) for name, value in wanted.items()}
    resource_map.resolved_parameters = resolved
    resource_map._parsed_resources.update(resolved)  # noqa: SLF001 - moto's only way


def _given(stack: Any) -> dict[str, str]:
    given: dict[str, str] = vars(stack.resource_map).get("given_parameters", stack.resource_map.resolved_parameters)
    return given


def _listed_of(stack: Any) -> list[dict[str, str]]:
    return listed(stack.resource_map)


def listed(resource_map: Any) -> list[dict[str, str]]:
    """The parameters of a map as DescribeStacks and DescribeChangeSet show them."""
    declared = resource_map._template.get("Parameters") or {}  # noqa: SLF001 - moto's only way
    hidden = resource_map.no_echo_parameter_keys
    found = []
    for name, value in vars(resource_map).get("given_parameters", {}).items():
        shown = {"ParameterKey": name, "ParameterValue": "****" if name in hidden else value}
        if is_stored(declared[name]):
            shown["ResolvedValue"] = _as_given(resource_map.resolved_parameters[name])
        found.append(shown)
    return found


def _as_given(value: Any) -> str:
    return ",".join(map(text, value)) if isinstance(value, list) else text(value)


def is_stored(declared: Mapping[str, Any]) -> bool:
    """Whether a parameter's value is the name of one in the Parameter Store."""
    return str(declared.get("Type", "")).startswith(_STORED)


def _check_declared(declared: Mapping[str, Any]) -> None:
    for name, one in declared.items():
        if not isinstance(one, Mapping) or not isinstance(one.get("Type"), str):
            _refuse(_TYPELESS)
        if not _TYPES.fullmatch(one["Type"]):
            _refuse(f"Template format error: Unrecognized parameter type: {one['Type']}")
        if isinstance(one.get("Default"), Mapping | list):
            _refuse("Template format error: Every Default member must be a string.")
        if not isinstance(one.get("AllowedValues", []), list):
            _refuse(f"Template format error: Parameter {name} AllowedValues must be a list.")
        try:
            re.compile(text(one.get("AllowedPattern", "")))
        except re.error:
            _refuse(f"Template format error: Parameter {name} AllowedPattern is no regular expression.")


def _stored(resource_map: Any, declared: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with those of the Parameter Store for names in it."""
    store = import_module("moto.ssm.models").ssm_backends
    backend = store[resource_map._account_id][resource_map._region_name]  # noqa: SLF001 - moto's only way
    found, missing = dict(wanted), []
    for name, value in wanted.items():
        if is_stored(declared[name]):
            parameter = backend.get_parameter(text(value))
            if parameter is None:
                missing.append(text(value))
            else:
                found[name] = parameter.value
    if missing:
        _refuse(_NOT_STORED.format(names=", ".join(missing)))
    return found


def _value(kind: str, value: Any) -> Any:
    """A parameter's value: items of lists are trimmed, a default is of the declared type."""
    if kind == "CommaDelimitedList" or "List<" in kind or kind == f"{_STORED}CommaDelimitedList>":
        items = value.split(",") if isinstance(value, str) else value
        items = items if isinstance(items, list) else [items]
        trimmed = [one.strip() if isinstance(one, str) else one for one in items]
        return [_number(one) for one in trimmed] if kind == "List<Number>" else trimmed
    if kind == "Number":
        return _number(value)
    return value if isinstance(value, list) else text(value)


def _number(value: Any) -> Any:
    """A number of text, an integer where it is one; the text where it is no number."""
    if isinstance(value, int | float):
        return value
    for kind in (int, float):
        with suppress(TypeError, ValueError):
            return kind(value)
    return value


# what a template says of its parameters ------------------------------------------------------------------------------


def _check(name: str, declared: Mapping[str, Any], value: Any) -> None:
    wrong = next(_wrong(declared, value), None)
    if wrong is None:
        return
    described = declared.get("ConstraintDescription")
    _refuse(_CONSTRAINT.format(name=name, text=described) if described else f"Parameter '{name}' {wrong}")


def _wrong(declared: Mapping[str, Any], value: Any) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    kind = str(declared["Type"])
    allowed = declared.get("AllowedValues")
    if allowed and any(text(one) not in [text(item) for item in allowed] for one in values):
        yield "must be one of AllowedValues"
    for one in values:
        if kind in ("Number", "List<Number>"):
            yield from _wrong_number(declared, one)
        elif kind == "String":
            yield from _wrong_text(declared, text(one))


def _wrong_number(declared: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, int | float):
        yield "must be a number"
        return
    if "MinValue" in declared and value < float(declared["MinValue"]):
        yield f"must be a number not less than {declared['MinValue']}"
    if "MaxValue" in declared and value > float(declared["MaxValue"]):
        yield f"must be a number not greater than {declared['MaxValue']}"


def _wrong_text(declared: Mapping[str, Any], value: str) -> Iterator[str]:
    if "AllowedPattern" in declared and not re.fullmatch(str(declared["AllowedPattern"]), value):
        yield f"must match pattern {declared['AllowedPattern']}"
    if "MinLength" in declared and len(value) < int(declared["MinLength"]):
        yield f"must contain at least {declared['MinLength']} characters"
    if "MaxLength" in declared and len(value) > int(declared["MaxLength"]):
        yield f"must contain at most {declared['MaxLength']} characters"


def _refuse(message: str) -> NoReturn:
    raise moto_error("ValidationError", None, message)
