"""The part of the handle that gives boto3's clients, placed or not, and credentials for others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, overload

from mockvpce.engine.placements import region_here
from mockvpce.handle.arguments import checked_account, checked_service, nearest_services
from mockvpce.handle.control import DEFAULT_REGION, Control

if TYPE_CHECKING:
    import boto3
    import mypy_boto3_ec2
    import mypy_boto3_elbv2
    import mypy_boto3_iam
    import mypy_boto3_route53
    import mypy_boto3_s3
    import mypy_boto3_sns
    import mypy_boto3_sqs
    import mypy_boto3_sts
    import types_boto3_ec2
    import types_boto3_elbv2
    import types_boto3_iam
    import types_boto3_route53
    import types_boto3_s3
    import types_boto3_sns
    import types_boto3_sqs
    import types_boto3_sts
    from typing_extensions import Unpack

    from mockvpce.engine.placements import Placement
    from mockvpce.engine.resource import Home
    from mockvpce.handle.client_options import Options
    from mockvpce.handle.places import Place

_FIRST_EVENTS = ("creating-client-class", "provide-client-params")
"""What botocore emits first when a client is made and when it is called."""


class Clients(Control):
    """Sessions, clients and resources of an account, in a Region, at a place."""

    _account: str
    _sessions: dict[tuple[Any, ...], boto3.Session]

    def session(
        self,
        *,
        account: str | None = None,
        region: str | None = None,
        at: Place | None = None,
        role: str | None = None,
    ) -> boto3.Session:
        """A boto3 session whose credentials belong to `account` (12 digits); it works until the mock ends.

        `at` and `role` are those of `client`.
        """
        import boto3

        from mockvpce.handle import placed

        self._refuse_after_end()
        placed.checked_region(region)
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

        checked_account(account)
        own = region_here.get() or self._region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
        if at is None and role is None:
            return None, (account or self._account, region or own)
        self._runtime.world.settle()
        return placed.placement_at(self._runtime.world, at, role, account, (self._account, own), region)

    def _refuse_after_end(self, **_: Any) -> None:
        """Handle botocore's event: no call goes to AWS or to another mock."""
        self._activation.runtime  # noqa: B018 - it raises

    @overload
    def client(
        self, service: Literal["ec2"], **options: Unpack[Options]
    ) -> mypy_boto3_ec2.EC2Client | types_boto3_ec2.EC2Client: ...

    @overload
    def client(
        self, service: Literal["elbv2"], **options: Unpack[Options]
    ) -> mypy_boto3_elbv2.ElasticLoadBalancingv2Client | types_boto3_elbv2.ElasticLoadBalancingv2Client: ...

    @overload
    def client(
        self, service: Literal["iam"], **options: Unpack[Options]
    ) -> mypy_boto3_iam.IAMClient | types_boto3_iam.IAMClient: ...

    @overload
    def client(
        self, service: Literal["route53"], **options: Unpack[Options]
    ) -> mypy_boto3_route53.Route53Client | types_boto3_route53.Route53Client: ...

    @overload
    def client(
        self, service: Literal["s3"], **options: Unpack[Options]
    ) -> mypy_boto3_s3.S3Client | types_boto3_s3.S3Client: ...

    @overload
    def client(
        self, service: Literal["sns"], **options: Unpack[Options]
    ) -> mypy_boto3_sns.SNSClient | types_boto3_sns.SNSClient: ...

    @overload
    def client(
        self, service: Literal["sqs"], **options: Unpack[Options]
    ) -> mypy_boto3_sqs.SQSClient | types_boto3_sqs.SQSClient: ...

    @overload
    def client(
        self, service: Literal["sts"], **options: Unpack[Options]
    ) -> mypy_boto3_sts.STSClient | types_boto3_sts.STSClient: ...

    @overload
    def client(self, service: str, **options: Any) -> Any: ...

    def client(
        self,
        service: str,
        *,
        account: str | None = None,
        region: str | None = None,
        at: Place | None = None,
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
        belong to: an IAM user in moto, or an account principal that may do everything.
        """
        with self._runtime.world.lock:  # boto3 sessions make clients in one thread at a time
            session = self._kept_session(account, region, at, role)
            with nearest_services():
                client = session.client(checked_service(service), **options)
            if at is not None:
                self._runtime.admission.check_address(client.meta.endpoint_url)
            return client

    def resource(
        self,
        service: str,
        *,
        account: str | None = None,
        region: str | None = None,
        at: Place | None = None,
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
            key = (account, region or region_here.get() or os.environ.get("AWS_DEFAULT_REGION"))
        session = self._sessions.get(key)
        if session is None:
            session = self._sessions[key] = self.session(account=account, region=region, at=at, role=role)
        return session

    @contextmanager
    def at(
        self,
        place: Place,
        /,
        *,
        role: str | None = None,
        account: str | None = None,
        region: str | None = None,
    ) -> Iterator[None]:
        """Within the block, the calls of this thread and its tasks leave from a place, whichever client makes them.

        `place` and `role` are those of `client`. With a `role`, calls are the role's, in its account. With an `account`,
        they are those of somebody in it who may do everything. Without both, they are those of the owner of each client's
        credentials. A client that has its own place keeps it. `region` is the Region of clients that are made in the block
        without one, as by `boto3.client("s3")`; other clients keep theirs.
        """
        from mockvpce.handle import placed

        region = placed.checked_region(region)
        with self._runtime.world.lock:
            placement, home = self._placement(placed.given(place), role, account, region)
        assert placement is not None, "a place is given"  # noqa: S101 - narrows the type
        foreign = "" if role is None and account is None else home[0]
        with placed.calling_from(replace(placement, account=foreign), region):
            yield

    def credentials(
        self, account: str | None = None, *, at: Place | None = None, role: str | None = None
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
