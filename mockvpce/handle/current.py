"""`mockvpce.current()`: the handle of the mock that is active here."""

from __future__ import annotations

from contextvars import ContextVar

from mockvpce.activation import drop_in
from mockvpce.handle.aws import Aws

_begun: ContextVar[tuple[Aws, ...]] = ContextVar("begun", default=())
_active: list[Aws] = []


def current() -> Aws:
    """Return the handle of the innermost mock that this thread or task began, else of the newest one that is active.

    After `mockvpce.install()` moto's `mock_aws` counts too. If no mock is active, it is a `LookupError`.
    """
    for aws in reversed((*_active, *_begun.get())):
        if aws in _active:
            return aws
    activation = drop_in.activation()
    if activation is None:
        raise LookupError("no mock_vpce is active: call mockvpce.current() within one")
    return Aws(activation)


def began(aws: Aws) -> None:
    """A mock has begun."""
    _active.append(aws)
    _begun.set((*(one for one in _begun.get() if one in _active), aws))


def ended(aws: Aws) -> None:
    """A mock has ended."""
    _active.remove(aws)
    _begun.set(tuple(one for one in _begun.get() if one in _active))
