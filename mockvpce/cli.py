"""The `mockvpce` command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Handler


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="mockvpce", description="An in-memory double of AWS private connectivity.")
    commands = parser.add_subparsers(dest="command", required=True)
    coverage = commands.add_parser("coverage", help="what of EC2's API is answered, and what is not read")
    coverage.add_argument("operation", nargs="*", help="AWS's names of operations; all without one")
    commands.add_parser("demo", help="a provider and a consumer account, connected step by step")
    chosen = parser.parse_args(arguments)
    if chosen.command == "demo":
        return _demo()
    return _coverage(chosen.operation)


def _demo() -> int:
    from mockvpce.demo import main as demo

    return demo()


def _coverage(names: Sequence[str]) -> int:
    from mockvpce import resources
    from mockvpce.engine.operation import registry

    resources.load()
    unknown = [name for name in names if name not in registry]
    for name in unknown:
        print(f"{name}: left to moto")
    for name in [name for name in names or sorted(registry) if name in registry]:
        print("\n".join(describe(registry[name])))
    if not names:
        print(f"\n{len(registry)} operations")
    return 1 if unknown else 0


def describe(handler: Handler) -> list[str]:
    """What there is to say of one operation, line by line."""
    from mockvpce.engine.operation import unread_members

    lines = [handler.name]
    lines.extend(
        f"    {member}: not read, {handler.unread.get(member, 'no reason given')}" for member in unread_members(handler)
    )
    documented = handler.model.filters
    if documented:
        missing = missing_filters(handler)
        answered = len(documented) - len(missing)
        lines.append(
            f"    filters: {answered} of {len(documented)}" + (f", not {', '.join(missing)}" if missing else "")
        )
    return lines


def missing_filters(handler: Handler) -> list[str]:
    """The documented filters that are in no filter table which the operation's function names.

    `tag:` and `tag-key` need no entry in a table.
    """
    from mockvpce.protocol.filters import Filters

    function = handler.function
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    answered = {name for table in named if isinstance(table, Filters) for name in table.fields} | {"tag:", "tag-key"}
    return [name for name in handler.model.filters if name not in answered]


if __name__ == "__main__":
    raise SystemExit(main())
