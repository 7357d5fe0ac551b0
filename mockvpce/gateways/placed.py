"""Lets the calls of placed clients through, or answers them as AWS or the network would.

botocore's `before-call` comes when the request is built and nobody has answered it. `admission` decides about calls of
placed clients; the rest goes on to its gateway. Clients of aiobotocore emit the same event; those made before
the mock are asked at `_make_request`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore import handlers as botocore_handlers
from botocore.session import Session

from mockvpce.engine.call_log import Call, flight
from mockvpce.engine.placements import INTERNET, Placement, Placements, here, region_here
from mockvpce.engine.world import World
from mockvpce.gateways.aws_hosts import is_aws
from mockvpce.patching import Patches

if TYPE_CHECKING:
    from mockvpce.gateways.admission import Refusal

EVENTS = ("before-call", "before-call.ec2")
"""Handlers of the second are called before those of the first, ours for EC2's operations among them."""
_INTERNET = Placement(INTERNET)


class Admission:
    """Decides about the calls of placed clients in one world."""

    def __init__(
        self, world: World, placements: Placements, *, account_of: Callable[[str], str], enforced: Callable[[], bool]
    ) -> None:
        """`account_of` knows whose an access key is, `enforced` whether a client that is not placed is on the internet."""
        self._world = world
        self._placements = placements
        self._account_of = account_of
        self._enforced = enforced

    def before_call(
        self,
        model: Any,
        params: dict[str, Any],
        request_signer: Any,
        placement: Placement | None = None,
        **_: Any,
    ) -> Refusal | None:
        """Handle botocore's event: nothing for a call that may go on."""
        __tracebackhide__ = True
        found = placement or here.get() or self._of_signer(request_signer)
        if found is None:
            return None
        call = flight.get()
        if not is_aws(params["url"]) or call is None:
            if placement is None:
                return None
            self.check_address(params["url"])
            return None
        if call.admitted:
            return None
        call.admitted = True
        from mockvpce.gateways.admission import admit

        credentials = request_signer._credentials  # noqa: SLF001 - the client's own; no public way
        account = found.account or self._account_of("" if credentials is None else credentials.access_key)
        if found.account:
            call.account = params["headers"]["x-moto-account-id"] = account
        return admit(self._world, found, model, params, request_signer, call, account)

    def passes(self, signer: Any) -> bool:
        """Whether `before_call` has nothing to decide for a client that no session has placed."""
        return here.get() is None and self._of_signer(signer) is None

    def place(self, emitter: Any, placement: Placement) -> None:
        """Let all clients call from a place that a session with this emitter of events makes."""
        handler = partial(self.before_call, placement=placement)
        for event in EVENTS:
            emitter.register_first(event, handler)

    def check_address(self, url: str) -> None:
        """Refuse a placed client that would ask somebody else than AWS."""
        if not is_aws(url):
            raise ValueError(f"a placed client asks AWS's hosts only, and {url} is not one of them")

    def _of_signer(self, signer: Any) -> Placement | None:
        if self._placements.of_keys:
            credentials = signer._credentials  # noqa: SLF001 - the client's own; no public way
            found = None if credentials is None else self._placements.of_keys.get(credentials.access_key)
            if found is not None and (found.place is not None or self._enforced()):
                return found if found.place is not None else Placement(INTERNET, found.role)
        return _INTERNET if self._enforced() else None


def add_notes(error: BaseException, call: Call) -> None:
    """Let an exception say what can be done; that of a placed client's call what decided, or where the way ended."""
    decision = call.decision
    if decision is not None and not decision:
        _add_note(error, decision.brief(str(error)))
    if call.advice:
        _add_note(error, call.advice)


def _add_note(error: BaseException, text: str) -> None:
    if hasattr(error, "add_note"):
        error.add_note(text)
    else:
        error.__notes__ = [*getattr(error, "__notes__", ()), text]  # type: ignore[attr-defined] # as Python 3.11 has them


_current: Admission | None = None


def before_call(**event: Any) -> Refusal | None:
    """The handler that every client made while a mock is active has; it does nothing once the mock is over."""
    __tracebackhide__ = True
    return None if _current is None else _current.before_call(**event)


def apply(admission: Admission, patches: Patches) -> None:
    """Let all calls be asked about until all is undone."""
    rows = [(event, before_call, botocore_handlers.REGISTER_FIRST) for event in EVENTS]
    _choose(admission)
    patches.attempt(_give_regions, "aws.at(region=) gives clients no Region")
    patches.on_undo(lambda: _choose(None))

    def take_away() -> None:
        for row in rows:
            if row in botocore_handlers.BUILTIN_HANDLERS:
                botocore_handlers.BUILTIN_HANDLERS.remove(row)

    patches.on_undo(take_away)
    botocore_handlers.BUILTIN_HANDLERS.extend(rows)


def _give_regions(patches: Patches) -> None:
    """Let clients that are made without a Region have the one that holds here."""
    plain = Session.get_config_variable

    def get_config_variable(self: Session, logical_name: str, *given: Any, **more: Any) -> Any:
        found = region_here.get() if logical_name == "region" else None
        if found is not None and "region" not in self._session_instance_vars:
            return found
        return plain(self, logical_name, *given, **more)

    patches.replace(Session, "get_config_variable", get_config_variable, "aws.at(region=): the Region of new clients")


def _choose(admission: Admission | None) -> None:
    global _current  # noqa: PLW0603 - one admission a process, as there is one moto
    _current = admission
