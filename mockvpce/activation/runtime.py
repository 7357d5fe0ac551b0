"""The runtime: world, bridge to moto and gateways, put together while at least one mock is active.

`Runtime.patches` has all that is replaced while a mock is active. What `install` replaces in moto's class of mocks, from one
mock to the next, is in `drop_in`.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

from mockvpce import resources
from mockvpce.engine.world import Quotas, Timing, World
from mockvpce.gateways import aiobotocore, client, early_clients, moto
from mockvpce.moto_bridge import random_source, state_manager
from mockvpce.moto_bridge.adapters.platform import MotoPlatform
from mockvpce.moto_bridge.backends import Backends
from mockvpce.moto_bridge.footprint.placed import Placed
from mockvpce.moto_bridge.footprint.stand_ins import StandIns
from mockvpce.moto_bridge.overrides import access_keys
from mockvpce.moto_bridge.overrides.guards import Hooks
from mockvpce.moto_bridge.overrides.zone_names import ZoneNames, Zones
from mockvpce.moto_bridge.responses import ResponseFixes
from mockvpce.moto_bridge.snapshots import MotoSnapshot, MotoSnapshots
from mockvpce.patching import Patches
from mockvpce.speedups import apply as speed_up


@dataclass(frozen=True, slots=True)
class Options:
    """What a test can choose; the documentation is at `mock_vpce`."""

    timing: Timing = "instant"
    quotas: Quotas = True
    seed: int | str | None = None
    wire: bool = False
    zone_names: ZoneNames = "same"
    early_clients: bool = True
    speedups: bool = True

    @property
    def speeds_up(self) -> bool:
        """Whether botocore and moto are made faster: the environment can forbid it for a whole run."""
        return self.speedups and os.environ.get("MOCKVPCE_SPEEDUPS") != "0"


@dataclass(frozen=True, slots=True)
class Savepoint:
    """What there was when a nested mock began."""

    world: bytes
    placed: Any


@dataclass(slots=True, eq=False)
class Activation:
    """A mock from its beginning to its end."""

    options: Options
    thread: int
    memory: Savepoint | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A topology, to be gone back to: all of ours, and what moto holds of EC2, load balancers and hosted zones."""

    world: bytes
    picture: MotoSnapshot


class Runtime:
    """One for the process: mocks open it, and open it again when they nest."""

    def __init__(self) -> None:
        resources.load()
        self.options = Options()
        self.world = World()
        self.backends = Backends()
        self._placed = Placed(self.backends)
        self._stand_ins = StandIns(self.world, self.backends)
        self.world.platform = MotoPlatform(self.world, self.backends)
        self.world.observers.append(self._stand_ins)
        self.world.pace = state_manager.pace
        self.backends.reset_listener.listeners.append(self._moto_was_reset)
        self._moto_snapshots = MotoSnapshots(self.world, self.backends)
        self.patches = Patches()
        self._hooks = Hooks(self.world)
        self._zones = Zones(self.backends)
        self._moto = moto.MotoGateway(self.world, ResponseFixes(self.backends), self._account_of)
        self._client = client.ClientGateway(
            self.world, account_of=self._account_of, only_wire=self._only_wire, is_stub=moto.is_stub
        )
        self._early = early_clients.EarlyClients(
            self._client, answer=moto.answer_message, lets_pass=moto.lets_pass, lends_credentials=moto.mocks_credentials
        )
        self._asynchronous = aiobotocore.AsyncClients(self._early, moto.Stubber)
        self._acts: list[Activation] = []
        self._turn = threading.RLock()

    def enter(self, options: Options, *, reset: bool, remembers: bool = True) -> Activation:
        """Begin a mock: the outermost puts everything on, one inside another remembers what there is.

        Only one inside another of its own thread does: threads with mocks of their own share one world, as moto's do. One
        that does not remember takes nothing back.
        """
        with self._turn:
            thread = threading.get_ident()
            memory = None
            if not self._acts:
                self._apply(speedups=options.speeds_up)
                if reset:
                    self.world.clear()
            elif remembers and self._acts[-1].thread == thread:
                memory = Savepoint(self.world.snapshot(), self._placed.take())
            act = Activation(options, thread, memory)
            self._acts.append(act)
            try:
                self._choose(options)
                if options.seed is not None:
                    self.world.ids.seed(options.seed)
                    random_source.seed(options.seed)
            except BaseException:
                self.leave(act, remove_data=reset)
                raise
            return act

    def leave(self, act: Activation, *, remove_data: bool) -> None:
        """End a mock: the last one takes everything off, one inside another goes back to what there was."""
        with self._turn:
            is_newest = self._acts[-1] is act
            self._acts.remove(act)
            if not self._acts:
                if act.options.seed is not None:
                    random_source.seed(None)
                if remove_data:
                    self._placed.remove()
                    self.world.clear()
                self.patches.undo()
                return
            self._choose(self._acts[-1].options)
            if is_newest and act.memory is not None:
                self._placed.put_back(act.memory.placed)
                self.world.restore(act.memory.world)

    def answer_form(self, body: bytes, authorization: str) -> Any:
        """The answer to the form of a signed EC2 request, where it is one of ours: status, headers and body."""
        return self._moto.answer_form(body, authorization)

    def snapshot(self) -> Snapshot:
        """Everything as it is."""
        with self.world.lock:
            return Snapshot(self.world.snapshot(), self._moto_snapshots.take())

    def restore(self, snapshot: Snapshot) -> None:
        """Everything as it was."""

        def put_back() -> None:
            self._moto_snapshots.put_back(snapshot.picture)
            self._stand_ins.forget()

        self.world.restore(snapshot.world, put_back)

    def _choose(self, options: Options) -> None:
        self.options = options
        self.world.timing = options.timing
        self.world.quotas = options.quotas
        self.world.seed = options.seed
        self._zones.choose(options.zone_names)
        self._early.let_pass(not options.early_clients)

    def _apply(self, *, speedups: bool) -> None:
        """Replace all that a mock replaces, or nothing."""
        patches = self.patches
        try:
            access_keys.apply(patches)
            self._hooks.apply(patches)
            patches.on_undo(lambda: self._zones.choose("same"))
            self._moto.apply(patches)
            client.apply(self._client, patches)
            self._early.apply(patches)
            self._asynchronous.apply(patches)
            if speedups:
                speed_up(patches)
        except BaseException:
            patches.undo()
            raise

    def _moto_was_reset(self) -> None:
        """moto resets under a lock of its own, which a request may wait for: so this waits for none."""
        self._stand_ins.forget()
        self.world.wipe()
        self.backends.forget()

    def _only_wire(self) -> bool:
        return self.options.wire or moto.only_wire()

    def _account_of(self, access_key: str) -> str:
        return os.environ.get("MOTO_ACCOUNT_ID") or self.backends.account_of(access_key)


@cache
def runtime() -> Runtime:
    """The runtime of this process."""
    return Runtime()
