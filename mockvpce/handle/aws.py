"""`Aws`: the handle of an active mock, which a test works with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.handle.clock import TestClock
from mockvpce.handle.control import DEFAULT_REGION, Control

if TYPE_CHECKING:
    import boto3

    from mockvpce.activation.runtime import Runtime, Snapshot
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Path

DEFAULT_ACCOUNT = "123456789012"


class Aws(Control):
    """The handle of an active mock."""

    def __init__(self, runtime: Runtime, *, account: str | None = None, region: str | None = None) -> None:
        self._runtime = runtime
        self._account = account or DEFAULT_ACCOUNT
        self._region = region
        self.clock = TestClock(runtime)
        self._sessions: dict[tuple[str | None, str | None], boto3.Session] = {}

    def session(self, *, account: str | None = None, region: str | None = None) -> boto3.Session:
        """A boto3 session whose credentials belong to `account` (12 digits)."""
        import boto3

        from mockvpce.moto_bridge.overrides.access_keys import access_key_of

        return boto3.Session(
            aws_access_key_id=access_key_of(account or self._account),
            aws_secret_access_key="mockvpce",  # noqa: S106 - signs requests that never leave the process
            region_name=region or self._region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION,
        )

    def client(self, service: str, *, account: str | None = None, region: str | None = None, **options: Any) -> Any:
        """A boto3 client of `account` in `region`; further options are boto3's own."""
        with self._runtime.world.lock:  # boto3 sessions make clients in one thread at a time
            return self._kept_session(account, region).client(service, **options)

    def resource(self, service: str, *, account: str | None = None, region: str | None = None, **options: Any) -> Any:
        """A boto3 resource of `account` in `region`; further options are boto3's own."""
        with self._runtime.world.lock:
            return self._kept_session(account, region).resource(service, **options)

    def _kept_session(self, account: str | None, region: str | None) -> boto3.Session:
        """A session costs more than a client, so clients of one account and Region share one."""
        key = (account, region or os.environ.get("AWS_DEFAULT_REGION"))
        session = self._sessions.get(key)
        if session is None:
            session = self._sessions[key] = self.session(account=account, region=region)
        return session

    def resolve(self, name: str, at: str | None = None) -> Answer:
        """The addresses that `name` has for whoever asks at a place, or on the internet without one.

        `at` is the id of an interface, an instance, a subnet or a VPC. The answer is a frozenset of addresses that knows
        where it comes from; `print` tells the whole of it.
        """
        from mockvpce.network import questions

        world = self._runtime.world
        with world.lock:
            world.settle()
            return questions.resolve(world, name, at)

    def reach(
        self,
        source: str | None,
        destination: str,
        port: int | range | None = None,
        protocol: str | int = "tcp",
    ) -> Path:
        """Whether a packet gets from `source` to `destination`, and its answer back: a `Path`, true or false.

        A place is the id of an interface, an instance or a subnet (an address of it that nobody has), a public address, or
        `"internet"`. A destination may also be a private address, a DNS name, an endpoint, or a load balancer's ARN.
        `port` is one, a range, or None for all: true if any of them passes, and `.ports` tells which.
        """
        from mockvpce.network import questions

        world = self._runtime.world
        with world.lock:
            world.settle()
            return questions.reach(world, source, destination, port, protocol)

    def allows(
        self,
        action: str,
        resource: str = "*",
        *,
        at: str | None = None,
        account: str | None = None,
        identity: str | Mapping[str, Any] | None = "*",
        role: str | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Decision:
        """Whether a request would be allowed: a `Decision`, true or false, that names the policy which decided.

        The request leaves from `at` (the internet without one) and meets the policies of the endpoint that carries it, of
        the resource and of the caller: the `role` (its name or ARN), else a user of `account` whose only policy is
        `identity`, a document or actions such as `s3:*`; None: it has none. `context` adds condition keys to the request,
        or takes those away that are None in it.
        """
        from mockvpce.handle import access

        world = self._runtime.world
        with world.lock:
            world.settle()
            home = access.home_at(world, at, self._account, self._region)
            home = (account or home[0], home[1])
            who = access.caller(world, home, identity, role)
            return access.allows(world, action, resource, at=at, home=home, who=who, context=context)

    def settle(self) -> None:
        """Let everything happen that AWS does of itself in a while, whatever the timing."""
        with self._runtime.world.lock:
            self._runtime.world.settle_all()

    def reset(self) -> None:
        """Forget everything, moto's resources too."""
        from moto.core.models import MockAWS

        with self._runtime.world.lock:
            MockAWS().reset()
            self._runtime.world.clear()

    def snapshot(self) -> Snapshot:
        """Everything as it is now: VPCs, subnets, tables, groups, interfaces, load balancers, hosted zones, and all of ours.

        Build a topology once, take a snapshot, and `restore` it for each test.
        """
        return self._runtime.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, any number of times.

        Clients and sessions stay good; moto's other services are left alone.
        """
        self._runtime.restore(snapshot)

    def inject_error(self, operation: str, code: str, message: str = "", *, status: int = 400, times: int = 1) -> None:
        """Answer the next `times` calls of an operation (AWS's name, `*` for any of ours) with an error.

        `code` and `message` are what the `ClientError` will have; `status` is its HTTP status.
        """
        from mockvpce.engine.operation import registry
        from mockvpce.engine.pipeline import Injected, InjectedErrors

        if operation != "*" and operation not in registry:
            raise ValueError(f"{operation!r} is not an operation that mockvpce answers")
        world = self._runtime.world
        with world.lock:
            fault = Injected(operation, code, message or f"{code} was ordered by the test", status, times)
            world.single(InjectedErrors).append(fault)
