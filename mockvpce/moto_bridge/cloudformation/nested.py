"""Stacks in stacks: the child's runs are steps of its parent's."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from moto.utilities.utils import get_partition

from mockvpce.moto_bridge.cloudformation.asking import moto_error
from mockvpce.moto_bridge.cloudformation.failures import StackFailure, StepFailed, is_stray

if TYPE_CHECKING:
    from mockvpce.moto_bridge.cloudformation.records import Made
    from mockvpce.moto_bridge.cloudformation.updates import Update

TYPE = "AWS::CloudFormation::Stack"


class Children:
    """The nested stacks of one run."""

    def __init__(self, parent: Any) -> None:
        self._parent = parent
        self._home: tuple[str, str] = (parent.account_id, parent.region_name)
        self._pending: dict[str, Update] = {}

    def create(self, made: Made) -> None:
        """Make a child; it is there, rolled back, where it fails."""
        backend = import_module("moto.cloudformation.models").cloudformation_backends[self._home[0]][self._home[1]]
        made.resource = child = backend.create_stack(
            name=made.name,
            template=self._template(made),
            parameters=_parameters(made),
            notification_arns=list(made.properties.get("NotificationARNs") or ()),
            tags=dict(self._parent.tags or {}),
        )
        if child.status not in ("CREATE_COMPLETE", "CREATE_IN_PROGRESS"):
            raise StackFailure(f"Embedded stack {child.stack_id} was not successfully created: {_reason(child)}")

    def changes(self, before: Made, after: Made) -> bool:
        """Whether a child has another template, other parameters or tags than it had."""
        child = before.resource
        if child.template != self._template(after) or child.tags != dict(self._parent.tags or {}):
            return True
        return bool(child.parameters != _parameters(after))

    def change(self, before: Made, after: Made) -> None:
        """Update a child as far as its clean-up, which comes with the parent's."""
        from mockvpce.moto_bridge.cloudformation.updates import Update  # noqa: PLC0415 - its runs have children

        after.resource = child = before.resource
        update = Update(child, self._template(after), _parameters(after), dict(self._parent.tags or {}))
        try:
            update.forward()
        except StepFailed as failed:
            update.back()
            if is_stray(failed.error):
                raise failed.error from None
            reason = f"Embedded stack {child.stack_id} was not successfully updated: {update.reason}"
            raise StackFailure(reason.strip()) from None
        self._pending[after.logical_id] = update

    def change_back(self, made: Made) -> None:
        """Undo an update."""
        update = self._pending.pop(made.logical_id, None)
        if update is not None:
            update.back()

    def finish(self) -> None:
        """Clean up in every child."""
        while self._pending:
            self._pending.popitem()[1].finish()

    def remove(self, made: Made) -> None:
        """Delete a child."""
        child = made.resource
        backend = import_module("moto.cloudformation.models").cloudformation_backends[self._home[0]][self._home[1]]
        backend.delete_stack(child.stack_id)
        if child.status != "DELETE_COMPLETE":
            raise StackFailure(f"Embedded stack {child.stack_id} was not successfully deleted: {_reason(child)}")

    def _template(self, made: Made) -> str:
        fetch = import_module("moto.cloudformation.utils").get_stack_from_s3_url
        text: str = fetch(
            made.properties["TemplateURL"], account_id=self._home[0], partition=get_partition(self._home[1])
        )
        return text


def output(child: Any, attribute_name: str) -> Any:
    """What `Fn::GetAtt` of a child gives: `Outputs.Name`."""
    section, _, name = attribute_name.partition(".")
    outputs = child.output_map
    found = outputs[name] if section == "Outputs" and name in outputs.outputs else None
    if found is None:
        raise moto_error("UnformattedGetAttTemplateException")
    return found.value


def _parameters(made: Made) -> dict[str, Any]:
    """Parameters are text; lists have commas."""
    given: Mapping[str, Any] = made.properties.get("Parameters") or {}
    return {name: ",".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in given.items()}


def _reason(child: Any) -> str:
    """Why a child failed, by its last event that says so."""
    said = (event.resource_status_reason for event in reversed(child.events) if event.logical_resource_id == child.name)
    reason = next((one for one in said if one), "")
    return str(reason).removesuffix("Rollback requested by user.").strip()
