"""Records every call of botocore's and aiobotocore's clients in the log, whichever gateway answers it.

A client's `_make_api_call` is the one method that sees a call whole: its parameters, all its attempts, and what comes of
it. Clients made before the mock have it too. What clients of other addresses than AWS's do is not a call of AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any
from weakref import ref

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from mockvpce.engine.call_log import Call, CallLog, flight
from mockvpce.gateways import placed
from mockvpce.gateways.aws_hosts import is_aws
from mockvpce.patching import Patches

MakeCall = Callable[[Any, str, Mapping[str, Any]], Any]


class Recorder:
    """Keeps the log of calls."""

    def __init__(self, log: CallLog, account_of: Callable[[str], str]) -> None:
        """`account_of` knows whose an access key is."""
        self._log = log
        self._account_of = account_of
        self._clients: dict[int, tuple[str, str, bool, ref[Any]]] = {}
        """What never changes of a client: its service, its Region, whether it asks AWS."""

    def apply(self, patches: Patches) -> None:
        """Record until all is undone."""
        why = "calls are recorded"
        patches.replace(BaseClient, "_make_api_call", self._recorded(BaseClient._make_api_call), why)  # noqa: SLF001 - see above

        def wrap(module: ModuleType) -> None:
            kind = module.AioBaseClient
            patches.replace(kind, "_make_api_call", self._recorded_later(kind._make_api_call), why)  # noqa: SLF001 - see above

        patches.when_imported("aiobotocore.client", wrap)

    def _recorded(self, make_call: MakeCall) -> MakeCall:
        def _make_api_call(client: Any, operation_name: str, api_params: Mapping[str, Any]) -> Any:
            __tracebackhide__ = True
            call = self._begin(client, operation_name, api_params)
            if call is None:
                return make_call(client, operation_name, api_params)
            token = flight.set(call)
            try:
                result = make_call(client, operation_name, api_params)
            except Exception as error:
                self._refused(client, call, error)
                raise
            finally:
                flight.reset(token)
            self._answered(client, call, result)
            return result

        return _make_api_call

    def _recorded_later(self, make_call: MakeCall) -> MakeCall:
        async def _make_api_call(client: Any, operation_name: str, api_params: Mapping[str, Any]) -> Any:
            __tracebackhide__ = True
            call = self._begin(client, operation_name, api_params)
            if call is None:
                return await make_call(client, operation_name, api_params)
            token = flight.set(call)
            try:
                result = await make_call(client, operation_name, api_params)
            except Exception as error:
                self._refused(client, call, error)
                raise
            finally:
                flight.reset(token)
            self._answered(client, call, result)
            return result

        return _make_api_call

    def _begin(self, client: Any, operation: str, parameters: Mapping[str, Any]) -> Call | None:
        key = id(client)
        known = self._clients.get(key)
        if known is None:
            meta = client.meta
            forget = ref(client, lambda _: self._clients.pop(key, None))
            is_asked = is_aws(meta.endpoint_url)
            known = self._clients[key] = meta.service_model.service_name, meta.region_name, is_asked, forget
        service, region, is_asked, _ = known
        return self._log.new(service, operation, region, parameters) if is_asked else None

    def _answered(self, client: Any, call: Call, result: Any) -> None:
        call.account = call.account or self._account(client)
        call.result = result
        call.attempts = call.attempts or 1
        self._log.add(call)

    def _refused(self, client: Any, call: Call, error: Exception) -> None:
        """What botocore refuses without sending anything, such as a parameter of the wrong type, is no call."""
        placed.add_notes(error, call)
        if call.attempts or isinstance(error, ClientError):
            call.account = call.account or self._account(client)
            call.attempts = call.attempts or 1
            self._log.refused(call, error)

    def _account(self, client: Any) -> str:
        credentials = client._request_signer._credentials  # noqa: SLF001 - no public way
        if credentials is None:
            return self._account_of("")
        known = credentials.__dict__
        return self._account_of(known.get("access_key") or known.get("_access_key") or "")
