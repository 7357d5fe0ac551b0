"""moto's Organizations: the policies over whole accounts, and where an account stands.

Where moto's Organizations was not imported there is none, and the question does not import it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from mockvpce.engine.authorization import Document, Membership

_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


def membership(account: str) -> Membership | None:
    """The organization of an account and the path to it; None where it has none."""
    found = _found(account)
    if found is None:
        return None
    backend, member = found
    path = "/".join(reversed([one.id for one in _above(backend, member)]))
    return Membership(backend.org.id, f"{backend.org.id}/{path}/")


def policies(account: str, kind: str) -> Sequence[Sequence[Document]]:
    """The policies of a kind over an account, by level: none over the account that manages its organization [D]."""
    found = _found(account)
    if found is None or found[0].org.master_account_id == account:
        return ()
    backend, member = found
    levels = []
    for holder in (member, *_above(backend, member)):
        attached = [one for one in holder.attached_policies if one.type == kind]
        levels.append(tuple(Document(str(one.content), str(one.arn)) for one in attached))
    return levels if any(levels) else ()


def _found(account: str) -> tuple[Any, Any] | None:
    module = sys.modules.get("moto.organizations.models")
    if module is None:
        return None
    backends = module.organizations_backends
    for manager in (getattr(backends, "master_accounts", {}).get(account, ("",))[0], account):
        for partition in _PARTITIONS if manager in backends else ():
            if partition not in backends[manager] or backends[manager][partition].org is None:
                continue
            backend = backends[manager][partition]
            for member in backend.accounts:
                if member.id == account:
                    return backend, member
    return None


def _above(backend: Any, member: Any) -> Iterator[Any]:
    """The units above an account, the root last."""
    units = {one.id: one for one in backend.ou}
    unit = units.get(member.parent_id)
    while unit is not None:
        yield unit
        unit = units.get(unit.parent_id)
