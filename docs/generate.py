"""Writes the pages of the documentation that come from the code: all operations, and how sure each error text is."""

from __future__ import annotations

import csv
import pkgutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from mockvpce import resources
from mockvpce.cli import missing_filters
from mockvpce.engine.operation import Handler, registry, unread_members
from mockvpce.engine.stacks import stack_types
from mockvpce.moto_bridge.cloudformation import types
from mockvpce.protocol.errors import ErrorSpec

HERE = Path(__file__).parent
PAGES = HERE / "pages" / "reference"
CONTRADICTIONS = HERE.parent / "tests" / "moto" / "contradictions.tsv"
MARKS = {"R": "recorded from AWS", "D": "documented by AWS", "I": "inferred: a guess that waits for a recording"}


def family(handler: Handler) -> str:
    """The room of an operation: `privatelink`, `client_vpn`."""
    return handler.function.__module__.split(".")[2]


def cell(text: str) -> str:
    """Text as a table takes it."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def operations() -> str:
    """One table for each family."""
    lines = [
        "# Operations",
        "",
        f"{len(registry)} operations of EC2 are answered by this package; all others of EC2 and of AWS are moto's. "
        "The table comes from the code: a parameter that nobody reads, or a documented filter without an answer, is "
        "named with its reason. `mockvpce coverage NAME` prints the same for one operation.",
        "",
    ]
    families: dict[str, list[Handler]] = {}
    for name in sorted(registry):
        families.setdefault(family(registry[name]), []).append(registry[name])
    for title, handlers in sorted(families.items()):
        lines += [f"## {title.replace('_', ' ').capitalize()}", "", "| operation | parameters | filters | not read |"]
        lines += ["| --- | --- | --- | --- |", *map(row, handlers), ""]
    lines += ["## Types of stacks", "", "Resource types of CloudFormation that are this package's own:", ""]
    lines += [f"* `{name}`" for name in sorted(stack_types)]
    return "\n".join(lines) + "\n"


def row(handler: Handler) -> str:
    """What one operation reads."""
    unread = unread_members(handler)
    members = len(handler.model.keyword_of)
    filters, missing = handler.model.filters, missing_filters(handler)
    notes = [f"`{name}`: {handler.unread.get(name, 'no reason given')}" for name in unread]
    notes += [f"filter `{name}`" for name in missing]
    answered = f"{len(filters) - len(missing)} of {len(filters)}" if filters else ""
    return f"| `{handler.name}` | {members - len(unread)} of {members} | {answered} | {cell('; '.join(notes))} |"


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """All modules of a package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def errors() -> dict[str, dict[str, ErrorSpec]]:
    """The errors of each family, by the name of their constant."""
    found: dict[str, dict[str, ErrorSpec]] = {}
    for module in modules(resources):
        for name, value in vars(module).items():
            if isinstance(value, ErrorSpec) and name.isupper():
                found.setdefault(module.__name__.split(".")[2], {})[name] = value
    return found


def truth() -> str:
    """What is known, and what is guessed."""
    by_family = errors()
    marks = Counter(mark for specs in by_family.values() for spec in specs.values() for mark in letters(spec.source))
    total = sum(map(len, by_family.values()))
    lines = [
        "# How true is it",
        "",
        "AWS documents few of its error texts and states. Each text in this package carries a mark:",
        "",
        *(f"* **{mark}**: {meaning} ({marks[mark]} of {total} errors)" for mark, meaning in MARKS.items()),
        "",
        "A mark may hold for the code alone: `D code, I text`. Whoever has an answer of AWS that differs, please open an "
        "issue with it: the text is changed, and the mark becomes R.",
        "",
        "## The guesses",
        "",
        "Errors whose code or text is inferred. A test should match the code of these, not the text.",
        "",
    ]
    for title, specs in sorted(by_family.items()):
        guesses = {name: spec for name, spec in specs.items() if "I" in letters(spec.source)}
        if guesses:
            lines += [
                f"### {title.replace('_', ' ').capitalize()}",
                "",
                "| code | text | mark |",
                "| --- | --- | --- |",
            ]
            lines += [f"| `{spec.code}` | {cell(spec.text)} | {cell(spec.source)} |" for spec in guesses.values()]
            lines.append("")
    lines += [
        "## Where moto's own tests expect otherwise",
        "",
        "moto's EC2 tests run with this package as well. Those that fail expect what AWS does not do:",
        "",
        "| what AWS does | source |",
        "| --- | --- |",
    ]
    facts = {(row["fact"], row["source"]) for row in contradictions()}
    lines += [f"| {cell(fact)} | {cell(source)} |" for fact, source in sorted(facts)]
    return "\n".join(lines) + "\n"


def letters(mark: str) -> set[str]:
    """`D code, I text` has two."""
    return {word for word in mark.replace(",", " ").split() if word in MARKS}


def contradictions() -> list[dict[str, str]]:
    """The rows of the list that the tests keep."""
    with CONTRADICTIONS.open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def main() -> None:
    """Write both."""
    resources.load()
    types.load()
    (PAGES / "operations.md").write_text(operations(), encoding="utf-8")
    (PAGES / "truth.md").write_text(truth(), encoding="utf-8")


if __name__ == "__main__":
    main()
