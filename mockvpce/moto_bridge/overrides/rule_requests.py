"""AuthorizeSecurityGroupIngress and -Egress: all rules of a request or none, and none of them twice.

moto makes the rules of one permission after the other, and keeps the first where a later one is refused.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses.security_groups import SecurityGroups

from mockvpce.moto_bridge.overrides.cidr_blocks import canonical

_METHODS = ("authorize_security_group_ingress", "authorize_security_group_egress")
_TWICE = "The same permission must not appear multiple times"
_WHY = "the rules of a request are made together"
_PEERS = ("CidrIp", "CidrIpv6", "GroupId", "GroupName", "PrefixListId")


def wrap_rule_requests(wrap: Callable[..., None]) -> None:
    """Look at all rules of a request before the first is made; take back what was made of a request that fails."""
    for method in _METHODS:
        wrap(SecurityGroups, method, _together(getattr(SecurityGroups, method)), _WHY)


def _together(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def authorize(response: Any) -> Any:
        asked = list(response._process_rules_from_querystring())  # noqa: SLF001 - where moto reads what is asked for
        if any(number > 1 for number in Counter(_rules(asked)).values()):
            raise EC2ClientError("InvalidParameterValue", _TWICE)
        backend = response.ec2_backend
        group = backend.get_security_group_by_name_or_id(asked[0]["group_name_or_id"]) if asked else None
        if group is None:
            return original(response)
        before = [(rules, list(rules)) for rules in (group.ingress_rules, group.egress_rules)]
        try:
            answer = original(response)
        except Exception:
            for rules, kept in before:
                rules[:] = kept
            raise
        _tell_all(answer, [one for rules, kept in before for one in rules[len(kept) :]])
        return answer

    return authorize


def _tell_all(answer: Any, made: list[Any]) -> None:
    """Answer with all rules, where moto does with those of the last permission."""
    result = getattr(answer, "result", None)
    if isinstance(result, dict) and "SecurityGroupRules" in result:
        result["SecurityGroupRules"] = made


def _rules(asked: Iterable[Mapping[str, Any]]) -> Iterator[Hashable]:
    """Each rule of a request by its protocol, ports and peer."""
    for one in asked:
        ports = tuple(str(one.get(name)) for name in ("ip_protocol", "from_port", "to_port"))
        for peers in ("ip_ranges", "source_groups", "prefix_list_ids"):
            for peer in one.get(peers) or ():
                yield ports, _peer(peer)


def _peer(peer: Any) -> Hashable:
    """What identifies a peer, whatever description it has; texts in moto 5.1.0."""
    if isinstance(peer, str):
        return canonical(peer)
    return tuple((name, canonical(str(peer[name]))) for name in _PEERS if peer.get(name))
