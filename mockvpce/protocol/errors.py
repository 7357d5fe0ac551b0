"""The one exception of the mock, and the errors that any EC2 operation can give.

An `ErrorSpec` is a row of a table: code, text with the places for the offending values, where the text is known from, HTTP
status. Calling a row makes the exception. Marks of `source`: R recorded from AWS, D documented by AWS, I inferred.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockvpce.protocol.results import in_xml


class EC2Error(Exception):
    """An error answer: AWS's code and text, and the HTTP status that goes with it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code: str = in_xml(code)
        self.message: str = in_xml(message)
        self.status = status

    def untraced(self) -> EC2Error:
        """The same error without its traceback, whose frames would keep the caller's variables alive with the answer."""
        return EC2Error(self.code, self.message, self.status)


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """A row of an error table; called with the values of its text it makes an `EC2Error`."""

    code: str
    text: str
    source: str
    status: int = 400

    def __call__(self, **values: object) -> EC2Error:
        code = self.code.format(**values) if "{" in self.code else self.code
        return EC2Error(code, self.text.format(**values), self.status)


DRY_RUN = ErrorSpec("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", "D all operations", 412)
INTERNAL_ERROR = ErrorSpec(
    "InternalError", "An internal error has occurred", "D all operations; here it is an error of the mock's own", 500
)
MISSING_PARAMETER = ErrorSpec("MissingParameter", "The request must contain the parameter {name}", "R EC2-wide")
UNKNOWN_PARAMETER = ErrorSpec("UnknownParameter", "The parameter {name} is not recognized", "R EC2-wide")
BAD_VALUE = ErrorSpec(
    "InvalidParameterValue", "Value ({value}) for parameter {name} is invalid. {reason}", "R EC2-wide form"
)
PAGE_TOO_SMALL = ErrorSpec(
    "InvalidParameterValue",
    "Value ( {value} ) for parameter maxResults is invalid. Expecting a value greater than {minimum}.",
    "I EC2-wide wording",
)
PAGE_TOO_LARGE = ErrorSpec(
    "InvalidParameterValue",
    "Value ( {value} ) for parameter maxResults is invalid. Expecting a value smaller than {maximum}.",
    "I EC2-wide wording",
)
BAD_NEXT_TOKEN = ErrorSpec("InvalidNextToken", "The token '{token}' is invalid", "D code, I text")
TOKEN_MISMATCH = ErrorSpec(
    "IdempotentParameterMismatch",
    "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
    "R code for endpoints, R text for RunInstances",
)
TOKEN_TOO_LONG = ErrorSpec(
    "InvalidParameterValue", "Client token should not be longer than 64 ASCII characters", "D limit, I text"
)
BAD_TAG_TYPE = ErrorSpec(
    "InvalidParameterValue", "'{value}' is not a valid taggable resource type for this operation.", "R RunInstances"
)
TAGS_MISSING = ErrorSpec("InvalidParameterValue", "Tag specification must have at least one tag", "I")
TAG_KEY_MISSING = ErrorSpec("InvalidParameterValue", "Tag key cannot be null or empty", "I")
TAG_KEY_RESERVED = ErrorSpec(
    "InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use", "R EC2-wide"
)
TAG_KEY_TOO_LONG = ErrorSpec(
    "InvalidParameterValue", "Tag key exceeds the maximum length of 128 characters", "R EC2-wide"
)
TAG_VALUE_TOO_LONG = ErrorSpec(
    "InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters", "R EC2-wide"
)
TAG_KEY_TWICE = ErrorSpec("InvalidParameterValue", "Duplicate tag key '{key}' specified.", "I")
TAG_LIMIT = ErrorSpec("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.", "R EC2-wide")
NO_SUCH_ACTION = ErrorSpec(
    "InvalidAction",
    "The action {action} is not valid for this web service. Neither mockvpce nor moto answers it: leave the call out of"
    " the test, or stub it with botocore's Stubber.",
    "D code; text says what to do",
)
