"""Credentials of the accounts of a test, and the account behind any access key."""

from __future__ import annotations

import re
from collections.abc import Callable

from moto.iam import models as iam_models

_OURS = re.compile(r"AKIA(\d{12})MOCK")


def access_key_of(account: str) -> str:
    """The access key id that stands for an account's root: it has the account in it, so it outlives every reset."""
    if not re.fullmatch(r"\d{12}", account):
        raise ValueError(f"an AWS account id has 12 digits, got {account!r}")
    return f"AKIA{account}MOCK"


class AccountLookup:
    """Teaches moto's look-up of an access key's account the keys of `access_key_of`."""

    def __init__(self) -> None:
        self._original: Callable[[str], str] | None = None

    def put_on(self) -> None:
        """Take the place of moto's look-up."""
        original = self._original = iam_models.get_account_id_from

        def get_account_id_from(access_key: str) -> str:
            ours = _OURS.fullmatch(access_key)
            return ours[1] if ours else original(access_key)

        iam_models.get_account_id_from = get_account_id_from

    def take_off(self) -> None:
        """Put moto's look-up back."""
        if self._original is not None:
            iam_models.get_account_id_from = self._original
            self._original = None
