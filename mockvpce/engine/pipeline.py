"""What happens to every request, from its parameters to its answer. Both gateways end here."""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from mockvpce.engine.listing import Listing
from mockvpce.engine.operation import Call, Handler
from mockvpce.engine.world import FirstUse, World
from mockvpce.protocol import errors, results, validation
from mockvpce.protocol.errors import EC2Error

MAX_TAGS = 50

_log = logging.getLogger("mockvpce")


@dataclass(slots=True)
class Answer:
    """What a request is answered with: a result, or an error."""

    request_id: str
    result: Mapping[str, Any] | None = None
    error: EC2Error | None = None


def handle(world: World, handler: Handler, call: Call) -> Answer:
    """Answer one request. The world's lock is held throughout, so each request sees and leaves a whole picture."""
    with world.lock:
        call.request_id = world.ids.request()
        try:
            return Answer(call.request_id, result=_answer(world, handler, call))
        except EC2Error as error:
            return Answer(call.request_id, error=error.untraced())
        except Exception:
            _log.exception("%s ended in an error of mockvpce's own", handler.name)
            return Answer(call.request_id, error=errors.INTERNAL_ERROR())


def _answer(world: World, handler: Handler, call: Call) -> Mapping[str, Any]:
    given = call.given
    problem = validation.check(handler.model, given)
    if problem is not None:
        raise refusal(handler, problem)
    size = _page_size(handler, given)
    if "TagSpecifications" in given:
        call.tags = read_tags(given["TagSpecifications"], handler)
    token = _token_key(call, given)
    if given.get("DryRun"):
        raise errors.DRY_RUN()
    if token is not None and (known := _first_use(world, token)) is not None:
        return _first_result(known, given)
    world.settle(handler.name)
    keywords = {keyword: given[wire] for wire, keyword in handler.keywords.items() if wire in given}
    result = handler.function(call, **keywords)
    if isinstance(result, Listing):
        result = _take_page(handler, result, size, given.get("NextToken"))
    if token is not None:
        if handler.echoes_token:
            result["ClientToken"] = call.client_token
        world.state.tokens[token] = FirstUse(_fingerprint(given), pickle.dumps(result), world.clock.after(_TOKEN_LIFE))
    return result  # type: ignore[no-any-return] # operations give a Listing or the result itself


# validation ----------------------------------------------------------------------------------------------------------


def refusal(handler: Handler, problem: validation.Problem) -> EC2Error:
    """The error that AWS has for input which its model does not allow."""
    own = handler.refuse.get(problem.member)
    if own is not None:
        return own(value=problem.value, name=problem.path)
    if problem.member == "MaxResults" and handler.page is not None and isinstance(problem.value, int):
        smallest, largest = handler.page
        if problem.value < smallest:
            return errors.PAGE_TOO_SMALL(value=problem.value, minimum=smallest)
        return errors.PAGE_TOO_LARGE(value=problem.value, maximum=largest)
    if problem.kind == "missing":
        return errors.MISSING_PARAMETER(name=problem.path)
    if problem.kind == "unknown":
        return errors.UNKNOWN_PARAMETER(name=problem.path)
    return errors.BAD_VALUE(value=problem.value, name=problem.path, reason=problem.reason)


def _page_size(handler: Handler, given: Mapping[str, Any]) -> int | None:
    size: int | None = given.get("MaxResults")
    if size is None or handler.page is None:
        return size
    smallest, largest = handler.page
    if size < smallest:
        raise errors.PAGE_TOO_SMALL(value=size, minimum=smallest)
    if size > largest and not handler.page_clamps:
        raise errors.PAGE_TOO_LARGE(value=size, maximum=largest)
    return min(size, largest)


# gate ----------------------------------------------------------------------------------------------------------------


def read_tags(specifications: Sequence[Mapping[str, Any]], handler: Handler) -> dict[str, str]:
    """The tags of a request's TagSpecifications, which all have to be for the type that the operation creates."""
    tags: dict[str, str] = {}
    for specification in specifications:
        if specification.get("ResourceType") != handler.creates:
            refused = handler.refuse.get("ResourceType", errors.BAD_TAG_TYPE)
            raise refused(value=specification.get("ResourceType", ""))
        if not specification.get("Tags"):
            raise errors.TAGS_MISSING()
        for tag in specification["Tags"]:
            key = tag.get("Key") or ""
            if key in tags:
                raise errors.TAG_KEY_TWICE(key=key)
            tags[key] = tag.get("Value") or ""
    check_tags(tags)
    return tags


def check_tags(tags: Mapping[str, str], present: Mapping[str, str] | None = None) -> None:
    """Refuse tags that AWS does not take, or that would be too many beside those `present`."""
    for key, value in tags.items():
        if not key:
            raise errors.TAG_KEY_MISSING()
        if key.lower().startswith("aws:"):
            raise errors.TAG_KEY_RESERVED()
        if len(key) > 128:
            raise errors.TAG_KEY_TOO_LONG()
        if len(value) > 256:
            raise errors.TAG_VALUE_TOO_LONG()
    if len(tags.keys() | (present or {}).keys()) > MAX_TAGS:
        raise errors.TAG_LIMIT()


def _token_key(call: Call, given: Mapping[str, Any]) -> tuple[str, ...] | None:
    token = given.get("ClientToken")
    if not token:
        return None
    if len(token) > 64 or not token.isascii():
        raise errors.TOKEN_TOO_LONG()
    call.client_token = token
    return call.account, call.region, call.operation, token


def _fingerprint(given: Mapping[str, Any]) -> bytes:
    """What must not differ between two requests with one token."""
    members = sorted((name, repr(_ordered(value))) for name, value in given.items() if name not in ("DryRun",))
    return hashlib.sha256(repr(members).encode()).digest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((key, _ordered(one)) for key, one in value.items())
    return [_ordered(one) for one in value] if isinstance(value, list | tuple) else value


_TOKEN_LIFE = timedelta(hours=24)
"""How long a token makes requests one (EC2 API reference, "Ensuring idempotency")."""


def _first_use(world: World, token: tuple[str, ...]) -> FirstUse | None:
    """The request that has this token; what is older than a token lives is forgotten, oldest first."""
    tokens = world.state.tokens
    if not tokens:
        return None
    now = world.clock.now()
    while tokens and tokens[oldest := next(iter(tokens))].until <= now:
        del tokens[oldest]
    return tokens.get(token)


def _first_result(known: FirstUse, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if known.fingerprint != _fingerprint(given):
        raise errors.TOKEN_MISMATCH()
    return pickle.loads(known.result)  # type: ignore[no-any-return] # noqa: S301 - written by ourselves


# page ----------------------------------------------------------------------------------------------------------------


def _take_page(handler: Handler, listing: Listing[Any], size: int | None, token: str | None) -> Mapping[str, Any]:
    result, following = listing.page(handler.name, size, token, partial(results.element_copy, handler.model.output))
    if following is not None:
        result["NextToken"] = following
    return result
