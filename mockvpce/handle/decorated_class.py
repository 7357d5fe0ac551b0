"""How a mock decorates a class: around each test, its set-up and its clean-up.

pytest calls `setup_method` before the fixtures of a class and `teardown_method` after them, unittest runs everything in
`run`: the mock begins and ends there. Where neither is called, each method has a mock, by moto's rules. With something to
set up for the whole class, a mock is active from before `setUpClass` to after the last clean-up, and each test goes back to
what there was when it began.
"""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FunctionType
from typing import Any, Protocol

from mockvpce.handle.decorator import Beginnable, decorate_function

_SET_UP = ("setUp", "setup", "setup_method")
_TEST = unittest.TestLoader.testMethodPrefix


class Rewindable(Protocol):
    """A running mock that can go back."""

    aws: Any

    def end(self, *, remove_data: bool = True) -> None:
        """End it."""


def decorate_class(mock: Beginnable, decorated: type) -> type:
    """Put the mock on the class's tests and methods, and on classes defined in it."""
    scope = ClassScope(mock)
    has_set_up = _has_set_up(decorated)
    for name, own in list(vars(decorated).items()):
        if name.startswith("_") or isinstance(own, classmethod | staticmethod | property) or _is_fixture(own):
            continue
        if inspect.isclass(own):
            if own.__qualname__.startswith(f"{decorated.__qualname__}."):
                setattr(decorated, name, decorate_class(mock, own))
        elif isinstance(own, FunctionType):
            alone = name.startswith(_TEST) and not has_set_up
            active = functools.partial(scope.method, name in ("setUp", "setup_method") or alone, alone)
            setattr(decorated, name, decorate_function(own, active))
    if issubclass(decorated, unittest.TestCase):
        _put_on_test_case(decorated, scope)
    if _holds_tests(decorated):
        _put_on_pytest(decorated, scope)
    return decorated


class ClassScope:
    """The mock of one decorated class: which of its tests are running in it."""

    def __init__(self, mock: Beginnable) -> None:
        self._mock: Any = mock
        self._tests: dict[int, list[Callable[[], None]]] = {}
        self._classes: dict[type, Rewindable] = {}

    @contextmanager
    def method(self, reset: bool, remove_data: bool) -> Iterator[None]:
        """A mock for one method, unless its test has one."""
        if self._tests or self._classes:
            yield
            return
        running = self._mock.begin(reset=reset)
        try:
            yield
        finally:
            running.end(remove_data=remove_data)

    @contextmanager
    def test(self, case: object) -> Iterator[None]:
        """A mock for one test, unless it has one."""
        if id(case) in self._tests:
            yield
            return
        self.begin_test(case)
        try:
            yield
        finally:
            self.end_test(case)

    def begin_test(self, case: object) -> None:
        """Begin a test: a mock of its own, or a copy of what has been made for its class."""
        found = [running for kind, running in self._classes.items() if isinstance(case, kind)]
        if found:
            aws = found[-1].aws
            end: Callable[[], None] = functools.partial(aws.restore, aws.snapshot())
        else:
            end = self._mock.begin().end
        self._tests.setdefault(id(case), []).append(end)

    def end_test(self, case: object) -> None:
        """End it, where it was begun."""
        ends = self._tests.get(id(case))
        if ends:
            end = ends.pop()
            if not ends:
                del self._tests[id(case)]
            end()

    def begin_class(self, decorated: type) -> None:
        """Begin a class."""
        self._classes[decorated] = self._mock.begin()

    def end_class(self, decorated: type) -> None:
        """End it, where it was begun."""
        running = self._classes.pop(decorated, None)
        if running is not None:
            running.end()


def _put_on_test_case(decorated: type, scope: ClassScope) -> None:
    """Begin before `setUp` or `asyncSetUp`, end after the last clean-up; for the class likewise."""
    for name in ("run", "debug"):
        setattr(decorated, name, _running(inspect.getattr_static(decorated, name), scope))
    if not _prepares_class(decorated):
        return
    own = inspect.getattr_static(decorated, "setUpClass")

    @functools.wraps(own.__func__)
    def set_up(cls: Any) -> None:
        scope.begin_class(cls)
        cls.addClassCleanup(scope.end_class, cls)
        try:
            own.__get__(None, cls)()
        except Exception:
            raise  # clean-ups follow
        except BaseException:
            scope.end_class(cls)
            raise

    decorated.setUpClass = classmethod(set_up)  # type: ignore[attr-defined] # of a TestCase


def _running(own: Any, scope: ClassScope) -> Callable[..., Any]:
    @functools.wraps(own)
    def run(self: Any, *arguments: Any, **options: Any) -> Any:
        with scope.test(self):
            return own.__get__(self, type(self))(*arguments, **options)

    return run


def _put_on_pytest(decorated: Any, scope: ClassScope) -> None:
    """Begin in `setup_method`, which comes before the fixtures of the class, and end in `teardown_method`."""
    names = ("setup_method", "teardown_method", "setup_class", "teardown_class")
    own = {name: inspect.getattr_static(decorated, name, None) for name in names}
    nose = inspect.getattr_static(decorated, "setup", None)
    is_nose = own["setup_method"] is None and isinstance(nose, FunctionType) and not _is_fixture(nose)
    if is_nose or any(map(_is_fixture, own.values())):
        return

    _wrap_methods(decorated, scope, own)
    if not issubclass(decorated, unittest.TestCase) and _prepares_class(decorated):
        _wrap_class_methods(decorated, scope, own)


def _wrap_methods(decorated: Any, scope: ClassScope, own: Mapping[str, Any]) -> None:
    def setup_method(self: Any, method: Any = None) -> None:
        scope.begin_test(self)
        try:
            _call(own["setup_method"], self, type(self), method)
        except BaseException:
            scope.end_test(self)
            raise

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call(own["teardown_method"], self, type(self), method)
        finally:
            scope.end_test(self)

    decorated.setup_method, decorated.teardown_method = setup_method, teardown_method


def _wrap_class_methods(decorated: Any, scope: ClassScope, own: Mapping[str, Any]) -> None:
    def setup_class(cls: Any) -> None:
        scope.begin_class(cls)
        try:
            _call(own["setup_class"], None, cls, cls)
        except BaseException:
            scope.end_class(cls)
            raise

    def teardown_class(cls: Any) -> None:
        try:
            _call(own["teardown_class"], None, cls, cls)
        finally:
            scope.end_class(cls)

    decorated.setup_class, decorated.teardown_class = classmethod(setup_class), classmethod(teardown_class)


def _call(own: Any, instance: Any, owner: type, argument: Any) -> None:
    """Call a method of the user's, with an argument where it takes one, as pytest does."""
    if own is None:
        return
    bound = own.__get__(instance, owner)
    if inspect.signature(bound).parameters:
        bound(argument)
    else:
        bound()


def _prepares_class(decorated: type) -> bool:
    """Whether anything is set up once for the class."""
    members = [
        (name, value)
        for one in decorated.__mro__
        if one not in (unittest.TestCase, unittest.IsolatedAsyncioTestCase, object)
        for name, value in vars(one).items()
    ]
    once = ("setUpClass", "tearDownClass", "setup_class", "teardown_class")
    return any(name in once or _scope_of(value) == "class" for name, value in members)


def _holds_tests(decorated: type) -> bool:
    return any(
        name.startswith(_TEST) or name in _SET_UP or _is_fixture(inspect.getattr_static(decorated, name, None))
        for name in dir(decorated)
    )


def _is_fixture(value: object) -> bool:
    return _scope_of(value) is not None


def _scope_of(value: object) -> Any:
    """The scope of a fixture of pytest's: a function with a mark, since pytest 8.4 an object of its own."""
    members = getattr(value, "__dict__", {})
    mark = members.get("_pytestfixturefunction") or members.get("_fixture_function_marker")
    return getattr(mark, "scope", None)


def _has_set_up(decorated: type) -> bool:
    methods = {
        name
        for one in decorated.__mro__
        if one not in (unittest.TestCase, object)
        for name, value in vars(one).items()
        if isinstance(value, FunctionType | classmethod | staticmethod) and not _is_fixture(value)
    }
    if "setUp" in methods:
        return issubclass(decorated, unittest.TestCase)
    return any(name in methods for name in _SET_UP)
