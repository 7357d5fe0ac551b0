"""The pytest plugin: fixture `vpce_mock`, marker `mock_vpce`, ini options `mockvpce_<...>`.

Loading it imports neither boto3 nor moto.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mockvpce.plugin import diagrams, report, settings, wide

if TYPE_CHECKING:
    from mockvpce.handle.aws import Aws

_FIXTURE = "vpce_mock"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini options."""
    settings.declare(parser)
    diagrams.declare(parser)
    report.declare(parser)
    parser.addini(
        "mockvpce_drop_in",
        "let moto's mock_aws answer private connectivity as mock_vpce does (mockvpce.install)",
        type="bool",
        default=False,
    )
    parser.addini(
        "mockvpce_freeze",
        "keep what is loaded when the tests begin, EC2's model above all, out of garbage collections (gc.freeze)",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, for `--strict-markers`, and install where the ini option says so."""
    config.addinivalue_line(
        "markers",
        "mock_vpce(**options): run the test inside mock_vpce, with its options: account=, region=, timing=, sleep=, quotas=,"
        " seed=, start=, strict=, leftovers=, enforce=, zone_names=, nested=, wire=, early_clients=, speedups=, config=. The"
        " nearest marker counts, then the fixture vpce_mock_options, then the ini options mockvpce_<option>.",
    )
    settings.check(config)
    diagrams.configure(config)
    report.configure(config)
    if settings.of_switch(config, "mockvpce_drop_in"):
        from mockvpce.activation.drop_in import install, uninstall

        install()
        config.add_cleanup(uninstall)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the marker alone suffice: its tests have the fixture, before all others of a test's own."""
    wide.watch(config, items)
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("mock_vpce") is not None:
            others = [name for name in item.fixturenames if name != _FIXTURE]
            wider = [name for name in others if _is_wider(item, name)]
            item.fixturenames = [*wider, _FIXTURE, *(name for name in others if name not in wider)]


def _is_wider(item: pytest.Function, name: str) -> bool:
    """Whether a fixture outlives the test."""
    found = item._fixtureinfo.name2fixturedefs.get(name)  # noqa: SLF001 - pytest tells it nowhere else
    return found is not None and found[-1].scope != "function"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Freeze where the ini option says so, once all tests of this process are known."""
    if session.items and settings.of_switch(session.config, "mockvpce_freeze"):
        from mockvpce.speedups.gc_freeze import freeze

        freeze(_load_what_tests_load)


def _load_what_tests_load() -> None:
    from mockvpce.handle.mock import mock_vpce

    with mock_vpce() as aws:
        aws.client("ec2", region="us-east-1").describe_vpcs()


@pytest.fixture(scope="session")
def vpce_mock_options() -> dict[str, Any]:
    """Options of `mock_vpce` for every mock of the fixtures and the marker: to be overridden in a conftest.py."""
    return {}


@pytest.fixture
def vpce_mock(request: pytest.FixtureRequest, vpce_mock_options: dict[str, Any]) -> Iterator[Aws]:
    """An active `mock_vpce`, with the options of the test's `mock_vpce` marker; gives the handle `Aws`.

    In a test that asks for one of the wider fixtures, it is the same copy of what they have built.
    """
    from mockvpce.handle.mock import mock_vpce

    topologies = wide.topologies(request.config)
    copy = None if topologies is None else topologies.run_test()
    if copy is not None and not settings.of_markers(request.node):
        yield copy
        return
    with mock_vpce(**settings.of_test(request, vpce_mock_options, is_copy=copy is not None)) as aws:
        yield aws


@pytest.fixture(scope="session")
def vpce_mock_session(request: pytest.FixtureRequest, vpce_mock_options: dict[str, Any]) -> Iterator[Aws]:
    """The handle of a mock that fixtures of the session build a topology in, once; each test has a copy of its own."""
    yield from wide.built(request, settings.of_wide(request, vpce_mock_options))


@pytest.fixture(scope="module")
def vpce_mock_module(request: pytest.FixtureRequest, vpce_mock_options: dict[str, Any]) -> Iterator[Aws]:
    """As `vpce_mock_session`, for fixtures of a module; upon that one's topology in a test that has both."""
    yield from wide.built(request, settings.of_wide(request, vpce_mock_options))


@pytest.fixture(scope="class")
def vpce_mock_class(request: pytest.FixtureRequest, vpce_mock_options: dict[str, Any]) -> Iterator[Aws]:
    """As `vpce_mock_module`, for fixtures of a class."""
    yield from wide.built(request, settings.of_wide(request, vpce_mock_options))


@pytest.fixture(name="mock_vpce")
def _mock_vpce(vpce_mock: Aws) -> Aws:
    """The same as `vpce_mock`; in a test that takes it, the name is no longer that of the decorator."""
    return vpce_mock
