"""What every method of the handle asks of its arguments, in one form of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from inspect import signature
from typing import Any

from mockvpce.handle.places import place_of

_ACCOUNT = re.compile("[0-9]{12}")


def checked_account(account: Any) -> str | None:
    """The id of an account, or None."""
    if account is not None and not (isinstance(account, str) and _ACCOUNT.fullmatch(account)):
        raise ValueError(f"an AWS account id is text of 12 digits, got {account!r}")
    return account


def checked_id(given: Any, what: str) -> str:
    """The id of something, which may be given as an object of boto3's that has it."""
    found = place_of(given)
    if not isinstance(found, str) or not found:
        raise TypeError(f"{what} is named by its id, got {given!r}")
    return found


def checked_role(role: Any) -> str | None:
    """The name or the ARN of a role, or None."""
    if role is not None and (not isinstance(role, str) or not role):
        raise TypeError(f"role is the name or the ARN of a role, got {role!r}")
    return role


def checked_service(service: Any) -> str:
    """The name of a service, whether there is such a one or not."""
    if not isinstance(service, str) or not service:
        raise TypeError(f"a service is named as boto3.client has it, such as 'ec2', got {service!r}")
    return service


@contextmanager
def nearest_services() -> Iterator[None]:
    """Let botocore's error for an unknown service name the nearest ones alone, where any are near: there are over 400."""
    from botocore.exceptions import UnknownServiceError  # noqa: PLC0415 - it takes long to load

    try:
        yield
    except UnknownServiceError as unknown:
        name = unknown.kwargs["service_name"]
        near = get_close_matches(name, unknown.kwargs["known_service_names"].split(", "), n=3, cutoff=0.6)
        if not near:
            raise
        raise UnknownServiceError(service_name=name, known_service_names=f"{', '.join(near)}, …") from None


def checked_condition(when: Callable[[Mapping[str, Any]], object] | None) -> None:
    """A function of the parameters, or None."""
    if when is None:
        return
    if not callable(when):
        raise TypeError(f"when is a function of the parameters, got {when!r}")
    try:
        signature(when).bind({})
    except TypeError:
        raise TypeError(f"when is a function of one argument, the parameters, got {when!r}") from None
    except ValueError:  # one of C's, which does not tell
        return
