"""The page that a browser shows at `/mockvpce/`: one document, with all that it needs in it."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

Headers = list[tuple[str, str]]


@cache
def page() -> tuple[str, Headers]:
    """The document, and the headers that let it load nothing and ask nobody but its own server."""
    html, css, js = (_text(f"page.{kind}") for kind in ("html", "css", "js"))
    policy = {
        "default-src": "'none'",
        "connect-src": "'self'",
        "img-src": "data:",
        "style-src": _hashed(css),
        "script-src": _hashed(js),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    told = "; ".join(f"{name} {value}" for name, value in policy.items())
    return html.replace("{css}", css).replace("{js}", js), [("content-security-policy", told)]


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
