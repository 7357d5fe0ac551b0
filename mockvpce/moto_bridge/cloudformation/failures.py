"""Why a step of a stack failed, in the words of CloudFormation's events."""

from __future__ import annotations

from moto.moto_api._internal import mock_random

from mockvpce.engine.stacks import StackRefusal
from mockvpce.protocol.results import in_xml

_MOTOS_ERRORS = "moto.core.exceptions"
_HANDLER_CODES = (
    (("notfound", "nosuch", "doesnotexist", "nonexistent"), "NotFound"),
    (("alreadyexist", "duplicate"), "AlreadyExists"),
    (("limitexceeded", "toomany"), "ServiceLimitExceeded"),
    (("unauthorized", "accessdenied", "authfailure"), "AccessDenied"),
    (("throttl",), "Throttling"),
)
"""Parts of an API's error codes, and CloudFormation's code for such errors; others are invalid requests."""


class StackFailure(Exception):  # noqa: N818 - what has become of a stack
    """A step failed for a reason that CloudFormation words by itself."""


class StepFailed(Exception):  # noqa: N818 - what ends a run
    """A step of a run failed; `error` is the reason."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def is_stray(error: Exception) -> bool:
    """Whether an exception is a bug in moto or here, and not an answer that AWS gives."""
    return not isinstance(error, StackFailure) and _answer(error) is None


def is_gone(error: Exception) -> bool:
    """Whether the answer is that there is no such resource."""
    answer = _answer(error)
    return answer is not None and _handler_code(answer[0], answer[2]) == "NotFound"


def reason_of(error: Exception, resource_type: str) -> str:
    """The reason that the event of a failed step gives."""
    answer = _answer(error)
    if answer is None:
        return in_xml(f"{error}")
    code, message, status, request_id = answer
    if _is_template_error(error):
        return in_xml(message)
    service = _service(resource_type)
    details = f"(Service: {service}, Status Code: {status}, Request ID: {request_id})"
    token = f"(RequestToken: {mock_random.uuid4()}, HandlerErrorCode: {_handler_code(code, status)})"
    return in_xml(f'Resource handler returned message: "{message} {details}" {token}')


def failed_to(verb: str, names: list[str]) -> str:
    """What the stack's event says of the resources that failed to be created, updated or deleted."""
    return f"The following resource(s) failed to {verb}: [{', '.join(names)}]. " if names else ""


def _answer(error: Exception) -> tuple[str, str, int, str] | None:
    """Code, message, HTTP status and request id of an AWS error."""
    if isinstance(error, StackRefusal):
        return error.error.code, error.error.message, error.error.status, error.request_id
    if not (_is_template_error(error) or any(kind.__module__ == _MOTOS_ERRORS for kind in type(error).__mro__)):
        return None
    code, status = getattr(error, "error_type", None), getattr(error, "code", 400)
    if not isinstance(status, int):  # moto's newer errors have AWS's code there
        code, status = code or status, 400
    return str(code or type(error).__name__), _message(error), status, str(mock_random.uuid4())


def _message(error: Exception) -> str:
    return str(getattr(error, "message", None) or error)


def _is_template_error(error: Exception) -> bool:
    return type(error).__module__ == "moto.cloudformation.exceptions"


def _handler_code(code: str, status: int) -> str:
    plain = code.lower().replace(".", "").replace("_", "")
    for parts, handler_code in _HANDLER_CODES:
        if any(part in plain for part in parts):
            return handler_code
    return "InvalidRequest" if status < 500 else "ServiceInternalError"


def _service(resource_type: str) -> str:
    """The name of a service in its SDK's errors: `Ec2` of `AWS::EC2::VPC`."""
    name = resource_type.split("::")[1] if resource_type.count("::") > 1 else resource_type
    return name.capitalize() if name.isupper() or name == "EC2" else name
