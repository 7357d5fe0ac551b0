"""`Aws`: the handle of an active mock, which a test works with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.handle.asked import note
from mockvpce.handle.clock import TestClock
from mockvpce.handle.control import DEFAULT_REGION, Control
from mockvpce.handle.places import place_of

if TYPE_CHECKING:
    import boto3
    from cryptography.x509 import Certificate

    from mockvpce.activation.runtime import Activation, Snapshot
    from mockvpce.engine.faults import Fault
    from mockvpce.engine.placements import Placement
    from mockvpce.engine.resource import Home
    from mockvpce.handle.calls import Calls
    from mockvpce.handle.client_vpn import ClientVpnSession
    from mockvpce.handle.faults import Condition
    from mockvpce.handle.vpn import Vpn, VpnHost
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Path

DEFAULT_ACCOUNT = "123456789012"
_FIRST_EVENTS = ("creating-client-class", "provide-client-params")
"""What botocore emits first when a client is made and when it is called."""


class Aws(Control):
    """The handle of an active mock."""

    def __init__(self, activation: Activation, *, account: str | None = None, region: str | None = None) -> None:
        from mockvpce.handle.calls import Calls

        self._activation = activation
        self._account = account or DEFAULT_ACCOUNT
        self._region = region
        self.clock: TestClock = TestClock(activation)
        self.calls: Calls = Calls(activation.runtime.calls.calls)
        self._sessions: dict[tuple[Any, ...], boto3.Session] = {}

    def session(
        self,
        *,
        account: str | None = None,
        region: str | None = None,
        at: str | ClientVpnSession | None = None,
        role: str | None = None,
    ) -> boto3.Session:
        """A boto3 session whose credentials belong to `account` (12 digits); it works until the mock ends.

        `at` and `role` are those of `client`.
        """
        import boto3

        from mockvpce.handle import placed

        self._refuse_after_end()
        with self._runtime.world.lock:
            placement, home = self._placement(at, role, account, region)
            key = placed.key_of(self._activation, placement, home)
        session = boto3.Session(
            aws_access_key_id=key,
            aws_secret_access_key="mockvpce",  # noqa: S106 - signs requests that never leave the process
            region_name=home[1],
        )
        for event in _FIRST_EVENTS:
            session.events.register(event, self._refuse_after_end)
        if placement is not None and placement.place is not None:
            self._runtime.admission.place(session.events, placement)
        return session

    def _placement(
        self, at: Any, role: str | None, account: str | None, region: str | None
    ) -> tuple[Placement | None, Home]:
        from mockvpce.handle import placed

        own = self._region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
        if at is None and role is None:
            return None, (account or self._account, region or own)
        self._runtime.world.settle()
        return placed.placement_at(self._runtime.world, at, role, account, (self._account, own), region)

    def _refuse_after_end(self, **_: Any) -> None:
        """Handle botocore's event: no call goes to AWS or to another mock."""
        self._activation.runtime  # noqa: B018 - it raises

    def client(
        self,
        service: str,
        *,
        account: str | None = None,
        region: str | None = None,
        at: str | ClientVpnSession | None = None,
        role: str | None = None,
        **options: Any,
    ) -> Any:
        """A boto3 client of `account` in `region`; further options are boto3's own.

        `at` places it: its calls leave from an interface, an instance, a subnet, a session of `connect`, a public address
        or `"internet"`, in the account and Region of that place unless others are given. The host of each request is
        resolved there, the endpoint or gateway on the way carries it, and the policies of endpoint, resource and caller
        decide. A denial is the service's own error; without a way it is botocore's `ConnectTimeoutError`, without a name
        its `EndpointConnectionError`. Notes on the exception, and `aws.calls`, say why.

        The caller is a session of the `role` (its name or ARN), which brings its own account, else whom the credentials
        belong to: a user of moto's IAM, or somebody in the account who may do everything.
        """
        with self._runtime.world.lock:  # boto3 sessions make clients in one thread at a time
            client = self._kept_session(account, region, at, role).client(service, **options)
            if at is not None:
                self._runtime.admission.check_address(client.meta.endpoint_url)
            return client

    def resource(
        self,
        service: str,
        *,
        account: str | None = None,
        region: str | None = None,
        at: str | ClientVpnSession | None = None,
        role: str | None = None,
        **options: Any,
    ) -> Any:
        """A boto3 resource of `account` in `region`; `at` and `role` are those of `client`, further options boto3's own."""
        with self._runtime.world.lock:
            resource = self._kept_session(account, region, at, role).resource(service, **options)
            if at is not None:
                self._runtime.admission.check_address(resource.meta.client.meta.endpoint_url)
            return resource

    def _kept_session(self, account: str | None, region: str | None, at: Any = None, role: Any = None) -> boto3.Session:
        """A session costs more than a client, so clients of one account, Region and place share one."""
        if at is not None or role is not None:  # what they name may have gone since
            placement, home = self._placement(at, role, account, region)
            key: tuple[Any, ...] = (*home, placement)
        else:
            key = (account, region or os.environ.get("AWS_DEFAULT_REGION"))
        session = self._sessions.get(key)
        if session is None:
            session = self._sessions[key] = self.session(account=account, region=region, at=at, role=role)
        return session

    @contextmanager
    def at(
        self, place: str | ClientVpnSession, /, *, role: str | None = None, account: str | None = None
    ) -> Iterator[None]:
        """Let the calls of this thread and its tasks leave from a place, whoever made the client.

        `place` and `role` are those of `client`. A role brings its account, as for code with the role's credentials;
        `account` is that of somebody who may do everything. Without both the caller is whom each client's credentials belong
        to. Clients that have a place of their own keep it.
        """
        from mockvpce.handle import placed

        with self._runtime.world.lock:
            placement, home = self._placement(placed.given(place), role, account, None)
        assert placement is not None, "a place is given"  # noqa: S101 - narrows the type
        foreign = "" if role is None and account is None else home[0]
        with placed.calling_from(replace(placement, account=foreign)):
            yield

    def credentials(
        self, account: str | None = None, *, at: str | ClientVpnSession | None = None, role: str | None = None
    ) -> dict[str, str]:
        """Credentials of an account, for clients that boto3 does not make, such as those of aiobotocore.

        `aiobotocore.session.get_session().create_client("s3", region_name=..., **aws.credentials(at=web))`: the key
        carries account, place and role, those of `client`.
        """
        from mockvpce.handle import placed

        with self._runtime.world.lock:
            placement, home = self._placement(at, role, account, None)
            key = placed.key_of(self._activation, placement, home, whole=True)
        return {"aws_access_key_id": key, "aws_secret_access_key": "mockvpce", "aws_session_token": "mockvpce"}

    def connect(
        self,
        endpoint_id: str,
        *,
        user: str | None = None,
        groups: str | Iterable[str] = (),
        certificate: str | bytes | Certificate | None = None,
        device: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> ClientVpnSession:
        """Connect a client to a Client VPN endpoint: a `ClientVpnSession`, which is a place for `reach` and `resolve`.

        The `user` and its `groups` are those that a directory or SAML provider would vouch for; the `certificate`, PEM or
        of `cryptography`, may be followed by those between it and the authority. An endpoint that does not let the client
        in raises a `ConnectionRefusedError` with the reason: its state, an unknown authority, a certificate that has
        expired or is revoked, no rule for any of the groups, no address left.

        The endpoint's authorization policy decides too, which takes the extra `mockvpce[cedar]`; `device` is what it may
        ask of the client's device, by trust provider: `{"jamf": {"diskEncryptionEnabled": True}}`.

        The Lambda function of a connect handler is not called.

        As AWS documents, a change of authorization rules, of the revocation list, of the server certificate, DNS servers,
        port or split tunnel, and of routes with a split tunnel, disconnects every client.
        """
        from mockvpce.handle import client_vpn

        return client_vpn.connect(
            self._activation, endpoint_id, user=user, groups=groups, certificate=certificate, device=device
        )

    def vpn(self, connection_id: str) -> Vpn:
        """The customer's side of a Site-to-Site VPN connection: a sequence of its two tunnels, with `up` and `down`.

        `LookupError` for an id that no account and Region of the mock has.
        """
        from mockvpce.handle import vpn

        return vpn.Vpn(self._activation, place_of(connection_id))

    def resolve(self, name: str, at: str | ClientVpnSession | None = None) -> Answer:
        """The addresses that `name` has for whoever asks at a place, or on the internet without one.

        `at` is the id of an interface, an instance, a subnet or a VPC. The answer is a frozenset of addresses that knows
        where it comes from; `print` tells the whole of it.
        """
        from mockvpce.network import questions

        world = self._runtime.world
        with world.lock:
            world.settle()
            return note(questions.resolve(world, name, place_of(at)))

    def reach(
        self,
        source: str | ClientVpnSession | VpnHost | None,
        destination: str | ClientVpnSession | VpnHost,
        port: int | range | None = None,
        protocol: str | int = "tcp",
    ) -> Path:
        """Whether a packet gets from `source` to `destination`, and its answer back: a `Path`, true or false.

        A place is the id of an interface, an instance or a subnet (an address of it that nobody has), a session of
        `connect`, a host behind a VPN connection, a public address, or `"internet"`. A destination may also be a private
        address, a DNS name, an endpoint, or a load balancer's ARN.
        `port` is one, a range, or None for all: true if any of them passes, and `.ports` tells which.
        """
        from mockvpce.network import questions

        world = self._runtime.world
        with world.lock:
            world.settle()
            return note(questions.reach(world, place_of(source), place_of(destination), port, protocol))

    def allows(
        self,
        action: str,
        resource: str = "*",
        *,
        at: str | ClientVpnSession | None = None,
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
            place = place_of(at)
            home = access.home_at(world, place, self._account, self._region)
            home = (account or home[0], home[1])
            who = access.caller(world, home, identity, role)
            return note(access.allows(world, action, resource, at=place, home=home, who=who, context=context))

    def describe(self) -> str:
        """What there is, as a tree by account, Region and VPC, with names, states, and who is to decide; `print(aws)`, too.

        Default VPCs stand in it only where something has been put into them.
        """
        from mockvpce.handle.outline import outline

        world = self._runtime.world
        with world.lock:
            world.settle()
            return outline(self._runtime)

    def __str__(self) -> str:
        return self.describe()

    def __repr__(self) -> str:
        if self._activation.ended:
            return "<mockvpce.Aws of a mock that has ended>"
        return f"<mockvpce.Aws of account {self._account}, {len(self._runtime.world.state.resources)} resources>"

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
        self._runtime.faults.forget(self._activation)

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

    @contextmanager
    def recording(self) -> Iterator[Calls]:
        """The AWS calls of all threads that end within the block: `with aws.recording() as calls`."""
        with self._runtime.calls.recording() as recorded:
            yield type(self.calls)(recorded)

    def fail(
        self,
        operation: str,
        code: str | None = None,
        message: str | None = None,
        *,
        service: str = "ec2",
        account: str | None = None,
        region: str | None = None,
        when: Condition | None = None,
        times: int | None = 1,
        after: int = 0,
        probability: float = 1.0,
        delay: timedelta | float | None = None,
        exception: type[Exception] | Exception | None = None,
        status: int | None = None,
    ) -> Fault:
        """Let the next requests of an operation (`CreateVpc`, `create_vpc`, `s3:PutObject`, `*`) go wrong.

        They end in the error `code` of AWS's, with the HTTP `status` that AWS has for it, or in an `exception` of
        botocore's, an instance or a class; `delay` (seconds or a `timedelta`) lets the mock's clock go on first. botocore
        retries what it would retry in production, and each attempt counts.

        Only requests of an `account`, to a `region`, and `when` a function of the parameters says so; `after` that many
        have passed; `times` of them, None: until removed; each with a `probability`. A fault that is never used is an
        `AssertionError` at the end of its `with` block, else of its mock. Misspelt operations and codes are refused.
        """
        from mockvpce.handle.faults import order_of

        order = order_of(
            operation,
            code,
            message,
            service=service,
            account=account,
            region=region,
            when=when,
            times=times,
            after=after,
            probability=probability,
            delay=delay,
            exception=exception,
            status=status,
            strict=self._activation.options.strict,
        )
        return self._runtime.faults.order(order, self._activation)

    def inject_error(self, operation: str, code: str, message: str = "", *, status: int = 400, times: int = 1) -> None:
        """Answer the next `times` calls of an operation (AWS's name, `*` for any of ours) with an error.

        `code` and `message` are what the `ClientError` will have; `status` is its HTTP status. `fail` does more.
        """
        from mockvpce.handle.faults import injected

        order = injected(operation, code, message, status=status, times=times)
        self._runtime.faults.order(order, self._activation)
