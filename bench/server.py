"""Requests a second against moto's server and against `mockvpce serve`, eight connections each, one after the other."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

CONNECTIONS = 8
REQUESTS = 150
"""For each connection."""
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


def measure(command: list[str]) -> float:
    """Requests a second."""
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
        begin = time.perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(lambda _: ask(port, bodies), range(CONNECTIONS)))
        return CONNECTIONS * REQUESTS / (time.perf_counter() - begin)
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
    rates = {name: measure(command) for name, command in SERVERS.items()}
    moto, ours = rates["moto"], rates["mockvpce"]
    print(
        f"server, {CONNECTIONS} connections: moto {moto:.0f} requests/s, mockvpce {ours:.0f}: {ours / moto:.1f}x (goal 2x)"
    )
