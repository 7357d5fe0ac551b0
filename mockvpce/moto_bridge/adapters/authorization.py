"""moto's identities, and the policies over whole accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from moto.iam.models import iam_backends

from mockvpce.engine.authorization import Document, Holder, Identity, Membership
from mockvpce.engine.operation import partition_of
from mockvpce.moto_bridge.adapters import organizations
from mockvpce.moto_bridge.adapters.resource_policies import arn_of, holder
from mockvpce.moto_bridge.compat import boundary_of

if TYPE_CHECKING:
    from mockvpce.engine.resource import Home
    from mockvpce.moto_bridge.backends import Backends

SESSION = "mockvpce"
"""The name of a session that a test did not name."""


class MotoAuthorization:
    """Reads moto's IAM, STS and Organizations, and the services that keep policies."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    def role(self, home: Home, name_or_arn: str) -> Identity | None:
        iam = self._iam(home)
        for role in iam.roles.values():
            if name_or_arn in (role.name, role.arn):
                return _of_role(iam, role, home, SESSION)
        return None

    def role_names(self, home: Home) -> Sequence[str]:
        return [role.name for role in self._iam(home).roles.values()]

    def identity(self, access_key: str, home: Home) -> Identity | None:
        from moto.sts.models import sts_backends

        account, region = home
        iam = self._iam(home)
        session = sts_backends[account][partition_of(region)].get_assumed_role_from_access_key(access_key)
        if session is not None:
            return _of_session(iam, session, home)
        user = iam.get_user_from_access_key_id(access_key)
        return None if user is None else _of_user(iam, user, account)

    def instance_role(self, instance_id: str) -> str | None:
        for _, backend in self._backends.every_ec2():
            association = backend.iam_instance_profile_associations.get(instance_id)
            if association is not None:
                return next((str(role.arn) for role in association.iam_instance_profile.roles), None)
        return None

    def holder(self, arn: str) -> Holder:
        return holder(arn)

    def arn_of(self, service: str, name: str | bytes, home: Home) -> str | None:
        return arn_of(service, name, home)

    def membership(self, account: str) -> Membership | None:
        return organizations.membership(account)

    def service_control(self, account: str) -> Sequence[Sequence[Document]]:
        return organizations.policies(account, "SERVICE_CONTROL_POLICY")

    def resource_control(self, account: str) -> Sequence[Sequence[Document]]:
        return organizations.policies(account, "RESOURCE_CONTROL_POLICY")

    def _iam(self, home: Home) -> Any:
        account, region = home
        return iam_backends[account][partition_of(region)]


def _of_session(iam: Any, session: Any, home: Home) -> Identity:
    role = next((one for one in iam.roles.values() if one.arn == session.role_arn), None)
    inline = (Document(session.policy, session.arn),) if session.policy else ()
    if role is None:
        return Identity(session.arn, home[0], session.role_arn, session=inline)
    return _of_role(iam, role, home, session.session_name, inline)


def _of_role(iam: Any, role: Any, home: Home, session: str, inline: tuple[Document, ...] = ()) -> Identity:
    account, region = home
    tags = role.tags.values() if isinstance(role.tags, dict) else role.tags or ()
    return Identity(
        arn=f"arn:{partition_of(region)}:sts::{account}:assumed-role/{role.name}/{session}",
        account=account,
        behind=str(role.arn),
        policies=tuple(_policies(role, role.arn)),
        boundary=_boundary(iam, role),
        session=inline,
        keys={
            "aws:PrincipalType": "AssumedRole",
            "aws:userid": f"{role.id}:{session}",
            **{f"aws:PrincipalTag/{one['Key']}": one["Value"] for one in tags},
        },
    )


def _of_user(iam: Any, user: Any, account: str) -> Identity:
    groups = iam.get_groups_for_user(user.name)
    tags = iam.tagger.list_tags_for_resource(user.arn)["Tags"]
    policies = (*_policies(user, user.arn), *(one for group in groups for one in _policies(group, group.arn)))
    return Identity(
        arn=str(user.arn),
        account=account,
        policies=tuple(policies),
        boundary=_boundary(iam, user),
        keys={
            "aws:PrincipalType": "User",
            "aws:userid": user.id,
            "aws:username": user.name,
            **{f"aws:PrincipalTag/{one['Key']}": one["Value"] for one in tags},
        },
    )


def _policies(holder: Any, arn: str) -> Iterator[Document]:
    """The inline policies of a user, group or role, which it carries itself, and the managed ones, which have ARNs."""
    for text in holder.policies.values():
        yield Document(text, str(arn))
    for managed in holder.managed_policies.values():
        yield Document(_default_text(managed), str(managed.arn))


def _boundary(iam: Any, holder: Any) -> Document | None:
    arn = boundary_of(holder)
    managed = iam.managed_policies.get(arn) if arn else None
    return None if managed is None else Document(_default_text(managed), str(arn))


def _default_text(managed: Any) -> str:
    return str(next(one.document for one in managed.versions if one.is_default))
