"""The options of a test's mock: its markers', those of the fixture `vpce_mock_options`, the ini file's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

MARKER = "mock_vpce"
_OPTIONS = {
    "region": "the Region of clients made without one",
    "account": "the account of clients made without further ado, 12 digits",
    "timing": "instant, aws or manual: when that happens which AWS does in a while",
    "sleep": "real or clock: whether who sleeps waits, or moves the mock's clock",
    "leftovers": "allow or fail: a test that leaves endpoints, services, peerings or VPNs behind",
    "seed": "makes ids and DNS labels the same in every run",
}
_SWITCHES = {
    "strict": "fail a test that orders a fault which is never used",
    "speedups": "make botocore and moto faster while a mock is active",
}
_FILES = "services"
_OF_THE_PLUGIN = ("drop_in", "freeze", "report")
_PREFIX = "mockvpce_"


def declare(parser: pytest.Parser) -> None:
    """Declare the ini options `mockvpce_<option>`."""
    for name, what in _OPTIONS.items():
        parser.addini(f"mockvpce_{name}", f"for every mock of the fixtures and the marker: {what}", default=None)
    what = "files with what `aws ec2 describe-vpc-endpoint-services` prints, beside the ini file"
    parser.addini(f"mockvpce_{_FILES}", f"for every mock of the fixtures and the marker: {what}", "paths", [])
    for name, what in _SWITCHES.items():
        parser.addini(f"mockvpce_{name}", f"for every mock of the fixtures and the marker: {what}", "bool", None)


def check(config: pytest.Config) -> None:
    """A usage error for options in the ini file that there are not, and for values that no mock can have."""
    _check_names(config)
    given = of_ini(config)
    if given:
        from mockvpce.activation.options import Options

        try:
            Options(**given)
        except (TypeError, ValueError) as error:
            names = ", ".join(f"mockvpce_{name}" for name in given)
            raise pytest.UsageError(f"the ini file says of {names}: {error}") from None


def _check_names(config: pytest.Config) -> None:
    """pytest itself but warns of them, and where it keeps what it has found is its own affair."""
    unknown: Iterable[str] = getattr(config, "_get_unknown_ini_keys", tuple)()
    declared = (*_OPTIONS, *_SWITCHES, _FILES, *_OF_THE_PLUGIN)
    for name in sorted(unknown):
        if name.startswith(_PREFIX):
            from difflib import get_close_matches

            near = get_close_matches(name.removeprefix(_PREFIX), declared, 1) or sorted(declared)
            written = " or ".join(f"{_PREFIX}{one}" for one in near)
            raise pytest.UsageError(f"the ini file has {name}, which is no option; it may be {written}")


def of_ini(config: pytest.Config) -> dict[str, Any]:
    """The options that the ini file gives. A seed of digits is a number, as in Python."""
    given: dict[str, Any] = {}
    for name in (*_OPTIONS, *_SWITCHES, _FILES):
        value = of_switch(config, f"mockvpce_{name}") if name in _SWITCHES else config.getini(f"mockvpce_{name}")
        if value is not None and value not in ("", []):  # what versions of pytest give for what is not there
            given[name] = int(value) if name == "seed" and value.isdecimal() else value
    return given


def of_switch(config: pytest.Config, name: str) -> Any:
    """The value of an option that is true or false; pytest's own error does not say which one is neither."""
    try:
        return config.getini(name)
    except (ValueError, pytest.UsageError) as error:  # by release of pytest
        raise pytest.UsageError(f"the ini file says of {name}: {error}; write true or false") from None


def of_markers(node: pytest.Item) -> dict[str, Any]:
    """The options of all the markers on a test, the nearest first."""
    options: dict[str, Any] = {}
    for marker in node.iter_markers(MARKER):
        if marker.args:
            raise pytest.UsageError(f"mock_vpce takes keywords only, got {marker.args!r} on {node.nodeid}")
        options = {**marker.kwargs, **options}
    return options


def of_test(request: pytest.FixtureRequest, overridden: object, *, is_copy: bool) -> dict[str, Any]:
    """The options of a test, the nearest first: markers, the fixture, the ini file.

    A copy of what wider fixtures have built has begun already, where those options said.
    """
    wide = of_wide(request, overridden)
    if is_copy:
        wide = {name: value for name, value in wide.items() if name not in ("start", "nested", "leftovers")}
    return {**wide, **of_markers(request.node)}


def of_wide(request: pytest.FixtureRequest, overridden: object) -> dict[str, Any]:
    """The options of a mock that is wider than a test, which no marker can set."""
    return {**of_ini(request.config), **_checked(overridden)}


def _checked(overridden: object) -> dict[str, Any]:
    if not isinstance(overridden, Mapping):
        raise pytest.UsageError(
            f"the fixture vpce_mock_options gives a dict of mock_vpce's options, got {overridden!r}"
        )
    return dict(overridden)
