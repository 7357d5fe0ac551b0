"""The stage: world, bridge to moto and gateways, put together while at least one mock is active.

This is the one module that knows all that is patched while a mock is active, and takes it off again. What `install` puts
on moto's class of mocks, from one mock to the next, is in `drop_in`.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

from mockvpce import resources
from mockvpce.engine.world import Quotas, Timing, World
from mockvpce.gateways import asynchronous, client, early, loading, moto
from mockvpce.gateways.building import Builder
from mockvpce.moto_bridge import pacing, seeding, sleeping
from mockvpce.moto_bridge.accounts import AccountLookup
from mockvpce.moto_bridge.backends import Backends
from mockvpce.moto_bridge.belongings import Belongings
from mockvpce.moto_bridge.guests import GuestBook
from mockvpce.moto_bridge.hooks import Hooks
from mockvpce.moto_bridge.mending import Mending
from mockvpce.moto_bridge.neighbours import MotoNeighbours
from mockvpce.moto_bridge.pictures import Picture, Pictures
from mockvpce.moto_bridge.serializing import Serializing
from mockvpce.moto_bridge.zones import ZoneNames, Zones


@dataclass(frozen=True, slots=True)
class Options:
    """What a test can choose; the documentation is at `mock_vpce`."""

    timing: Timing = "instant"
    quotas: Quotas = True
    seed: int | str | None = None
    wire: bool = False
    zone_names: ZoneNames = "same"
    early_clients: bool = True


@dataclass(frozen=True, slots=True)
class Memory:
    """What there was when a nested mock began."""

    world: bytes
    belongings: Any


@dataclass(slots=True, eq=False)
class Act:
    """A mock from its beginning to its end."""

    options: Options
    thread: int
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A topology, to be gone back to: all of ours, and what moto holds of EC2, load balancers and hosted zones."""

    world: bytes
    picture: Picture


class Stage:
    """One for the process: mocks open it, and open it again when they nest."""

    def __init__(self) -> None:
        resources.load()
        self.options = Options()
        self.world = World()
        self.backends = Backends()
        self._belongings = Belongings(self.backends)
        self._guests = GuestBook(self.world, self.backends)
        self.world.neighbours = MotoNeighbours(self.world, self.backends)
        self.world.watchers.append(self._guests)
        self.world.pace = pacing.pace
        self.backends.bell.listeners.append(self._moto_was_reset)
        self._pictures = Pictures(self.world, self.backends)
        self._lookup = AccountLookup()
        self._hooks = Hooks(self.world)
        self._zones = Zones(self.backends)
        self._moto = moto.MotoGateway(self.world, Mending(self.backends), self._account_of)
        self._client = client.ClientGateway(
            self.world, account_of=self._account_of, only_wire=self._only_wire, is_stub=moto.is_stub
        )
        self._early = early.EarlyClients(
            self._client, answer=moto.answer_message, lets_pass=moto.lets_pass, lends_credentials=moto.mocks_credentials
        )
        self._builder = Builder()
        self._serializing = Serializing()
        self._asynchronous = asynchronous.AsyncClients(self._early, moto.Stubber)
        self._acts: list[Act] = []
        self._turn = threading.RLock()

    def enter(self, options: Options, *, reset: bool, remembers: bool = True) -> Act:
        """Begin a mock: the outermost puts everything on, one inside another remembers what there is.

        Only one inside another of its own thread does: threads with mocks of their own share one world, as moto's do. One
        that does not remember takes nothing back.
        """
        with self._turn:
            thread = threading.get_ident()
            memory = None
            if not self._acts:
                self._put_on()
                if reset:
                    self.world.clear()
            elif remembers and self._acts[-1].thread == thread:
                memory = Memory(self.world.snapshot(), self._belongings.take())
            act = Act(options, thread, memory)
            self._acts.append(act)
            self._choose(options)
            if options.seed is not None:
                self.world.ids.seed(options.seed)
                seeding.seed(options.seed)
            return act

    def leave(self, act: Act, *, remove_data: bool) -> None:
        """End a mock: the last one takes everything off, one inside another goes back to what there was."""
        with self._turn:
            is_newest = self._acts[-1] is act
            self._acts.remove(act)
            if not self._acts:
                if act.options.seed is not None:
                    seeding.seed(None)
                if remove_data:
                    self._belongings.remove()
                    self.world.clear()
                self._take_off()
                return
            self._choose(self._acts[-1].options)
            if is_newest and act.memory is not None:
                self._belongings.put_back(act.memory.belongings)
                self.world.restore(act.memory.world)

    def answer_form(self, body: bytes, authorization: str) -> Any:
        """The answer to the form of a signed EC2 request, where it is one of ours: status, headers and body."""
        return self._moto.answer_form(body, authorization)

    def snapshot(self) -> Snapshot:
        """Everything as it is."""
        with self.world.lock:
            return Snapshot(self.world.snapshot(), self._pictures.take())

    def restore(self, snapshot: Snapshot) -> None:
        """Everything as it was."""

        def put_back() -> None:
            self._pictures.put_back(snapshot.picture)
            self._guests.forget()

        self.world.restore(snapshot.world, put_back)

    def _choose(self, options: Options) -> None:
        self.options = options
        self.world.timing = options.timing
        self.world.quotas = options.quotas
        self.world.seed = options.seed
        self._zones.choose(options.zone_names)
        self._early.let_pass(not options.early_clients)

    def _put_on(self) -> None:
        self._lookup.put_on()
        self._hooks.put_on()
        self._moto.open()
        client.open_gateway(self._client)
        self._early.put_on()
        self._asynchronous.put_on()
        loading.share()
        self._builder.put_on()
        sleeping.put_on()
        self._serializing.put_on()

    def _take_off(self) -> None:
        self._serializing.take_off()
        sleeping.take_off()
        self._builder.take_off()
        loading.unshare()
        self._asynchronous.take_off()
        self._early.take_off()
        client.close_gateway()
        self._moto.close()
        self._zones.choose("same")
        self._hooks.take_off()
        self._lookup.take_off()

    def _moto_was_reset(self) -> None:
        """moto resets under a lock of its own, which a request may wait for: so this waits for none."""
        self._guests.forget()
        self.world.wipe()
        self.backends.forget()

    def _only_wire(self) -> bool:
        return self.options.wire or moto.only_wire()

    def _account_of(self, access_key: str) -> str:
        return os.environ.get("MOTO_ACCOUNT_ID") or self.backends.account_of(access_key)


@cache
def stage() -> Stage:
    """The stage of this process."""
    return Stage()
