"""Operations as a test names them: `CreateVpc`, `create_vpc`, and with the service `s3:GetObject`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import ServiceModel

ANY = "*"
"""Stands for every operation of a service."""


def split(operation: str, service: str | None) -> tuple[str | None, str]:
    """The service that an operation is of, None where nothing says so, and its name as it was given."""
    if not isinstance(operation, str) or not operation:
        raise TypeError(f"an operation is named like 'CreateVpc', 'create_vpc' or 's3:GetObject', got {operation!r}")
    prefix, _, name = operation.rpartition(":")
    return (prefix or service), name


def named(service: str, name: str) -> str:
    """AWS's name of an operation, in whichever spelling it is given; one that the service lacks is a `ValueError`."""
    if name == ANY:
        return ANY
    names = names_of(service)
    found = names.get(name) or names.get(xform_name(name))
    if found is None:
        raise ValueError(f"{service} has no operation {name!r}{nearest(name, names.values())}")
    return found


@cache
def names_of(service: str) -> Mapping[str, str]:
    """AWS's name of every operation of a service, by Python's name and by itself."""
    names = model_of(service).operation_names
    return {**{xform_name(name): name for name in names}, **{name: name for name in names}}


@cache
def model_of(service: str) -> ServiceModel:
    """botocore's model of a service; a name that is none of boto3's is a `ValueError`."""
    session: Any = botocore.session.get_session()
    try:
        return session.get_service_model(service)
    except UnknownServiceError:
        known = session.get_available_services()
        raise ValueError(
            f"{service!r} is not the name of a service, as boto3.client has it{nearest(service, known)}"
        ) from None


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that tells the nearest names, empty where none is near."""
    by_lower = {one.lower(): one for one in known}
    found = [by_lower[one] for one in get_close_matches(name.lower(), by_lower, n=3, cutoff=0.7)]
    return f"; nearest: {', '.join(found)}" if found else ""
