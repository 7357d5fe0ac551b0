"""Credentials of the accounts of a test, and the account behind any access key."""

from __future__ import annotations

import re

from moto.iam import models as iam_models

from mockvpce.engine.operation import partition_of
from mockvpce.engine.resource import Home
from mockvpce.moto_bridge.adapters.authorization import SESSION
from mockvpce.patching import Patches

_OURS = re.compile(r"A[KS]IA(\d{12})(?:MOCK|[0-9]{4})")


def access_key_of(account: str) -> str:
    """The access key id that stands for an account's root: it has the account in it, so it outlives every reset."""
    if not (isinstance(account, str) and re.fullmatch(r"[0-9]{12}", account)):
        raise ValueError(f"an AWS account id is text of 12 digits, got {account!r}")
    return f"AKIA{account}MOCK"


def adopt(access_key: str, role_arn: str, home: Home) -> None:
    """Let moto's STS know an access key as that of a session of a role."""
    from moto.sts.models import sts_backends

    account, region = home
    backend = sts_backends[account][partition_of(region)]
    if backend.get_assumed_role_from_access_key(access_key) is None:
        session = backend.assume_role(
            region_name=region,
            role_session_name=SESSION,
            role_arn=role_arn,
            policy="",
            duration=3600,
            external_id="",
        )
        session.access_key_id = access_key


def apply(patches: Patches) -> None:
    """Teach moto's look-up of an access key's account the keys of `access_key_of`."""
    original = iam_models.get_account_id_from

    def get_account_id_from(access_key: str) -> str:
        ours = _OURS.fullmatch(access_key)
        return ours[1] if ours else original(access_key)

    patches.replace(iam_models, "get_account_id_from", get_account_id_from, "access keys that name an account")
