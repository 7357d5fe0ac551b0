"""Clients of aiobotocore, which aioboto3 is made of.

Our operations are answered at `before-call`, as for botocore's clients. For all others moto's handler answers at
`before-send`, but with a response whose content can't be awaited; here it gets a form that can. The two methods where a
request would otherwise go on are overridden as in `gateways.early`. All of it waits until somebody imports aiobotocore.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextvars import ContextVar
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any

from botocore.awsrequest import AWSResponse

from mockvpce.gateways.early_clients import EarlyClients
from mockvpce.patching import Patches

_awaited: ContextVar[bool] = ContextVar("awaited", default=False)
"""Whether the request that is being sent is one of aiobotocore's."""


class Stream:
    """A body as aiohttp gives it, of which everything is there already."""

    def __init__(self, url: str, body: bytes) -> None:
        self.url = url
        self.content = self
        self._bytes = io.BytesIO(body)
        self._length = len(body)

    async def read(self, amount: int = -1) -> bytes:
        """The next bytes, all of them without an amount."""
        return self._bytes.read(amount)

    def at_eof(self) -> bool:
        """Whether all has been read."""
        return self._bytes.tell() >= self._length

    def close(self) -> None:
        """Nothing is held."""

    release = close

    async def __aenter__(self) -> Stream:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


def awaitable(response: AWSResponse) -> AWSResponse:
    """The same response in aiobotocore's form."""
    kind = sys.modules["aiobotocore.awsrequest"].AioAWSResponse
    answered: AWSResponse = kind(
        response.url, response.status_code, response.headers, Stream(response.url, response.content or b"")
    )
    return answered


class AsyncClients:
    """Lets moto's answers, and those for early clients, reach aiobotocore."""

    def __init__(self, early: EarlyClients, stubber: type[Any]) -> None:
        """`stubber` is the class that handles `before-send` for moto."""
        self._early = early
        self._stubber = stubber

    def apply(self, patches: Patches) -> None:
        """Answer clients of aiobotocore, if it is there or comes."""

        def wrap(kind: Any, name: str, wrapping: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
            patches.replace(kind, name, wrapping(getattr(kind, name)), "clients of aiobotocore")

        def wrap_endpoint(module: ModuleType) -> None:
            wrap(self._stubber, "__call__", _shaping)
            wrap(module.AioEndpoint, "_do_get_response", _noting)
            wrap(module.AioEndpoint, "_send", self._guarding)

        patches.when_imported("aiobotocore.endpoint", wrap_endpoint)
        patches.when_imported(
            "aiobotocore.client", lambda module: wrap(module.AioBaseClient, "_make_request", self._answering)
        )

    def _guarding(self, send: Callable[..., Any]) -> Callable[..., Any]:
        async def guarded_send(endpoint: Any, request: Any) -> Any:
            answered = self._early.answer_message(request)
            if answered is None:
                return await send(endpoint, request)
            return awaitable(answered) if type(answered) is AWSResponse else answered

        return guarded_send

    def _answering(self, make_request: Callable[..., Any]) -> Callable[..., Any]:
        async def _make_request(client: Any, operation_model: Any, request: dict[str, Any], context: Any) -> Any:
            credentials = sys.modules["aiobotocore.credentials"].AioCredentials
            answered = self._early.answer_call(client, operation_model, request, credentials)
            return await make_request(client, operation_model, request, context) if answered is None else answered

        return _make_request


def _shaping(respond: Callable[..., Any]) -> Callable[..., Any]:
    def respond_in_its_form(stubber: Any, event_name: str, request: Any, **kwargs: Any) -> Any:
        response = respond(stubber, event_name, request, **kwargs)
        return awaitable(response) if _awaited.get() and type(response) is AWSResponse else response

    return respond_in_its_form


def _noting(get_response: Callable[..., Any]) -> Callable[..., Any]:
    async def _do_get_response(endpoint: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        if iscoroutinefunction(getattr(request.body, "read", None)):
            request.body = await request.body.read()
        token = _awaited.set(True)
        try:
            return await get_response(endpoint, request, *args, **kwargs)
        finally:
            _awaited.reset(token)

    return _do_get_response
