"""Requests that reach moto's EC2: over `requests`, its server or proxy, or a client that the other gateway leaves.

One moto method, `EC2Response.call_action`, is overridden while a mock is active. Our operations go through the same
pipeline as the client's; all others go on to moto, after the world has settled and under the same lock. Requests of
clients in this process are answered a step earlier, in `BotocoreStubber.process_request`, which spares them moto's
unpacking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.model import OperationNotFoundError
from moto import settings
from moto.backends import get_service_from_url
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.config import default_user_config, passthrough_service, passthrough_url
from moto.core.config import mock_credentials as mocks_credentials
from moto.core.custom_responses_mock import CallbackResponse
from moto.core.exceptions import HTTPException
from moto.core.models import botocore_stubber, responses_mock
from moto.core.utils import camelcase_to_underscores
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response
from moto.moto_api import recorder

from mockvpce.engine.call_log import flight
from mockvpce.engine.faults import Faults
from mockvpce.engine.operation import Call, Handler, registry
from mockvpce.engine.passing import Passing
from mockvpce.engine.pipeline import handle
from mockvpce.engine.resource import Home
from mockvpce.engine.world import World
from mockvpce.gateways.aws_hosts import host_of, is_aws, newer, plain, with_host
from mockvpce.gateways.faults import FaultGateway
from mockvpce.gateways.gate import NOT_VALIDATED
from mockvpce.gateways.http import headers
from mockvpce.gateways.reading import read
from mockvpce.patching import Patches
from mockvpce.protocol import errors, wire
from mockvpce.protocol.errors import EC2Error

MotoAnswer = tuple[int, Mapping[str, Any], Any]
Mend = Callable[[World, str, Home, Any], Any]

_NO_AUTH_LIMIT = float("inf")
_EC2_ADDRESS = re.compile(r"https://ec2\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/")
_SCOPE = re.compile(r"Credential=[^/,]+/\d+/([^/]*)/ec2/")
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([a-z0-9-]+)/ec2/")


class MotoGateway:
    """Takes the place of moto's dispatcher of EC2 actions."""

    def __init__(
        self, world: World, mend: Mend, account_of: Callable[[str], str], faults: Faults, passing: Passing
    ) -> None:
        """`mend` puts right what moto's answers say of resources that are ours, `account_of` knows whose a key is."""
        self._faults = FaultGateway(world, faults, account_of, passing.advance)
        self._account_of = account_of
        self.world = world
        self._mend = mend
        self._original: Callable[[Any], MotoAnswer] | None = None

    def apply(self, patches: Patches) -> None:
        """Answer EC2 requests that reach moto."""
        self._original = EC2Response.call_action
        gateway = self

        def call_action(response: EC2Response) -> MotoAnswer:
            return gateway.dispatch(response)

        patches.replace(EC2Response, "call_action", call_action, "EC2 requests that reach moto")
        if hasattr(EC2Response, "parse_parameters"):  # older moto reads parameters as they are asked for
            patches.replace(EC2Response, "parse_parameters", _parse_known, "actions that botocore does not know")
        stubber = botocore_stubber.process_request

        def process_request(request: Any) -> MotoAnswer | None:
            call = flight.get()
            if call is not None:
                call.attempts += 1
                fault = gateway._faults.meet(call, request)
                if fault is not None:
                    return fault
            address = known_address(request.url)
            renamed = address != request.url
            if renamed:
                request = _sent_to(address, request)
            answer = gateway.answer_at_once(request) or stubber(request)
            return None if renamed and is_refusal(answer) else answer

        patches.replace(botocore_stubber, "process_request", process_request, "signed requests of this process")

    def answer_at_once(self, request: Any) -> MotoAnswer | None:
        """Answer a signed request of a client in this process without moto's unpacking, where this package answers it.

        None for all others, and wherever moto's configuration wants a say.
        """
        address = _EC2_ADDRESS.fullmatch(request.url)
        if address is None or "x-moto-account-id" in request.headers:
            return None
        return self.answer_form(request.body, _text(request.headers.get("Authorization")), address[1])

    def answer_form(self, body: Any, authorization: str, region: str | None = None) -> MotoAnswer | None:
        """Answer the form of a signed EC2 request that belongs to this package; its signature names the Region too."""
        credential = _CREDENTIAL.search(authorization)
        if not isinstance(body, str | bytes) or credential is None or only_wire():
            return None
        access_key, signed_region = credential.groups()
        form = dict(parse_qsl(_text(body), keep_blank_values=True))
        handler = registry.get(form.get("Action", ""))
        if handler is None or not knows_region(signed_region):
            return None
        return self._answer(handler, form, self._account_of(access_key), region or signed_region, access_key)

    def dispatch(self, response: Any) -> MotoAnswer:
        """Answer one request."""
        if not (knows_region(response.region) and knows_region(_scope_of(response))):
            with self.world.lock:
                return self._error(NOT_VALIDATED(), self.world.ids.request())
        action = response._get_action()  # noqa: SLF001 - part of the method that is overridden
        handler = registry.get(action or "")
        with self.world.lock:
            if handler is None:
                home = response.current_account, response.region
                fault = self._faults.refuse(action or "", home, _form(response)) if action else None
                return self._pass_on(response, action or "") if fault is None else self._error(*fault)
            refused = _refused_by_iam(response)
            if refused is not None:
                return refused
            return self._answer(
                handler, _form(response), response.current_account, response.region, response.access_key
            )

    def _answer(
        self, handler: Handler, form: Mapping[str, str], account: str, region: str, access_key: str
    ) -> MotoAnswer:
        call = Call(self.world, handler.name, account, region, access_key)
        refused = read(handler, form, call)
        if refused is None:
            fault = self._faults.refuse(handler.name, call.home, call.given)
            if fault is not None:
                return self._error(*fault)
        answer = refused if refused is not None else handle(self.world, handler, call)
        if answer.error is not None:
            return self._error(answer.error, answer.request_id)
        body = wire.write_result(handler.name, handler.model.output, answer.result or {}, answer.request_id)
        return 200, headers(self.world.clock, answer.request_id), body

    def _error(self, error: EC2Error, request_id: str) -> MotoAnswer:
        body = wire.write_error(error.code, error.message, request_id)
        return error.status, headers(self.world.clock, request_id), body

    def _pass_on(self, response: Any, action: str) -> MotoAnswer:
        self.world.settle()
        if not action.startswith(("Describe", "Get")):
            self.world.platform.topology.forget_addresses()
        assert self._original is not None, "the gateway is open while it dispatches"  # noqa: S101 - narrows the type
        try:
            status, answered, body = self._original(response)
        except EC2Error as error:
            return self._error(error, self.world.ids.request())
        except NotImplementedError as refusal:
            names = (action, camelcase_to_underscores(action))
            if not any(name in str(refusal) for name in names) or "filter" in str(refusal):
                raise
            return self._error(errors.NO_SUCH_ACTION(action=action), self.world.ids.request())
        if status == 200:
            body = self._mend(self.world, action, (response.current_account, response.region), body)
        return status, answered, body


def _parse_known(response: Any, request: Any) -> None:
    """Leave an action that botocore does not know to the dispatcher: it may be ours, or has to be refused."""
    try:
        super(EC2Response, response).parse_parameters(request)
    except OperationNotFoundError:
        response.params = {}


def _form(response: Any) -> dict[str, str]:
    given = response.querystring.items()
    return {name: values[0] if isinstance(values, list) else values for name, values in given}


def _scope_of(response: Any) -> str:
    """The Region that a request is signed for; that which it goes to, where it is not signed."""
    signed = _SCOPE.search(_text(response.headers.get("Authorization")))
    return signed[1] if signed is not None else str(response.region)


def _text(header: Any) -> str:
    return header.decode() if isinstance(header, bytes) else header or ""


def _refused_by_iam(response: Any) -> MotoAnswer | None:
    """moto's IAM check, for tests that have switched it on."""
    if settings.INITIAL_NO_AUTH_ACTION_COUNT == _NO_AUTH_LIMIT:
        return None
    try:
        response._authenticate_and_authorize_normal_action("*")  # noqa: SLF001 - as in the method that is overridden
    except HTTPException as refusal:
        return refusal.code, {"status": refusal.code}, refusal.description
    return None


def only_wire() -> bool:
    """Whether moto has to see requests as they are on the wire: to record them, check them, or let them through."""
    recording = recorder._user_enabled  # noqa: SLF001 - the recorder does not tell
    core = default_user_config.get("core", {})
    return bool(
        recording
        or settings.INITIAL_NO_AUTH_ACTION_COUNT != _NO_AUTH_LIMIT
        or any(core.get("passthrough", {}).values())
        or core.get("service_whitelist") is not None
    )


_regions: set[str] = set()
"""Those that moto has been found to have."""


def knows_region(name: str) -> bool:
    """Whether there is a Region of this name, or moto is told to answer for any."""
    if name in _regions:
        return True
    if name in ec2_backends[DEFAULT_ACCOUNT_ID].regions:
        _regions.add(name)
        return True
    return bool(settings.allow_unknown_region())


def is_stub(handler: Any) -> bool:
    """Whether a `before-send` handler is moto's own."""
    return isinstance(handler, BotocoreStubber)


def known_address(url: str) -> str:
    """The URL with the host name that moto knows, where it is another name of an AWS host."""
    if not is_aws(url):
        return url
    known = _known_host(host_of(url))
    return url if urlsplit(url).netloc == known else with_host(url, known)


@lru_cache(maxsize=1024)
def _known_host(host: str) -> str:
    found = plain(host)
    return next((one for one in (found, newer(found)) if get_service_from_url(f"https://{one}/") is not None), found)


def _sent_to(address: str, request: Any) -> AWSPreparedRequest:
    """The same request to another address; moto reads the host from its header where there is one."""
    sent = HeadersDict()
    sent.update((name, value) for name, value in request.headers.items() if name.lower() != "host")
    return AWSPreparedRequest(request.method, address, sent, request.body, getattr(request, "stream_output", False))


def is_refusal(answered: Any) -> bool:
    """Whether moto only says that it has no answer."""
    return answered is not None and (answered[0], answered[2]) == (404, "Not yet implemented")


def answer_message(request: Any) -> Any:
    """moto's answer to a botocore request; None where moto has none or only says so."""
    answered = botocore_stubber.process_request(request)
    if answered is None or is_refusal(answered):
        return None
    status, found, body = answered
    return AWSResponse(request.url, status, found, MockRawResponse(body))


def answer_prepared(adapter: Any, request: Any) -> Any:
    """moto's answer to a request of the library `requests`, None where it has none or only says so."""
    answer = getattr(
        botocore_stubber, "process_prepared_request", botocore_stubber.process_request
    )  # newer, older moto
    answered = answer(request)
    if answered is None or is_refusal(answered):
        return None
    callback = CallbackResponse(request.method, request.url, callback=lambda _: answered)
    return adapter.build_response(request, callback.get_response(request))


def lets_pass(url: str) -> bool:
    """Whether a request to this address is to leave the process: moto is told so, or answers in another process."""
    if not botocore_stubber.enabled:
        return True
    address = known_address(url).partition("?")[0]
    service = get_service_from_url(address)
    named = passthrough_url(address) or passthrough_url(url.partition("?")[0])
    return named or (service is not None and passthrough_service(service))


Stubber = BotocoreStubber

__all__ = [
    "MotoGateway",
    "Stubber",
    "answer_message",
    "answer_prepared",
    "is_stub",
    "knows_region",
    "lets_pass",
    "mocks_credentials",
    "only_wire",
    "responses_mock",
]
