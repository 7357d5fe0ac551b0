"""Requests of clients that moto does not see: made before the mock, before moto was imported, or for an address it lacks.

Two botocore methods are overridden while a mock is active. A client's `_make_request` is where a call goes that no
handler has answered; `URLLib3Session.send` is where it would leave the process. What neither we nor moto can answer ends
there with an error, so nothing reaches AWS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from mockvpce.gateways import placed
from mockvpce.gateways.aws_hosts import is_aws
from mockvpce.gateways.client import ClientGateway
from mockvpce.patching import Patches


class NotAnsweredError(RuntimeError):
    """A request to AWS that nothing in this process answers. It was not sent."""

    def __init__(self, request: Any) -> None:
        super().__init__(
            f"{call_of(request)} was not sent to AWS: neither mockvpce nor moto answers it. To let it through, name the"
            ' service in mock_vpce(config={"core": {"passthrough": {"services": [...]}}}), or switch this guard off with'
            " mock_vpce(early_clients=False)."
        )


def call_of(request: Any) -> str:
    """What a request asks of whom, as far as it can be told: `DescribeVpcs at https://ec2.us-east-1.amazonaws.com`."""
    parts = urlsplit(request.url)
    target = request.headers.get("X-Amz-Target")
    action = _text(target).rpartition(".")[2] if target else _action(request.body)
    return f"{action or f'{request.method} {parts.path}'} at {parts.scheme}://{parts.netloc}"


def _action(body: Any) -> str:
    if not isinstance(body, str | bytes):
        return ""
    return parse_qs(_text(body)).get("Action", [""])[0]


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


class EarlyClients:
    """Answers early clients: our operations at once, all others by way of moto."""

    def __init__(
        self,
        gateway: ClientGateway,
        *,
        answer: Callable[[Any], AWSResponse | None],
        lets_pass: Callable[[str], bool],
        lends_credentials: Callable[[], bool],
    ) -> None:
        """`answer` is moto's to a request, `lets_pass` whether moto is told to leave an address alone."""
        self._gateway = gateway
        self._answer = answer
        self._lets_pass = lets_pass
        self._lends_credentials = lends_credentials
        self._borrowers: list[Any] = []
        self._passing = False

    def lets_pass(self, url: str) -> bool:
        """Whether a request to this address is not ours to keep."""
        return self._passing or not is_aws(url) or self._lets_pass(url)

    def let_pass(self, passing: bool) -> None:
        """Leave all requests alone, or answer them again."""
        self._passing = passing

    def apply(self, patches: Patches) -> None:
        """Override botocore's methods: no event comes after the ones that early clients lack."""
        make_request, send = BaseClient._make_request, URLLib3Session.send  # noqa: SLF001 - see above
        early = self

        def _make_request(client: Any, operation_model: Any, request: dict[str, Any], context: Any) -> Any:
            answered = early.answer_call(client, operation_model, request)
            return make_request(client, operation_model, request, context) if answered is None else answered

        def guarded_send(session: Any, request: Any) -> Any:
            answered = early.answer_message(request)
            return send(session, request) if answered is None else answered

        patches.on_undo(self._take_credentials_back)
        patches.replace(BaseClient, "_make_request", _make_request, "clients made before the mock")
        patches.replace(URLLib3Session, "send", guarded_send, "no request of botocore's reaches AWS")

    def guard_requests(
        self, mock: Any, answer: Callable[[Any, Any], Any], address: Callable[[str], str], patches: Patches
    ) -> None:
        """Keep what moto's mock of the library `requests` has no pattern for, which it would send.

        `answer` is moto's answer to an adapter and its request, `address` the form of a URL that it has a pattern for.
        """
        match, real_send = mock._on_request, mock._real_send  # noqa: SLF001 - where requests come in and leave

        def on_request(adapter: Any, request: Any, **options: Any) -> Any:
            if not self.lets_pass(request.url):
                request.url = address(request.url)
            return match(adapter, request, **options)

        def send(adapter: Any, request: Any, **options: Any) -> Any:
            if self.lets_pass(request.url):
                return real_send(adapter, request, **options)
            answered = answer(adapter, request)
            if answered is None:
                raise NotAnsweredError(request)
            return answered

        patches.replace(mock, "_on_request", on_request, "requests to AWS by another of its names")
        patches.replace(mock, "_real_send", send, "no request of the library requests reaches AWS")

    def _take_credentials_back(self) -> None:
        """Give clients that had no credentials their lack of them."""
        for signer in self._borrowers:
            signer._credentials = None  # noqa: SLF001 - as it was
        self._borrowers.clear()

    def answer_call(
        self, client: Any, operation: Any, request: dict[str, Any], credentials: type[Any] = Credentials
    ) -> Any:
        """The parsed answer to one of our operations; None for all others. A client without credentials is lent some."""
        if self._passing or not is_aws(request["url"]):
            return None
        signer = client._request_signer  # noqa: SLF001 - what botocore hands to before-call handlers
        self._lend_credentials(signer, credentials)
        refused = placed.before_call(model=operation, params=request, request_signer=signer)
        if refused is not None:
            return refused
        if operation.service_model.service_name != "ec2":
            return None
        return self._gateway.answer(operation.name, request, signer)

    def _lend_credentials(self, signer: Any, kind: type[Any]) -> None:
        """moto's credentials come by environment variables, which a client made earlier has not read."""
        if signer._credentials is None and self._lends_credentials():  # noqa: SLF001 - no public way
            signer._credentials = kind("FOOBARKEY", "FOOBARSECRET")  # noqa: SLF001 - no public way
            self._borrowers.append(signer)

    def answer_message(self, request: Any) -> AWSResponse | None:
        """moto's answer to a request that is about to be sent; None where it may be sent."""
        if self.lets_pass(request.url):
            return None
        answered = self._answer(request)
        if answered is None:
            raise NotAnsweredError(request)
        return answered
