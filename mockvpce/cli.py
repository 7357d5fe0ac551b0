"""The `mockvpce` command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockvpce.engine.operation import Handler


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="mockvpce", description="An in-memory double of AWS private connectivity.")
    commands = parser.add_subparsers(dest="command", required=True)
    coverage = commands.add_parser("coverage", help="what of EC2's API is answered, and what is not read")
    coverage.add_argument("operation", nargs="*", help="AWS's names of operations; all without one")
    serve = commands.add_parser("serve", help="moto's server with these operations, for other processes")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    serve.add_argument("--port", type=int, help="0 takes a free one (5000, as proxy 5005)")
    serve.add_argument("--proxy", action="store_true", help="be an HTTP proxy, for clients that keep AWS's addresses")
    serve.add_argument("--timing", choices=("instant", "aws"), default="instant", help="as of mock_vpce (%(default)s)")
    serve.add_argument("--seed", help="makes ids the same in every run")
    commands.add_parser("patches", help="what a mock replaces of botocore and moto while it is active, and why")
    commands.add_parser("demo", help="a provider and a consumer account, connected step by step")
    chosen = parser.parse_args(arguments)
    if chosen.command == "demo":
        return _demo()
    if chosen.command == "serve":
        return _serve(chosen)
    if chosen.command == "patches":
        return _patches()
    return _coverage(chosen.operation)


def _patches() -> int:
    from mockvpce.activation.runtime import Options, runtime

    activation = runtime().enter(Options(), reset=True)
    try:
        replaced = list(runtime().patches)
    finally:
        runtime().leave(activation, remove_data=True)
    width = max(len(patch.target) for patch in replaced)
    for patch in sorted(replaced, key=lambda patch: patch.target):
        print(f"{patch.target:{width}}  {patch.why}")
    print(f"\n{len(replaced)} attributes")
    return 0


def _demo() -> int:
    from mockvpce.demo import main as demo

    return demo()


def _serve(chosen: argparse.Namespace) -> int:
    from mockvpce.activation.runtime import Options, runtime

    port = chosen.port if chosen.port is not None else 5005 if chosen.proxy else 5000
    os.environ.setdefault("MOTO_PORT", str(port))
    act = runtime().enter(Options(timing=chosen.timing, seed=chosen.seed), reset=True)
    try:
        from mockvpce.gateways.server import Server

        server = Server(chosen.host, port, answer=runtime().answer_form, proxy=chosen.proxy)
        kind = "as a proxy at" if chosen.proxy else "at"
        server.run(lambda: print(f"mockvpce serves AWS {kind} http://{server.host}:{server.port}", flush=True))
    except ImportError as missing:
        print(f"{missing}. The server needs: pip install 'mockvpce[server]'")
        return 1
    except OSError as refusal:
        print(f"{chosen.host}:{port}: {refusal.strerror}")
        return 1
    finally:
        runtime().leave(act, remove_data=True)
    print("mockvpce has stopped", flush=True)
    return 0


def _coverage(names: Sequence[str]) -> int:
    from mockvpce import resources
    from mockvpce.engine.operation import registry

    resources.load()
    unknown = [name for name in names if name not in registry]
    for name in unknown:
        print(f"{name}: left to moto")
    for name in [name for name in names or sorted(registry) if name in registry]:
        print("\n".join(describe(registry[name])))
    if not names:
        print(f"\n{len(registry)} operations")
    return 1 if unknown else 0


def describe(handler: Handler) -> list[str]:
    """What there is to say of one operation, line by line."""
    from mockvpce.engine.operation import unread_members

    unread = unread_members(handler)
    members = len(handler.model.keyword_of)
    lines = [handler.name, f"    implemented; parameters read: {members - len(unread)} of {members}"]
    lines.extend(f"    {member}: not read, {handler.unread.get(member, 'no reason given')}" for member in unread)
    documented = handler.model.filters
    if documented:
        missing = missing_filters(handler)
        answered = len(documented) - len(missing)
        lines.append(
            f"    filters: {answered} of {len(documented)}" + (f", not {', '.join(missing)}" if missing else "")
        )
    return lines


def missing_filters(handler: Handler) -> list[str]:
    """The documented filters that the operation's table lacks. `tag:` and `tag-key` need no entry in a table."""
    answered = {*(handler.filters.fields if handler.filters is not None else ()), "tag:", "tag-key"}
    return [name for name in handler.model.filters if name not in answered]


if __name__ == "__main__":
    raise SystemExit(main())
