"""How the demo's story is printed; in color where the terminal has any."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import Any

_BOLD, _DIM, _RED, _GREEN, _PLAIN = "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[0m"


def _has_color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _in(color: str, text: str) -> str:
    return f"{color}{text}{_PLAIN}" if _has_color() else text


def heading(text: str) -> None:
    """Begin a chapter."""
    print(f"\n{_in(_BOLD, text)}\n{'-' * len(text)}")


def say(text: str) -> None:
    """Say something to the reader."""
    for line in _wrapped(text, 0):
        print(line)


def tell(who: str, what: str) -> None:
    """Say what somebody does."""
    for number, line in enumerate(_wrapped(what, 11)):
        print(f"  {_in(_DIM, f'{who if not number else str():<9}')}{line}")


def show(**facts: Any) -> None:
    """Say what AWS answered."""
    width = max(map(len, facts))
    for name, value in facts.items():
        lines = value if isinstance(value, list) else [value]
        told = [part for line in lines for part in _wrapped(str(line), width + 13)]
        color = _color_of(name, told[0])
        for number, line in enumerate(told):
            label = f"{(name if not number else '').replace('_', ' '):<{width}}"
            print(f"           {label}  {_in(color, line) if color else line}")


def _wrapped(text: str, indent: int) -> list[str]:
    """The lines of a text in a terminal; elsewhere it stays in one, as a program reads it best."""
    if not sys.stdout.isatty():
        return [text]
    width = max(shutil.get_terminal_size((100, 24)).columns - indent, 40)
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _color_of(name: str, text: str) -> str:
    if name == "refused" or text.startswith("no"):
        return _RED
    return _GREEN if text in ("available", "Available", "yes", "active") else ""
