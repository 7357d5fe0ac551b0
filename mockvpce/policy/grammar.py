"""From a document to a policy. Source: IAM user guide, "Grammar of the IAM JSON policy language"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, get_args

from mockvpce.policy import errors
from mockvpce.policy.conditions import Condition, Quantifier
from mockvpce.policy.documents import Kind, Patterns, Policy, Statement
from mockvpce.policy.errors import PolicyError
from mockvpce.policy.operators import NAMES, NULL, OPERATORS, Operator
from mockvpce.policy.patterns import Token, tokens_of
from mockvpce.policy.principals import TYPES, Principals
from mockvpce.policy.source import Node, Source

_VERSIONS = ("2012-10-17", "2008-10-17")
_DOCUMENT = ("Version", "Id", "Statement")
_STATEMENT = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)
_OF_RESOURCES = ("endpoint policy", "resource policy", "resource control policy")
_ASTERISKS = re.compile(r"\*+")
_SCALARS = ("string", "number", "boolean")
_QUANTIFIERS: Mapping[str, Quantifier] = {"foranyvalue": "any", "forallvalues": "all"}


def parse(document: str | Mapping[str, Any], kind: Kind) -> Policy:
    """Read a policy, JSON text or what `json.loads` gives for it.

    A `PolicyError` names the element that is wrong and, where a text was given, its line and column.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"{kind!r} is no kind of policy; expected one of {', '.join(get_args(Kind))}")
    root = Source(document).read()
    members = _elements(root, _DOCUMENT)
    version = members["Version"].text() if "Version" in members else _VERSIONS[1]
    if version not in _VERSIONS:
        raise members["Version"].error(errors.UNKNOWN_VERSION, value=version)
    if "Statement" not in members:
        raise root.error(errors.MISSING_ELEMENT, name="Statement")
    reader = _StatementReader(kind, variables=version == _VERSIONS[0])
    statements = tuple(reader.read(node) for node in members["Statement"].items())
    return Policy(kind, version, members["Id"].text() if "Id" in members else None, statements)


def _elements(node: Node, known: tuple[str, ...]) -> Mapping[str, Node]:
    members = node.members()
    for name, member in members.items():
        if name not in known:
            raise member.name_error(errors.UNKNOWN_ELEMENT, name=name, expected=", ".join(known))
    return members


class _StatementReader:
    """The statements of one document."""

    def __init__(self, kind: Kind, *, variables: bool) -> None:
        self._kind = kind
        self._variables = variables
        self._sids: set[str] = set()

    def read(self, node: Node) -> Statement:
        members = _elements(node, _STATEMENT)
        principal = self._principal_element(node, members)
        action = _required(node, members, "Action")
        # D grammar: what a resource carries may leave out which one is meant, as role trust policies do.
        of_carrier = self._kind == "resource policy"
        resource = _either(members, "Resource") if of_carrier else _required(node, members, "Resource")
        conditions = members.get("Condition")
        return Statement(
            MappingProxyType(node.plain),
            self._sid(members.get("Sid")),
            _allows(node, members.get("Effect")),
            self._actions(action, negated="NotAction" in members),
            None if resource is None else self._resources(resource, negated="NotResource" in members),
            None if principal is None else _principals(principal),
            "NotPrincipal" in members,
            () if conditions is None else tuple(self._conditions(conditions)),
        )

    def _sid(self, node: Node | None) -> str | None:
        sid = node.text() if node else None
        if node and sid in self._sids:
            raise node.error(errors.DUPLICATE_SID, value=sid)
        if sid:
            self._sids.add(sid)
        return sid

    def _principal_element(self, node: Node, members: Mapping[str, Node]) -> Node | None:
        principal = _either(members, "Principal")
        if principal is None:
            return _required(node, members, "Principal") if self._kind in _OF_RESOURCES else None
        if self._kind not in _OF_RESOURCES:
            name = "Principal" if "Principal" in members else "NotPrincipal"
            article = "an" if self._kind[0] in "aeiou" else "a"
            raise principal.name_error(errors.PRINCIPAL_FORBIDDEN, name=name, kind=f"{article} {self._kind}")
        if self._kind == "resource control policy" and principal.plain != "*":
            raise principal.error(errors.PRINCIPAL_NOT_ALL, kind="a resource control policy")
        return principal

    def _actions(self, node: Node, *, negated: bool) -> Patterns:
        wanted = []
        for item in node.items():
            text = item.text()
            if ":" not in text and not _ASTERISKS.fullmatch(text):
                raise item.error(errors.ACTION_WITHOUT_SERVICE, value=text)
            wanted.append(tokens_of(text.lower(), wildcards=True, variables=False))
        return Patterns(wanted, negated=negated)

    def _resources(self, node: Node, *, negated: bool) -> Patterns:
        wanted = [tokens_of(item.text(), wildcards=True, variables=self._variables) for item in node.items()]
        return Patterns(wanted, negated=negated)

    def _conditions(self, node: Node) -> list[Condition]:
        conditions = []
        for name, keys in node.members().items():
            operator, quantifier, if_exists = _operator(keys, name)
            for key, values in keys.members().items():
                wanted = [self._value(item, operator) for item in values.items()]
                conditions.append(Condition(operator, key, wanted, quantifier=quantifier, if_exists=if_exists))
        return conditions

    def _value(self, node: Node, operator: Operator) -> tuple[Token, ...]:
        if node.type not in _SCALARS:
            raise node.error(errors.WRONG_TYPE, expected="a string, number or boolean", found=node.type)
        variables = self._variables and operator.variables
        return tokens_of(node.value, wildcards=operator.wildcards, variables=variables)


def _either(members: Mapping[str, Node], name: str) -> Node | None:
    """An element or its Not form."""
    if name in members and f"Not{name}" in members:
        raise members[f"Not{name}"].name_error(errors.EXCLUSIVE, first=name, second=f"Not{name}")
    return members.get(name) or members.get(f"Not{name}")


def _required(node: Node, members: Mapping[str, Node], name: str) -> Node:
    found = _either(members, name)
    if found is None:
        raise node.error(errors.MISSING_ELEMENT, name=name)
    return found


def _allows(statement: Node, node: Node | None) -> bool:
    if node is None:
        raise statement.error(errors.MISSING_ELEMENT, name="Effect")
    if node.text() not in ("Allow", "Deny"):
        raise node.error(errors.UNKNOWN_EFFECT, value=node.value)
    return bool(node.value == "Allow")


def _principals(node: Node) -> Principals:
    if node.type == "string":
        if node.value != "*":
            raise node.error(errors.UNKNOWN_PRINCIPAL, value=node.value)
        return Principals({"AWS": frozenset("*")})
    names = _elements(node, TYPES)
    return Principals({name: frozenset(item.text() for item in listed.items()) for name, listed in names.items()})


def _operator(node: Node, name: str) -> tuple[Operator, Quantifier | None, bool]:
    prefix, colon, rest = name.rpartition(":")
    bare = rest.lower()
    if_exists = bare.endswith("ifexists")
    operator = OPERATORS.get(bare.removesuffix("ifexists"))
    quantifier = _QUANTIFIERS.get(prefix.lower())
    if operator is None or (colon and quantifier is None):
        raise _unknown_operator(node, name, rest)
    if if_exists and operator.name == NULL:
        raise node.name_error(errors.NULL_IF_EXISTS)
    return operator, quantifier, if_exists


def _unknown_operator(node: Node, name: str, rest: str) -> PolicyError:
    near = difflib.get_close_matches(rest, NAMES, 1)
    return node.name_error(errors.UNKNOWN_OPERATOR, name=name, near=f"; did you mean {near[0]}?" if near else "")
