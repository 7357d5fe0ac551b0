"""Who calls, by moto's IAM and STS, as `engine.platform` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockvpce.engine.operation import partition_of
from mockvpce.engine.platform import Principal

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home


class MotoIdentities:
    """IAM and STS, imported when they are first asked for, as moto does itself.

    A key that moto does not know belongs to the root of its account.
    """

    def behind(self, access_key: str | None, home: Home) -> Principal:
        from moto.sts.models import sts_backends

        account, region = home
        partition = partition_of(region)
        root = f"arn:{partition}:iam::{account}:root"
        if access_key is None:
            return Principal(account, root, (root,))
        backend = sts_backends[account][partition]
        session = backend.get_assumed_role_from_access_key(access_key)
        if session is not None:
            return Principal(account, session.arn, (root, session.role_arn))
        arn = _user_arn(account, partition, access_key)
        return Principal(account, arn or root, (root, arn) if arn else (root,))


def _user_arn(account: str, partition: str, access_key: str) -> str | None:
    from moto.iam.models import iam_backends

    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    return None if user is None else str(user.arn)
