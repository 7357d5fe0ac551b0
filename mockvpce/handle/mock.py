"""`mock_vpce`: decorator, context manager and, by way of the pytest fixture, what a test runs in.

Nothing of boto3 or moto is imported before a mock starts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from mockvpce.activation.drop_in import standing_aside
from mockvpce.handle.aws import Aws

if TYPE_CHECKING:
    from types import TracebackType

    from mockvpce.activation.runtime import Activation

F = TypeVar("F", bound=Callable[..., Any] | type)

_USERS_OWN = ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


@overload
def mock_vpce(function: F, /) -> F: ...
@overload
def mock_vpce(
    *,
    account: str | None = None,
    region: str | None = None,
    timing: Literal["instant", "aws", "manual"] = "instant",
    quotas: bool | Mapping[str, int] = True,
    seed: int | str | None = None,
    wire: bool = False,
    zone_names: Literal["same", "shuffled"] = "same",
    early_clients: bool = True,
    speedups: bool = True,
    config: Mapping[str, Any] | None = None,
) -> Mock: ...
def mock_vpce(
    function: F | None = None,
    /,
    *,
    account: str | None = None,
    region: str | None = None,
    timing: Literal["instant", "aws", "manual"] = "instant",
    quotas: bool | Mapping[str, int] = True,
    seed: int | str | None = None,
    wire: bool = False,
    zone_names: Literal["same", "shuffled"] = "same",
    early_clients: bool = True,
    speedups: bool = True,
    config: Mapping[str, Any] | None = None,
) -> F | Mock:
    """Mock AWS: moto's `mock_aws`, with private connectivity answered as AWS answers it.

    Use it as a decorator of functions, coroutines, generators and test classes, with or without parentheses, or as a
    context manager, which gives an `Aws`. It nests in itself and with `mock_aws`; leaving an inner `mock_vpce` takes back
    what was done in it to the resources that this package answers for.

    * `account`: 12 digits, the account of clients made without further ado; moto's 123456789012 by default.
    * `region`: the Region of clients made without one, by way of `AWS_DEFAULT_REGION`.
    * `timing`: `instant`, what AWS does in a while is done by the next request; `aws`, documented delays pass, in real
      time or by `clock.advance`; `manual`, only `settle()` moves anything.
    * `quotas`: whether AWS's quotas hold, or a mapping of quota codes such as `L-29B6F2EB` to values.
    * `seed`: makes ids, moto's too, and DNS labels the same in every run.
    * `wire`: let every request take the way over HTTP messages, signed and parsed.
    * `zone_names`: `shuffled` gives every account names of its own for the Availability Zones, as AWS does, so that code
      which matches zones of two accounts by name instead of by zone id fails.
    * `early_clients`: clients made before the mock or before moto was imported are answered too, and no request of boto3's
      reaches AWS, whatever made it; `False` leaves such clients alone.
    * `speedups`: `False`, or `MOCKVPCE_SPEEDUPS=0` in the environment, leaves botocore and moto at their own pace. No answer
      differs. The outermost mock decides.
    * `config`: moto's own configuration, handed on to `mock_aws`.
    """
    mock = Mock(
        account=account,
        region=region,
        timing=timing,
        quotas=quotas,
        seed=seed,
        wire=wire,
        zone_names=zone_names,
        early_clients=early_clients,
        speedups=speedups,
        config=config,
    )
    return mock if function is None else mock(function)


class Mock(AbstractContextManager["Aws"]):
    """What `mock_vpce` gives: to be entered, started, or put on a function or class."""

    def __init__(
        self,
        *,
        account: str | None = None,
        region: str | None = None,
        timing: Literal["instant", "aws", "manual"] = "instant",
        quotas: bool | Mapping[str, int] = True,
        seed: int | str | None = None,
        wire: bool = False,
        zone_names: Literal["same", "shuffled"] = "same",
        early_clients: bool = True,
        speedups: bool = True,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        if timing not in ("instant", "aws", "manual"):
            raise ValueError(f"timing is 'instant', 'aws' or 'manual', got {timing!r}")
        if zone_names not in ("same", "shuffled"):
            raise ValueError(f"zone_names is 'same' or 'shuffled', got {zone_names!r}")
        if account is not None and not (isinstance(account, str) and re.fullmatch("[0-9]{12}", account)):
            raise ValueError(f"an AWS account id is text of 12 digits, got {account!r}")
        if region is not None and not (isinstance(region, str) and re.fullmatch("[a-z0-9-]+", region)):
            raise ValueError(f"region is the name of a Region, such as 'us-east-1', got {region!r}")
        if not isinstance(seed, int | str | None):
            raise TypeError(f"seed is an int or a str, got {seed!r}")
        self._account = account
        self._region = region
        self._timing: Literal["instant", "aws", "manual"] = timing
        self._quotas = quotas
        self._seed = seed
        self._wire = wire
        self._zone_names: Literal["same", "shuffled"] = zone_names
        self._early_clients = early_clients
        self._speedups = speedups
        self._config = config
        self._inner: list[tuple[Any, Activation, dict[str, str | None]]] = []

    def __call__(self, function: F) -> F:
        """Decorate a function, coroutine function, generator function or class."""
        from mockvpce.handle.decorator import decorate

        return decorate(self, function)

    def __enter__(self) -> Aws:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, reset: bool = True) -> Aws:
        """Begin; `reset=False` keeps what an earlier mock left with `stop(remove_data=False)`."""
        from moto import mock_aws

        from mockvpce.activation.runtime import Options, runtime
        from mockvpce.speedups import moto_responses

        inner = mock_aws(config=self._config)
        options = Options(
            timing=self._timing,
            quotas=self._quotas,
            seed=self._seed,
            wire=self._wire,
            zone_names=self._zone_names,
            early_clients=self._early_clients,
            speedups=self._speedups,
        )
        if options.speeds_up and hasattr(inner, "_enable_patching"):
            inner._enable_patching = partial(moto_responses.enable, inner._enable_patching)  # noqa: SLF001 - moto has no events
        with standing_aside():
            inner.start(reset=reset)
        act = None
        try:
            act = runtime().enter(options, reset=reset)
            environment = self._set_environment()
        except BaseException:
            inner.stop()
            if act is not None:
                runtime().leave(act, remove_data=reset)
            raise
        self._inner.append((inner, act, environment))
        return Aws(runtime(), account=self._account, region=self._region)

    def stop(self, remove_data: bool = True) -> None:
        """End; `remove_data=False` keeps the data for a mock that starts with `reset=False`."""
        from mockvpce.activation.runtime import runtime

        if not self._inner:
            raise RuntimeError("stop() without a start(): this mock_vpce is not active")
        inner, act, environment = self._inner.pop()
        _restore_environment(environment)
        try:
            # moto's last word is a reset, which is cheaper while our hooks are on
            inner.stop(remove_data=remove_data)
        finally:
            runtime().leave(act, remove_data=remove_data)

    def _set_environment(self) -> dict[str, str | None]:
        """Set what clients read from the environment; returns what was there before."""
        from moto.core.config import default_user_config

        wanted: dict[str, str | None] = {}
        if self._region is not None:
            wanted["AWS_DEFAULT_REGION"] = self._region
        if default_user_config.get("core", {}).get("mock_credentials", True):
            wanted.update(dict.fromkeys(_USERS_OWN))
            if self._account is not None:
                from mockvpce.moto_bridge.overrides.access_keys import access_key_of

                wanted["AWS_ACCESS_KEY_ID"] = access_key_of(self._account)
        before = {name: os.environ.get(name) for name in wanted}
        _restore_environment(wanted)
        return before


def _restore_environment(values: Mapping[str, str | None]) -> None:
    """Set variables; where one changes, `boto3.client` has to read them again, which it does with a new default session.

    moto puts the user's own default session back when its last mock ends.
    """
    import boto3

    if any(os.environ.get(name) != value for name, value in values.items()):
        boto3.DEFAULT_SESSION = None
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
