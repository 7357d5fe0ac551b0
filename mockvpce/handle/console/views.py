"""What `/mockvpce/` answers: each view takes what a request says and gives what becomes JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import TYPE_CHECKING, Any

from mockvpce.handle.console.fields import Field, Fields, NotFoundError
from mockvpce.handle.control import DEFAULT_REGION
from mockvpce.handle.pictures.asking import diagram

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation
    from mockvpce.activation.snapshot import Snapshot
    from mockvpce.engine.call_log import Call
    from mockvpce.engine.faults import Fault
    from mockvpce.handle.aws import Aws

_CALLS = 200
"""So many calls are told at once where a request does not say."""
_TEXT, _NUMBER, _FLAG, _LIST = Field(str), Field((int, float)), Field(bool), Field(list)
_FAULT = {
    "operation": Field(str, needed=True),
    **dict.fromkeys(("code", "message", "service", "account", "region"), _TEXT),
    **dict.fromkeys(("after", "status"), Field(int)),
    **dict.fromkeys(("probability", "delay"), _NUMBER),
    "times": Field((int, type(None))),
}
_SERVICE = {
    "name": Field(str, needed=True),
    **dict.fromkeys(("region", "type"), _TEXT),
    **dict.fromkeys(("private_dns_names", "base_dns_names", "zone_ids", "ip_address_types"), _LIST),
    **dict.fromkeys(("policy_supported", "cross_region"), _FLAG),
}
_QUESTION = {
    "source": Field(str, needed=True),
    "destination": Field(str, needed=True),
    "port": Field(int),
    "protocol": _TEXT,
}
_STEP = dict.fromkeys(("days", "hours", "minutes", "seconds"), _NUMBER)


class Views:
    """The handle of the server's mock, and what clients have made by way of it."""

    def __init__(self, aws: Aws, activation: Activation) -> None:
        self._aws = aws
        self._activation = activation
        self._faults: dict[str, Fault] = {}
        self._snapshots: dict[str, Snapshot] = {}
        self._numbers = count(1)

    def health(self, _: Fields) -> Any:
        """Whether it answers, and which version does."""
        import mockvpce

        return {"status": "ok", "version": mockvpce.__version__, "timing": self._activation.options.timing}

    # what there is ---------------------------------------------------------------------------------------------------

    def state(self, _: Fields) -> Any:
        """Every resource that this package has, and the tree of `aws.describe()`."""
        runtime = self._activation.runtime
        with runtime.world.lock:
            tree = self._aws.describe()
            resources = runtime.world.every()
            shown = [self._resource(one) for one in resources if one.declared.prefix]
            return {"now": self._aws.clock.now(), "resources": shown, "places": self._places(), "tree": tree}

    def _decider(self, one: Any) -> str | None:
        """The account that is to give the command."""
        if _decides(one) is None:
            return None
        if one.type == "vpc-peering-connection":
            return str(one.accepter.account)
        service = self._activation.runtime.world.get(one.service_id)
        return None if service is None else service.account

    def _places(self) -> list[Mapping[str, Any]]:
        """What a question may be asked of."""
        topology = self._activation.runtime.world.platform.topology
        homes = {some_id: topology.home_of(some_id) for some_id in topology.place_ids()}
        return [
            {"id": "internet", "name": None},
            *({"id": one, "name": topology.tags(home, one).get("Name")} for one, home in homes.items() if home),
        ]

    def _resource(self, one: Any) -> Mapping[str, Any]:
        home = one.homes[0] if one.homes else (one.account, one.region)  # a part of another has none of its own
        tags = self._activation.runtime.world.platform.topology.tags(home, one.id)
        return {
            "id": one.id,
            "type": one.type,
            "name": tags.get("Name"),
            "account": one.account,
            "region": one.region,
            "state": one.code,
            "created": one.created,
            "decide": _decides(one),
            "decider": self._decider(one),
        }

    def diagram(self, _: Fields) -> Any:
        """The picture of what there is: Mermaid, and its parts."""
        return _shown(self._aws.diagram())

    def reach(self, fields: Fields) -> Any:
        """Whether a packet gets from one place to another, and the picture of its way."""
        asked = fields.read(_QUESTION)
        path = self._aws.reach(asked["source"], asked["destination"], asked.get("port"), asked.get("protocol", "tcp"))
        runtime = self._activation.runtime
        return {
            "reached": bool(path),
            "text": str(path),
            "codes": path.codes,
            "via": path.via,
            "ports": [[one.start, one.stop - 1] for one in path.ports],
            "hops": [_step(hop) for hop in path.hops],
            "back": [_step(hop) for hop in path.back],
            "blocks": [_step(block) for block in path.blocks],
            "diagram": _shown(diagram(runtime, path)),
        }

    # calls -----------------------------------------------------------------------------------------------------------

    def calls(self, fields: Fields) -> Any:
        """The latest calls after the number `after`, the oldest first; `errors=true`: those that ended in one."""
        asked = fields.read(
            {"after": Field(int), "limit": Field(int), "errors": _FLAG, "operation": _TEXT, "service": _TEXT}
        )
        operation = asked.get("operation")
        picked = self._aws.calls if operation is None else self._aws.calls(operation)
        found = [
            call
            for call in list(picked)
            if call.number > asked.get("after", 0)
            and (not asked.get("errors") or call.error is not None)
            and asked.get("service") in (None, call.service)
        ]
        limit = asked.get("limit", _CALLS)
        if limit < 1:
            raise ValueError(f"limit is a number from 1, got {limit}")
        return {"calls": [_call(one) for one in found[-limit:]]}

    def clear_calls(self, _: Fields) -> Any:
        """Forget the calls so far."""
        self._aws.calls.clear()
        return {"calls": []}

    # faults ----------------------------------------------------------------------------------------------------------

    def faults(self, _: Fields) -> Any:
        """The faults that are ordered."""
        return {"faults": [_fault(number, one) for number, one in self._ordered()]}

    def order_fault(self, fields: Fields) -> Any:
        """Order one, as `aws.fail` does; `when` and `exception` are for programs in Python."""
        asked = fields.read(_FAULT)
        fault = self._aws.fail(asked.pop("operation"), **asked)
        number = str(next(self._numbers))
        self._faults[number] = fault
        return _fault(number, fault)

    def remove_fault(self, _: Fields, number: str) -> Any:
        """Remove one."""
        fault = dict(self._ordered()).get(number)
        if fault is None:
            raise NotFoundError(f"there is no fault {number}")
        fault.remove()
        return self.faults(_)

    def remove_faults(self, _: Fields) -> Any:
        """Remove them all."""
        for _number, fault in self._ordered():
            fault.remove()
        return self.faults(_)

    def _ordered(self) -> list[tuple[str, Fault]]:
        there = self._activation.runtime.faults
        self._faults = {number: fault for number, fault in self._faults.items() if fault in there}
        return list(self._faults.items())

    # time, and all of it ---------------------------------------------------------------------------------------------

    def clock(self, _: Fields) -> Any:
        """The present instant of the mock."""
        return {"now": self._aws.clock.now()}

    def advance(self, fields: Fields) -> Any:
        """Move the clock forward: `{"hours": 1}`."""
        return {"now": self._aws.clock.advance(**fields.read(_STEP))}

    def settle(self, fields: Fields) -> Any:
        """Let everything happen that AWS does of itself in a while."""
        fields.read({})
        self._aws.settle()
        return {"now": self._aws.clock.now()}

    def reset(self, fields: Fields) -> Any:
        """Forget everything, moto's resources too."""
        fields.read({})
        self._aws.reset()
        return {"now": self._aws.clock.now()}

    def services(self, fields: Fields) -> Any:
        """The names of the AWS services of a Region."""
        from mockvpce.data import catalogue, regions

        region = fields.read({"region": _TEXT}).get("region", DEFAULT_REGION)
        if region not in regions.regions():
            raise ValueError(f"there is no Region {region!r}")
        return {"region": region, "services": sorted({one.name for one in catalogue.services(region)})}

    def add_service(self, fields: Fields) -> Any:
        """Add a service that is newer than the catalogue, as `aws.add_service` does."""
        asked = fields.read(_SERVICE)
        return {"id": self._aws.add_service(asked.pop("name"), **asked)}

    def snapshots(self, _: Fields) -> Any:
        """The snapshots that were taken."""
        return {"snapshots": list(self._snapshots)}

    def take_snapshot(self, fields: Fields) -> Any:
        """Take one."""
        fields.read({})
        number = str(next(self._numbers))
        self._snapshots[number] = self._aws.snapshot()
        return {"id": number}

    def restore_snapshot(self, fields: Fields, number: str) -> Any:
        """Go back to one, any number of times."""
        fields.read({})
        self._aws.restore(self._snapshot(number))
        return {"now": self._aws.clock.now()}

    def forget_snapshot(self, _: Fields, number: str) -> Any:
        """Forget one."""
        self._snapshot(number)
        del self._snapshots[number]
        return self.snapshots(_)

    def _snapshot(self, number: str) -> Snapshot:
        if number not in self._snapshots:
            raise NotFoundError(f"there is no snapshot {number}")
        return self._snapshots[number]


def _decides(one: Any) -> str | None:
    """The command that decides what is pending, and whose it is."""
    if one.type == "vpc-endpoint" and one.code == "pendingAcceptance" and one.service_id:
        command = f"accept-vpc-endpoint-connections --service-id {one.service_id} --vpc-endpoint-ids {one.id}"
        return f"aws ec2 {command} --region {one.service_region}"
    if one.type == "vpc-peering-connection" and one.code == "pending-acceptance":
        side = one.accepter
        command = f"accept-vpc-peering-connection --vpc-peering-connection-id {one.id}"
        return f"aws ec2 {command} --region {side.region}"
    return None


def _shown(drawn: Any) -> Mapping[str, Any]:
    picture = drawn._picture  # noqa: SLF001 - of the same room: the parts are no part of the public type
    return {
        "mermaid": drawn.mermaid,
        "title": picture.title,
        "groups": [asdict(one) for one in picture.groups],
        "nodes": [asdict(one) for one in picture.nodes],
        "edges": [{**asdict(one), "text": one.text} for one in picture.edges],
    }


def _step(one: Any) -> Mapping[str, Any]:
    names = ("id", "type", "name", "account", "region", "rule", "code", "direction")
    return {name: getattr(one, name) for name in names if hasattr(one, name)} | {"text": str(one)}


def _call(call: Call) -> Mapping[str, Any]:
    error = call.error
    return {
        "number": call.number,
        "time": call.time,
        **{name: getattr(call, name) for name in ("service", "operation", "account", "region", "attempts", "code")},
        "parameters": dict(call.parameters),
        "message": None if error is None else str(error),
    }


def _fault(number: str, fault: Fault) -> Mapping[str, Any]:
    order = fault.order
    names = ("code", "message", "status", "account", "region", "times", "after", "probability")
    return {
        "id": number,
        "operation": fault.operation,
        "used": fault.used,
        "delay": order.delay.total_seconds(),
        **{name: getattr(order, name) for name in names},
    }
