"""How the server speaks HTTP, and how it goes: connections, odd bodies and paths, answers that take a while."""

import http.client
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
import requests
from served import serving

pytest.importorskip("cheroot", reason="the server is an extra: mockvpce[server]")

SIGNED = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0"
FORM = urlencode({"Action": "DescribeVpcEndpoints", "Version": "2016-11-15"})
HEADERS = {"Authorization": SIGNED, "Content-Type": "application/x-www-form-urlencoded"}


def client_of(service, url):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name="us-east-1", endpoint_url=url, **keys)


def connection_to(url):
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)


def ask(connection, body=FORM, **headers):
    connection.request("POST", "/", body, HEADERS | headers)
    answer = connection.getresponse()
    return answer, answer.read().decode()


@pytest.fixture(scope="module")
def url():
    with serving() as served:
        yield served.url


def test_a_connection_is_kept_for_more_requests(url):
    connection = connection_to(url)
    assert ask(connection)[0].status == 200
    first = connection.sock
    assert ask(connection)[0].status == 200
    assert connection.sock is first
    assert ask(connection, Connection="close")[0].will_close


@pytest.mark.parametrize("action", ["DescribeVpcs", "DescribeVpcEndpoints"])
def test_a_body_in_chunks(url, action):
    body = FORM.replace("DescribeVpcEndpoints", action).encode()
    answer = requests.post(url, data=iter([body[:10], body[10:]]), headers=HEADERS, timeout=30)
    assert answer.status_code == 200
    assert f"<{action}Response" in answer.text


def test_two_requests_at_once_on_one_connection(url):
    host = urlsplit(url)
    lines = [
        f"{name}: {value}" for name, value in {"Host": host.netloc, "Content-Length": len(FORM), **HEADERS}.items()
    ]
    request = "\r\n".join(["POST / HTTP/1.1", *lines, "", FORM]).encode()
    with socket.create_connection((host.hostname, host.port), timeout=30) as connection:
        connection.sendall(request + request.replace(b"\r\nHost", b"\r\nConnection: close\r\nHost"))
        answered = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answered.count(b"<DescribeVpcEndpointsResponse") == 2


@pytest.mark.parametrize("key", ["a b+c", "a%2Fb", "//a", "naïve/中文", "a?b#c", "%"])
def test_paths_reach_moto_as_they_were_sent(url, key):
    s3 = client_of("s3", url)
    s3.create_bucket(Bucket="odd")
    s3.put_object(Bucket="odd", Key=key, Body=b"content")
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="odd")["Contents"]] == [key]
    assert s3.get_object(Bucket="odd", Key=key)["Body"].read() == b"content"
    s3.delete_object(Bucket="odd", Key=key)


@pytest.mark.skipif(find_spec("moto.core.request") is None, reason="older moto asks nobody for the names")
def test_names_of_headers_reach_moto_as_they_were_sent(url):
    s3 = client_of("s3", url)
    s3.create_bucket(Bucket="names")
    s3.put_object(Bucket="names", Key="key", Body=b"content", Metadata={"my_key": "1"})
    assert s3.head_object(Bucket="names", Key="key")["Metadata"] == {"my_key": "1"}


def test_requests_that_wait_keep_no_others_from_being_answered(url):
    queue = client_of("sqs", url).create_queue(QueueName="slow")["QueueUrl"]
    over = threading.Event()

    def wait():
        while not over.is_set():
            client_of("sqs", url).receive_message(QueueUrl=queue, WaitTimeSeconds=1)

    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(wait) for _ in range(20)]
        try:
            for _ in range(5):
                assert ask(connection_to(url))[0].status == 200
        finally:
            over.set()
        for one in waiting:
            one.result()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_being_answered_is_answered_before_the_server_goes(number):
    with serving() as served, ThreadPoolExecutor(1) as pool:
        sqs = client_of("sqs", served.url)
        queue = sqs.create_queue(QueueName="slow")["QueueUrl"]
        slow = pool.submit(sqs.receive_message, QueueUrl=queue, WaitTimeSeconds=2)
        kept = connection_to(served.url)
        ask(kept)
        socket.create_connection((urlsplit(served.url).hostname, urlsplit(served.url).port))  # and says nothing
        served.process.send_signal(number)
        assert "Messages" not in slow.result()
        rest, _ = served.process.communicate(timeout=30)
        assert rest.strip() == "mockvpce has stopped"
        assert served.process.returncode == 0


def test_no_answer_is_cut_by_the_end():
    """Clients that never stop asking: each gets whole answers, then a connection that is closed or refused."""

    counts = [0] * 8

    def ask_to_the_end(url, number):
        connection = connection_to(url)
        while True:
            try:
                answer, text = ask(connection)
            except (ConnectionError, http.client.RemoteDisconnected):
                return
            assert text.endswith("</DescribeVpcEndpointsResponse>")
            counts[number] += 1
            if answer.will_close:
                return

    with serving() as served, ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask_to_the_end, served.url, number) for number in range(8)]
        while not all(counts):
            time.sleep(0.01)
        assert served.stop().strip() == "mockvpce has stopped"
        for one in asking:
            one.result()
