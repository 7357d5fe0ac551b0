"""`mock_vpce`: decorator, context manager and, by way of the pytest fixture, what a test runs in.

Nothing of boto3 or moto is imported before a mock starts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from mockvpce.activation.drop_in import standing_aside
from mockvpce.activation.options import NAMES, Options
from mockvpce.handle import asked
from mockvpce.handle.aws import Aws
from mockvpce.handle.current import began, ended

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Unpack

    from mockvpce.activation.options import OptionsDict
    from mockvpce.activation.runtime import Activation, Runtime
    from mockvpce.handle.leftovers import Leftovers

F = TypeVar("F", bound=Callable[..., Any] | type)

_USERS_OWN = ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


@overload
def mock_vpce(function: F, /) -> F: ...
@overload
def mock_vpce(**options: Unpack[OptionsDict]) -> Mock: ...
def mock_vpce(function: F | None = None, /, **options: Unpack[OptionsDict]) -> F | Mock:
    """Mock AWS as moto's `mock_aws` does, with private connectivity as in AWS.

    Use it as a decorator of functions, coroutines, generators and test classes, with or without parentheses, or as a
    context manager (`async with` too), which gives an `Aws`. It nests in itself and with `mock_aws`.

    * `account`: 12 digits, the account of clients that name no other; moto's 123456789012 by default.
    * `region`: the Region of clients made without one, by way of `AWS_DEFAULT_REGION`.
    * `timing`: with `instant`, the next request finishes what AWS finishes after a while; with `aws`, the delays that AWS
      documents pass, in real time or by `clock.advance`; with `manual`, only `settle()` finishes anything.
    * `sleep`: with `clock`, code that sleeps (`time.sleep`, `asyncio.sleep`, botocore's waiters and retries) moves the
      mock's clock and does not wait, and `time.time` and `time.monotonic` run ahead by as much; with `real` it waits.
      None is `clock` with `timing="aws"`, and `real` with others.
    * `quotas`: whether AWS's quotas hold, or a mapping of quota codes such as `L-29B6F2EB` to values.
    * `seed`: makes ids, moto's too, and DNS labels the same in every run.
    * `wire`: every request is signed, written and parsed as an HTTP message, inside the process.
    * `zone_names`: `shuffled` gives every account its own names of the Availability Zones, as AWS does. Code fails that
      compares zones of two accounts by name instead of by zone id.
    * `nested`: inside another mock, `shared` works on what is there, and what it does stays, as with `mock_aws`; `fresh`
      starts from nothing, and its end puts back all that was there, moto's resources included, for the whole process.
    * `early_clients`: clients made before the mock or before moto was imported are answered too, and no request of boto3's
      reaches AWS, whatever made it; `False` leaves such clients alone.
    * `strict`: a fault of `aws.fail` that was never used is an `AssertionError` at the end of the mock.
    * `leftovers`: with `fail`, it is an `AssertionError` if endpoints, endpoint services, peerings, VPNs or their gateways
      that were made in the mock still exist at its end. AWS would go on charging for them.
    * `enforce`: policies decide the requests of every client; one without a place calls from the internet. By default
      policies decide the requests of clients with a place only (`aws.client(..., at=)`).
    * `speedups`: `False`, or `MOCKVPCE_SPEEDUPS=0` in the environment, leaves botocore and moto as slow as they are. Answers
      are the same. The outermost mock decides.
    * `start`: a snapshot, from `aws.snapshot()` of any mock of this process: begin from there, its clock and the sequence of
      its ids included; inside another mock as with `nested="fresh"`.
    * `services`: the path of a file, or a list of paths, with what `aws ec2 describe-vpc-endpoint-services` prints; in each
      Region of the files AWS offers what they list, in place of what this package knows. Services that customers own are
      left out. `ValueError` for a file that can't be read or is no such list.
    * `config`: moto's own configuration, handed on to `mock_aws`.
    """
    mock = Mock(**options)
    if function is not None and not callable(function):
        raise TypeError(f"mock_vpce decorates a function or a class, and takes its options by name; got {function!r}")
    return mock if function is None else mock(function)


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A mock that has begun."""

    inner: Any
    activation: Activation
    aws: Aws
    thread: int
    leftovers: Leftovers | None = None

    def end(self, *, remove_data: bool = True) -> None:
        """End it; a fault that was never used is an `AssertionError`, unless an exception is on its way already."""
        __tracebackhide__ = True
        runtime = self.activation.runtime
        if asked.when_a_mock_fails and sys.exc_info()[0] is not None:
            for tell in asked.when_a_mock_fails.values():
                tell(self.aws)
        ended(self.aws)
        complaints = runtime.faults.end(self.activation)
        if self.leftovers is not None:
            complaints += self.leftovers.complaints()
        with ExitStack() as ending:
            ending.callback(runtime.leave, self.activation, remove_data=remove_data)
            # moto's last word is a reset, which is cheaper while our hooks are on
            ending.callback(self.inner.stop, remove_data=remove_data)
            ending.callback(runtime.environment.remove, self.activation)
        if complaints and sys.exc_info()[0] is None:
            raise AssertionError("\n".join(complaints))


def _leftovers(options: Options, runtime: Runtime) -> Leftovers | None:
    if options.leftovers == "allow":
        return None
    from mockvpce.handle.leftovers import Leftovers

    return Leftovers(runtime.world)


class Mock(AbstractContextManager["Aws"]):
    """What `mock_vpce` returns: a context manager, and a decorator of functions and classes, with `start` and `stop`."""

    def __init__(self, **options: Unpack[OptionsDict]) -> None:
        unknown = sorted(options.keys() - NAMES)
        if unknown:
            near = get_close_matches(unknown[0], NAMES, n=1)
            meant = f"; did you mean {near[0]!r}? It" if near else "; it"
            raise TypeError(f"mock_vpce has no option {unknown[0]!r}{meant} has {', '.join(NAMES)}")
        self._options = Options(**options)
        self._running: list[Running] = []

    def __call__(self, function: F) -> F:
        """Decorate a function, coroutine function, generator function or class."""
        from mockvpce.handle.decorated_class import decorate_class
        from mockvpce.handle.decorator import decorate

        if isinstance(function, type):
            return cast("F", decorate_class(self, function))
        return cast("F", decorate(self, function))

    def __enter__(self) -> Aws:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        self.stop()

    async def __aenter__(self) -> Aws:
        return self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        self.stop()

    def start(self, reset: bool = True) -> Aws:
        """Begin; `reset=False` keeps what an earlier mock left with `stop(remove_data=False)`."""
        running = self.begin(reset=reset)
        self._running.append(running)
        return running.aws

    def stop(self, remove_data: bool = True) -> None:
        """End; `remove_data=False` keeps the data for a mock that starts with `reset=False`."""
        __tracebackhide__ = True
        if not self._running:
            raise RuntimeError("stop() without a start(): this mock_vpce is not active")
        own = [one for one in self._running if one.thread == get_ident()]
        running = (own or self._running)[-1]
        self._running.remove(running)
        running.end(remove_data=remove_data)

    def begin(self, *, reset: bool = True, again: Running | None = None) -> Running:
        """Begin once more, beside what is running already; `again`: with the handle of one that has ended."""
        from moto import mock_aws

        from mockvpce.activation import load
        from mockvpce.speedups import moto_responses

        given = self._options
        runtime = load(given)
        inner = mock_aws(config=given.config)
        if given.speeds_up and hasattr(inner, "_enable_patching"):
            inner._enable_patching = partial(moto_responses.enable, inner._enable_patching)  # noqa: SLF001 - moto has no events
        with ExitStack() as undo:
            runtime.environment.open()
            with standing_aside():
                inner.start(reset=reset)
            undo.callback(inner.stop)
            fresh = given.nested == "fresh" or given.start is not None
            act = runtime.enter(given, reset=reset, fresh=fresh, again=None if again is None else again.activation)
            undo.callback(runtime.leave, act, remove_data=reset)
            runtime.environment.add(act, self._variables(), given.config or {})
            aws = Aws(act, account=given.account, region=given.region) if again is None else again.aws
            running = Running(inner, act, aws, get_ident(), _leftovers(given, runtime))
            began(running.aws)
            undo.pop_all()
        return running

    def _variables(self) -> dict[str, str | None]:
        """What clients read from the environment."""
        from moto.core.config import mock_credentials

        from mockvpce.moto_bridge.overrides.access_keys import access_key_of

        wanted: dict[str, str | None] = {}
        if self._options.region is not None:
            wanted["AWS_DEFAULT_REGION"] = self._options.region
        if mock_credentials():
            wanted.update(dict.fromkeys(_USERS_OWN))
            if self._options.account is not None:
                wanted["AWS_ACCESS_KEY_ID"] = access_key_of(self._options.account)
        return wanted
