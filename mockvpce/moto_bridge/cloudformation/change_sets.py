"""Change sets: made of a template beside a stack, described with every change, executed once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from mockvpce.moto_bridge.cloudformation import outputs, parameters, reading, stack_runs
from mockvpce.moto_bridge.cloudformation.changes import Change, Comparison
from mockvpce.moto_bridge.cloudformation.checks import check_status
from mockvpce.moto_bridge.cloudformation.operations import Answer, refused

_NO_STACK = "Stack [{name}] does not exist"
_EXISTS = "Stack [{stack}] already exists and cannot be created again with the changeSet [{change_set}]."
_NOT_FOUND = "ChangeSet [{name}] does not exist"
_TAKEN = "ChangeSet [{name}] already exists"
_NOT_NOW = "ChangeSet [{id}] cannot be executed in its current status of [{status}]"
_SAME = "The submitted information didn't contain changes. Submit different information to create a change set."
_NOTHING = "No updates are to be performed."
_ONE_TEMPLATE = "You cannot specify both usePreviousTemplate and Template Body/Template URL."
_PAGE = 100
_OF_VALUES = ("BeforeContext", "AfterContext")
_OF_TARGETS = ("Path", "BeforeValue", "AfterValue", "AttributeChangeType")
Given = Mapping[str, Any]


# creation --------------------------------------------------------------------------------------------------------------


def _create(backend: Any, given: Given) -> dict[str, Any]:
    stack = _living(backend, given["StackName"])
    is_new = stack is None or stack.status == "REVIEW_IN_PROGRESS"
    kind = given.get("ChangeSetType") or ("CREATE" if is_new else "UPDATE")
    _check_kind(kind, stack, given)
    template = _template(backend, given, stack)
    wanted = _parameters(given, stack)
    tags = _tags(given, stack)
    if stack is None:
        _check(backend, given["StackName"], template, wanted, tags)
    else:
        _compared(stack, template, wanted, tags)
    change_set = _made(
        backend,
        stack,
        stack_name=given["StackName"] if stack is None else stack.name,
        change_set_name=given["ChangeSetName"],
        template=template,
        parameters=wanted,
        description=given.get("Description"),
        notification_arns=given.get("NotificationARNs", []),
        tags=tags,
        role_arn=given.get("RoleARN"),
        change_set_type=kind,
    )
    change_set.given = dict(given)
    change_set.described = compared = _compared(change_set.stack, template, wanted, tags)
    change_set.changes = compared.changes()
    _judge(change_set, is_new=kind == "CREATE")
    return {"Id": change_set.change_set_id, "StackId": change_set.stack.stack_id}


def _made(backend: Any, stack: Any, **options: Any) -> Any:
    """moto's change set; a stack that waits for its first one already stays."""
    change_set_id, stack_id = backend.create_change_set(**options)
    change_set = backend.change_sets[change_set_id]
    if stack is not None and stack_id != stack.stack_id:
        del backend.stacks[stack_id]
        change_set.stack, change_set.stack_id = stack, stack.stack_id
    return change_set


def _check_kind(kind: str, stack: Any, given: Given) -> None:
    name = given["StackName"]
    if kind == "CREATE" and stack is not None and stack.status != "REVIEW_IN_PROGRESS":
        raise refused("ValidationError", _EXISTS.format(stack=stack.name, change_set=given["ChangeSetName"]))
    if kind == "UPDATE" and stack is None:
        raise refused("ValidationError", _NO_STACK.format(name=name))
    if kind == "UPDATE":
        check_status(stack)
    taken = stack is not None and _found(stack, given["ChangeSetName"])
    if taken and taken.execution_status != "EXECUTE_COMPLETE":
        raise refused("AlreadyExistsException", _TAKEN.format(name=given["ChangeSetName"]))


def _template(backend: Any, given: Given, stack: Any) -> str:
    body, address = given.get("TemplateBody"), given.get("TemplateURL")
    if given.get("UsePreviousTemplate"):
        if body or address:
            raise refused("ValidationError", _ONE_TEMPLATE)
        if stack is None:
            raise refused("ValidationError", _NO_STACK.format(name=given["StackName"]))
        text: str = stack.template
        return text
    return reading.body_of(backend, given)


def _parameters(given: Given, stack: Any) -> dict[str, str]:
    previous = stack.stack_parameters if stack is not None else {}
    wanted = {}
    for one in given.get("Parameters", []):
        name = one["ParameterKey"]
        if not one.get("UsePreviousValue"):
            wanted[name] = one.get("ParameterValue", "")
        elif name in previous:
            wanted[name] = previous[name]
    return wanted


def _tags(given: Given, stack: Any) -> dict[str, str]:
    """The tags that the stack would have; a request without any leaves them."""
    tags = {one["Key"]: one["Value"] for one in given.get("Tags", [])}
    return tags or (dict(stack.tags or {}) if stack is not None else {})


def _check(backend: Any, name: str, template: str, wanted: Mapping[str, str], tags: Mapping[str, str]) -> None:
    """Refuse what is wrong with a new stack before there is one to review."""
    models = import_module("moto.cloudformation.models")
    kind = getattr(models, "Stack", None) or models.FakeStack
    kind(
        stack_id=name,
        name=name,
        template=template,
        parameters=wanted,
        account_id=backend.account_id,
        region_name=backend.region_name,
        tags=tags,
        cross_stack_resources=backend.exports,
    )


def _compared(stack: Any, template: str, wanted: Mapping[str, str], tags: Mapping[str, str]) -> Comparison:
    return Comparison(stack, reading.template(template), wanted, tags)


def _judge(change_set: Any, *, is_new: bool) -> None:
    """Whether the change set can be executed."""
    stack, compared = change_set.stack, change_set.described
    change_set.status, change_set.execution_status, change_set.status_reason = "CREATE_COMPLETE", "AVAILABLE", None
    if is_new or change_set.changes or outputs.differ(stack, compared.map):
        return
    change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
    is_same = compared.map._template == stack.template_dict  # noqa: SLF001 - moto's only way
    change_set.status_reason = _SAME if is_same else _NOTHING


# description -----------------------------------------------------------------------------------------------------------


def _describe(backend: Any, given: Given) -> dict[str, Any]:
    change_set = find(backend, given["ChangeSetName"], given.get("StackName"))
    asked = vars(change_set).get("given", {})
    begin = int(given.get("NextToken") or 0)
    page = change_set.changes[begin : begin + _PAGE]
    more = begin + _PAGE < len(change_set.changes)
    shown = page if given.get("IncludePropertyValues") else [_without_values(one) for one in page]
    described = vars(change_set).get("described")
    return {
        **_summary(change_set),
        "Parameters": parameters.listed(described.map) if described is not None else [],
        "NotificationARNs": change_set.notification_arns or [],
        "RollbackConfiguration": asked.get("RollbackConfiguration", {}),
        "Capabilities": asked.get("Capabilities", []),
        "Tags": [{"Key": key, "Value": value} for key, value in (change_set.tags or {}).items()],
        "Changes": [{"Type": "Resource", "ResourceChange": one} for one in shown],
        "NextToken": str(begin + _PAGE) if more else None,
        "OnStackFailure": asked.get("OnStackFailure"),
    }


def _summary(change_set: Any) -> dict[str, Any]:
    asked = vars(change_set).get("given", {})
    return {
        "StackId": change_set.stack.stack_id,
        "StackName": change_set.stack.name,
        "ChangeSetId": change_set.change_set_id,
        "ChangeSetName": change_set.change_set_name,
        "ExecutionStatus": change_set.execution_status,
        "Status": change_set.status,
        "StatusReason": change_set.status_reason,
        "CreationTime": change_set.creation_time,
        "Description": change_set.description,
        "IncludeNestedStacks": asked.get("IncludeNestedStacks", False),
        "ImportExistingResources": asked.get("ImportExistingResources", False),
    }


def _without_values(change: Change) -> Change:
    """A change as it is shown without `IncludePropertyValues`."""
    details = [
        {**one, "Target": {name: value for name, value in one["Target"].items() if name not in _OF_TARGETS}}
        for one in change["Details"]
    ]
    return {**{name: value for name, value in change.items() if name not in _OF_VALUES}, "Details": details}


def _list(backend: Any, given: Given) -> dict[str, Any]:
    stack = _living(backend, given["StackName"])
    if stack is None:
        raise refused("ValidationError", _NO_STACK.format(name=given["StackName"]))
    return {"Summaries": [_summary(one) for one in backend.change_sets.values() if one.stack is stack]}


# execution and deletion ------------------------------------------------------------------------------------------------


def _execute(backend: Any, given: Given) -> None:
    change_set = find(backend, given["ChangeSetName"], given.get("StackName"))
    if change_set.execution_status != "AVAILABLE":
        text = _NOT_NOW.format(id=change_set.change_set_id, status=change_set.status)
        raise refused("InvalidChangeSetStatus", text)
    stack = change_set.stack
    for other in [one for one in backend.change_sets.values() if one.stack is stack and one is not change_set]:
        del backend.change_sets[other.change_set_id]
    if change_set.change_set_type == "CREATE":
        on_failure = vars(change_set).get("given", {}).get("OnStackFailure", "ROLLBACK")
        stack_runs.create_from(stack, change_set, on_failure)
    else:
        stack_runs.update(
            stack, change_set.template, change_set.role_arn, change_set.parameters, change_set.tags or None
        )
    is_done = stack.status in ("CREATE_COMPLETE", "CREATE_IN_PROGRESS", "UPDATE_COMPLETE")
    change_set.execution_status = "EXECUTE_COMPLETE" if is_done else "EXECUTE_FAILED"


def _delete(backend: Any, given: Given) -> None:
    """Nothing where there is no such change set."""
    name, stack_name = given["ChangeSetName"], given.get("StackName")
    doomed = [one for one in backend.change_sets.values() if _is(one, name, stack_name)]
    for one in doomed:
        del backend.change_sets[one.change_set_id]


def find(backend: Any, name: str, stack_name: str | None) -> Any:
    """The change set of an ARN, or of a name and a stack; names are a stack's own."""
    of_name = [one for one in backend.change_sets.values() if _is(one, name, stack_name)]
    if not of_name:
        raise refused("ChangeSetNotFound", _NOT_FOUND.format(name=name))
    return of_name[-1]


def _is(change_set: Any, name: str, stack_name: str | None) -> bool:
    if change_set.change_set_id == name:
        return True
    stack = change_set.stack
    return change_set.change_set_name == name and stack_name in (None, stack.name, stack.stack_id)


def _found(stack: Any, name: str) -> Any:
    backend = outputs.backend_of(stack)
    return next((one for one in backend.change_sets.values() if _is(one, name, stack.stack_id)), None)


def _living(backend: Any, name: str) -> Any:
    return next((one for one in backend.stacks.values() if name in (one.name, one.stack_id)), None)


ANSWERS: Mapping[str, Answer] = {
    "CreateChangeSet": _create,
    "DescribeChangeSet": _describe,
    "ListChangeSets": _list,
    "ExecuteChangeSet": _execute,
    "DeleteChangeSet": _delete,
}
