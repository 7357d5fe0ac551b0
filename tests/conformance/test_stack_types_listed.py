"""README names every type that stacks have from this package, and no other.

    python tests/conformance/test_stack_types_listed.py

writes the list anew.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from mockvpce.engine.stacks import stack_types
from mockvpce.moto_bridge.cloudformation import types
from mockvpce.resources import load

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"(<!-- types of stacks -->\n).*?(<!-- end -->)", re.DOTALL)


def listed() -> str:
    """The list, one paragraph for each service."""
    load()
    types.load()
    by_service: dict[str, list[str]] = {}
    for name in sorted(stack_types, key=str.lower):
        service, _, short = name.rpartition("::")
        by_service.setdefault(service, []).append(f"`{short}`")
    texts = (f"`{service}::` {', '.join(names)}." for service, names in by_service.items())
    width = {"width": 125, "initial_indent": "  ", "subsequent_indent": "  ", "break_on_hyphens": False}
    return "".join(textwrap.fill(text, break_long_words=False, **width) + "\n" for text in texts)


def test_the_list_of_the_readme_is_that_of_the_registry():
    found = BLOCK.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == f"<!-- types of stacks -->\n{listed()}<!-- end -->"


if __name__ == "__main__":
    written = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda found: found[1] + listed() + found[2], written), encoding="utf-8")
