"""The section Rules: assertions about parameters, which hold before anything is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation.functions import Resolver

_LOOKING_UP = ("Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll")
"""Functions that look up what parameters name; what they decide is taken to hold."""


def broken(resource_map: Any) -> Iterator[str]:
    """What each assertion says that does not hold."""
    resolver = Resolver(resource_map, _no_resources)
    for name, rule in (resource_map._template.get("Rules") or {}).items():  # noqa: SLF001 - moto's only way
        if "RuleCondition" in rule and not _holds(resolver, rule["RuleCondition"]):
            continue
        for one in rule.get("Assertions", []):
            if not _holds(resolver, one["Assert"]):
                yield one.get("AssertDescription") or f"The rule {name} does not hold"


def _holds(resolver: Resolver, node: Any) -> bool:
    return _looks_up(node) or resolver.condition(node)


def _looks_up(node: Any) -> bool:
    if isinstance(node, Mapping):
        return any(name in _LOOKING_UP or _looks_up(one) for name, one in node.items())
    return isinstance(node, list) and any(_looks_up(one) for one in node)


def _no_resources(node: Any, resource_map: Any) -> Any:
    """Rules refer to parameters only."""
    return resource_map[node["Ref"]]
