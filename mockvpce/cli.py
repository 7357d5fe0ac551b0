"""The `mockvpce` command."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mockvpce import __version__

if TYPE_CHECKING:
    from mockvpce.activation.runtime import Activation
    from mockvpce.engine.operation import Handler
    from mockvpce.gateways.server import Server


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status.

    The reader of the output may stop reading (`| head`), and Ctrl-C ends the command: both quietly.
    """
    if arguments is None and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # The system ends the process. An exception would be lost, and reported, in a callback of the garbage collector.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is flushed at exit
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return status


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mockvpce", description="An in-memory double of AWS private connectivity.")
    parser.add_argument("--version", action="version", version=f"mockvpce {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    coverage = commands.add_parser("coverage", help="what of EC2's API is answered, and what is not read")
    coverage.add_argument("operation", nargs="*", help="AWS's names of operations; all without one")
    coverage.add_argument("--json", action="store_true", help="one JSON object, by operation")
    serve = commands.add_parser("serve", help="moto's server with these operations, for other processes")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    serve.add_argument("--port", type=_port, help="0 takes a free one (5000, as proxy 5005)")
    serve.add_argument("--proxy", action="store_true", help="be an HTTP proxy, for clients that keep AWS's addresses")
    serve.add_argument("--timing", choices=("instant", "aws"), default="instant", help="as of mock_vpce (%(default)s)")
    serve.add_argument("--seed", help="makes ids the same in every run")
    serve.add_argument("-v", "--verbose", action="store_true", help="log each call of AWS on standard error")
    services = commands.add_parser("services", help="AWS's own services, as this package knows them in a Region")
    services.add_argument("--region", default="us-east-1", help="whose services to print (%(default)s)")
    services.add_argument(
        "--compare",
        nargs="+",
        metavar="FILE",
        help="print instead what `aws ec2 describe-vpc-endpoint-services` says otherwise, of the Regions of the files;"
        " status 1 where anything differs",
    )
    commands.add_parser("patches", help="what a mock replaces of botocore and moto while it is active, and why")
    demo = commands.add_parser("demo", help="a story in plain boto3: two accounts, a private service, a network, a VPN")
    demo.add_argument("--picture", metavar="FILE", help="save the two accounts as a picture: .mmd, .svg or .png")
    return parser


def _run(arguments: Sequence[str] | None) -> int:
    chosen = _parser().parse_args(arguments)
    if chosen.command == "demo":
        return _demo(chosen.picture)
    if chosen.command == "serve":
        return _serve(chosen)
    if chosen.command == "services":
        return _services(chosen.region, chosen.compare)
    if chosen.command == "patches":
        return _patches()
    return _coverage(chosen.operation, as_json=chosen.json)


def _services(region: str, files: Sequence[str] | None) -> int:
    from mockvpce.data import catalogue, listings, regions

    if files is None:
        if not regions.is_region(region):
            print(f"not the name of an AWS Region: {region!r}", file=sys.stderr)
            return 2
        for entry in catalogue.services(region):
            print(f"{entry.name}  {entry.type}")
        print(f"\n{len(catalogue.services(region))} services; the names are of {catalogue.AS_OF}")
        return 0
    try:
        lines = listings.differences(listings.read(files))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    for line in lines:
        print(line)
    print(f"\n{len(lines)} differences; the names are of {catalogue.AS_OF}")
    return 1 if lines else 0


def _patches() -> int:
    from mockvpce.activation.runtime import runtime
    from mockvpce.handle.mock import mock_vpce

    with mock_vpce():
        replaced = runtime().replaced
    width = max(len(patch.target) for patch in replaced)
    for patch in sorted(replaced, key=lambda patch: patch.target):
        print(f"{patch.target:{width}}  {patch.why}")
    print(f"\n{len(replaced)} attributes")
    return 0


def _demo(picture: str | None) -> int:
    from mockvpce.demo import main as demo
    from mockvpce.handle.mock import mock_vpce

    if picture is not None:
        try:
            with mock_vpce() as aws:  # what is missing is said before the story begins
                aws.diagram().save(picture)
        except (ImportError, OSError, RuntimeError, ValueError) as refused:
            print(refused, file=sys.stderr)
            return 2
    return demo(picture)


def _serve(chosen: argparse.Namespace) -> int:
    from mockvpce.activation.options import Options
    from mockvpce.activation.runtime import runtime

    try:
        socket.getaddrinfo(chosen.host, None)
    except (socket.gaierror, UnicodeError) as unknown:
        print(f"{chosen.host!r} is no address to listen at: {unknown}", file=sys.stderr)
        return 1
    port = chosen.port if chosen.port is not None else 5005 if chosen.proxy else 5000
    os.environ.setdefault("MOTO_PORT", str(port))
    act = runtime().enter(Options(timing=chosen.timing, seed=chosen.seed), reset=True)
    try:
        server = _server(chosen, port, act)
        server.run(lambda: print(_told(server, proxy=chosen.proxy), flush=True))
    except ImportError as missing:
        print(f"{missing}. The server needs: pip install 'mockvpce[server]'")
        return 1
    except OSError as refusal:
        print(f"cannot listen at {chosen.host}:{port}: {refusal.strerror or refusal}", file=sys.stderr)
        return 1
    finally:
        runtime().leave(act, remove_data=True)
    print("mockvpce has stopped", flush=True)
    return 0


def _server(chosen: argparse.Namespace, port: int, act: Activation) -> Server:
    from mockvpce import console
    from mockvpce.activation.runtime import runtime
    from mockvpce.gateways.server import Server

    if chosen.verbose:
        console.log_calls()
    return Server(
        chosen.host,
        port,
        answer=runtime().answer_form,
        request_id=runtime().world.ids.request,
        around=console.around(runtime(), act),
        proxy=chosen.proxy,
    )


def _told(server: Server, *, proxy: bool) -> str:
    """What to do with a server that listens."""
    address = f"http://{server.host}:{server.port}"
    if proxy:
        return f"mockvpce serves AWS as a proxy at {address}\nexport HTTPS_PROXY={address}"
    return f"mockvpce serves AWS at {address}\nexport AWS_ENDPOINT_URL={address}\n# the page: {address}/mockvpce/"


def _coverage(names: Sequence[str], *, as_json: bool) -> int:
    from mockvpce import resources
    from mockvpce.engine.operation import registry
    from mockvpce.protocol import model

    resources.load()
    every = {*model.operation_names(), *registry}
    for name in [name for name in names if name not in every]:
        near = get_close_matches(name, every, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        print(f"EC2 has no operation {name!r}{hint}", file=sys.stderr)
        return 2
    unknown = [name for name in names if name not in registry]
    if as_json:
        chosen = {name: registry.get(name) for name in names or sorted(registry)}
        print(json.dumps({name: facts(handler) if handler else None for name, handler in chosen.items()}, indent=2))
        return 1 if unknown else 0
    for name in unknown:
        print(f"{name}: left to moto")
    for name in [name for name in names or sorted(registry) if name in registry]:
        print("\n".join(describe(registry[name])))
    if not names:
        print(f"\n{len(registry)} operations")
    return 1 if unknown else 0


def facts(handler: Handler) -> dict[str, Any]:
    """The same for a program: parameters and filters, and those that are not read, with the reason."""
    from mockvpce.engine.operation import unread_members

    return {
        "parameters": len(handler.model.keyword_of),
        "unread": {name: handler.unread.get(name, "no reason given") for name in unread_members(handler)},
        "filters": list(handler.model.filters),
        "unansweredFilters": missing_filters(handler),
    }


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
