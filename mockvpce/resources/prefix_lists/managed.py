"""A prefix list that a customer manages: its states, its versions and what answers show of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.resources.prefix_lists import errors

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World

CHANGE = timedelta(seconds=5)
"""How long a list is being made, changed, restored or deleted [I: some seconds in records]."""
MEMORY = timedelta(minutes=1)
"""How long a deleted list is still shown [I]."""
VERSIONS_KEPT = 1000
"""With one more the oldest goes (VPC user guide, quotas of prefix lists)."""

CREATING, CREATED = "create-in-progress", "create-complete"
MODIFYING, MODIFIED = "modify-in-progress", "modify-complete"
RESTORING, RESTORED = "restore-in-progress", "restore-complete"
DELETING, DELETED, NOT_DELETED = "delete-in-progress", "delete-complete", "delete-failed"
FAILED = ("create-failed", "modify-failed", "restore-failed")
SETTLED = (CREATED, MODIFIED, RESTORED, NOT_DELETED, *FAILED)
"""The states in which a list takes changes."""
_STANDING = (*SETTLED, CREATING, MODIFYING, RESTORING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A block of a list, in canonical form."""

    cidr: str
    description: str | None = None


@resource(
    type="prefix-list",
    prefix="pl",
    moto="managed_prefix_lists",
    malformed=errors.MALFORMED,
    unknown=errors.ABSENT,
    shown_by="DescribeManagedPrefixLists",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class ManagedPrefixList(Resource):
    """A customer-managed prefix list."""

    name: str
    family: str
    size: int
    version: int = 1
    versions: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    message: str = ""

    lifecycle = Lifecycle(
        [
            Row("create", CREATING, CREATED, after=CHANGE),
            *(Row("modify", state, MODIFYING) for state in SETTLED),
            Row("modified", MODIFYING, MODIFIED, after=CHANGE),
            *(Row("restore", state, RESTORING) for state in SETTLED),
            Row("restored", RESTORING, RESTORED, after=CHANGE),
            *(Row("delete", state, DELETING) for state in SETTLED),
            Row("remove", DELETING, DELETED, after=CHANGE),
            Row("refuse", DELETED, NOT_DELETED),
            Row("vanish", DELETED, GONE, after=MEMORY),
            *forced(_STANDING, (*_STANDING, DELETING)),
            *forced((DELETING,), (NOT_DELETED,)),
        ],
        unforced={DELETED: "a deletion ends in it where nothing refers to the list; make it delete-in-progress"},
    )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the current version."""
        return self.versions[self.version]

    def next_version(self, entries: tuple[Entry, ...]) -> None:
        """Keep a new version and make it the current one."""
        self.version += 1
        self.versions[self.version] = entries
        self.versions.pop(self.version - VERSIONS_KEPT, None)


@follows(ManagedPrefixList)
def _follow(world: World, listed: ManagedPrefixList) -> None:
    """A deletion fails where something refers to the list by now."""
    if listed.state != DELETED:
        if listed.state != NOT_DELETED:
            listed.message = ""
        return
    users = sorted(one for one, _ in world.platform.prefix_lists.references(listed.region, listed.id))
    if users:
        listed.message = errors.IN_USE.format(ids=", ".join(users[:10]))
        world.apply(listed, "refuse")


def managed_view(call: Call, listed: ManagedPrefixList) -> Mapping[str, Any]:
    """A list as answers show it."""
    shown: dict[str, Any] = {
        "PrefixListId": listed.id,
        "AddressFamily": listed.family,
        "State": listed.state,
        "PrefixListArn": arn_of(listed, call.partition),
        "PrefixListName": listed.name,
        "MaxEntries": listed.size,
        "Version": listed.version,
        "Tags": call.tag_list(listed.id),
        "OwnerId": listed.account,
    }
    return {**shown, "StateMessage": listed.message} if listed.message else shown


def arn_of(listed: ManagedPrefixList, partition: str) -> str:
    """The ARN of a list, which Resource Access Manager shares it by."""
    return f"arn:{partition}:ec2:{listed.region}:{listed.account}:prefix-list/{listed.id}"
