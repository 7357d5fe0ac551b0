"""An update of a stack, in parts: forward, then either the clean-up or back. A parent's update holds its children's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mockvpce.moto_bridge.cloudformation import nested, outputs
from mockvpce.moto_bridge.cloudformation.checks import check_status, check_types
from mockvpce.moto_bridge.cloudformation.events import tell_of_stack
from mockvpce.moto_bridge.cloudformation.failures import failed_to
from mockvpce.moto_bridge.cloudformation.records import keep, leftovers_of, records_of
from mockvpce.moto_bridge.cloudformation.run import Run
from mockvpce.moto_bridge.cloudformation.steps import with_stack_tags

_ATTRIBUTES = (
    "template",
    "template_dict",
    "parameters",
    "tags",
    "resource_map",
    "output_map",
    "description",
)

_TELLING = frozenset({"AWSTemplateFormatVersion", "Description", "Metadata"})
"""Sections that ask for nothing: AWS performs no update where only they have changed (boto/boto3, issue 1609)."""


def _asking(template: Mapping[str, Any]) -> dict[str, Any]:
    return {name: section for name, section in template.items() if name not in _TELLING}


class Update:
    """One update; making it asks the stack for something else, which has changed nothing where it is refused."""

    def __init__(
        self,
        stack: Any,
        template: str,
        parameters: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        check_status(stack)
        self._stack = stack
        self._kept = {name: getattr(stack, name) for name in _ATTRIBUTES}
        self._kept["imports_of_last_run"] = vars(stack).get("imports_of_last_run", set())
        self._records = dict(records_of(stack.resource_map))
        leftovers = leftovers_of(stack.resource_map)
        try:
            self._ask(template, parameters, tags)
        except BaseException:
            self._restore()
            raise
        self.run = Run(stack, stack.resource_map, self._records, leftovers)

    def _ask(self, template: str, parameters: Mapping[str, Any] | None, tags: Mapping[str, str] | None) -> None:
        stack = self._stack
        stack.template = template
        stack._parse_template()  # noqa: SLF001 - moto's only way
        declared = stack.template_dict.get("Parameters") or {}
        kept = {name: value for name, value in stack.parameters.items() if name in declared}
        stack.parameters = parameters or kept
        if tags is not None:
            stack.tags = tags
        stack.description = stack.template_dict.get("Description")
        stack.resource_map = stack._create_resource_map()  # noqa: SLF001 - the same
        check_types(self._records, stack.resource_map._resource_json_map)  # noqa: SLF001 - the same
        with_stack_tags(stack.resource_map, stack)

    @property
    def changes_nothing(self) -> bool:
        """Whether the stack asks for what it has; children may have changed whatever their parent asks."""
        if self._stack.status == "UPDATE_FAILED" or any(made.type == nested.TYPE for made in self._records.values()):
            return False
        kept, stack = self._kept, self._stack
        same = _asking(kept["template_dict"]) == _asking(stack.template_dict) and kept["tags"] == stack.tags
        return bool(same) and kept["resource_map"].resolved_parameters == stack.resource_map.resolved_parameters

    def give_up(self) -> None:
        """Let the stack ask for what it has."""
        self._restore()

    def forward(self) -> None:
        """Make and change; raises `StepFailed`."""
        tell_of_stack(self._stack, "UPDATE_IN_PROGRESS", "User Initiated")
        self.run.forward()

    def finish(self) -> None:
        """Remove what is no longer wanted."""
        tell_of_stack(self._stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        self.run.clean_up()
        tell_of_stack(self._stack, "UPDATE_COMPLETE")
        for failed in failed_updates(self._stack):
            failed.run.finish_children()
        self._stack.failed_updates = []

    def back(self, skipped: Collection[str] = ()) -> None:
        """Undo every step, or again those that could not be undone, but for those to skip."""
        tell_of_stack(self._stack, "UPDATE_ROLLBACK_IN_PROGRESS", self.reason)
        stuck = self.run.back(skipped)
        self._restore()
        outputs.publish_again(self._stack)
        self._stack.stuck_update = self if stuck else None
        if stuck:
            tell_of_stack(self._stack, "UPDATE_ROLLBACK_FAILED", failed_to("update", stuck))
            return
        tell_of_stack(self._stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        self.run.remove_undone()
        tell_of_stack(self._stack, "UPDATE_ROLLBACK_COMPLETE")

    def stop(self) -> None:
        """Leave everything as it has come to be, until it is rolled back or updated again."""
        self.run.stop()
        outputs.forget(self._stack)
        self._stack.failed_updates = [*failed_updates(self._stack), self]
        tell_of_stack(self._stack, "UPDATE_FAILED", self.reason)

    @property
    def reason(self) -> str:
        """Which resources failed."""
        failed = self.run.failed
        return self.run.reason or failed_to("create", failed["CREATE"]) + failed_to("update", failed["UPDATE"])

    def _restore(self) -> None:
        vars(self._stack).update(self._kept)
        keep(self._stack.resource_map, self._records)


def failed_updates(stack: Any) -> list[Update]:
    """The updates that have failed and were left as they were, since the stack was last complete."""
    found: list[Update] = vars(stack).get("failed_updates", [])
    return found


def roll_back_failed(stack: Any) -> None:
    """Undo them, the last one first."""
    failed, stack.failed_updates = failed_updates(stack), []
    for update in reversed(failed):
        update.back()
