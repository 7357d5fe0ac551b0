"""Operations of CloudFormation that are answered here: read and written by botocore's model.

So every release of moto takes them, whatever its own responses are made with.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from botocore import xform_name
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from moto.moto_api._internal import mock_random

from mockvpce.moto_bridge.cloudformation.asking import moto_error
from mockvpce.patching import Patches
from mockvpce.protocol.data_files import shared_loader
from mockvpce.protocol.results import in_xml

Answer = Callable[[Any, Mapping[str, Any]], Mapping[str, Any] | None]
"""Takes moto's backend and the members of a request."""
_NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"


def apply(patches: Patches, responses: Any, answers: Mapping[str, Answer]) -> None:
    """Let moto's responses answer operations by these functions."""
    for operation, function in answers.items():
        method = _answering(operation, function)
        patches.replace(responses, xform_name(operation), method, "operations of stacks that moto lacks or cuts short")


def refused(code: str, message: str) -> Exception:
    """An error of any code."""
    error: Any = moto_error("ValidationError", None, message)
    if hasattr(type(error), "code") and not isinstance(type(error).code, int):
        error.code = code
    else:  # older releases have the code in the text that they answer
        error.description = error.description.replace("ValidationError", code, 1)
    return error  # type: ignore[no-any-return] # one of moto's


def _answering(operation: str, function: Answer) -> Callable[[Any], str]:
    @functools.wraps(function)
    def answer(response: Any) -> str:
        model = _model(operation)
        given = _read(model.input_shape, _tree(response.querystring))
        return _written(model, function(response.cloudformation_backend, given) or {})

    return answer


@cache
def _model(operation: str) -> OperationModel:
    model = ServiceModel(shared_loader().load_service_model("cloudformation", "service-2"), "cloudformation")
    return model.operation_model(operation)


# requests --------------------------------------------------------------------------------------------------------------


def _tree(query: Mapping[str, list[str]]) -> dict[str, Any]:
    """The names of a query as a tree, at their dots."""
    root: dict[str, Any] = {}
    for name, values in query.items():
        *above, last = name.split(".")
        at = root
        for step in above:
            at = at.setdefault(step, {})
        at[last] = values[0]
    return root


def _read(shape: Shape, tree: Any) -> Any:
    if isinstance(shape, StructureShape):
        return {name: _read(member, tree[name]) for name, member in shape.members.items() if name in tree}
    if isinstance(shape, ListShape):
        items = tree.get("member", {}) if isinstance(tree, Mapping) else {}
        return [_read(shape.member, items[place]) for place in sorted(items, key=int)]
    if shape.type_name == "boolean":
        return tree == "true"
    return int(tree) if shape.type_name == "integer" else tree


# answers ---------------------------------------------------------------------------------------------------------------


def _written(model: OperationModel, result: Mapping[str, Any]) -> str:
    name, shape = model.name, model.output_shape
    inside = "".join(_of_structure(shape, result)) if shape is not None else ""
    wrapped = f"<{name}Result>{inside}</{name}Result>"
    metadata = f"<ResponseMetadata><RequestId>{mock_random.uuid4()}</RequestId></ResponseMetadata>"
    return f'<{name}Response xmlns="{_NAMESPACE}">{wrapped}{metadata}</{name}Response>'


def _of_structure(shape: StructureShape, value: Mapping[str, Any]) -> Iterator[str]:
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield f"<{name}>{_content(member, value[name])}</{name}>"


def _content(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        return "".join(_of_structure(shape, value))
    if isinstance(shape, ListShape):
        return "".join(f"<member>{_content(shape.member, one)}</member>" for one in value)
    if isinstance(shape, MapShape):
        raise TypeError("no answer of these operations has a map")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return str(value).lower() if isinstance(value, bool) else escape(in_xml(str(value)))
