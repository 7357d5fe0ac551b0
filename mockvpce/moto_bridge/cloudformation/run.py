"""A run: it brings a stack from what it has made to what a template asks for, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockvpce.moto_bridge.cloudformation import graph, imports, nested, outputs
from mockvpce.moto_bridge.cloudformation.asking import asked
from mockvpce.moto_bridge.cloudformation.events import tell
from mockvpce.moto_bridge.cloudformation.failures import StackFailure, StepFailed, reason_of
from mockvpce.moto_bridge.cloudformation.records import Made, keep
from mockvpce.moto_bridge.cloudformation.removal import Removal, remove_all
from mockvpce.moto_bridge.cloudformation.steps import Maker

_REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


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

    def __init__(self, stack: Any, resource_map: Any, had: Mapping[str, Made], leftovers: Iterable[Made] = ()) -> None:
        self._stack = stack
        self._map = resource_map
        self._had = had
        self._maker = Maker(stack, resource_map)
        self._leftovers = list(leftovers)
        self._journal: list[Step] = []
        self._wanted: set[str] = set()
        self._stuck: list[Step] | None = None
        self.made: dict[str, Made] = dict(had)
        self.reason = ""
        """Why the whole run failed, where that is no resource's failure."""
        self.failed: dict[str, list[str]] = {"CREATE": [], "UPDATE": []}

    # forward -------------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        """Make and change what the template asks for; nothing is removed. Raises `StepFailed`."""
        keep(self._map, {})
        missing = imports.missing(self._map)
        if missing is not None:
            self.reason = f"No export named {missing} found. "
            raise StepFailed(StackFailure(self.reason))
        declarations = self._map._resource_json_map  # noqa: SLF001 - moto's only way
        for batch in graph.batches(declarations):
            self._take(list(self._steps(batch, declarations)))
        keep(self._map, self.made)
        self._settle()

    def _settle(self) -> None:
        """Compute what the stack gives out."""
        try:
            outputs.settle(self._stack)
        except Exception as error:
            self.reason = f"{error} " if isinstance(error, StackFailure) else ""
            raise StepFailed(error) from error

    def _is_wanted(self, declaration: Mapping[str, Any]) -> bool:
        condition = declaration.get("Condition")
        return not condition or bool(self._map.lazy_condition_map[condition])

    def _steps(self, batch: Iterable[str], declarations: graph.Declarations) -> Iterator[Step]:
        """The steps of a batch, without resources that stay as they are."""
        for name in batch:
            if not self._is_wanted(declarations[name]):
                continue
            self._wanted.add(name)
            step = self._begin(name, declarations[name])
            if step.before is not None and not self._changes(step.before, step.made):
                self._keep(step.before, step.made)
            else:
                yield step

    def _changes(self, before: Made, after: Made) -> bool:
        if after.type == nested.TYPE and self._maker.children.changes(before, after):
            return True
        return before.properties != after.properties or before.tags != self._maker.tags_for(after, before.resource)

    def _keep(self, before: Made, after: Made) -> None:
        after.resource, after.name, after.tags = before.resource, before.name, before.tags
        after.status, after.reason, after.when = before.status, before.reason, before.when
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
        old, step.made.resource = step.made.resource, None
        try:
            self._maker.create(step.made)
        finally:
            if step.made.resource is not None:
                self._journal.append(step)
            else:
                step.made.resource = old
        self._tell(step, "IN_PROGRESS", "Resource creation Initiated")

    def _change(self, step: Step) -> None:
        before = step.before
        assert before is not None  # noqa: S101 - else it makes
        self._journal.append(step)
        step.made.tags = before.tags
        step.state = self._maker.state_of(before)
        if before.properties != step.made.properties or before.type == nested.TYPE:
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
        """Remove what the template has no more, and what was replaced."""
        self._maker.children.finish()
        gone = [made for name, made in self._had.items() if name not in self._wanted]
        for made in gone:
            del self.made[made.logical_id]
        retained = [made.logical_id for made in gone if made.is_retained]
        replaced = self._replaced()
        retained += [
            made.logical_id
            for made in replaced
            if self.made[made.logical_id].declaration.get("UpdateReplacePolicy") == "Retain"
        ]
        keep(self._map, self.made, [])
        return remove_all(self._stack, self._maker, [*gone, *replaced, *self._leftovers], retained)

    def _replaced(self) -> list[Made]:
        return [step.before for step in self._journal if step.before is not None and step.replaces]

    def stop(self) -> None:
        """Leave everything as it has come to be; children clean up later, when nobody can go back any more."""
        keep(self._map, self.made, [*self._leftovers, *self._replaced()])

    def finish_children(self) -> None:
        """Let children clean up after their part."""
        self._maker.children.finish()

    def remove_made(self) -> Removal:
        """Remove what the run has made, but for what is to stay."""
        made = [step.made for step in self._journal if step.makes]
        always = not asked.get().retains_except_on_create
        retained = [one.logical_id for one in made if always and one.declaration.get("DeletionPolicy") == "Retain"]
        outcome = remove_all(self._stack, self._maker, made, retained)
        for one in made:
            if one.logical_id not in outcome.failed:
                self.made.pop(one.logical_id, None)
        keep(self._map, {name: made for name, made in self.made.items() if name in outcome.failed})
        return outcome

    @property
    def stuck(self) -> list[str]:
        """The logical ids of what could not be undone."""
        return [step.made.logical_id for step in self._stuck or ()]

    def back(self, skipped: Collection[str] = ()) -> list[str]:
        """Undo every step, the last one first, or again those that could not be undone; gives the ids of what cannot."""
        doomed = list(reversed(self._journal)) if self._stuck is None else self._stuck
        self._stuck = [step for step in doomed if step.made.logical_id not in skipped and not self._undo(step)]
        return self.stuck

    def remove_undone(self) -> None:
        """Say that what was made is removed again."""
        for step in reversed(self._journal):
            if step.makes:
                tell(self._stack, step.made, "DELETE_IN_PROGRESS")
                tell(self._stack, step.made, "DELETE_COMPLETE")

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
        tell(self._stack, before, "UPDATE_IN_PROGRESS")
        had, before.tags = before.tags, step.made.tags
        if before.properties != step.made.properties or before.type == nested.TYPE:
            self._maker.change_back(step.made, before, step.state)
        self._maker.tag(before, had)
        tell(self._stack, before, "UPDATE_COMPLETE")
