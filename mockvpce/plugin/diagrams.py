"""`--mockvpce-diagram=DIR`: a picture of what there was when a test failed."""

from __future__ import annotations

import re
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mockvpce.handle.aws import Aws
    from mockvpce.handle.pictures.diagram import Diagram

_OPTION = "--mockvpce-diagram"
_LONGEST = 150


def declare(parser: pytest.Parser) -> None:
    """Declare the command-line option."""
    parser.getgroup("mockvpce").addoption(
        _OPTION,
        metavar="DIR",
        help="write a picture of what there was when a test failed into this directory: SVG where Graphviz is installed"
        " (mockvpce[diagram]), else Mermaid; the path of the last question is marked where it was blocked",
    )


def configure(config: pytest.Config) -> None:
    """Make the directory, and let the plugin draw, where the option is given."""
    directory = config.getoption(_OPTION)
    if directory:
        try:
            Path(directory).mkdir(parents=True, exist_ok=True)
        except OSError as refusal:
            raise pytest.UsageError(f"{_OPTION}={directory}: {refusal.strerror}") from None
        config.pluginmanager.register(Drawer(Path(directory).absolute()), "mockvpce-diagram")


class Drawer:
    """A plugin of its own, so that nothing is done where no picture is asked for."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._kept: Diagram | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Keep what there is when a mock of the test ends by an exception: its report is made later."""
        from mockvpce.handle import asked

        self._kept = None
        asked.when_a_mock_fails[self] = self._keep

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write the picture of a test that has failed, and say where it is."""
        report = yield
        if report.failed and report.when != "teardown":
            told = self._write(item.nodeid)
            if told:
                report.sections.append(("drawn by mockvpce", told))
        return report

    def pytest_unconfigure(self) -> None:
        """Draw no more."""
        from mockvpce.handle import asked

        asked.when_a_mock_fails.pop(self, None)

    def _keep(self, aws: Aws) -> None:
        if self._kept is None:
            self._kept = _drawn(aws)

    def _write(self, node_id: str) -> str:
        """Where the picture is; a picture that fails must not hide why the test did."""
        from mockvpce.handle.current import current

        try:
            diagram = _drawn(current()) if self._kept is None else self._kept
        except LookupError:  # no mock is active
            return ""
        except Exception as error:
            return f"nothing: {error!r}"
        if not diagram:
            return "nothing: there was nothing to draw"
        stem = self._directory / _stem(node_id)
        try:
            try:
                return str(diagram.save(stem.with_name(f"{stem.name}.svg")))
            except (ImportError, RuntimeError):
                return str(diagram.save(stem.with_name(f"{stem.name}.mmd")))
        except OSError as refusal:
            return f"nothing: {refusal}"


def _drawn(aws: Aws) -> Diagram:
    from mockvpce.handle import asked

    return aws.diagram(asked.blocked())


def _stem(node_id: str) -> str:
    """A file's name for a test; what tells the cases of a parametrized one apart may be nothing that a name can have."""
    name = re.sub(r"[^\w.]+", "-", node_id).strip("-.")
    if "[" in node_id or len(name) > _LONGEST:
        name = f"{name[:_LONGEST]}-{sha256(node_id.encode()).hexdigest()[:6]}"
    return name
