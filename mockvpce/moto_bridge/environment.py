"""What mocks set in the process: environment variables, moto's configuration, boto3's default session.

Each moto mock saves what it finds and restores that, so overlapping mocks restore what another one has set. Here
it is kept once, when the first mock begins, and put back when the last one ends; in between, the values of the newest mock
that is active stand.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import boto3
from moto.core.config import default_user_config, mock_credentials
from moto.core.models import MockAWS

from mockvpce.patching import Patch, Patches

_WHY = "mocks that overlap: the environment is put back by the last"


class Overlay:
    """Layers of values over a mapping. None stands for what is not there."""

    def __init__(self, target: MutableMapping[str, Any]) -> None:
        self._target = target
        self._below: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}
        self._layers: list[tuple[object, dict[str, Any]]] = []

    def notice(self, names: Iterable[str] = ()) -> None:
        """Take note of what is there under these names, and adopt into the top layer what somebody has set since."""
        top = self._layers[-1][1] if self._layers else self._below
        for name in names:
            if name not in self._below:
                self._below[name] = self._shown[name] = self._target.get(name)
        for name, shown in self._shown.items():
            found = self._target.get(name)
            if found != shown:
                top[name] = self._shown[name] = found

    def add(self, owner: object, values: Mapping[str, Any]) -> None:
        """Lay values on top."""
        self._layers.append((owner, dict(values)))

    def remove(self, owner: object) -> None:
        """Take the owner's newest layer away, wherever it lies."""
        for index in reversed(range(len(self._layers))):
            if self._layers[index][0] is owner:
                del self._layers[index]
                return

    def has(self, owner: object) -> bool:
        """Whether the owner has a layer."""
        return any(one is owner for one, _ in self._layers)

    def replace_below(self, values: Mapping[str, Any]) -> None:
        """Correct what was there before the first layer."""
        self._below.update((name, values[name]) for name in self._below.keys() & values.keys())

    def show(self) -> bool:
        """Let the topmost values stand; True where that changes anything."""
        changed = False
        for name, below in self._below.items():
            value = next((layer[name] for _, layer in reversed(self._layers) if name in layer), below)
            self._shown[name] = value
            if self._target.get(name) == value:
                continue
            changed = True
            if value is None:
                del self._target[name]
            else:
                self._target[name] = value
        return changed

    def forget(self) -> None:
        """Begin anew."""
        self._layers.clear()
        self._below.clear()
        self._shown.clear()

    def __bool__(self) -> bool:
        return bool(self._layers)


class Environment:
    """Stands from the first mock's beginning to the last one's end, moto's own mocks included."""

    def __init__(self) -> None:
        self._variables = Overlay(os.environ)
        self._config = Overlay(default_user_config)
        self._session: Any = None
        self._resets_session = True
        self._older = 0
        self._patches = Patches()
        self.turn: threading.RLock = threading.RLock()

    def __iter__(self) -> Iterator[Patch]:
        return iter(self._patches)

    def open(self) -> None:
        """Take over from moto's mocks. Those that are active already are known by their number only."""
        with self.turn:
            if any(self._patches):
                return
            self._older = mocks_of_moto()
            self._session = boto3.DEFAULT_SESSION
            start, stop = MockAWS.start, MockAWS.stop
            environment = self

            def start_mock(mock: Any, reset: bool = True) -> None:
                environment._start(start, stop, mock, reset)

            def stop_mock(mock: Any, remove_data: bool = True) -> None:
                environment._stop(stop, mock, remove_data)

            try:
                self._patches.replace(MockAWS, "start", start_mock, _WHY)
                self._patches.replace(MockAWS, "stop", stop_mock, _WHY)
            except BaseException:
                self._patches.undo()
                raise

    def add(self, owner: object, variables: Mapping[str, str | None], config: Mapping[str, Any]) -> None:
        """Set variables (None: unset) and members of moto's configuration for as long as `owner` is active."""
        with self.turn:
            self._lay(owner, variables, config)

    def remove(self, owner: object) -> None:
        """Take back what `owner` has set."""
        with self.turn:
            self._variables.notice()
            self._config.notice()
            self._variables.remove(owner)
            self._config.remove(owner)
            self._show()

    def _lay(self, owner: object, variables: Mapping[str, str | None], config: Mapping[str, Any]) -> None:
        self._variables.notice(variables)
        self._config.notice(config)
        self._variables.add(owner, variables)
        self._config.add(owner, config)
        self._show()

    def _start(self, start: Callable[..., None], stop: Callable[..., None], mock: Any, reset: bool) -> None:
        with self.turn:
            given = mock._user_config_mock.values  # noqa: SLF001 - moto keeps what it was given nowhere else
            config = {name: value for name, value in given.items() if default_user_config.get(name) != value}
            self._variables.notice(mock._fake_creds)  # noqa: SLF001 - what moto is about to set
            self._config.notice(default_user_config)
            before = _active()
            try:
                start(mock, reset=reset)
            except BaseException:
                if _active() != before:
                    with suppress(Exception):
                        stop(mock)
                self._show()
                raise
            self._resets_session = default_user_config.get("core", {}).get("reset_boto3_session", True)
            self._variables.add(mock, mock._fake_creds if mock_credentials() else {})  # noqa: SLF001 - see above
            self._config.add(mock, config)
            self._show()

    def _stop(self, stop: Callable[..., None], mock: Any, remove_data: bool) -> None:
        with self.turn:
            self._variables.notice()
            self._config.notice()
            self._take_what_is_kept(mock)
            try:
                stop(mock, remove_data=remove_data)
            finally:
                self._variables.remove(mock)
                self._config.remove(mock)
                self._show()

    def _take_what_is_kept(self, mock: Any) -> None:
        """Leave a mock nothing to put back, and correct what was there before where it began before us."""
        nothing = object()
        session, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, nothing
        mock._default_session_mock.stop()  # noqa: SLF001 - moto's own, and does nothing where it was not started
        if boto3.DEFAULT_SESSION is not nothing:
            self._session = boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION = session
        present: dict[str, Any] = dict(default_user_config)
        mock._user_config_mock.stop()  # noqa: SLF001 - the same
        config: dict[str, Any] = dict(default_user_config)
        default_user_config.clear()
        default_user_config.update(present)
        variables, mock._orig_creds = mock._orig_creds, {}  # noqa: SLF001 - the same
        if not self._variables.has(mock):
            self._older -= 1
            self._config.replace_below(config)
            fake = mock._fake_creds  # noqa: SLF001 - the same
            self._variables.replace_below({name: one for name, one in variables.items() if one != fake[name]})

    def _show(self) -> None:
        """Let what is active stand; where variables change, boto3 has to read them again, with a new default session."""
        self._config.show()
        if self._variables.show():
            boto3.DEFAULT_SESSION = None
        if self._variables or self._older > 0:
            return
        if self._resets_session:
            boto3.DEFAULT_SESSION = self._session
        self._session = None
        self._variables.forget()
        self._config.forget()
        self._patches.undo()


def mocks_of_moto() -> int:
    """How many moto mocks are active, including those that our mocks have started."""
    return sum(_active())


def _active() -> list[int]:
    """How many of moto's mocks are active, by their kind."""
    return [vars(kind).get("_nested_count", 0) for kind in (MockAWS, *MockAWS.__subclasses__())]
