"""Descriptions of group rules that name prefix lists or groups: moto forgets the former, and shows neither with a rule.

Older moto, whose rules have many peers each, keeps what it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moto.ec2.models import EC2Backend, security_groups

_WHY = "rules of prefix lists and groups have descriptions"
_LIST = "PrefixListId"


def wrap_rule_descriptions(wrap: Callable[..., None]) -> None:
    """Keep the descriptions, and show them."""
    rule = getattr(security_groups, "SecurityGroupRule", None)
    group = security_groups.SecurityGroup
    if rule is None or not hasattr(group, "_flattened_rules") or not hasattr(EC2Backend, "_sg_update_description"):
        return
    wrap(rule, "__init__", _keeping(rule.__init__), _WHY)
    wrap(rule, "description", property(_description), _WHY)
    wrap(group, "_flattened_rules", _showing(group._flattened_rules), _WHY)  # noqa: SLF001 - what answers are made of
    update = EC2Backend._sg_update_description  # noqa: SLF001 - where moto changes descriptions
    wrap(EC2Backend, "_sg_update_description", _updating(update), _WHY)


def _keeping(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(rule: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - takes the place of one
        original(rule, *args, **kwargs)
        if rule.prefix_list_id:
            given = [one for one in (*args, *kwargs.values()) if isinstance(one, Mapping) and _LIST in one]
            rule.prefix_list_description = given[0].get("Description") if given else None

    return __init__


def _description(rule: Any) -> str | None:
    described: str | None = rule.ip_range.get("Description") or rule.source_group.get("Description")
    return described or getattr(rule, "prefix_list_description", None)


def _showing(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def flattened_rules(group: Any, rules: Iterable[Any]) -> Any:
        rules = list(rules)
        views = original(group, rules)
        told = {(*_ports(one), one.prefix_list_id): _description(one) for one in rules if one.prefix_list_id}
        for view in views:
            for shown in view.prefix_list_ids:
                description = told.get((*_ports(view), shown[_LIST]))
                if description:
                    shown["Description"] = description
        return views

    return flattened_rules


def _updating(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def update(backend: Any, wanted: Any, rule: Any) -> None:
        original(backend, wanted, rule)
        if wanted.prefix_list_id and wanted.prefix_list_id == rule.prefix_list_id:
            rule.prefix_list_description = getattr(wanted, "prefix_list_description", None)

    return update


def _ports(rule: Any) -> tuple[Any, Any, Any]:
    return rule.from_port, rule.to_port, rule.ip_protocol
