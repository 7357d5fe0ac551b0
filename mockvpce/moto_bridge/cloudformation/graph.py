"""The order in which a template's resources can be made: what is referred to comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

_IN_TEXT = re.compile(r"\$\{([^!}][^}.]*)[^}]*\}")
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
    named = set(_references(declaration.get("Properties")))
    depends_on = declaration.get("DependsOn") or ()
    named.update([depends_on] if isinstance(depends_on, str) else depends_on)
    return {one for one in named if one in declarations and one != name}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "Ref" and isinstance(value, str):
                yield value
            elif key == "Fn::GetAtt":
                yield from _of_get_att(value)
            elif key == "Fn::Sub":
                yield from _of_sub(value)
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _of_get_att(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value.partition(".")[0]]
    return [value[0], *_references(value[1:])] if value and isinstance(value[0], str) else ()


def _of_sub(value: Any) -> Iterator[str]:
    text, own = (value[0], value[1]) if isinstance(value, list) and len(value) > 1 else (value, {})
    if isinstance(text, str):
        yield from (name.strip() for name in _IN_TEXT.findall(text) if name.strip() not in own)
    yield from _references(own)
