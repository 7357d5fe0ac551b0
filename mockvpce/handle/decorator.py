"""How a mock decorates functions, coroutines and generators; classes are in `decorated_class`."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from typing import Any, Protocol

Scope = Callable[[], AbstractContextManager[None]]


class Running(Protocol):
    """A mock that has begun."""

    def end(self, *, remove_data: bool = True) -> None:
        """End it."""


class Beginnable(Protocol):
    """A mock."""

    def begin(self, *, reset: bool = True) -> Running:
        """Begin, beside what is running already."""


def decorate(mock: Beginnable, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function inside the mock."""

    @contextmanager
    def active() -> Iterator[None]:
        running = mock.begin()
        try:
            yield
        finally:
            running.end()

    return decorate_function(function, active)


def decorate_function(function: Callable[..., Any], active: Scope) -> Callable[..., Any]:
    """The function inside a scope, whatever its kind."""
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
    """Begin an asynchronous generator without telling the event loop: its consumer closes it."""
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return generator.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)
