"""`AWS::EC2::VPCBlockPublicAccessOptions` and `AWS::EC2::VPCBlockPublicAccessExclusion`."""

from __future__ import annotations

from mockvpce.engine.public_access import OFF
from mockvpce.engine.stacks import Properties, Requests, StackType, declare, its_id, tag_specifications
from mockvpce.resources.public_access.exclusion import LIVE


def _block(requests: Requests, properties: Properties) -> str:
    """The account's options in the Region, which are there once: their id is the account's."""
    requests.ask(
        "ModifyVpcBlockPublicAccessOptions", InternetGatewayBlockMode=properties.get("InternetGatewayBlockMode")
    )
    return requests.home[0]


def _change_block(requests: Requests, _: str, __: Properties, after: Properties) -> None:
    _block(requests, after)


def _unblock(requests: Requests, _: str, __: Properties) -> None:
    requests.ask("ModifyVpcBlockPublicAccessOptions", InternetGatewayBlockMode=OFF)


declare(
    StackType(
        name="AWS::EC2::VPCBlockPublicAccessOptions",
        create=_block,
        change=_change_block,
        remove=_unblock,
        attributes={"AccountId": its_id, "ExclusionsAllowed": lambda _requests, _id: "allowed"},
    )
)


def _exclude(requests: Requests, properties: Properties) -> str:
    made = requests.ask(
        "CreateVpcBlockPublicAccessExclusion",
        InternetGatewayExclusionMode=properties.get("InternetGatewayExclusionMode"),
        VpcId=properties.get("VpcId"),
        SubnetId=properties.get("SubnetId"),
        TagSpecifications=tag_specifications("vpc-block-public-access-exclusion", properties),
    )
    exclusion_id = str(made["VpcBlockPublicAccessExclusion"]["ExclusionId"])
    requests.hasten(exclusion_id)
    return exclusion_id


def _change_exclusion(requests: Requests, exclusion_id: str, before: Properties, after: Properties) -> None:
    mode = after.get("InternetGatewayExclusionMode")
    if before.get("InternetGatewayExclusionMode") != mode:
        requests.ask("ModifyVpcBlockPublicAccessExclusion", ExclusionId=exclusion_id, InternetGatewayExclusionMode=mode)
        requests.hasten(exclusion_id)


def _include(requests: Requests, exclusion_id: str, _: Properties) -> None:
    with requests.world.lock:
        exclusion = requests.world.get(exclusion_id)
        if exclusion is not None and exclusion.state in LIVE:
            requests.ask("DeleteVpcBlockPublicAccessExclusion", ExclusionId=exclusion_id)


declare(
    StackType(
        name="AWS::EC2::VPCBlockPublicAccessExclusion",
        create=_exclude,
        change=_change_exclusion,
        remove=_include,
        attributes={"ExclusionId": its_id},
        replacing=frozenset({"VpcId", "SubnetId"}),
    )
)
