"""The runtime: world, bridge to moto and gateways, put together while at least one mock is active.

`Runtime.replaced` has all that is replaced while a mock is active. What `install` replaces in moto's class of mocks, from
one mock to the next, is in `drop_in`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from mockvpce import resources
from mockvpce.activation.forking import survive_forks
from mockvpce.activation.options import Options
from mockvpce.activation.sleeping import Sleeping
from mockvpce.activation.snapshot import Snapshot
from mockvpce.engine.call_log import Call, CallLog
from mockvpce.engine.faults import Faults
from mockvpce.engine.operation import registry
from mockvpce.engine.passing import Passing
from mockvpce.engine.placements import Known, Placements
from mockvpce.engine.world import State, World
from mockvpce.gateways import aiobotocore, client, crt, early_clients, moto, placed, recording, transfers
from mockvpce.moto_bridge import random_source, set_aside, state_manager
from mockvpce.moto_bridge.adapters.platform import MotoPlatform
from mockvpce.moto_bridge.backends import Backends
from mockvpce.moto_bridge.environment import Environment, mocks_of_moto
from mockvpce.moto_bridge.footprint.placed import remove_placed
from mockvpce.moto_bridge.footprint.stand_ins import StandIns
from mockvpce.moto_bridge.locks import locks_of_moto
from mockvpce.moto_bridge.overrides import access_keys, bucket_policies, dashboard, living, route53
from mockvpce.moto_bridge.overrides.guards import Hooks
from mockvpce.moto_bridge.overrides.zone_names import Zones
from mockvpce.moto_bridge.responses import ResponseFixes
from mockvpce.moto_bridge.set_aside import MotoAside
from mockvpce.moto_bridge.snapshots import MotoSnapshots
from mockvpce.patching import Patch, Patches
from mockvpce.speedups import apply as speed_up
from mockvpce.speedups.botocore_calls import PlannedCalls


@dataclass(frozen=True, slots=True)
class Aside:
    """The outer world, while a mock that starts from nothing is active inside another one."""

    state: State
    offset: timedelta
    ids: object
    moto: MotoAside
    calls: tuple[list[Call], list[list[Call]]]
    placements: Known


@dataclass(slots=True, eq=False)
class Activation:
    """A mock from its beginning to its end."""

    options: Options
    opened: Runtime
    outer: Aside | None = None
    ended: bool = False

    @property
    def runtime(self) -> Runtime:
        """The runtime, for as long as the mock lasts."""
        if self.ended:
            raise RuntimeError("this mock_vpce has ended")
        return self.opened


class Runtime:
    """One for the process: mocks open it, and open it again when they nest."""

    def __init__(self) -> None:
        resources.load()
        self.options: Options = Options()
        self.world: World = World()
        self.backends: Backends = Backends()
        self._stand_ins = StandIns(self.world, self.backends)
        self.world.platform = MotoPlatform(self.world, self.backends)
        self.world.observers.append(self._stand_ins)
        self.world.pace = state_manager.pace
        self.backends.reset_listener.listeners.append(self._moto_was_reset)
        self._moto_snapshots = MotoSnapshots(self.backends)
        self.patches: Patches = Patches()
        self.environment: Environment = Environment()
        self._hooks = Hooks(self.world)
        self._zones = Zones(self.backends)
        self.calls: CallLog = CallLog(self.world.clock)
        self.faults: Faults = Faults(self.world.ids.number)
        self.passing: Passing = Passing(self.world)
        self._sleeping = Sleeping(self.world, self.passing)
        self._moto = moto.MotoGateway(
            self.world, ResponseFixes(self.backends), self._account_of, self.faults, self.passing
        )
        self._client = client.ClientGateway(
            self.world,
            account_of=self._account_of,
            only_wire=self._only_wire,
            is_stub=moto.is_stub,
            knows_region=moto.knows_region,
        )
        self._early = early_clients.EarlyClients(
            self._client, answer=moto.answer_message, lets_pass=moto.lets_pass, lends_credentials=moto.mocks_credentials
        )
        self._asynchronous = aiobotocore.AsyncClients(self._early, moto.Stubber)
        self.placements: Placements = Placements()
        self.admission: placed.Admission = placed.Admission(
            self.world, self.placements, account_of=self._account_of, enforced=lambda: self.options.enforce
        )
        self._recorder = recording.Recorder(self.calls, self.backends.account_of)
        self._planned = PlannedCalls(
            self._client.answer_read, client.before_call, {placed.before_call}, self.admission.passes, registry
        )
        self._acts: list[Activation] = []
        self._turn = threading.RLock()

    def enter(
        self, options: Options, *, reset: bool, fresh: bool = False, again: Activation | None = None
    ) -> Activation:
        """Begin a mock. One inside another shares all that there is, as moto's do; a `fresh` one starts from nothing.

        `again`: one that has ended, whose handle works from now on as it did.
        """
        with self._turn:
            act = again or Activation(options, self)
            act.ended = False
            is_first = not self._acts
            goes_on = not is_first and not fresh and options.seed == self.options.seed
            if is_first:
                self._apply(speedups=options.speeds_up)
            self._acts.append(act)
            try:
                if is_first and reset:
                    self.calls.begin()
                    self.world.clear()
                if fresh and (not is_first or mocks_of_moto() > 1):
                    act.outer = self._set_aside()
                self._choose(options)
                if not goes_on:
                    self.sow()
                if options.start is not None:
                    self.restore(options.start)
            except BaseException:
                self.leave(act, remove_data=reset)
                raise
            return act

    def sow(self) -> None:
        """Let the ids begin anew where a seed is given, ours and moto's."""
        if self.options.seed is not None:
            self.world.ids.seed(self.options.seed)
            random_source.seed(self.options.seed)

    def leave(self, act: Activation, *, remove_data: bool) -> None:
        """End a mock: the last one restores everything that was replaced, a fresh inner one restores the outer world."""
        with self._turn:
            index = self._acts.index(act)
            del self._acts[index]
            act.ended = True
            outer, act.outer = act.outer, None
            if not self._acts:
                random_source.seed(None)
                self.placements.clear()
                if remove_data:
                    remove_placed(self.backends)
                    self.world.clear()
                if outer is not None:
                    set_aside.put_back(outer.moto)
                self._sleeping.choose(False)
                self.passing.forget()
                self.patches.undo()
                return
            self._choose(self._acts[-1].options)
            if outer is None:
                return
            above = next((one for one in self._acts[index:] if one.outer is not None), None)
            if above is None:
                self._put_back(outer)
            else:
                above.outer = outer

    def _set_aside(self) -> Aside:
        with self.world.lock:
            moto = set_aside.set_aside()
            world = self.world
            calls, placements = self.calls.set_aside(), self.placements.known()
            aside = Aside(world.state, world.clock.offset, world.ids.getstate(), moto, calls, placements)
            self.placements.clear()
            self.backends.reset_listener.unhang()
            self._moto_was_reset()
            return aside

    def _put_back(self, aside: Aside) -> None:
        with self.world.lock:
            set_aside.put_back(aside.moto)
            self._moto_was_reset()
            self.world.put_back(aside.state, aside.offset, aside.ids)
            self.calls.put_back(aside.calls)
            self.placements.clear()
            self.placements.learn(aside.placements)

    @property
    def replaced(self) -> list[Patch]:
        """What is replaced now."""
        return [*self.patches, *self.environment, *self._sleeping.replaced]

    def answer_form(self, body: bytes, authorization: str) -> Any:
        """The answer to the form of a signed EC2 request, where this package answers it: status, headers and body."""
        return self._moto.answer_form(body, authorization)

    def locks(self) -> Iterator[Any]:
        """All locks but the world's."""
        yield from (self._turn, self.environment.turn, self.faults.lock, self._sleeping.lock)
        yield from locks_of_moto()

    def snapshot(self) -> Snapshot:
        """A snapshot of everything."""
        with self.world.lock:
            world = self.world
            now, count = world.clock.now(), world.count
            moto, stand_ins = self._moto_snapshots.take(), self._stand_ins.snapshot()
            return Snapshot(world.snapshot(), moto, stand_ins, self.placements.known(), now, count)

    def restore(self, snapshot: Snapshot) -> None:
        """Restore everything; a `TypeError` for what is not a snapshot."""
        if not isinstance(snapshot, Snapshot):
            raise TypeError(f"restore takes what aws.snapshot() gives, got {snapshot!r}")

        def put_back() -> None:
            self._moto_snapshots.put_back(snapshot.picture)
            self._stand_ins.put_back(snapshot.stand_ins)

        self.world.restore(snapshot.world, put_back)
        self.placements.learn(snapshot.placements)

    def _choose(self, options: Options) -> None:
        self.options = options
        self.world.timing = options.timing
        self.world.quotas = options.quotas
        self.world.seed = options.seed
        self.world.catalogue = options.catalogue
        self._zones.choose(options.zone_names)
        self._early.let_pass(not options.early_clients)
        self._sleeping.choose(options.sleeps_by_clock)

    def _apply(self, *, speedups: bool) -> None:
        """Replace everything that a mock replaces, or nothing."""
        patches = self.patches
        try:
            access_keys.apply(patches)
            bucket_policies.apply(patches)
            route53.apply(patches)
            living.let_go(patches)
            dashboard.apply(self.world, patches)
            self._hooks.apply(patches)
            patches.on_undo(lambda: self._zones.choose("same"))
            self._moto.apply(patches)
            placed.apply(self.admission, patches)
            transfers.apply(patches)
            client.apply(self._client, patches)
            self._early.apply(patches)
            self._early.guard_requests(moto.responses_mock, moto.answer_prepared, moto.known_address, patches)
            crt.refuse_transfers(patches, self._early.lets_pass)
            self._asynchronous.apply(patches)
            if speedups:
                patches.attempt(self._planned.apply, "the speed-up botocore_calls")
            self._recorder.apply(patches)
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

    def _only_wire(self, operation: str) -> bool:
        return self.options.wire or self.faults.name("ec2", operation) or moto.only_wire()

    def _account_of(self, access_key: str) -> str:
        return os.environ.get("MOTO_ACCOUNT_ID") or self.backends.account_of(access_key)


@cache
def runtime() -> Runtime:
    """The runtime of this process."""
    made = Runtime()
    survive_forks(made.world.lock, made.locks)
    return made
