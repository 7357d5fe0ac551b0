"""What descriptions of a stack's resources say beyond moto: each one's own status, and why it has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockvpce.moto_bridge.cloudformation.records import records_of
from mockvpce.patching import Patches

_WHY = "resources have statuses of their own"


def apply(patches: Patches, responses: Any) -> None:
    """Take the place of what moto's responses describe resources with; older releases write XML by templates."""
    shown = getattr(responses, "StackResourceDTO", None)
    if shown is None:
        return
    patches.replace(responses, "StackResourceDTO", _with_status(shown), _WHY)
    kind = responses.CloudFormationResponse
    patches.replace(kind, "list_stack_resources", _listing(kind.list_stack_resources), _WHY)


def _with_status(shown: Any) -> Callable[[Any, Any], Any]:
    def describe(stack: Any, resource: Any) -> Any:
        described = shown(stack, resource)
        made = records_of(stack.resource_map).get(described.logical_resource_id)
        if made is not None and made.status:
            described.resource_status = made.status
            described.resource_status_reason = made.reason
        return described

    return describe


def _listing(list_resources: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def list_stack_resources(response: Any) -> Any:
        answer = list_resources(response)
        name = response._get_param("StackName")  # noqa: SLF001 - moto's only way
        records = records_of(response.cloudformation_backend.get_stack(name).resource_map)
        for summary in answer.result["StackResourceSummaries"]:
            made = records.get(summary["LogicalResourceId"])
            if made is not None and made.status:
                summary["ResourceStatus"] = made.status
                summary["ResourceStatusReason"] = made.reason
        return answer

    return list_stack_resources
