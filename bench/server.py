"""Requests a second against moto's server and against `mockvpce serve`, eight connections each, in turn; the best round."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode

CONNECTIONS = 8
REQUESTS = 50
"""For each connection, in each round."""
ROUNDS = 5
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Authorization": "AWS4-HMAC-SHA256 Credential=FOOBARKEY/20260101/us-east-1/ec2/aws4_request, Signature=0",
}
SERVERS = {
    "moto": [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p"],
    "mockvpce": [sys.executable, "-m", "mockvpce.cli", "serve", "--port"],
}


def form(action: str, **members: str) -> str:
    """A request's body."""
    return urlencode({"Action": action, "Version": "2016-11-15", **members})


def ask(port: int, bodies: list[str]) -> str:
    """Send requests over one connection; gives the last answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    text = ""
    for body in bodies:
        connection.request("POST", "/", body, HEADERS)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(text)
    connection.close()
    return text


@contextmanager
def serving(command: list[str]) -> Iterator[Callable[[], float]]:
    """A server with an endpoint; gives what asks it for a while and tells the requests a second."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        vpc = ask(port, [form("DescribeVpcs")]).split("<vpcId>")[1].split("</vpcId>")[0]
        new = form("CreateVpcEndpoint", VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway")
        made = ask(port, [new]).split("<vpcEndpointId>")[1].split("</vpcEndpointId>")[0]
        bodies = [form("DescribeVpcEndpoints", **{"VpcEndpointId.1": made})] * REQUESTS

        def measure() -> float:
            begin = time.perf_counter()
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(lambda _: ask(port, bodies), range(CONNECTIONS)))
            return CONNECTIONS * REQUESTS / (time.perf_counter() - begin)

        yield measure
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Until the server listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens at port {port}")


if __name__ == "__main__":
    with ExitStack() as stack:
        measures = {name: stack.enter_context(serving(command)) for name, command in SERVERS.items()}
        rounds = [{name: measure() for name, measure in measures.items()} for _ in range(ROUNDS)]
    moto, ours = (max(one[name] for one in rounds) for name in SERVERS)
    print(
        f"server, {CONNECTIONS} connections: moto {moto:.0f} requests/s, mockvpce {ours:.0f}: {ours / moto:.1f}x (goal 10x)"
    )
