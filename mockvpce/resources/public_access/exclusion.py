"""A VPC or subnet that VPC Block Public Access leaves alone.

No quota is held, as AWS gives it no code. What AWS answers to a second exclusion of one VPC or subnet nobody has recorded:
both are taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.engine.lifecycle import GONE, Lifecycle, Row, forced
from mockvpce.engine.operation import operation, partition_of
from mockvpce.engine.public_access import PublicAccess
from mockvpce.engine.resource import Resource
from mockvpce.engine.resource_types import follows, resource
from mockvpce.protocol.errors import MISSING_PARAMETER, ErrorSpec
from mockvpce.protocol.filters import Filters

if TYPE_CHECKING:
    from mockvpce.engine.listing import Listing
    from mockvpce.engine.operation import Call
    from mockvpce.engine.world import World

CREATING, CREATED, CREATE_FAILED = "create-in-progress", "create-complete", "create-failed"
UPDATING, UPDATED, UPDATE_FAILED = "update-in-progress", "update-complete", "update-failed"
DELETING, DELETED = "delete-in-progress", "delete-complete"
DISABLING, DISABLED = "disable-in-progress", "disable-complete"
LIVE = frozenset({CREATING, CREATED, CREATE_FAILED, UPDATING, UPDATED, UPDATE_FAILED, DISABLING, DISABLED})
"""All states but those of a deletion. AWS disables exclusions where an organization's policy allows none."""

CHANGE = timedelta(minutes=1)
"""How long a change takes: minutes [I]."""
MEMORY = timedelta(hours=1)
"""How long a deleted exclusion is shown [I]."""

UNKNOWN = ErrorSpec(
    "InvalidVpcBlockPublicAccessExclusionId.NotFound",
    "The VPC block public access exclusion ID '{id}' does not exist",
    "R code (terraform-provider-aws), I text",
)
ENDED_ALREADY = ErrorSpec(
    "InvalidParameterValue",
    "The VPC block public access exclusion {id} is in {state} state and cannot be {done}",
    "R code and end of the text (terraform-provider-aws), else I",
)
ONE_TARGET = ErrorSpec("InvalidParameterCombination", "The parameters SubnetId and VpcId cannot be used together", "I")
VPC_UNKNOWN = ErrorSpec("InvalidVpcID.NotFound", "The vpc ID '{id}' does not exist", "R code, I text")
SUBNET_UNKNOWN = ErrorSpec("InvalidSubnetID.NotFound", "The subnet ID '{id}' does not exist", "R code, I text")
FILTER = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I EC2-wide wording")


@resource(
    type="vpc-block-public-access-exclusion",
    prefix="vpcbpa-exclude",
    unknown=UNKNOWN,
    shown_by="DescribeVpcBlockPublicAccessExclusions",
    follows=True,
)
@dataclass(slots=True, kw_only=True, eq=False)
class PublicAccessExclusion(Resource):
    """What passes the internet gateways of a VPC or subnet all the same."""

    target: str
    """The id of the VPC or subnet."""
    target_type: str
    mode: str
    changed: datetime | None = None
    deleted: datetime | None = None

    @property
    def target_arn(self) -> str:
        """The ARN of the VPC or subnet."""
        owner = f"arn:{partition_of(self.region)}:ec2:{self.region}:{self.account}"
        return f"{owner}:{self.target_type}/{self.target}"

    lifecycle = Lifecycle(
        [
            Row("create", CREATING, CREATED, after=CHANGE),
            *(Row("modify", state, UPDATING) for state in (CREATING, CREATED, UPDATING, UPDATED)),
            Row("update", UPDATING, UPDATED, after=CHANGE),
            *(Row("delete", state, DELETING) for state in sorted(LIVE)),
            Row("finish", DELETING, DELETED, after=CHANGE),
            Row("vanish", DELETED, GONE, after=MEMORY, deadline=True),
            *forced(sorted(LIVE), (*sorted(LIVE), DELETING)),
            *forced((*sorted(LIVE), DELETING), (DELETED,)),
        ]
    )


@follows(PublicAccessExclusion)
def _follow(world: World, exclusion: PublicAccessExclusion) -> None:
    """It has an effect once it is complete; the mode before a change has one until that is."""
    excluded = world.single(PublicAccess).exclusions
    if exclusion.state in (CREATED, UPDATED):
        excluded.setdefault(exclusion.target, {})[exclusion.id] = exclusion.mode
    elif exclusion.state not in (UPDATING, DELETING, DISABLING) and exclusion.target in excluded:
        excluded[exclusion.target].pop(exclusion.id, None)


def _view(call: Call, exclusion: PublicAccessExclusion) -> dict[str, Any]:
    shown = {
        "ExclusionId": exclusion.id,
        "InternetGatewayExclusionMode": exclusion.mode,
        "ResourceArn": exclusion.target_arn,
        "State": exclusion.state,
        "CreationTimestamp": exclusion.created,
        "LastUpdateTimestamp": exclusion.changed or exclusion.created,
        "Tags": call.tag_list(exclusion.id),
    }
    return shown | ({"DeletionTimestamp": exclusion.deleted} if exclusion.deleted else {})


FILTERS: Filters[PublicAccessExclusion] = Filters(
    {
        "internet-gateway-exclusion-mode": lambda one: one.mode,
        "resource-arn": lambda one: one.target_arn,
        "state": lambda one: one.state,
    },
    unknown=lambda name: FILTER(name=name),
    tag_values=True,
)


@operation(creates=PublicAccessExclusion)
def create_vpc_block_public_access_exclusion(
    call: Call, *, internet_gateway_exclusion_mode: str, subnet_id: str | None = None, vpc_id: str | None = None
) -> dict[str, Any]:
    """Leave a VPC or a subnet alone, whether anything is blocked yet or not."""
    if subnet_id and vpc_id:
        raise ONE_TARGET()
    if not subnet_id and not vpc_id:
        raise MISSING_PARAMETER(name="VpcId")
    if vpc_id and call.platform.networks.vpc(call.home, vpc_id) is None:
        raise VPC_UNKNOWN(id=vpc_id)
    if subnet_id and call.platform.networks.subnet(call.home, subnet_id) is None:
        raise SUBNET_UNKNOWN(id=subnet_id)
    made = call.create(
        PublicAccessExclusion,
        CREATING,
        target=vpc_id or subnet_id or "",
        target_type="vpc" if vpc_id else "subnet",
        mode=internet_gateway_exclusion_mode,
    )
    return {"VpcBlockPublicAccessExclusion": _view(call, made)}


@operation
def modify_vpc_block_public_access_exclusion(
    call: Call, *, exclusion_id: str, internet_gateway_exclusion_mode: str
) -> dict[str, Any]:
    """Let another kind of traffic through."""
    exclusion = _usable(call, exclusion_id, "modify", "modified")
    exclusion.mode, exclusion.changed = internet_gateway_exclusion_mode, call.world.clock.now()
    call.world.apply(exclusion, "modify")
    return {"VpcBlockPublicAccessExclusion": _view(call, exclusion)}


@operation
def delete_vpc_block_public_access_exclusion(call: Call, *, exclusion_id: str) -> dict[str, Any]:
    """Leave it alone no longer."""
    exclusion = _usable(call, exclusion_id, "delete", "deleted")
    exclusion.deleted = exclusion.changed = call.world.clock.now()
    call.world.apply(exclusion, "delete")
    return {"VpcBlockPublicAccessExclusion": _view(call, exclusion)}


def _usable(call: Call, exclusion_id: str, event: str, done: str) -> PublicAccessExclusion:
    exclusion = call.own(PublicAccessExclusion, exclusion_id)
    if not call.world.can(exclusion, event):
        raise ENDED_ALREADY(id=exclusion_id, state=exclusion.state, done=done)
    return exclusion


@operation(lists=PublicAccessExclusion, filters=FILTERS, page=(5, 1000), page_clamps=False)
def describe_vpc_block_public_access_exclusions(
    call: Call,
    *,
    exclusion_ids: Sequence[str] | None = None,
    filters: Sequence[Mapping[str, Any]] | None = None,
) -> Listing[PublicAccessExclusion]:
    """The account's exclusions in the Region, deleted ones too for a while."""
    return call.listing(PublicAccessExclusion, exclusion_ids, filters, {"VpcBlockPublicAccessExclusions": _view})
