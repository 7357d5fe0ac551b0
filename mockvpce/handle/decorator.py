"""How a mock is put on functions, coroutines, generators and classes. The rules for classes are moto's."""

from __future__ import annotations

import functools
import inspect
import sys
import unittest
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from types import FunctionType
from typing import Any, Protocol, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any] | type)
Scope = Callable[[], AbstractContextManager[None]]

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
    @contextmanager
    def active() -> Iterator[None]:
        mock.start(reset=reset)
        try:
            yield
        finally:
            mock.stop(remove_data=remove_data)

    return functools.wraps(function)(_wrapper_of(function)(function, active))


def _wrapper_of(function: Callable[..., Any]) -> Callable[[Callable[..., Any], Scope], Callable[..., Any]]:
    if inspect.iscoroutinefunction(function):
        return _coroutine
    if inspect.isasyncgenfunction(function):
        return _async_generator
    if inspect.isgeneratorfunction(function):
        return _generator
    return _plain


def _coroutine(function: Callable[..., Any], active: Scope) -> Callable[..., Any]:
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        with active():
            return await function(*args, **kwargs)

    return coroutine


def _generator(function: Callable[..., Any], active: Scope) -> Callable[..., Any]:
    def generator(*args: Any, **kwargs: Any) -> Any:
        with active():
            return (yield from function(*args, **kwargs))

    return generator


def _plain(function: Callable[..., Any], active: Scope) -> Callable[..., Any]:
    def plain(*args: Any, **kwargs: Any) -> Any:
        with active():
            return function(*args, **kwargs)

    return plain


def _async_generator(function: Callable[..., Any], active: Scope) -> Callable[..., Any]:
    async def async_generator(*args: Any, **kwargs: Any) -> Any:
        """Hand on what is sent and thrown, as `yield from` does, which Python lacks here (PEP 525)."""
        with active():
            async with aclosing(function(*args, **kwargs)) as inner:
                step = _first_step(inner)
                while True:
                    try:
                        item = await step
                    except StopAsyncIteration:
                        return
                    finally:
                        del step  # an exception that was thrown holds this frame by its traceback
                    try:
                        step = inner.asend((yield item))
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        step = inner.athrow(error)

    return async_generator


def _first_step(generator: AsyncGenerator[Any, Any]) -> Awaitable[Any]:
    """Begin an asynchronous generator that the event loop is not told of: whoever goes through it closes it."""
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return generator.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)


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
