"""What the report of a failing test says about its mock, unless the ini option `mockvpce_report` is off."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from mockvpce.plugin.settings import of_switch

if TYPE_CHECKING:
    from mockvpce.handle.aws import Aws

_ASKED = "mockvpce.handle.asked"
"""Looked up, not imported: where no test has a mock it is not loaded."""
_ENDED = "mockvpce.handle.current"
_CALLS = "mockvpce.engine.call_log"
_UNANSWERED = "mockvpce_unanswered"


def declare(parser: pytest.Parser) -> None:
    """Declare the ini option."""
    parser.addini(
        "mockvpce_report",
        "let the report of a failing test show its last AWS calls, what it has asked of the mock, and what there is",
        type="bool",
        default=True,
    )


def configure(config: pytest.Config) -> None:
    """Let reports say more, where the ini option does not forbid it."""
    if of_switch(config, "mockvpce_report"):
        config.pluginmanager.register(Reporter(), "mockvpce-report")


class Reporter:
    """A plugin of its own, so that nothing is done where no report is wanted."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, str]] = []
        self._of_workers: dict[str, int] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """What earlier tests have done is no part of this one's report."""
        self._kept = []
        asked: Any = sys.modules.get(_ASKED)
        if asked is not None:
            asked.forget()
            asked.when_a_mock_fails[self] = self._keep

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add the sections."""
        report = yield
        asked: Any = sys.modules.get(_ASKED)
        if asked is not None and report.failed:
            if text := asked.told():
                report.sections.append(("asked of mockvpce", text))
            if report.when != "teardown":
                report.sections += self._kept or self._of_active()
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A worker of pytest-xdist hands on what it knows."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_UNANSWERED] = _unanswered()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker has ended."""
        for name, count in getattr(node, "workeroutput", {}).get(_UNANSWERED, {}).items():
            self._of_workers[name] = self._of_workers.get(name, 0) + count

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the operations that the tests have called and nobody answers."""
        found = {**_unanswered(), **self._of_workers}
        if found:
            terminalreporter.section("operations that neither mockvpce nor moto answers")
            for name, count in sorted(found.items()):
                terminalreporter.write_line(f"{name}: {count} call{'s'[: count > 1]}")

    def pytest_unconfigure(self) -> None:
        """Listen no more."""
        asked: Any = sys.modules.get(_ASKED)
        if asked is not None:
            asked.when_a_mock_fails.pop(self, None)

    def _keep(self, aws: Aws) -> None:
        """A mock of the test ends by an exception: its report is made later."""
        if not self._kept:
            self._kept = _sections(aws)

    def _of_active(self) -> list[tuple[str, str]]:
        current: Any = sys.modules.get(_ENDED)
        try:
            return [] if current is None else _sections(current.current())
        except LookupError:  # no mock is active
            return []


def _unanswered() -> dict[str, int]:
    log: Any = sys.modules.get(_CALLS)
    return {} if log is None else dict(log.unanswered)


def _sections(aws: Aws) -> list[tuple[str, str]]:
    """Titles and texts; a report that fails must not hide why the test did."""
    from mockvpce.handle import report

    try:
        found = [
            ("AWS calls, by mockvpce", report.calls(aws)),
            ("stacks that failed, by mockvpce", report.stacks()),
            ("what there is, by mockvpce", report.tree(aws)),
        ]
    except Exception as error:
        return [("mockvpce", f"no report: {error!r}")]
    return [(title, text) for title, text in found if text]
