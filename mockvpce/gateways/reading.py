"""From the form of a request to its parameters, with AWS's errors for what can't be read."""

from __future__ import annotations

from collections.abc import Mapping

from mockvpce.engine.operation import Call, Handler
from mockvpce.engine.pipeline import Answer
from mockvpce.protocol import errors, wire


def read(handler: Handler, form: Mapping[str, str], call: Call) -> Answer | None:
    """Fill in the call's parameters; an answer where the form can't be read."""
    try:
        call.given = wire.read_parameters(handler.model.input, form)
    except wire.MalformedValue as problem:
        error = errors.BAD_VALUE(value=problem.value, name=problem.path, reason=f"It has to be a {problem.type_name}.")
    except wire.UnknownParameters as problem:
        error = errors.UNKNOWN_PARAMETER(name=problem.names[0])
    else:
        return None
    with call.world.lock:
        return Answer(call.world.ids.request(), error=error)
