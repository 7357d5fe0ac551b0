"""Intrinsic functions and conditions, at any depth and around each other."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from moto.ec2.models import ec2_backends

from mockvpce.data.regions import dns_suffix, partition_of
from mockvpce.moto_bridge.cloudformation.arguments import TAKES
from mockvpce.moto_bridge.cloudformation.asking import moto_error
from mockvpce.moto_bridge.cloudformation.values import text

if TYPE_CHECKING:
    from mockvpce.patching import Patches

_OF_RESOURCES = ("Ref", "Fn::GetAtt", "Fn::ImportValue", "Fn::If")
"""Functions that lead to what others have made; an exception of theirs is no wrong argument."""
_IN_TEXT = re.compile(r"\$\{([^}]*)\}")


def apply(patches: Patches) -> None:
    """Take the place of moto's functions, once somebody imports them."""

    def wrap(parsing: Any) -> None:
        original = parsing.clean_json

        def clean_json(resource_json: Any, resources_map: Any) -> Any:
            return Resolver(resources_map, original).value(resource_json)

        def parse_condition(condition: Any, resources_map: Any, condition_map: Any) -> bool:
            return Resolver(resources_map, original, condition_map).condition(condition)

        patches.replace(parsing, "clean_json", clean_json, "functions around each other, and those that moto lacks")
        patches.replace(parsing, "parse_condition", parse_condition, "conditions compare text")

    patches.when_imported("moto.cloudformation.parsing", wrap, needs="cloudformation")


class Resolver:
    """Finds what the functions of a template give, with the resources and parameters of a stack."""

    def __init__(self, resources: Any, motos: Callable[[Any, Any], Any], conditions: Any = None) -> None:
        """`motos` resolves references to resources, `conditions` are those of a map that has none of its own."""
        self._resources = resources
        self._motos = motos
        self._conditions = conditions

    def value(self, node: Any) -> Any:
        """What a node of the template is, without members that have no value."""
        if isinstance(node, list):
            return [self.value(one) for one in node]
        if not isinstance(node, Mapping):
            return node
        for name, given in node.items():
            function = self._functions.get(name)
            if function is not None:
                return self._called(name, function, given)
        cleaned = {name: self.value(one) for name, one in node.items()}
        return {name: one for name, one in cleaned.items() if one is not None}

    @staticmethod
    def _called(name: str, function: Callable[[Any], Any], given: Any) -> Any:
        if name in _OF_RESOURCES:
            return function(given)
        try:
            return function(given)
        except (
            AttributeError,
            IndexError,
            KeyError,
            TypeError,
            ValueError,
        ):  # what it is given resolves to something else
            _refuse(TAKES[name][1] if name in TAKES else f"Template error: {name} cannot take {given}")

    def condition(self, node: Any) -> bool:
        """Whether a condition holds."""
        if isinstance(node, bool):
            return node
        if isinstance(node, str):
            return node == "true"
        ((name, given),) = node.items()
        if name == "Condition":
            return bool(self._condition_map[given])
        if name == "Fn::Equals":
            first, second = (self.value(one) for one in given)
            return bool(_comparable(first) == _comparable(second))
        if name == "Fn::Not":
            return not self.condition(given[0])
        if name == "Fn::And":
            return all(self.condition(one) for one in given)
        if name == "Fn::Or":
            return any(self.condition(one) for one in given)
        return self._of_rules(name, given)

    def _of_rules(self, name: str, given: Any) -> bool:
        """The functions of the section Rules, but for those that look up what parameters name."""
        if name not in ("Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn"):
            _refuse(f"Template error: {name} is no function of conditions")
        first, second = (_comparable(self.value(one)) for one in given)
        if name == "Fn::Contains":
            return second in first
        return all(one in second if name == "Fn::EachMemberIn" else one == second for one in first)

    @property
    def _condition_map(self) -> Any:
        return self._resources.lazy_condition_map if self._conditions is None else self._conditions

    @cached_property
    def _functions(self) -> Mapping[str, Callable[[Any], Any]]:
        return {
            "Ref": self._ref,
            "Fn::Base64": lambda given: base64.b64encode(text(self.value(given)).encode()).decode(),
            "Fn::Cidr": self._cidr,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAtt": self._get_att,
            "Fn::GetAZs": self._zones,
            "Fn::If": self._if,
            "Fn::ImportValue": lambda given: self._motos({"Fn::ImportValue": self.value(given)}, self._resources),
            "Fn::Join": self._join,
            "Fn::Length": lambda given: len(self.value(given)),
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._sub,
            "Fn::ToJsonString": lambda given: json.dumps(self.value(given), separators=(",", ":")),
        }

    def _ref(self, name: Any) -> Any:
        if not isinstance(name, str):
            name = self.value(name)
        if not isinstance(name, str) or not name:
            _refuse(TAKES["Ref"][1])
        if name == "AWS::Partition":
            return partition_of(self._resources["AWS::Region"])
        if name == "AWS::URLSuffix":
            return dns_suffix(self._resources["AWS::Region"])
        return self._motos({"Ref": name}, self._resources)

    def _get_att(self, given: Any) -> Any:
        parts = given.split(".", 1) if isinstance(given, str) else [self.value(given[0]), *given[1:]]
        if len(parts) != 2 or not isinstance(parts[0], str):
            _refuse(TAKES["Fn::GetAtt"][1])
        attribute = ".".join(text(self.value(one)) for one in parts[1:])
        return self._motos({"Fn::GetAtt": [parts[0], attribute]}, self._resources)

    def _if(self, given: Any) -> Any:
        name, if_true, if_false = given
        return self.value(if_true if self._condition_map[name] else if_false)

    def _join(self, given: Any) -> str:
        separator, items = (self.value(one) for one in given)
        return str(separator).join(text(one) for one in items if one is not None)

    def _split(self, given: Any) -> list[str]:
        separator, joined = (self.value(one) for one in given)
        return text(joined).split(separator)

    def _select(self, given: Any) -> Any:
        index, items = (self.value(one) for one in given)
        listed = [one for one in items if one is not None]
        if not 0 <= int(index) < len(listed):
            _refuse(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
        return listed[int(index)]

    def _find_in_map(self, given: Any) -> Any:
        name, first, second, *options = given
        path = [text(self.value(one)) for one in (name, first, second)]
        found: Any = self._resources
        declared = getattr(found, "_template", {}).get("Mappings", {path[0]: None})
        if path[0] not in declared and not options:
            _refuse(f"Template error: Mapping named '{path[0]}' is not present in the 'Mappings' section of template.")
        try:
            for step in path:
                if isinstance(found, Mapping) and "Fn::Transform" in found:
                    return self._motos({"Fn::FindInMap": path}, self._resources)
                found = found[step]
        except (KeyError, TypeError):
            if options and "DefaultValue" in options[0]:
                return self.value(options[0]["DefaultValue"])
            _refuse(f"Template error: Unable to get mapping for {'::'.join(path)}")
        return found

    def _sub(self, given: Any) -> str:
        pattern, own = given if isinstance(given, list) else (given, {})

        def put(found: re.Match[str]) -> str:
            name = found[1].strip()
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in own:
                return text(self.value(own[name]))
            value = self._get_att(name) if "." in name else self._ref(name)
            return "" if value is None else text(value)

        return _IN_TEXT.sub(put, str(self.value(pattern)))

    def _zones(self, given: Any) -> list[str]:
        name = self.value(given) or self._resources["AWS::Region"]
        backend = ec2_backends[self._resources["AWS::AccountId"]][name]
        home = {vpc_id for vpc_id, vpc in backend.vpcs.items() if text(vpc.is_default) == "true"}
        subnets = backend.describe_subnets()
        default = {
            one.availability_zone for one in subnets if one.vpc_id in home and text(one.default_for_az) == "true"
        }
        return sorted(default or {one.name for one in backend.describe_availability_zones()})

    def _cidr(self, given: Any) -> list[str]:
        block, count, *bits = (self.value(one) for one in given)
        network = ipaddress.ip_network(block)
        prefix = network.max_prefixlen - int(bits[0] if bits else 8)
        wanted = int(count)
        if not (network.prefixlen <= prefix <= network.max_prefixlen and 1 <= wanted <= 256):
            _refuse(f"Template error: Fn::Cidr cannot make {wanted} blocks with the prefix /{prefix} of {block}")
        made = [str(one) for one, _ in zip(network.subnets(new_prefix=prefix), range(wanted), strict=False)]
        if len(made) < wanted:
            _refuse(f"Template error: Fn::Cidr cannot make {wanted} blocks with the prefix /{prefix} of {block}")
        return made


def _comparable(value: Any) -> Any:
    return [_comparable(one) for one in value] if isinstance(value, list) else text(value)


def _refuse(message: str) -> NoReturn:
    raise moto_error("ValidationError", None, message)
