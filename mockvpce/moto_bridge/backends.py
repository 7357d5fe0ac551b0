"""moto's backends by account and Region, found once per reset."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.core.base_backend import BackendDict
from moto.ec2.models import ec2_backends
from moto.iam import models as iam_models

from mockvpce.engine.resource import Home
from mockvpce.engine.resource_types import types


class Backends:
    """Looks moto's EC2 backends up, and remembers them until moto is reset."""

    def __init__(self) -> None:
        self._ec2: dict[Home, Any] = {}
        self._accounts: dict[str, str] = {}
        self._checked = False
        self.reset_listener: ResetListener = ResetListener(self.forget)

    def ec2(self, home: Home) -> Any:
        """The EC2 backend of an account and Region."""
        backend = self._ec2.get(home)
        if backend is None:
            self.reset_listener.hang()
            account, region = home
            backend = ec2_backends[account][region]
            if not self._checked:
                types.check_places(backend)
                self._checked = True
            self._ec2[home] = backend
        return backend

    def every_ec2(self) -> Iterator[tuple[Home, Any]]:
        """Each EC2 backend that exists."""
        for account, regions in list(ec2_backends.items()):
            for region, backend in list(regions.items()):
                yield (account, region), backend

    def account_of(self, access_key: str) -> str:
        """The account that an access key belongs to; moto's default account for an unknown one."""
        account = self._accounts.get(access_key)
        if account is None:
            self.reset_listener.hang()
            account = self._accounts[access_key] = iam_models.get_account_id_from(access_key)
        return account

    def forget(self) -> None:
        """moto's backends are others from now on."""
        self._ec2.clear()
        self._accounts.clear()


class ResetListener:
    """Rings when moto resets its backends.

    moto resets every backend dictionary of a list and empties the list. We add an entry that notifies us, and add it
    again after every reset.
    """

    backend = None
    """The class of the backends, which the Resource Groups Tagging API asks every dictionary for."""

    def __init__(self, *listeners: Callable[[], None]) -> None:
        self.listeners: list[Callable[[], None]] = list(listeners)
        self._hanging = False

    def hang(self) -> None:
        """Ring at the next reset."""
        if not self._hanging:
            BackendDict._instances.append(self)  # noqa: SLF001 - moto offers no other notice of a reset
            self._hanging = True

    def unhang(self) -> None:
        """Do not ring."""
        if self in BackendDict._instances:  # noqa: SLF001 - see hang
            BackendDict._instances.remove(self)  # noqa: SLF001 - see hang
        self._hanging = False

    # What moto calls of a backend dictionary.

    def values(self) -> list[ResetListener]:
        """The entry stands for its own backends."""
        return [self]

    def reset(self) -> None:
        """moto resets."""
        self._hanging = False
        for listener in self.listeners:
            listener()

    def clear(self) -> None:
        """moto drops the backends; there is nothing to drop."""

    def items(self) -> list[tuple[str, Any]]:
        """No accounts, for a walk over all backends."""
        return []

    def iter_backends(self) -> Iterator[Any]:
        """No backends, for a walk over all of them."""
        return iter(())
