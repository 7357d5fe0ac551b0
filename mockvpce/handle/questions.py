"""The part of the handle that asks the data plane; questions change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mockvpce.handle.arguments import checked_account, checked_id, checked_role
from mockvpce.handle.asked import note
from mockvpce.handle.control import Control
from mockvpce.handle.places import place_of

if TYPE_CHECKING:
    from mockvpce.handle.places import Place
    from mockvpce.network.decision import Decision
    from mockvpce.network.path import Answer, Path


class Questions(Control):
    """What a name resolves to, whether a packet gets there, and whether a request is allowed."""

    _account: str

    def resolve(self, name: str, at: Place | None = None) -> Answer:
        """Resolve a name at a place, or on the internet without one.

        `at` is the id of an interface, an instance, a subnet or a VPC. The answer is a frozenset of addresses that knows
        where it comes from; `print` tells the whole of it. A reverse name (`5.0.0.10.in-addr.arpa`) answers with host names.
        """
        from mockvpce.network import questions

        world = self._runtime.world
        with world.lock:
            world.settle()
            return note(questions.resolve(world, name, place_of(at)))

    def reach(
        self,
        source: Place | None,
        destination: Place,
        port: int | range | None = None,
        protocol: str | int = "tcp",
    ) -> Path:
        """Ask whether a packet gets from `source` to `destination`, and its answer back. The `Path` is true or false.

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
        at: Place | None = None,
        account: str | None = None,
        identity: str | Mapping[str, Any] | None = "*",
        role: str | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Decision:
        """Ask whether policies allow a request. The `Decision` is true or false, and names the policy that decided.

        The request leaves from `at` (the internet without one) and meets the policies of the endpoint that carries it, of
        the resource and of the caller: the `role` (its name or ARN), else a user of `account` whose only policy is
        `identity`, a document or actions such as `s3:*`; None: it has none. `context` adds condition keys to the request,
        or takes those away that are None in it.
        """
        from mockvpce.handle import access

        world = self._runtime.world
        with world.lock:
            world.settle()
            place = None if at is None else checked_id(at, "a place")
            checked_account(account)
            home = access.home_at(world, place, self._account, self._region)
            home = (account or home[0], home[1])
            who = access.caller(world, home, identity, checked_role(role))
            return note(access.allows(world, action, resource, at=place, home=home, who=who, context=context))
