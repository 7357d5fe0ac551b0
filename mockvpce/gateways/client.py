"""Requests of botocore clients in this process, answered before anything is signed, sent or parsed.

botocore emits `before-call` when the request is built; the first handler to return something answers it. This gateway
steps aside, by returning nothing, for what only the wire can give: recorders, IAM checks, a client with handlers
of its own for any event that comes later, a client that talks to another address than AWS's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from botocore import handlers as botocore_handlers
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import EndpointConnectionError
from botocore.history import get_global_history_recorder

from mockvpce.engine.call_log import flight
from mockvpce.engine.operation import Call, Handler, registry
from mockvpce.engine.pipeline import Answer, handle
from mockvpce.engine.world import World
from mockvpce.gateways.aws_hosts import is_aws, region_of
from mockvpce.gateways.http import headers
from mockvpce.gateways.listeners import is_listened_to
from mockvpce.gateways.reading import read
from mockvpce.patching import Patches, is_private_name, say_once
from mockvpce.protocol import wire

EVENT = "before-call.ec2"


class ClientGateway:
    """Answers calls of clients from one world."""

    def __init__(
        self,
        world: World,
        *,
        account_of: Callable[[str], str],
        only_wire: Callable[[str], bool],
        is_stub: Callable[[Any], bool],
        knows_region: Callable[[str], bool],
    ) -> None:
        """`only_wire` says whether requests of an operation must be seen on the wire now, `is_stub` knows moto's handler.

        `knows_region` says whether there is a Region of a name.
        """
        self.world = world
        self._account_of = account_of
        self._only_wire = only_wire
        self._is_stub = is_stub
        self._knows_region = knows_region
        self._history = get_global_history_recorder()

    def answer(self, name: str, request: dict[str, Any], signer: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        """The answer as botocore would have parsed it, or None where the wire has to give it.

        Raises botocore's `EndpointConnectionError` for a Region that does not exist: it has no host.
        """
        url = request["url"]
        region = region_of(url) or signer.region_name
        if not self._knows_region(region) and is_aws(url):
            raise EndpointConnectionError(endpoint_url=url)
        handler = registry.get(name)
        if handler is None:
            return None
        access_key = self._access_key(name, url, signer)
        form = None if access_key is None else as_sent(request["body"])
        if access_key is None or form is None:
            return None
        account = request["headers"].get("x-moto-account-id") or self._account_of(access_key)
        call = self._begin(name, account, region, access_key)
        refused = read(handler, form, call)
        answer = refused if refused is not None else handle(self.world, handler, call)
        return self._parsed(handler, answer, url)

    def answer_read(
        self, name: str, given: dict[str, Any], url: str, signer: Any
    ) -> tuple[AWSResponse, dict[str, Any]] | None:
        """The answer to a request without headers of its own whose form would have been read as `given`."""
        region = region_of(url) or signer.region_name
        handler = registry.get(name)
        if handler is None or not self._knows_region(region):
            return None
        access_key = self._access_key(name, url, signer)
        if access_key is None:
            return None
        call = self._begin(name, self._account_of(access_key), region, access_key)
        call.given = given
        return self._parsed(handler, handle(self.world, handler, call), url)

    def _begin(self, name: str, account: str, region: str, access_key: str) -> Call:
        recorded = flight.get()
        if recorded is not None:
            recorded.account = account
        return Call(self.world, name, account, region, access_key)

    def _access_key(self, name: str, url: str, signer: Any) -> str | None:
        """Whose call it is; None where the wire has to answer."""
        try:
            aside = self._steps_aside(name, url, signer)
            credentials = signer._credentials  # noqa: SLF001 - the client's own; no public way
        except AttributeError as missing:  # a botocore that keeps these otherwise than all its releases so far
            if not is_private_name(missing):
                raise
            say_once("answering before a request is signed", missing)
            return None
        return None if aside or credentials is None else credentials.access_key

    def _steps_aside(self, name: str, url: str, signer: Any) -> bool:
        if self._only_wire(name) or not is_aws(url):
            return True
        if self._history._enabled:  # noqa: SLF001 - the recorder does not tell
            return True
        emitter = signer._event_emitter  # noqa: SLF001 - the client's own; no public way
        return is_listened_to(emitter, name, self._is_stub)

    def _parsed(self, handler: Handler, answer: Answer, url: str) -> tuple[AWSResponse, dict[str, Any]]:
        status = 200 if answer.error is None else answer.error.status
        sent = headers(self.world.clock, answer.request_id)
        if answer.error is not None:
            parsed: dict[str, Any] = {"Error": {"Code": answer.error.code, "Message": answer.error.message}}
        else:
            parsed = wire.normalise(handler.model.output, answer.result or {})
        parsed["ResponseMetadata"] = {
            "RequestId": answer.request_id,
            "HTTPStatusCode": status,
            "HTTPHeaders": sent,
            "RetryAttempts": 0,
        }
        return UnsentResponse(url, status, sent, partial(_body, handler, answer)), parsed


def as_sent(body: Any) -> Mapping[str, str] | None:
    """The form as a server would read it; None where it can't be sent, or only the wire knows how."""
    if type(body) is not dict:
        return None
    for value in body.values():
        if type(value) is not str or not value.isascii():
            break
    else:
        return body
    try:
        return {name: _text(value) for name, value in body.items()}
    except (TypeError, UnicodeError):
        return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        value.encode()
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    raise TypeError


class UnsentResponse(AWSResponse):  # type: ignore[misc] # botocore has no types
    """The HTTP side of an answer that was never sent. Headers and body are made when they are asked for, which is rare."""

    def __init__(self, url: str, status: int, plain_headers: Mapping[str, str], write: Callable[[], bytes]) -> None:
        """`write` makes the body as the wire would have it."""
        self.url = url
        self.status_code = status
        self.raw = None
        self._plain_headers = plain_headers
        self._write = write

    @property
    def headers(self) -> HeadersDict:
        """As botocore has them: their names in any case."""
        return HeadersDict(self._plain_headers)

    @property
    def content(self) -> bytes:
        """The body."""
        return self._write()


def _body(handler: Handler, answer: Answer) -> bytes:
    if answer.error is not None:
        return wire.write_error(answer.error.code, answer.error.message, answer.request_id).encode()
    return wire.write_result(handler.name, handler.model.output, answer.result or {}, answer.request_id).encode()


_current: ClientGateway | None = None


def before_call(
    model: Any, params: dict[str, Any], request_signer: Any, **_: Any
) -> tuple[AWSResponse, dict[str, Any]] | None:
    """The handler that every client made while a mock is active has; it does nothing once the mock is over."""
    return None if _current is None else _current.answer(model.name, params, request_signer)


def apply(gateway: ClientGateway, patches: Patches) -> None:
    """Let clients be answered by `gateway` until all is undone."""
    row = (EVENT, before_call, botocore_handlers.REGISTER_LAST)
    patches.on_undo(lambda: _choose(None))
    _choose(gateway)
    patches.on_undo(
        lambda: row in botocore_handlers.BUILTIN_HANDLERS and botocore_handlers.BUILTIN_HANDLERS.remove(row)
    )
    botocore_handlers.BUILTIN_HANDLERS.append(row)


def _choose(gateway: ClientGateway | None) -> None:
    global _current  # noqa: PLW0603 - one gateway a process, as there is one moto
    _current = gateway
