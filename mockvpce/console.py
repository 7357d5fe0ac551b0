"""Puts `/mockvpce/` and the log of calls around the server's application."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockvpce.gateways.faults import FaultGateway
from mockvpce.gateways.served_calls import ServedCalls
from mockvpce.handle.aws import Aws
from mockvpce.handle.console.routes import Console
from mockvpce.handle.console.views import Views

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation, Runtime

_KEPT = 10_000
"""So many calls a server keeps: it may run for days."""


def around(runtime: Runtime, activation: Activation) -> Callable[[Any], Any]:
    """What makes a WSGI application of another one."""
    runtime.calls.limit = _KEPT
    views = Views(Aws(activation), activation)
    account_of = runtime.backends.account_of
    faults = FaultGateway(runtime.world, runtime.faults, account_of, runtime.passing.advance)
    return lambda application: Console(ServedCalls(application, runtime.calls, account_of, faults.meet), views)


def log_calls() -> None:
    """A line on standard error for each call."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("mockvpce")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
