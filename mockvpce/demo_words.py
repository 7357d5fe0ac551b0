"""How the demo's story is printed; in color where the terminal has any."""

from __future__ import annotations

import os
import sys
from typing import Any

_BOLD, _DIM, _RED, _GREEN, _PLAIN = "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[0m"


def _has_color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _in(color: str, text: str) -> str:
    return f"{color}{text}{_PLAIN}" if _has_color() else text


def heading(text: str) -> None:
    """Begin a chapter."""
    print(f"\n{_in(_BOLD, text)}\n{'-' * len(text)}")


def tell(who: str, what: str) -> None:
    """Say what somebody does."""
    print(f"  {_in(_DIM, f'{who:<9}')}{what}")


def show(**facts: Any) -> None:
    """Say what AWS answered."""
    width = max(map(len, facts))
    for name, value in facts.items():
        lines = value if isinstance(value, list) else [value]
        for number, line in enumerate(lines):
            label = f"{(name if not number else '').replace('_', ' '):<{width}}"
            print(f"           {label}  {_painted(name, str(line))}")


def _painted(name: str, text: str) -> str:
    if name == "refused" or text.startswith("no"):
        return _in(_RED, text)
    return _in(_GREEN, text) if text in ("available", "yes", "active") else text
