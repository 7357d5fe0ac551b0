"""What can be wrong with a policy document. Marks: R recorded from AWS, D documented by AWS, I inferred."""

from __future__ import annotations

from dataclasses import dataclass


class PolicyError(ValueError):
    """A document that is no policy: the reason, the element, and where its text has it (1-based; None without a text)."""

    def __init__(self, reason: str, path: str, position: tuple[int, int] | None) -> None:
        where = f" at position ({position[0]},{position[1]})" if position else ""
        super().__init__(f"{path or 'the document'}{where}: {reason}")
        self.reason = reason
        self.path = path
        self.position = position

    def __reduce__(self) -> tuple[type[PolicyError], tuple[str, str, tuple[int, int] | None]]:
        return PolicyError, (self.reason, self.path, self.position)


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a document may break; `text` has places for the offending values."""

    text: str
    source: str


NOT_JSON = Fault("{problem}", "R syntax error with its position")
TOO_DEEP = Fault("nothing in a policy is nested this deep", "I")
DUPLICATE = Fault("{name} stands here twice", "D IAM, troubleshooting policies: each element once")
WRONG_TYPE = Fault("expected {expected}, not {found}", "D grammar, data type mismatch")
UNKNOWN_ELEMENT = Fault("{name} is no element; expected {expected}", "D grammar")
MISSING_ELEMENT = Fault("{name} is missing", "D grammar")
EXCLUSIVE = Fault("{first} and {second} exclude each other", "D grammar")
UNKNOWN_VERSION = Fault("{value} is no version; expected 2012-10-17 or 2008-10-17", "D grammar")
UNKNOWN_EFFECT = Fault("{value} is no effect; expected Allow or Deny, in this case", "D elements, Effect")
DUPLICATE_SID = Fault("another statement has the Sid {value}", "D elements, Sid")
ACTION_WITHOUT_SERVICE = Fault("{value} names no service; expected service:action or *", "R IAM")
PRINCIPAL_FORBIDDEN = Fault("{name} has no place in {kind}", "D elements, Principal")
PRINCIPAL_NOT_ALL = Fault('only "*" can be the principal of {kind}', "D Organizations, RCP syntax")
UNKNOWN_PRINCIPAL = Fault('{value} is no principal; expected "*" or {{"AWS": ...}}', "D elements, Principal")
UNKNOWN_OPERATOR = Fault("{name} is no condition operator{near}", "R IAM")
NULL_IF_EXISTS = Fault("Null takes no IfExists", "D operators, IfExists")
