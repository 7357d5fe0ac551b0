"""IAM policy documents: parse, match, evaluate. Pure: documents and a request in, a decision with its reason out."""

from mockvpce.policy.documents import Kind, Policy, Request, Statement
from mockvpce.policy.errors import PolicyError
from mockvpce.policy.evaluation import Attached, Evaluation, Policies, evaluate
from mockvpce.policy.grammar import parse
from mockvpce.policy.principals import Caller

__all__ = [
    "Attached",
    "Caller",
    "Evaluation",
    "Kind",
    "Policies",
    "Policy",
    "PolicyError",
    "Request",
    "Statement",
    "evaluate",
    "parse",
]
