"""`Aws`: the handle of an active mock, which a test works with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mockvpce.handle.arguments import checked_id
from mockvpce.handle.clients import Clients
from mockvpce.handle.clock import Clock
from mockvpce.handle.questions import Questions
from mockvpce.handle.view import View

if TYPE_CHECKING:
    import boto3
    from cryptography.x509 import Certificate

    from mockvpce.activation.runtime import Activation
    from mockvpce.activation.snapshot import Snapshot
    from mockvpce.engine.faults import Fault
    from mockvpce.handle.calls import Calls
    from mockvpce.handle.client_vpn import ClientVpnSession
    from mockvpce.handle.faults import Condition
    from mockvpce.handle.vpn import Vpn

DEFAULT_ACCOUNT = "123456789012"


class Aws(Clients, Questions, View):
    """The handle of an active mock."""

    def __init__(self, activation: Activation, *, account: str | None = None, region: str | None = None) -> None:
        from mockvpce.handle.calls import Calls

        self._activation = activation
        self._account = account or DEFAULT_ACCOUNT
        self._region = region
        self.clock: Clock = Clock(activation)
        self.calls: Calls = Calls(activation.runtime.calls.calls)
        self._sessions: dict[tuple[Any, ...], boto3.Session] = {}

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

        The Lambda function of a connect handler is called, as moto calls functions, and may refuse the client.

        As AWS documents, a change of authorization rules, of the revocation list, of the server certificate, DNS servers,
        port or split tunnel, and of routes with a split tunnel, disconnects every client.
        """
        from mockvpce.handle import client_vpn

        endpoint = checked_id(endpoint_id, "a Client VPN endpoint")
        return client_vpn.connect(
            self._activation, endpoint, user=user, groups=groups, certificate=certificate, device=device
        )

    def vpn(self, connection_id: str) -> Vpn:
        """The customer's side of a Site-to-Site VPN connection: a sequence of its two tunnels, with `up` and `down`.

        `LookupError` for an id that no account and Region of the mock has.
        """
        from mockvpce.handle import vpn

        return vpn.Vpn(self._activation, checked_id(connection_id, "a VPN connection"))

    def __repr__(self) -> str:
        if self._activation.ended:
            return "<mockvpce.Aws of a mock that has ended>"
        return f"<mockvpce.Aws of account {self._account}, {self._runtime.world.count} resources>"

    def settle(self) -> None:
        """Finish everything that AWS finishes by itself after a while, whatever the timing."""
        with self._runtime.world.lock:
            self._runtime.world.settle_all()

    def reset(self) -> None:
        """Remove everything, moto's resources too. With a `seed`, the same calls make the same ids again."""
        from moto.core.models import MockAWS

        with self._runtime.world.lock:
            MockAWS().reset()
            self._runtime.world.clear()
            self._runtime.sow()
        self._runtime.faults.forget(self._activation)

    def snapshot(self) -> Snapshot:
        """Keep everything as it is now, of every service in use and every account, the clock too.

        Build a topology once and take a snapshot. Then `restore` it, or let another mock `start` from it.
        """
        return self._runtime.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, any number of times.

        Clients and sessions can still be used. What was made since is gone, in every service. Anything but a snapshot is
        a `TypeError`.
        """
        self._runtime.restore(snapshot)

    @contextmanager
    def recording(self) -> Iterator[Calls]:
        """Record the AWS calls of all threads that end within the block: `with aws.recording() as calls`."""
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

        They end in AWS's error `code`, with the HTTP `status` that AWS has for it, or in an `exception` of
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
        """Answer the next `times` calls of an operation with an error.

        `operation` is AWS's name, or `*` for each that this package answers. `code` and `message` are those of the
        `ClientError`, and `status` is its HTTP status. `fail` can do more.
        """
        from mockvpce.handle.faults import injected

        order = injected(operation, code, message, status=status, times=times)
        self._runtime.faults.order(order, self._activation)
