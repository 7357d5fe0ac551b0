"""DescribeVpcBlockPublicAccessOptions and ModifyVpcBlockPublicAccessOptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockvpce.engine.operation import operation
from mockvpce.engine.public_access import OFF, PublicAccess

if TYPE_CHECKING:
    from mockvpce.engine.operation import Call

DEFAULT, CHANGING, CHANGED = "default-state", "update-in-progress", "update-complete"


def _view(call: Call, state: str) -> dict[str, Any]:
    mode, changed = call.world.single(PublicAccess).modes.get(call.home, (OFF, None))
    shown = {
        "AwsAccountId": call.account,
        "AwsRegion": call.region,
        "State": state if changed else DEFAULT,
        "InternetGatewayBlockMode": mode,
        "ManagedBy": "account",
        "ExclusionsAllowed": "allowed",
    }
    return {"VpcBlockPublicAccessOptions": shown | ({"LastUpdateTimestamp": changed} if changed else {})}


@operation
def describe_vpc_block_public_access_options(call: Call) -> dict[str, Any]:
    """What the account blocks in the Region."""
    return _view(call, CHANGED)


@operation
def modify_vpc_block_public_access_options(call: Call, *, internet_gateway_block_mode: str) -> dict[str, Any]:
    """Block public access, or let it be."""
    modes = call.world.single(PublicAccess).modes
    modes[call.home] = internet_gateway_block_mode, call.world.clock.now()
    return _view(call, CHANGING)
