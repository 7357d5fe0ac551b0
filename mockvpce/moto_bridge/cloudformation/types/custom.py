"""`Custom::VpcRestrictDefaultSG`, which CDK puts beside every VPC: its function's work is done here, without the function.

The function is JavaScript in an asset, which nothing can run here. Other custom resources are moto's, which runs their
functions in Docker.
"""

from __future__ import annotations

from typing import Any

from mockvpce.engine.stacks import Properties, Requests, StackType, declare
from mockvpce.moto_bridge.cloudformation.api import ask
from mockvpce.moto_bridge.cloudformation.types.rows import unless_gone

_GROUP = "DefaultSecurityGroupId"
_EVERYWHERE = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def _rules(requests: Requests, group: str) -> dict[str, dict[str, Any]]:
    """The rules that a VPC's default group begins with, in the words of the operations."""
    itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group, "UserId": requests.home[0]}]}
    return {"Ingress": itself, "Egress": _EVERYWHERE}


def _restrict(requests: Requests, group: str) -> None:
    for way, rule in _rules(requests, group).items():
        with unless_gone():
            ask(requests, f"RevokeSecurityGroup{way}", GroupId=group, IpPermissions=[rule])


def _open(requests: Requests, group: str) -> None:
    for way, rule in _rules(requests, group).items():
        with unless_gone():
            ask(requests, f"AuthorizeSecurityGroup{way}", GroupId=group, IpPermissions=[rule])


def _create(requests: Requests, properties: Properties) -> str:
    _restrict(requests, properties[_GROUP])
    return requests.world.ids.request()


def _change(requests: Requests, _: str, before: Properties, after: Properties) -> None:
    if before[_GROUP] != after[_GROUP]:
        _open(requests, before[_GROUP])
        _restrict(requests, after[_GROUP])


declare(
    StackType(
        name="Custom::VpcRestrictDefaultSG",
        create=_create,
        change=_change,
        remove=lambda requests, _, properties: _open(requests, properties[_GROUP]),
    )
)
