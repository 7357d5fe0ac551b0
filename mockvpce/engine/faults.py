"""Faults that a test has ordered: what goes wrong in which calls, and whether it did. Gateways pass them to callers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

ANY = "*"
"""Stands for every operation of a service."""
_CERTAIN = 1.0
_GRAIN = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to go wrong, and in which calls."""

    service: str
    operation: str
    code: str | None = None
    message: str = ""
    status: int = 400
    exception: type[Exception] | Exception | None = None
    delay: timedelta = timedelta()
    account: str | None = None
    region: str | None = None
    when: Callable[[Mapping[str, Any]], object] | None = None
    only: frozenset[str] | None = None
    """The operations that `*` stands for; None: all."""
    times: int | None = 1
    after: int = 0
    probability: float = _CERTAIN
    strict: bool = True


class Fault:
    """What `aws.fail` returns. As a context manager it is removed at the end of its block.

    A fault that was never used is an `AssertionError` at the end of its block, or else of its mock. There is none with a
    `probability` below 1, nor if the block ends with another exception.
    """

    def __init__(self, order: Order, faults: Faults, owner: object) -> None:
        self.order = order
        self._faults = faults
        self.owner = owner
        self.asked: int = 0
        self.others: int = 0
        """How many requests of the operation it was not for, by account, Region or parameters."""
        self.used: int = 0
        """How many requests have met it: a call that botocore retries can meet it several times."""

    @property
    def operation(self) -> str:
        """The operation as `ec2:CreateVpc`."""
        return f"{self.order.service}:{self.order.operation}"

    def remove(self) -> None:
        """Let no more requests fail. It is no error then that the fault was not used."""
        self._faults.remove(self)

    def __enter__(self) -> Fault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        is_expected = self in self._faults
        self.remove()
        complaint = self.complaint()
        if is_expected and complaint is not None and kind is None:
            raise AssertionError(complaint)

    def complaint(self) -> str | None:
        """Why a test that ordered this and ends now is wrong; None where it is not."""
        order = self.order
        if self.used or not order.strict or order.probability < _CERTAIN:
            return None
        return f"<Fault {self._told()}> was never used: {self._came()} (strict=False allows that)"

    def _came(self) -> str:
        if self.asked:
            return f"{self.asked} such request{'s'[: self.asked > 1]} came, before its turn"
        if self.others:
            narrow = [name for name in ("account", "region", "when") if getattr(self.order, name) is not None]
            return f"{self.others} came, not as {' and '.join(narrow)} would have it"
        return "no such request came"

    def _told(self) -> str:
        order = self.order
        what = order.code or getattr(order.exception, "__name__", type(order.exception).__name__)
        if order.code is None and order.exception is None:
            what = f"{order.delay.total_seconds():g} s late"
        return f"{self.operation} {what}"

    def __repr__(self) -> str:
        used = "unused" if not self.used else f"used {self.used} time{'s'[: self.used > 1]}"
        return f"<Fault {self._told()}, {used}>"

    def meets(self, service: str, operation: str, account: str, region: str, parameters: Mapping[str, Any]) -> bool:
        """Whether the order is for such a request, whichever number it has."""
        order = self.order
        if not self.names(service, operation):
            return False
        is_for = order.account in (None, account) and order.region in (None, region)
        is_for = is_for and (order.when is None or bool(order.when(parameters)))
        self.others += not is_for
        return is_for

    def names(self, service: str, operation: str) -> bool:
        """Whether the order is for an operation."""
        order = self.order
        if order.service != service or order.operation not in (operation, ANY):
            return False
        return order.only is None or operation in order.only

    @property
    def is_spent(self) -> bool:
        """Whether it has been used as often as it was ordered."""
        return self.used == self.order.times

    def is_turn(self, draw: Callable[[int], int]) -> bool:
        """Whether a request that it is for meets it, and count it."""
        order = self.order
        if self.is_spent:
            return False
        self.asked += 1
        if self.asked <= order.after:
            return False
        if order.probability < _CERTAIN and draw(_GRAIN) >= order.probability * _GRAIN:
            return False
        self.used += 1
        return True


class Faults:
    """The faults that are ordered, of every mock that is active."""

    def __init__(self, draw: Callable[[int], int]) -> None:
        """`draw` gives a whole number below another."""
        self._draw = draw
        self.lock: threading.RLock = threading.RLock()
        self._ordered: list[Fault] = []
        self.waiting: list[Fault] = []
        """Those that have not been used as often as they were ordered."""

    def __contains__(self, fault: object) -> bool:
        return fault in self._ordered

    def order(self, order: Order, owner: object) -> Fault:
        """Take an order of a mock's; those ordered first come first."""
        fault = Fault(order, self, owner)
        with self.lock:
            self._ordered.append(fault)
            self.waiting = [*self.waiting, fault]
        return fault

    def name(self, service: str, operation: str) -> bool:
        """Whether anything may go wrong with an operation."""
        return any(one.names(service, operation) for one in self.waiting)

    def take(
        self, service: str, operation: str, account: str, region: str, parameters: Mapping[str, Any]
    ) -> Order | None:
        """What goes wrong with a request."""
        for fault in self.waiting:
            if fault.meets(service, operation, account, region, parameters):
                with self.lock:
                    is_turn = fault.is_turn(self._draw)
                    self.waiting = [one for one in self.waiting if not one.is_spent]
                if is_turn:
                    return fault.order
        return None

    def remove(self, fault: Fault) -> None:
        """Forget one."""
        self._drop([fault])

    def forget(self, owner: object) -> None:
        """Forget those of one mock."""
        self._drop([one for one in self._ordered if one.owner is owner])

    def end(self, owner: object) -> list[str]:
        """Forget those of one mock, and say which of them should have been used and were not."""
        if not self._ordered:
            return []
        complaints = [one.complaint() for one in self._ordered if one.owner is owner]
        self.forget(owner)
        return [one for one in complaints if one is not None]

    def _drop(self, faults: list[Fault]) -> None:
        with self.lock:
            self._ordered = [one for one in self._ordered if one not in faults]
            self.waiting = [one for one in self.waiting if one not in faults]
