"""What a question about the data plane is answered with: immutable values that explain themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from mockvpce.network.ports import ALL, said
from mockvpce.network.words import WORDS

_REPR_LIMIT = 198
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    """A factory, since Python 3.11 takes no mapping as a default."""
    return _NOTHING


def _short(text: str) -> str:
    return text if len(text) <= _REPR_LIMIT else text[: _REPR_LIMIT - 2] + "…>"


def labelled(some_id: str, name: str | None, limit: int = 0) -> str:
    """An id with its Name tag beside it, cut where there is a limit."""
    shown = name if not name or not limit or len(name) <= limit else name[: limit - 1] + "…"
    return f"{some_id} ({shown})" if shown else some_id


@dataclass(frozen=True, slots=True)
class Hop:
    """A component on the way of the packet, and the `rule` (a route, rule or entry) that let it pass.

    `type` is spelled as in TagSpecifications (`security-group`). `name` is the Name tag.
    """

    id: str
    type: str
    name: str | None
    account: str
    region: str
    rule: str | None = None
    detail: Mapping[str, Any] = field(default_factory=_nothing, hash=False)
    """AWS's path component."""

    def __str__(self) -> str:
        return f"{labelled(self.id, self.name)} [{self.type}]" + (f": {self.rule}" if self.rule else "")


@dataclass(frozen=True, slots=True)
class Block:
    """A component that stopped the packet, with the code of AWS's Reachability Analyzer.

    A code begins with `MOCKVPCE_` where AWS has none. `type` is spelled as in TagSpecifications (`security-group`), and
    `name` is the Name tag. With `back`, the answer was stopped, not the packet itself.
    """

    id: str
    type: str
    name: str | None
    account: str
    region: str
    code: str
    direction: Literal["ingress", "egress"] | None = None
    back: bool = False
    explanation: Mapping[str, Any] = field(default_factory=_nothing, hash=False)
    """AWS's explanation."""

    def __str__(self) -> str:
        words = WORDS.get(self.code)
        wanted = self.explanation.get("Destination")
        if self.code == "NO_ROUTE_TO_DESTINATION" and wanted:
            words = f"no route leads to {wanted['Id']}"
        return self.short() + (f": {words}" if words else "")

    def short(self, limit: int = 0) -> str:
        """The code, the component and the direction, names cut at a limit."""
        way = " on the way back" if self.back else ""
        direction = f" {self.direction}" if self.direction else ""
        return f"{self.code}{direction} at {labelled(self.id, self.name, limit)}{way}"


class Answer(frozenset[str]):
    """The addresses that a name resolves to; equal to any set of the same addresses."""

    name: str
    nxdomain: bool
    source: str | None
    chain: tuple[str, ...]
    reason: str

    __slots__ = ("chain", "name", "nxdomain", "reason", "source")

    def __new__(
        cls,
        addresses: Iterable[str] = (),
        *,
        name: str = "",
        nxdomain: bool = False,
        source: str | None = None,
        chain: tuple[str, ...] = (),
        reason: str = "",
    ) -> Answer:
        made = super().__new__(cls, addresses)
        for key, value in zip(cls.__slots__, (chain, name, nxdomain, reason, source), strict=True):
            object.__setattr__(made, key, value)
        return made

    def by_way_of(self, step: str) -> Answer:
        """The same answer, with a step before it."""
        reason = f"{step}: {self.reason}" if self.reason else step
        return _answer(tuple(self), self.name, self.nxdomain, self.source, self.chain, reason)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Answer does not change: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _answer, (tuple(self), self.name, self.nxdomain, self.source, self.chain, self.reason)

    def __repr__(self) -> str:
        said = ", ".join(sorted(self)) or ("NXDOMAIN" if self.nxdomain else "no address")
        return _short(f"<Answer {self.name}: {said}; from {self.source or 'nobody'}>")

    def __str__(self) -> str:
        lines = [repr(self)[1:-1] if len(self) < 3 else f"Answer {self.name}: {', '.join(sorted(self))}"]
        if self.chain:
            lines.append("  by way of " + " -> ".join(self.chain))
        if self.reason:
            lines.append("  " + self.reason)
        return "\n".join(lines)


def _answer(
    addresses: tuple[str, ...], name: str, nxdomain: bool, source: str | None, chain: tuple[str, ...], reason: str
) -> Answer:
    return Answer(addresses, name=name, nxdomain=nxdomain, source=source, chain=chain, reason=reason)


@dataclass(frozen=True, slots=True, eq=True, repr=False)
class Path:
    """Whether a packet gets from one place to another: true or false, with what it met on the way.

    * `source`, `destination`, `protocol`: those of the question.
    * `port`, `address`: those of the packet that was followed; None where the question has none.
    * `ports`: all ports of the question that get through, as ranges.
    * `hops`, `back`: the way there, and the way of the answer.
    * `blocks`: what stopped the packet or its answer.
    * `via`: the ids of the endpoints, gateways, peerings and tunnels on the way, in order.
    * `seen_as`: the source's address as the destination sees it.
    * `answer`: what the destination's name resolved to; None if the destination is no name.
    """

    reached: bool
    source: str
    destination: str
    protocol: str
    port: int | None
    address: str | None
    ports: tuple[range, ...] = ()
    hops: tuple[Hop, ...] = ()
    back: tuple[Hop, ...] = ()
    blocks: tuple[Block, ...] = ()
    via: tuple[str, ...] = ()
    seen_as: str | None = None
    answer: Answer | None = None
    names: tuple[str | None, str | None] = (None, None)
    seen_at: str | None = None
    """The destination's address at the destination, behind the translation of an internet gateway or a balancer."""

    def __bool__(self) -> bool:
        return self.reached

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool):
            raise TypeError("a Path is true or false, but is no bool: write `bool(path) is ...`")
        if not isinstance(other, Path):
            return NotImplemented
        return self._said() == other._said()

    def __hash__(self) -> int:
        return hash((self.reached, self.source, self.destination, self.protocol, self.port, self.address, self.codes))

    def _said(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in Path.__slots__)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the blocks, in order."""
        return tuple(block.code for block in self.blocks)

    def headline(self, limit: int = 0) -> str:
        """What was asked and what came of it, in a line; names cut at a limit."""
        ends = (labelled(self.source, self.names[0], limit), labelled(self.destination, self.names[1], limit))
        port = "" if self.port is None else f"/{self.port}"
        what = f"{ends[0]} -> {ends[1]} {self.protocol}{port}"
        if self.reached:
            return f"{what}: reached{self._passing()}"
        first = self.blocks[0].short(limit) if self.blocks else "no such place now"
        more = f" and {len(self.blocks) - 1} more" if len(self.blocks) > 1 else ""
        return f"{what}: blocked by {first}{more}"

    def _passing(self) -> str:
        """The ports that pass, where the question was about more than one and they are not all."""
        ports = tuple((one.start, one.stop - 1) for one in self.ports)
        return "" if self.port is not None or not ports or ports == ALL else f" on {said(ports)}"

    def __repr__(self) -> str:
        for limit in (24, 12, 1):
            text = f"<Path {self.headline(limit)}>"
            if len(text) <= _REPR_LIMIT:
                break
        return _short(text)

    def __str__(self) -> str:
        lines = [self.headline()]
        if self.answer is not None:
            lines.append("name: " + str(self.answer))
        told: set[int] = set()
        for title, hops, back in (("there:", self.hops, False), ("back:", self.back, True)):
            if hops:
                lines.append(title)
                lines.extend(self._walk(hops, back, told))
        left = [block for number, block in enumerate(self.blocks) if number not in told]
        if left:
            lines.append("blocked:")
            lines.extend(f"  {block}" for block in left)
        return "\n".join(lines)

    def _walk(self, hops: tuple[Hop, ...], back: bool, told: set[int]) -> Iterator[str]:
        """The hops, and under each what it blocks; what lies behind a filter follows, though no packet comes there."""
        for hop in hops:
            yield f"  {hop}"
            for number, block in enumerate(self.blocks):
                if block.id == hop.id and block.back is back and number not in told:
                    told.add(number)
                    yield f"    BLOCKED {block}"
                    break
