"""What `mockvpce serve` lets in, in bytes that no client of AWS's sends."""

import http.client
import re
import subprocess
import sys

import pytest

pytest.importorskip("cheroot", reason="the server is an extra: mockvpce[server]")

SIGNED = "AWS4-HMAC-SHA256 Credential=FOOBARKEY/20260101/{region}/ec2/aws4_request, SignedHeaders=host, Signature=0"


@pytest.fixture(scope="module")
def port():
    command = [sys.executable, "-m", "mockvpce", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield int(re.search(r":(\d+)", process.stdout.readline())[1])
        process.terminate()
        assert "Traceback" not in process.communicate(timeout=30)[1]


def ask(
    port, body=b"Action=DescribeVpcs&Version=2016-11-15", *, method="POST", path="/", region="us-east-1", **headers
):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    sent = {
        "Authorization": SIGNED.format(region=region),
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in sent.items():
        connection.putheader(name, value.encode() if isinstance(value, str) else value)
    connection.endheaders(body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("action", ["DescribeVpcs", "DescribeVpcEndpoints"])
class TestForms:
    """Of moto's operations and of ours."""

    def body(self, action, more=b""):
        return f"Action={action}&Version=2016-11-15".encode() + more

    def test_one_that_can_be_read(self, port, action):
        assert ask(port, self.body(action))[0] == 200

    def test_one_that_is_not_text(self, port, action):
        status, told = ask(port, self.body(action, b"&VpcId.1=\xff\xfe"))
        assert status == 400
        assert "<Code>MalformedQueryString</Code>" in told

    @pytest.mark.parametrize("region", ["us-moon-1", ""])
    def test_a_region_that_does_not_exist(self, port, action, region):
        status, told = ask(port, self.body(action), region=region)
        assert status == 401
        assert "<Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials" in told


@pytest.mark.parametrize(
    ("length", "status"),
    [("²", 400), ("-5", 400), ("x", 400), ("1_0", 400), ("+1", 400), ("1" * 20, 413), (str(1 << 31), 413)],
)
def test_lengths_that_are_none(port, length, status):
    assert ask(port, Content_Length=length)[0] == status


@pytest.mark.parametrize("content_type", ["application/json", "application/x-amz-json-1.1", "text/plain"])
def test_other_types_are_no_error_of_the_server_s(port, content_type):
    assert ask(port, b"{}", Content_Type=content_type)[0] < 500


def test_head_is_no_error_of_the_server_s(port):
    assert ask(port, b"", method="HEAD")[0] < 500


@pytest.mark.parametrize("path", ["/", "/moto-api/reset"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost.evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-origin", "Host": "evil.example:5000"},
        {"Sec_Fetch_Site": "none", "Host": "evil.example:5000"},
        {"Origin": "http://evil.example:5000", "Host": "evil.example:5000"},
    ],
    ids=repr,
)
def test_pages_of_other_sites_are_refused(port, path, headers):
    status, told = ask(port, path=path, **headers)
    assert status == 403
    assert "pages of this machine only" in told


@pytest.mark.parametrize("path", ["/mockvpce/", "/mockvpce/state", "/moto-api/data.json"])
def test_the_consoles_have_no_foreign_name(port, path):
    def asked(host):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    assert [asked(host) for host in ("localhost", "127.0.0.1:5000", "[::1]:5000")] == [200] * 3
    assert asked("evil.example") == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://127.0.0.1:8080"},
        {"Origin": "http://[::1]:80"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none", "Host": "localhost:5000"},
        {"Host": "bucket.s3.localhost:5000"},
        {"Host": "mocks.internal:5000"},
    ],
    ids=repr,
)
def test_pages_of_this_machine_are_answered(port, headers):
    assert ask(port, **headers)[0] == 200
