"""Writes the pages of the documentation that come from the code: all operations, and how sure each error text is."""

from __future__ import annotations

import csv
import html
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
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
MARKS = {
    "R": "recorded from AWS",
    "D": "documented by AWS",
    "I": "inferred, that is, a guess until somebody records it",
}


def family(handler: Handler) -> str:
    """The room of an operation: `privatelink`, `client_vpn`."""
    return handler.function.__module__.split(".")[2]


TITLES = {
    "client_vpn": "Client VPN",
    "insights": "Network analysis",
    "privatelink": "PrivateLink",
    "vpn": "Site-to-Site VPN",
}


def titled(name: str) -> str:
    """The heading of a family."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def cell(text: str) -> str:
    """Text as a table takes it."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def operations() -> str:
    """One table for each family."""
    lines = [
        "# Operations",
        "",
        f"This package answers {len(registry)} operations of EC2. All other operations of EC2 and of AWS are moto's.",
        "",
        "The tables come from the code. *Members* are the input members that an operation reads. *Filters* are those that "
        "AWS documents and the operation answers. Click on a number to see them. *Known limits* names each member that is "
        "not read and each filter that is not answered, with the reason. `mockvpce coverage NAME` prints the same for one "
        "operation, and `mockvpce coverage --json` prints all of it for programs.",
        "",
    ]
    families: dict[str, list[Handler]] = {}
    for name in sorted(registry):
        families.setdefault(family(registry[name]), []).append(registry[name])
    for title, handlers in sorted(families.items()):
        lines += [f"## {titled(title)}", "", "| operation | members | filters | known limits |"]
        lines += ["| --- | --- | --- | --- |", *map(row, handlers), ""]
    lines += [
        "## Types of stacks",
        "",
        "This package makes resources of these CloudFormation types itself; those of all other types are moto's:",
        "",
    ]
    lines += [f"* `{name}`" for name in sorted(stack_types)]
    return "\n".join(lines) + "\n"


def row(handler: Handler) -> str:
    """What one operation reads."""
    unread, missing = unread_members(handler), missing_filters(handler)
    notes = [f"`{name}`: {handler.unread.get(name, 'no reason given')}" for name in unread]
    notes += [f"filter `{name}`" for name in missing]
    members = folded(handler.model.keyword_of, unread)
    return f"| `{handler.name}` | {members} | {folded(handler.model.filters, missing)} | {cell('; '.join(notes))} |"


def folded(names: Iterable[str], without: Iterable[str]) -> str:
    """How many there are of how many, and their names behind a click."""
    every, gone = list(names), set(without)
    read = [name for name in every if name not in gone]
    if not every:
        return ""
    number = f"{len(read)} of {len(every)}" if gone else str(len(every))
    told = " ".join(f"<code>{html.escape(name)}</code>" for name in read)
    return f"<details><summary>{number}</summary>{told}</details>"


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
        "AWS documents few of its error texts and states. Each error in this package has a mark that says where it comes "
        "from:",
        "",
        *(f"* **{mark}**: {meaning} ({marks[mark]} of {total} errors)" for mark, meaning in MARKS.items()),
        "",
        "An error may have two marks, one for its code and one for its text: `D code, I text`. If you have seen AWS answer "
        "otherwise, please open an issue with what you saw. The text is then changed, and its mark becomes R.",
        "",
        "## The guesses",
        "",
        "The code or the text of these errors is inferred. A test should compare their code, not their text.",
        "",
    ]
    for title, specs in sorted(by_family.items()):
        guesses = {name: spec for name, spec in specs.items() if "I" in letters(spec.source)}
        if guesses:
            lines += [
                f"### {titled(title)}",
                "",
                "| code | text | mark |",
                "| --- | --- | --- |",
            ]
            lines += [f"| `{spec.code}` | {cell(spec.text)} | {cell(spec.source)} |" for spec in guesses.values()]
            lines.append("")
    lines += [
        "## Where moto's own tests expect otherwise",
        "",
        "moto's own EC2 tests are run with this package, too. Those that fail expect something that AWS does not do:",
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
