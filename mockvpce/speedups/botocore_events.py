"""botocore's tables of event handlers: copied for every session and client, and few of their nodes are ever changed.

A copy shares all nodes; who registers or unregisters a handler copies the nodes on the way to it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

from botocore import hooks

Node = dict[str, Any]
_Trie: Any = getattr(hooks, "_PrefixTrie", object)


class SharedTrie(_Trie):  # type: ignore[misc] # botocore has no types for mypy here
    """A table of handlers that may share nodes with others."""

    _root: Node

    def __init__(self) -> None:
        super().__init__()
        self._own: set[int] = set()
        """Those nodes that no other table has, by their identity. They live as long as they are in here."""

    def append_item(self, key: str, value: Any, section: int = hooks._MIDDLE) -> None:  # noqa: SLF001 - as in botocore
        """Add a handler."""
        self._make_own(key)
        super().append_item(key, value, section)

    def remove_item(self, key: str, value: Any) -> None:
        """Take out a handler."""
        self._make_own(key)
        super().remove_item(key, value)

    def __copy__(self) -> SharedTrie:
        made = type(self)()
        made._root = self._root  # noqa: SLF001 - of the same class
        self._own = set()
        return made

    def _make_own(self, key: str) -> None:
        """Copy what lies on the way to a key, as far as it is shared."""
        own = self._own
        node = self._root
        if id(node) not in own:
            node = self._root = _copy_of(node)
            own.add(id(node))
        for part in key.split("."):
            children = node["children"]
            node = children.get(part)
            if node is None:
                return
            if id(node) not in own:
                node = children[part] = _copy_of(node)
                own.add(id(node))


def _copy_of(node: Node) -> Node:
    values = node["values"]
    return {
        "chunk": node["chunk"],
        "children": node["children"].copy(),
        "values": values and hooks.NodeList(*map(list, values)),
    }


def copy_trie(plain: Callable[..., Any], trie: Any) -> Any:
    """A copy of botocore's own table, made by what its nodes are known to hold. From then on copies share them."""
    if vars(trie).keys() != {"_root"}:
        return plain(trie)
    copied = SharedTrie()
    copied._root = _deep_copy_of(trie._root)  # noqa: SLF001 - a trie is its root
    return copied


def _deep_copy_of(node: Node) -> Node:
    made = _copy_of(node)
    for chunk, child in made["children"].items():
        made["children"][chunk] = _deep_copy_of(child)
    return made


def accepts_kwargs(plain: Callable[..., Any], function: Any) -> Any:
    """Whether a function takes any keyword, which its code says without a look at all its parameters."""
    plainest = function.__func__ if type(function) is MethodType else function
    if type(plainest) is not FunctionType or hasattr(plainest, "__signature__"):
        return plain(function)
    return bool(plainest.__code__.co_flags & inspect.CO_VARKEYWORDS)
