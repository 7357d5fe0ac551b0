"""Lets requests meet the faults that a test has ordered: on the wire, where botocore's retries see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel

from mockvpce.engine.call_log import Call, flight
from mockvpce.engine.faults import Faults, Order
from mockvpce.engine.resource import Home
from mockvpce.engine.world import World
from mockvpce.gateways.fault_messages import Message, error_message, exception_of
from mockvpce.protocol.errors import EC2Error

_CREDENTIAL = re.compile(r"Credential=([^/]+)/")
_UNAVAILABLE = ("Unavailable", "The server is overloaded and can't handle the request.", 503)


class FaultGateway:
    """Asks for each request whether something is ordered for it."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        account_of: Callable[[str], str],
        pass_time: Callable[[timedelta], object],
    ) -> None:
        """`account_of` knows whose an access key is; `pass_time` moves the clock."""
        self._pass_time = pass_time
        self._world = world
        self._faults = faults
        self._account_of = account_of

    def meet(self, call: Call, request: Any) -> Message | None:
        """The ordered answer to a request that a client of this process sends; an ordered exception is raised."""
        if not self._faults.waiting:
            return None
        header = request.headers.get("Authorization") or ""
        found = _CREDENTIAL.search(header.decode() if isinstance(header, bytes) else header)
        account = self._account_of(found[1] if found else "")
        order = self._faults.take(call.service, call.operation, account, call.region, call.parameters)
        if order is None:
            return None
        self._delay(order)
        if order.exception is not None:
            raise exception_of(order, request.url)
        if order.code is None:
            return None
        return error_message(order, _model_of(call.service), request.method, self._world.ids.request())

    def refuse(self, operation: str, home: Home, parameters: Mapping[str, Any]) -> tuple[EC2Error, str] | None:
        """The ordered error and a request id for an EC2 request that no client of this process has sent."""
        if not self._faults.waiting or flight.get() is not None:
            return None
        order = self._faults.take("ec2", operation, *home, parameters)
        if order is None:
            return None
        self._delay(order)
        if order.exception is None and order.code is None:
            return None
        told = _UNAVAILABLE if order.code is None else (order.code, order.message, order.status)
        return EC2Error(*told), self._world.ids.request()

    def _delay(self, order: Order) -> None:
        if order.delay:
            self._pass_time(order.delay)


@cache
def _model_of(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)
