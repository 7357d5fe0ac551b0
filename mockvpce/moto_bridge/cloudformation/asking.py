"""What a request asks for beside the template: what becomes of a stack that fails, and what is to stay."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from typing import Any

_BOTH = "You can specify either DisableRollback or OnFailure, but not both."


@dataclass(frozen=True, slots=True)
class Asked:
    """The members of a request that moto does not read."""

    stack_name: str | None = None
    on_failure: str = "ROLLBACK"
    """`ROLLBACK`, `DELETE` or `DO_NOTHING`."""
    retained: frozenset[str] = frozenset()
    retains_except_on_create: bool = False
    retains_stacks: bool = False
    """Whether the stacks of instances of a stack set stay."""


_NOTHING = Asked()
asked: ContextVar[Asked] = ContextVar("asked", default=_NOTHING)
"""Those of the request that is being answered."""


def noting(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method of moto's responses that records its request."""

    @functools.wraps(method)
    def answer(response: Any) -> Any:
        token = asked.set(_read(response))
        try:
            return method(response)
        finally:
            asked.reset(token)

    return answer


def _read(response: Any) -> Asked:
    given = response._get_param  # noqa: SLF001 - moto's only way
    on_failure = given("OnFailure") or given("OnStackFailure")
    if _is_true(given("DisableRollback")):
        if on_failure:
            raise moto_error("ValidationError", None, _BOTH)
        on_failure = "DO_NOTHING"
    return Asked(
        given("StackName"),
        on_failure or "ROLLBACK",
        frozenset(_listed(response, "RetainResources")),
        _is_true(given("RetainExceptOnCreate")),
        _is_true(given("RetainStacks")),
    )


def _listed(response: Any, name: str) -> list[str]:
    if getattr(response, "automated_parameter_parsing", False):
        return list(response._get_param(name) or ())  # noqa: SLF001 - moto's only way
    return list(response._get_multi_param(f"{name}.member"))  # noqa: SLF001 - the same, in older releases


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def moto_error(name: str, *args: Any) -> Exception:
    """An error of moto's CloudFormation, which has been imported by then."""
    error: Exception = getattr(import_module("moto.cloudformation.exceptions"), name)(*args)
    return error
