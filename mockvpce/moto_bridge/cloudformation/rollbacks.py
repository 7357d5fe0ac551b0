"""Rollbacks: asked for where a failure was left as it was, going on where they got stuck; too late for a cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from mockvpce.moto_bridge.cloudformation import stack_runs
from mockvpce.moto_bridge.cloudformation.asking import Asked, asked
from mockvpce.moto_bridge.cloudformation.descriptions import stack_of
from mockvpce.moto_bridge.cloudformation.operations import Answer, refused
from mockvpce.moto_bridge.cloudformation.updates import failed_updates, roll_back_failed

_NOT_STUCK = "Stack:{id} is in {status} state and its rollback can not be continued."
_UNKNOWN = "The following resources to skip did not fail to roll back: [{names}]"
_NOTHING_FAILED = "Stack:{id} is in {status} state and can not be rolled back."
_TOO_LATE = "CancelUpdateStack cannot be called from current stack status"
Given = Mapping[str, Any]


def _go_on(backend: Any, given: Given) -> None:
    stack = stack_of(backend, given["StackName"])
    update = vars(stack).get("stuck_update")
    if update is None or stack.status != "UPDATE_ROLLBACK_FAILED":
        raise refused("ValidationError", _NOT_STUCK.format(id=stack.stack_id, status=stack.status))
    skipped = set(given.get("ResourcesToSkip", []))
    unknown = sorted(skipped - set(update.run.stuck))
    if unknown:
        raise refused("ValidationError", _UNKNOWN.format(names=", ".join(unknown)))
    update.back(skipped)


def _roll_back(backend: Any, given: Given) -> Mapping[str, Any]:
    """Go back to the last stable state."""
    stack = stack_of(backend, given["StackName"])
    token = asked.set(Asked(stack.name, retains_except_on_create=given.get("RetainExceptOnCreate", False)))
    try:
        if stack.status == "UPDATE_FAILED" and failed_updates(stack):
            roll_back_failed(stack)
        elif stack.status == "CREATE_FAILED" and vars(stack).get("failed_creation") is not None:
            stack_runs.roll_back_creation(stack)
        else:
            raise refused("ValidationError", _NOTHING_FAILED.format(id=stack.stack_id, status=stack.status))
    finally:
        asked.reset(token)
    return {"StackId": stack.stack_id}


def _cancel(backend: Any, given: Given) -> NoReturn:
    stack_of(backend, given["StackName"])
    raise refused("ValidationError", _TOO_LATE)  # an update is done when its request is answered


ANSWERS: Mapping[str, Answer] = {
    "CancelUpdateStack": _cancel,
    "ContinueUpdateRollback": _go_on,
    "RollbackStack": _roll_back,
}
