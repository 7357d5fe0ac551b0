"""How a mock is put on functions, coroutines, generators and classes. The rules for classes are moto's."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any] | type)

_SET_UP = ("setUp", "setup", "setup_method")
_WITH_METHOD = ("setup_method", "teardown_method")


class Startable(Protocol):
    """A mock."""

    def start(self, reset: bool = True) -> Any:
        """Begin."""

    def stop(self, remove_data: bool = True) -> None:
        """End."""


def decorate(mock: Startable, function: F) -> F:
    """The function inside the mock; of a class, its methods."""
    if inspect.isclass(function):
        return cast("F", _decorate_class(mock, function))
    return cast("F", _decorate_function(mock, cast("Callable[..., Any]", function)))


def _decorate_function(
    mock: Startable, function: Callable[..., Any], *, reset: bool = True, remove_data: bool = True
) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            mock.start(reset=reset)
            try:
                return await function(*args, **kwargs)
            finally:
                mock.stop(remove_data=remove_data)

        return coroutine
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> Any:
            mock.start(reset=reset)
            try:
                async for item in function(*args, **kwargs):
                    yield item
            finally:
                mock.stop(remove_data=remove_data)

        return async_generator
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Any:
            mock.start(reset=reset)
            try:
                return (yield from function(*args, **kwargs))
            finally:
                mock.stop(remove_data=remove_data)

        return generator

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        mock.start(reset=reset)
        try:
            return function(*args, **kwargs)
        finally:
            mock.stop(remove_data=remove_data)

    return plain


def _decorate_class(mock: Startable, decorated: type) -> type:
    """Put the mock on each method.

    With a setUp, it starts afresh and the test method goes on with its data; without one, each test starts afresh.
    """
    has_set_up = _has_set_up(decorated)
    for name, own in list(decorated.__dict__.items()):
        if name.startswith("_") or isinstance(own, classmethod | staticmethod | property):
            continue
        if inspect.isclass(own):
            setattr(decorated, name, _decorate_class(mock, own))
        elif isinstance(own, FunctionType):
            is_test = name.startswith(unittest.TestLoader.testMethodPrefix)
            alone = is_test and not has_set_up
            reset = name in ("setUp", "setup_method") or alone
            wrapped = _decorate_function(mock, own, reset=reset, remove_data=alone)
            setattr(decorated, name, _as_pytest_calls_it(own, wrapped) if name in _WITH_METHOD else wrapped)
    return decorated


def _as_pytest_calls_it(function: Callable[..., Any], wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """pytest counts a function's own arguments to know whether it wants the test method, and can't see through `*args`."""
    if len(inspect.signature(function).parameters) > 1:
        return wrapped

    @functools.wraps(function)
    def without_method(self: Any) -> Any:
        return wrapped(self)

    return without_method


def _has_set_up(decorated: type) -> bool:
    methods = {
        name
        for one in decorated.__mro__
        if one not in (unittest.TestCase, object)
        for name, value in one.__dict__.items()
        if isinstance(value, FunctionType | classmethod | staticmethod)
    }
    if "setUp" in methods:
        return issubclass(decorated, unittest.TestCase)
    return any(name in methods for name in _SET_UP)
