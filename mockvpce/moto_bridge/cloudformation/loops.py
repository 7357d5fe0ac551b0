"""`Fn::ForEach` of the transform `AWS::LanguageExtensions`: a part of a template repeated for each item of a list."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.moto_bridge.cloudformation.asking import moto_error

if TYPE_CHECKING:
    from mockvpce.patching import Patches

_LOOP = "Fn::ForEach::"
_TRANSFORM = "AWS::LanguageExtensions"
_WRONG = "Transform AWS::LanguageExtensions failed with: {name} takes an identifier, a list and an object"
_SECTIONS = ("Conditions", "Resources", "Outputs")


def apply(patches: Patches) -> None:
    """Take the place of moto's maps of resources, which begin with a template and its parameters."""

    def wrap(parsing: Any) -> None:
        begin = parsing.ResourceMap.__init__
        patches.replace(parsing.ResourceMap, "__init__", _expanding(begin), "loops of templates")

    patches.when_imported("moto.cloudformation.parsing", wrap, needs="cloudformation")


def _expanding(begin: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(begin)
    def expand_and_begin(resource_map: Any, *args: Any, **kwargs: Any) -> None:
        template = kwargs.get("template")
        if template:
            expand(template, kwargs.get("parameters") or (args[2] if len(args) > 2 else {}))
        begin(resource_map, *args, **kwargs)

    return expand_and_begin


def expand(template: dict[str, Any], parameters: Mapping[str, Any]) -> None:
    """Write out the loops of a template in place; nothing where it does not have the transform."""
    named = template.get("Transform", ())
    if _TRANSFORM not in ([named] if isinstance(named, str) else named):
        return
    declared = template.get("Parameters", {})
    known = {name: parameters.get(name, one.get("Default")) for name, one in declared.items()}
    for section in _SECTIONS:
        if section in template:
            template[section] = _expanded(template[section], known)


def _expanded(node: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_expanded(one, known) for one in node]
    if not isinstance(node, Mapping):
        return node
    made: dict[str, Any] = {}
    for name, one in node.items():
        if name.startswith(_LOOP):
            if not _is_loop(one):
                raise moto_error("ValidationError", None, _WRONG.format(name=name))
            identifier, items, body = one
            for item in _items(items, known):
                made.update(_expanded(_with(body, identifier, item), known))
        else:
            made[name] = _expanded(one, known)
    return made


def _is_loop(given: Any) -> bool:
    kinds = (str, list | dict, Mapping)
    return isinstance(given, list) and len(given) == 3 and all(map(isinstance, given, kinds))


def _items(given: Any, known: Mapping[str, Any]) -> list[str]:
    """The items of a collection: a list, or a reference to a list parameter."""
    if isinstance(given, Mapping) and "Ref" in given:
        value = known.get(given["Ref"]) or ""
        return [one.strip() for one in value.split(",")] if isinstance(value, str) else list(value)
    return [item for one in given for item in (_items(one, known) if isinstance(one, Mapping) else [str(one)])]


def _with(node: Any, identifier: str, item: str) -> Any:
    """A part of a template with an item for the identifier, in keys and values."""
    if isinstance(node, str):
        plain = "".join(one for one in item if one.isalnum())
        return node.replace(f"${{{identifier}}}", item).replace(f"&{{{identifier}}}", plain)
    if isinstance(node, list):
        return [_with(one, identifier, item) for one in node]
    if isinstance(node, Mapping):
        if node == {"Ref": identifier}:
            return item
        return {_with(name, identifier, item): _with(one, identifier, item) for name, one in node.items()}
    return node
