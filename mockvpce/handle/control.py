"""The switches of the handle: what AWS does for reasons of its own happens at a test's word."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from mockvpce.handle.arguments import checked_id

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation, Runtime

DEFAULT_REGION = "us-east-1"


class Control:
    """The part of the handle that changes the world without a request."""

    _activation: Activation
    _region: str | None

    @property
    def _runtime(self) -> Runtime:
        return self._activation.runtime

    def force_state(self, resource_id: str, state: str, *, code: str | None = None, message: str | None = None) -> None:
        """Put a resource into a state, spelled as answers spell it, that no request leads to.

        * A VPC endpoint: `pendingAcceptance`, `pending`, `available`, `partial`, `rejected`, `expired`, `failed`,
          `deleting`, `deleted`. `code` and `message` become its LastError, and `message` its FailureReason.
        * An endpoint service: `Pending`, `Available`, `Failed`, `Deleting`; its Region, by the id `vpce-svc-…/eu-west-1`:
          `Pending`, `Available`, `Failed`, `Closed`, `Deleting`; its private DNS name, by `vpce-svc-…/private-dns-name`:
          `pendingVerification`, `verified`, `failed`; a connection notification: `Enabled`, `Disabled`.
        * A peering connection: `pending-acceptance`, `rejected`, `expired` while it is a request; `provisioning`, `active`,
          `deleting`, `deleted`, `failed`, then or later.
        * Of Site-to-Site VPN, a connection: `pending`, `modifying`, `available`, `deleting`, `deleted`; a concentrator, a
          customer gateway, a virtual private gateway: the same without `modifying`; a gateway's attachment, by the id
          `vgw-…/vpc-…`: `attaching`, `attached`, `detaching`, `detached`; a static route, by `vpn-…|10.0.0.0/16`:
          `pending`, `available`, `deleting`. Tunnels: `aws.vpn`.
        * Of Client VPN, an endpoint: `pending-associate`, `pending`, `available`, `deleting`, `deleted`; a target network:
          `associating`, `associated`, `association-failed`, `disassociating`, `disassociated`; a connection: `active`,
          `failed-to-terminate`, `terminating`, `terminated`; an attachment to a transit gateway: `pending-acceptance`,
          `pending`, `available`, `rejected`, `deleting`, `deleted`. What AWS gives no id has one here that begins with the
          endpoint's: a route (`…/subnet-…/10.0.0.0/16`): `creating`, `active`, `failed`, `deleting`; a rule
          (`…/rule/10.0.0.0/16/group`): `authorizing`, `active`, `failed`, `revoking`; the authorization policy
          (`…/authorization-policy`): `creating`, `updating`, `active`, `failed`, `deleting`; the revocation list
          (`…/certificate-revocation-list`): `pending`, `active`; the connect handler (`…/client-connect`): `applying`,
          `applied`.
        * A managed prefix list: `create-…`, `modify-…`, `restore-…`, each with `in-progress`, `complete`, `failed`, and
          `delete-in-progress`, `delete-failed`.
        * An analysis of a path or of an access scope: `succeeded`, `failed`.

        The consequences are those that the state has in AWS: what is being made or deleted is finished after a while, and
        nothing comes back from being deleted. Upper and lower case are the same. A state that the resource cannot have is a
        `ValueError` that lists those it can have.
        """
        from mockvpce.engine.forcing import force_state

        world = self._runtime.world
        with world.lock:
            force_state(world, resource_id, state, code=code, message=message)

    def add_service(
        self,
        name: str,
        *,
        region: str | None = None,
        type: Literal["Interface", "Gateway"] = "Interface",  # noqa: A002 - what AWS calls it
        private_dns_names: Iterable[str] | None = None,
        base_dns_names: Iterable[str] | None = None,
        zone_ids: Iterable[str] | None = None,
        policy_supported: bool = True,
        ip_address_types: Iterable[str] = ("ipv4",),
        cross_region: bool = False,
    ) -> str:
        """Add an AWS service that is newer than the catalogue to one Region, and return its service id.

        `name` is the whole service name (`com.amazonaws.us-east-1.brand-new`). By default the service is in every zone
        of the Region and has the private name `brand-new.us-east-1.amazonaws.com`; `private_dns_names=()` gives it none.
        `zone_ids` are ids such as `use1-az1`. With `cross_region`, other Regions reach it by ServiceRegion.
        """
        from mockvpce.resources.privatelink.services.extra_services import add_service

        world = self._runtime.world
        with world.lock:
            return add_service(
                world,
                name,
                region=region or self._region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION,
                service_type=type,
                private_dns_names=private_dns_names,
                base_dns_names=base_dns_names,
                zone_ids=zone_ids,
                policy_supported=policy_supported,
                ip_address_types=ip_address_types,
                cross_region=cross_region,
            )

    def make_requester_managed(self, endpoint_id: str) -> None:
        """Mark an endpoint as one that an AWS service has made: its owner can neither change nor delete it."""
        from mockvpce.resources.privatelink.endpoints.endpoint import VpcEndpoint

        world = self._runtime.world
        with world.lock:
            endpoint = world.table(VpcEndpoint).get(checked_id(endpoint_id, "a VPC endpoint"))
            if endpoint is None:
                raise ValueError(f"there is no VPC endpoint of the id {endpoint_id!r}")
            endpoint.requester_managed = True
