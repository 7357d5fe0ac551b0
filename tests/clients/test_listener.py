"""Connections of the server: kept alive, one request after the other, and none in the way of others."""

import http.client
import socket
import threading
from urllib.parse import urlencode, urlsplit

import pytest
from served import serving
from test_server import client_of

SIGNED = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
BODY = urlencode({"Action": "DescribeVpcEndpoints", "Version": "2016-11-15"}).encode()
HEADERS = {"Authorization": SIGNED, "Content-Type": "application/x-www-form-urlencoded"}
REQUEST = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: %b\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n" % (SIGNED.encode(), len(BODY))
)


@pytest.fixture(scope="module")
def url():
    with serving() as served:
        yield served.url


@pytest.fixture
def address(url):
    parts = urlsplit(url)
    return parts.hostname, parts.port


def ask(connection):
    connection.request("POST", "/", BODY, HEADERS)
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"DescribeVpcEndpointsResponse" in answer.read()
    return answer


def test_many_connections_are_kept(address):
    connections = [http.client.HTTPConnection(*address, timeout=30) for _ in range(40)]
    for _ in range(3):
        assert {ask(one).getheader("Connection") for one in connections} <= {None, "Keep-Alive"}
    for one in connections:
        one.close()


def test_who_says_nothing_or_half_of_it_is_not_waited_for(address):
    silent = [socket.create_connection(address, timeout=30) for _ in range(40)]
    for one in silent[::2]:
        one.sendall(REQUEST + b"\r\n" + BODY[:5])
    asking = http.client.HTTPConnection(*address, timeout=30)
    for _ in range(10):
        ask(asking)
    for one in silent[::2]:
        one.sendall(BODY[5:])
        assert b"200 OK" in one.recv(4096)
    for one in (*silent, asking):
        one.close()


def test_who_waits_for_long_keeps_nobody(url, address):
    queues = client_of(url, "sqs")
    queue = queues.create_queue(QueueName="empty")["QueueUrl"]
    waiting = threading.Thread(target=queues.receive_message, kwargs={"QueueUrl": queue, "WaitTimeSeconds": 8})
    waiting.start()
    asking = http.client.HTTPConnection(*address, timeout=30)
    for _ in range(20):
        ask(asking)
    assert waiting.is_alive()
    queues.send_message(QueueUrl=queue, MessageBody="now")
    waiting.join(30)
    assert not waiting.is_alive()


def test_requests_that_come_at_once_are_answered_in_order(address):
    with socket.create_connection(address, timeout=30) as pipe:
        pipe.sendall((REQUEST + b"\r\n" + BODY) * 3)
        got = b""
        while got.count(b"</DescribeVpcEndpointsResponse>") < 3:
            part = pipe.recv(65536)
            assert part, got
            got += part
        assert got.count(b"HTTP/1.1 200 OK") == 3


def test_who_asks_whether_to_go_on_is_told(address):
    with socket.create_connection(address, timeout=30) as asking:
        asking.sendall(REQUEST + b"Expect: 100-continue\r\n\r\n")
        assert asking.recv(4096).startswith(b"HTTP/1.1 100 Continue")
        asking.sendall(BODY)
        assert asking.recv(4096).startswith(b"HTTP/1.1 200 OK")


def test_an_answer_without_a_body_is_sent(address):
    asking = http.client.HTTPConnection(*address, timeout=30)
    for _ in range(2):
        asking.request("HEAD", "/nothing")
        answer = asking.getresponse()
        assert answer.read() == b""
        assert answer.status < 500
    asking.close()
