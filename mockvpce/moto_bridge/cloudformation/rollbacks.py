"""Rollbacks of updates that got stuck go on, with resources to skip; updates that are done cannot be canceled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from mockvpce.moto_bridge.cloudformation.descriptions import stack_of
from mockvpce.moto_bridge.cloudformation.operations import Answer, refused

_NOT_STUCK = "Stack:{id} is in {status} state and its rollback can not be continued."
_UNKNOWN = "The following resources to skip did not fail to roll back: [{names}]"
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


def _cancel(backend: Any, given: Given) -> NoReturn:
    stack_of(backend, given["StackName"])
    raise refused("ValidationError", _TOO_LATE)  # an update is done when its request is answered


ANSWERS: Mapping[str, Answer] = {"ContinueUpdateRollback": _go_on, "CancelUpdateStack": _cancel}
