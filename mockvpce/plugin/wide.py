"""The fixtures `vpce_mock_session`, `vpce_mock_module` and `vpce_mock_class`: a topology that is built once.

While fixtures wider than a test are set up or torn down, what was built so far is active and goes on being built. A test
that asks for one of them, by itself or through other fixtures, runs on a copy. No other test sees anything of it.

Registered only where a test asks for such a fixture.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from mockvpce.handle.aws import Aws
    from mockvpce.handle.built_once import BuiltOnce

NAMES = {"vpce_mock_session": "session", "vpce_mock_module": "module", "vpce_mock_class": "class"}
"""The fixtures and their scopes, the widest first."""
_PLUGIN = "mockvpce-built-once"
_RANKS = {scope: rank for rank, scope in enumerate(("session", "package", "module", "class", "function"))}


class TooLateError(Exception):
    """A fixture is asked for when the test has begun already."""


def watch(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let there be copies, where any test asks for one."""
    if config.pluginmanager.has_plugin(_PLUGIN):
        return
    if any(not NAMES.keys().isdisjoint(getattr(item, "fixturenames", ())) for item in items):
        config.pluginmanager.register(Topologies(), _PLUGIN)


def topologies(config: pytest.Config) -> Topologies | None:
    """What is built once in this process, where there is any."""
    found = config.pluginmanager.get_plugin(_PLUGIN)
    return found if isinstance(found, Topologies) else None


def built(request: pytest.FixtureRequest, options: Mapping[str, Any]) -> Iterator[Aws]:
    """The body of the fixtures."""
    found = topologies(request.config)
    name = request.fixturename
    if found is None or name is None:
        raise TooLateError(_too_late(str(name)))
    yield found.build(name, options).aws
    found.drop(name)


def _too_late(name: str) -> str:
    return f"{name} is asked for by request.getfixturevalue: let the test ask for it by name, or by usefixtures"


def _refuse(fixturedef: pytest.FixtureDef[Any], request: Any, why: str) -> NoReturn:
    """Let a fixture fail in this test only: pytest keeps the error, and has to be told that the fixture is finished."""
    error = TooLateError(why)
    fixturedef.cached_result = (None, fixturedef.cache_key(request), (error, None))
    fixturedef.finish(request)
    raise error


class Topologies:
    """What has been built so far, and which of it is active: that which is built upon, or the copy of a test."""

    def __init__(self) -> None:
        self._built: dict[str, BuiltOnce] = {}
        self._fixtures: dict[str, tuple[pytest.FixtureDef[Any], Any]] = {}
        self._asked: list[str] = []
        self._active: BuiltOnce | None = None
        self._is_copy = False
        self._has_grown = False

    # what pytest tells ---------------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A test begins: build again what was built without a wider topology that this test has, too."""
        self._asked = [name for name in NAMES if name in getattr(item, "fixturenames", ())]
        for position, name in enumerate(self._asked):
            above = next((self._built[one] for one in reversed(self._asked[:position]) if one in self._built), None)
            if name in self._built and above is not None and above not in self._built[name].chain():
                self._tear_down(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> Generator[None, object, object]:
        """A fixture is about to be set up."""
        name, rank = fixturedef.argname, _RANKS[fixturedef.scope]
        if name in NAMES:
            if name not in self._asked:
                _refuse(fixturedef, request, _too_late(name))
            self._fixtures[name] = (fixturedef, request)
            return (yield)
        if rank == _RANKS["function"]:
            self.run_test()
            return (yield)
        level = next((one for one in reversed(self._asked) if _RANKS[NAMES[one]] <= rank), None)
        if level is None or level not in self._built or (self._is_copy and not self._builds(fixturedef, request)):
            try:
                return (yield)
            except TooLateError:
                fixturedef.finish(request)  # or every later test would get this error from pytest
                raise
        if self._is_copy and (level != self._narrowest() or self._built[level].aws.calls.writes):
            why = (
                f"the fixture {name!r} builds upon {level}, and is asked for when the test has its copy of that already"
            )
            _refuse(fixturedef, request, f"{why}: let the test ask for it by name")
        self._build_upon(level)
        try:
            return (yield)
        finally:
            fixturedef.addfinalizer(partial(self._show, level))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """All that a test has asked for by name is set up."""
        self.run_test()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, None, None]:
        """The copy ends with its test."""
        try:
            yield
        finally:
            self._put_aside()

    # what fixtures ask for -----------------------------------------------------------------------------------------

    def build(self, name: str, options: Mapping[str, Any]) -> BuiltOnce:
        """Begin to build, upon what is built for the wider fixtures that the test has asked for."""
        from mockvpce.handle.built_once import BuiltOnce

        position = self._asked.index(name)
        below = next((self._built[one] for one in reversed(self._asked[:position]) if one in self._built), None)
        for narrower in reversed(self._asked[position + 1 :]):
            if narrower in self._built:
                self._tear_down(narrower)
        self._put_aside()
        self._built[name] = BuiltOnce(options, below)
        self._show(name)
        self._has_grown = True
        return self._built[name]

    def drop(self, name: str) -> None:
        """Nobody needs it any more."""
        if self._active is not None and self._built[name] in self._active.chain():
            self._put_aside()
        del self._built[name]

    def run_test(self) -> Aws | None:
        """Make a copy for the test, where it has asked for one, and give its handle."""
        name = self._narrowest()
        if name is None:
            return None
        if not self._is_copy:
            self._show(name)
            self._keep()
            self._built[name].forget_events()
            self._is_copy = True
        return self._built[name].aws

    # -----------------------------------------------------------------------------------------------------------------

    def _builds(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> bool:
        """Whether a fixture builds upon ours, by itself or through others."""
        known = request._fixturemanager  # noqa: SLF001 - pytest tells it nowhere else
        seen: set[str] = set()
        left = list(fixturedef.argnames)
        while left:
            name = left.pop()
            if name in NAMES:
                return True
            if name not in seen:
                seen.add(name)
                left += [one for found in known.getfixturedefs(name, request.node) or () for one in found.argnames]
        return False

    def _narrowest(self) -> str | None:
        """The fixture of those that the test has asked for whose copy it gets."""
        return next((one for one in reversed(self._asked) if one in self._built), None)

    def _build_upon(self, level: str) -> None:
        """A fixture is about to build: what narrower ones have built upon the old state is built again."""
        self._is_copy = False
        for narrower in reversed(NAMES):
            above = self._built.get(narrower)
            if above is not None and narrower != level and self._built[level] in above.chain():
                self._tear_down(narrower)
        self._show(level)
        self._has_grown = True

    def _tear_down(self, name: str) -> None:
        """Let pytest set a fixture up again, and those that have asked for it."""
        fixturedef, request = self._fixtures[name]
        fixturedef.finish(request)

    def _show(self, name: str) -> None:
        """Let what is built be active, to be built upon."""
        wanted = self._built.get(name)
        if wanted is None or (wanted is self._active and not self._is_copy):
            return
        self._put_aside()
        wanted.begin()
        self._active = wanted

    def _keep(self) -> None:
        if self._has_grown and self._active is not None:
            self._active.keep()
        self._has_grown = False

    def _put_aside(self) -> None:
        """Let nothing be active. What has been built since it was last is kept; what a test did to its copy is not."""
        if self._active is None:
            return
        if not self._is_copy:
            self._keep()
        active, self._active, self._is_copy = self._active, None, False
        active.end()
