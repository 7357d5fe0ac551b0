"""A run: it brings a stack from what it has made to what a template asks for, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockvpce.moto_bridge.cloudformation import graph
from mockvpce.moto_bridge.cloudformation.events import tell
from mockvpce.moto_bridge.cloudformation.failures import StepFailed, reason_of
from mockvpce.moto_bridge.cloudformation.records import Made, keep
from mockvpce.moto_bridge.cloudformation.removal import Removal, remove_all
from mockvpce.moto_bridge.cloudformation.steps import Maker

_REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."
_RETAINING = ("Retain", "RetainExceptOnCreate")


@dataclass(slots=True)
class Step:
    """One resource's part in a run."""

    made: Made
    """The resource as it is to be."""
    before: Made | None = None
    """The resource as it was; None where it is new."""
    replaces: bool = False
    """Whether another resource takes the place of the one before."""
    is_done: bool = False
    state: dict[str, Any] = field(default_factory=dict)
    """What moto's object held before."""

    @property
    def makes(self) -> bool:
        """Whether it makes a resource."""
        return self.before is None or self.replaces

    @property
    def verb(self) -> str:
        """The first word of its statuses."""
        return "CREATE" if self.before is None else "UPDATE"


class Run:
    """Resources of a new map, beginning with the records of an old one."""

    def __init__(self, stack: Any, resource_map: Any, had: Mapping[str, Made]) -> None:
        self._stack = stack
        self._map = resource_map
        self._had = had
        self._maker = Maker(stack, resource_map)
        self._journal: list[Step] = []
        self.made: dict[str, Made] = dict(had)
        self.failed: dict[str, list[str]] = {"CREATE": [], "UPDATE": []}

    # forward -------------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        """Make and change what the template asks for; nothing is removed. Raises `StepFailed`."""
        keep(self._map, {})
        declarations = self._map._resource_json_map  # noqa: SLF001 - moto's only way
        for batch in graph.batches(declarations):
            self._take(list(self._steps(batch, declarations)))
        keep(self._map, self.made)

    def _is_wanted(self, declaration: Mapping[str, Any]) -> bool:
        condition = declaration.get("Condition")
        return not condition or bool(self._map.lazy_condition_map[condition])

    def _steps(self, batch: Iterable[str], declarations: graph.Declarations) -> Iterator[Step]:
        """The steps of a batch, without resources that stay as they are."""
        for name in batch:
            if not self._is_wanted(declarations[name]):
                continue
            step = self._begin(name, declarations[name])
            if step.before is not None and not self._changes(step.before, step.made):
                self._keep(step.before, step.made)
            else:
                yield step

    def _changes(self, before: Made, after: Made) -> bool:
        return before.properties != after.properties or before.tags != self._maker.tags_for(after, before.resource)

    def _keep(self, before: Made, after: Made) -> None:
        after.resource, after.name, after.tags = before.resource, before.name, before.tags
        after.status, after.reason = before.status, before.reason
        self.made[after.logical_id] = after
        self._show(after)

    def _begin(self, logical_id: str, declaration: Mapping[str, Any]) -> Step:
        before = self._had.get(logical_id)
        try:
            step = Step(self._maker.resolve(logical_id, declaration), before)
        except Exception as error:
            step = Step(Made(logical_id, declaration["Type"], declaration, {}), before)
            self._fail([step], error)
            raise StepFailed(error) from error
        if before is not None:
            step.made.resource = before.resource
        return step

    def _take(self, steps: list[Step]) -> None:
        for step in steps:
            self._tell(step, "IN_PROGRESS")
        for place, step in enumerate(steps):
            try:
                self._do(step)
            except Exception as error:
                self._fail(steps[place:], error)
                raise StepFailed(error) from error
            self.made[step.made.logical_id] = step.made
            self._tell(step, "COMPLETE")

    def _do(self, step: Step) -> None:
        step.replaces = step.before is not None and self._maker.replaces(step.before, step.made)
        if step.makes:
            self._make(step)
        else:
            self._change(step)
        self._show(step.made)
        self._maker.tag(step.made)
        step.is_done = True

    def _make(self, step: Step) -> None:
        if step.replaces:
            self._tell(step, "IN_PROGRESS", _REPLACING)
        self._maker.create(step.made)
        self._journal.append(step)
        self._tell(step, "IN_PROGRESS", "Resource creation Initiated")

    def _change(self, step: Step) -> None:
        before = step.before
        assert before is not None  # noqa: S101 - else it makes
        self._journal.append(step)
        step.made.tags = before.tags
        step.state = self._maker.state_of(before)
        if before.properties != step.made.properties:
            self._maker.change(before, step.made)

    def _show(self, made: Made) -> None:
        """Let what comes later refer to the resource."""
        if made.resource is not None:
            self._map._parsed_resources[made.logical_id] = made.resource  # noqa: SLF001 - moto's only way

    def _fail(self, steps: list[Step], error: Exception) -> None:
        """The first of these steps failed; the others, which have begun with it, are cancelled."""
        for place, step in enumerate(steps):
            cancelled = f"Resource {'creation' if step.before is None else 'update'} cancelled"
            self._tell(step, "FAILED", cancelled if place else reason_of(error, step.made.type))
            self.failed[step.verb].append(step.made.logical_id)

    def _tell(self, step: Step, what: str, reason: str | None = None) -> None:
        tell(self._stack, step.made, f"{step.verb}_{what}", reason)

    # afterwards ----------------------------------------------------------------------------------------------------

    def clean_up(self) -> Removal:
        """Remove what the new template has no more, and what was replaced."""
        current = {id(made.resource) for made in self.made.values()}
        wanted = {
            name
            for name, declaration in self._map._resource_json_map.items()  # noqa: SLF001 - moto's only way
            if self._is_wanted(declaration)
        }
        doomed = [made for name, made in self._had.items() if name not in wanted]
        replaced = [step for step in self._journal if step.before is not None and step.replaces]
        retained = [made.logical_id for made in doomed if made.declaration.get("DeletionPolicy") in _RETAINING]
        for step in replaced:
            assert step.before is not None  # noqa: S101 - as asked for above
            if step.made.declaration.get("UpdateReplacePolicy") == "Retain":
                retained.append(step.made.logical_id)
            if id(step.before.resource) not in current:
                doomed.append(step.before)
        for name in self.made.keys() - wanted:
            del self.made[name]
        keep(self._map, self.made)
        return remove_all(self._stack, self._maker, doomed, retained)

    def remove_made(self) -> Removal:
        """Remove what the run has made, but for what is to stay."""
        made = [step.made for step in self._journal if step.makes]
        retained = [one.logical_id for one in made if one.declaration.get("DeletionPolicy") == "Retain"]
        outcome = remove_all(self._stack, self._maker, made, retained)
        for one in made:
            if one.logical_id not in outcome.failed:
                self.made.pop(one.logical_id, None)
        keep(self._map, self.made)
        return outcome

    def back(self) -> list[str]:
        """Undo every step, the last one first; gives the logical ids of those that could not be undone."""
        return [step.made.logical_id for step in reversed(self._journal) if not self._undo(step)]

    def _undo(self, step: Step) -> bool:
        try:
            if step.makes:
                self._maker.remove(step.made)
            else:
                self._change_back(step)
        except Exception as error:
            if step.is_done:
                self._tell(step, "FAILED", reason_of(error, step.made.type))
            return not step.is_done
        return True

    def _change_back(self, step: Step) -> None:
        before = step.before
        assert before is not None  # noqa: S101 - else it makes
        before.tags = step.made.tags
        if before.properties != step.made.properties:
            self._maker.change_back(step.made, before, step.state)
        self._maker.tag(before)
