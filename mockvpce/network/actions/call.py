"""A call as its client made it, before anything is known of its actions and resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockvpce.data import regions
from mockvpce.network.authorization import Operation


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation of a service with its parameters, by a client of an account in a Region."""

    service: str
    """botocore's name."""
    operation: str
    parameters: Mapping[str, Any]
    account: str
    region: str
    find: Callable[[str, str | bytes], str | None]
    """ARN of a service's resource by what does not tell it: a key's alias, a ciphertext of the key's, a secret's name."""

    def arn(self, name: str, service: str = "", *, region: str | None = None, account: str | None = None) -> str:
        """ARN of a resource of this account and Region."""
        own, home = self.account if account is None else account, self.region if region is None else region
        return f"arn:{regions.partition_of(self.region)}:{service or self.service}:{home}:{own}:{name}"

    def text(self, *names: str) -> str:
        """The first of the parameters that is given as text; empty where none is."""
        for name in names:
            value = self.parameters.get(name)
            if isinstance(value, str) and value:
                return value
        return ""

    def entries(self, name: str) -> Iterator[Any]:
        """The items of a parameter that is a list."""
        value = self.parameters.get(name)
        if isinstance(value, list | tuple):
            yield from value

    def on(self, resource: str, action: str = "", keys: Mapping[str, Any] | None = None) -> Operation:
        """One operation; the action is the call's own where no other is named."""
        return Operation(f"{self.service}:{action or self.operation}", resource or "*", keys or {})


def keys_from(parameters: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Condition keys that repeat parameters: those of `names`, parameter to key, that are given."""
    found: dict[str, Any] = {}
    for name, key in names.items():
        value = parameters.get(name)
        if isinstance(value, str | int | bool):
            found[key] = value
    return found


def tag_keys(tags: Mapping[str, str], key: str = "aws:RequestTag", names: str = "aws:TagKeys") -> dict[str, Any]:
    """The condition keys of the tags that a request brings."""
    if not tags:
        return {}
    return {**{f"{key}/{name}": value for name, value in tags.items()}, names: sorted(tags)}


def tags_of(written: Any, name: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as services write them: a mapping, or a list of pairs."""
    if isinstance(written, Mapping):
        return {str(one): str(other) for one, other in written.items()}
    if not isinstance(written, list | tuple):
        return {}
    return {str(one[name]): str(one.get(value, "")) for one in written if isinstance(one, Mapping) and name in one}
