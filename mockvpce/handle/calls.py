"""`aws.calls`: the AWS calls of the process while the mock is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import overload

from botocore import xform_name

from mockvpce.engine.call_log import Call, shortened
from mockvpce.handle.operations import named, names_of, nearest, split

_READS = ("Describe", "Get", "List", "Search", "Lookup", "Head", "BatchGet", "Query", "Scan", "Select", "Simulate")
_STATELESS = ("sts",)
"""Services whose operations change nothing that anybody could see."""
_SHOWN = 196


class Calls(Sequence[Call]):
    """Calls in the order in which they ended. `aws.calls` grows with each call; a selection from it does not."""

    __slots__ = ("_calls",)

    def __init__(self, calls: list[Call]) -> None:
        self._calls = calls

    def __call__(self, operation: str, /, *, service: str | None = None) -> Calls:
        """Those of one operation, named `CreateVpc`, `create_vpc`, or with its service `s3:GetObject`.

        Without a service, the calls of all services that have an operation of this name. A name that neither EC2 nor a
        service called so far knows is a `ValueError`, so that a misspelt one can't pass for "never called".
        """
        of, name = split(operation, service)
        if service is not None and of != service:
            raise ValueError(f"{operation!r} is of {of}, and service= says {service!r}: leave one of them out")
        if of is not None:
            wanted = named(of, name)
            return self._picked(
                [call for call in self._calls if call.service == of and wanted in ("*", call.operation)]
            )
        plain = xform_name(name)
        calls = list(self._calls)
        if not any(plain in names_of(one) for one in dict.fromkeys(["ec2", *(call.service for call in calls)])):
            near = nearest(name, names_of("ec2").values())
            raise ValueError(
                f"neither EC2 nor a service called so far has an operation {name!r}{near}; of another service, write it"
                f" as 's3:PutObject'"
            )
        return self._picked([call for call in calls if xform_name(call.operation) == plain])

    @property
    def writes(self) -> Calls:
        """Calls that could have changed something, refused or not. Dry runs and calls of STS can't."""
        return self._picked([call for call in self._calls if _writes(call)])

    @property
    def errors(self) -> Calls:
        """Calls that ended in an error, after all their attempts."""
        return self._picked([call for call in self._calls if call.error is not None])

    def clear(self) -> None:
        """Forget the calls so far."""
        self._calls.clear()

    def _picked(self, calls: list[Call]) -> Calls:
        return Calls(calls)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Calls: ...
    def __getitem__(self, index: int | slice) -> Call | Calls:
        found = self._calls[index]
        return found if isinstance(found, Call) else self._picked(found)

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls))

    def __repr__(self) -> str:
        calls = list(self._calls)
        if not calls:
            return "<no calls>"
        names = [f"{one.service}:{one.operation}{f' -> {one.code}' if one.error is not None else ''}" for one in calls]
        if len(calls) == 1:
            return f"<1 call: {shortened(str(calls[0]), _SHOWN - 8)}>"
        folded = [(name, len(list(same))) for name, same in groupby(names)]
        told = ", ".join(name if times == 1 else f"{name} ({times} times)" for name, times in folded)
        return f"<{shortened(f'{len(calls)} calls: {told}', _SHOWN)}>"

    def __str__(self) -> str:
        return "\n".join(map(str, list(self._calls))) or "no calls"


def _writes(call: Call) -> bool:
    if call.operation.startswith(_READS) or call.service in _STATELESS:
        return False
    return not call.parameters.get("DryRun")
