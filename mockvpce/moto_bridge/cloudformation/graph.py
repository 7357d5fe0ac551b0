"""The order in which a template's resources can be made: what is referred to comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

_IN_TEXT = re.compile(r"\$\{([^!}.][^}.]*)(\.[^}]*)?\}")
Declarations = Mapping[str, Mapping[str, Any]]


def batches(declarations: Declarations) -> Iterator[tuple[str, ...]]:
    """Logical ids in batches, each of which refers only to earlier ones; `CycleError` where there is none."""
    sorter = TopologicalSorter({name: sorted(needs(declarations, name)) for name in declarations})
    sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        yield ready
        sorter.done(*ready)


def in_order(declarations: Declarations) -> list[str]:
    """Logical ids, what is referred to first; as they come where they refer to each other."""
    try:
        return [name for batch in batches(declarations) for name in batch]
    except CycleError:
        return list(declarations)


def needs(declarations: Declarations, name: str) -> set[str]:
    """The resources that one refers to or depends on."""
    declaration = declarations[name]
    named = {one for _, one in references(declaration.get("Properties"))}
    named.update(depends_on(declaration))
    return {one for one in named if one in declarations and one != name}


def names_itself(name: str, declaration: Mapping[str, Any]) -> bool:
    """Whether a resource refers to itself or depends on itself."""
    named = (one for _, one in references(declaration.get("Properties")))
    return name in depends_on(declaration) or name in named


def depends_on(declaration: Mapping[str, Any]) -> list[str]:
    """What a resource says that it depends on."""
    named = declaration.get("DependsOn") or []
    return [named] if isinstance(named, str) else list(named)


def references(node: Any) -> Iterator[tuple[str, str]]:
    """Function and name of every reference in properties: to resources, parameters and pseudo parameters."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "Ref" and isinstance(value, str):
                yield key, value
            elif key == "Fn::GetAtt":
                yield from _of_get_att(value)
            elif key == "Fn::Sub":
                yield from _of_sub(value)
            else:
                yield from references(value)
    elif isinstance(node, list):
        for item in node:
            yield from references(item)


def _of_get_att(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "Fn::GetAtt", value.partition(".")[0]
    elif isinstance(value, list) and value and isinstance(value[0], str):
        yield "Fn::GetAtt", value[0]
        yield from references(value[1:])


def _of_sub(value: Any) -> Iterator[tuple[str, str]]:
    text, own = (value[0], value[1]) if isinstance(value, list) and len(value) > 1 else (value, {})
    if isinstance(text, str):
        for name, attribute in _IN_TEXT.findall(text):
            if name.strip() not in own:
                yield "Fn::GetAtt" if attribute else "Fn::Sub", name.strip()
    yield from references(own)
