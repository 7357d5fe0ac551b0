"""`/mockvpce/` of the server: the handle as JSON, for programs in any language."""

import re
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from botocore.config import Config
from test_server import client_of

pytest.importorskip("cheroot", reason="the server is an extra: mockvpce[server]")
requests = pytest.importorskip("requests")

from served import serving  # noqa: E402 - after the skip

A, B = "111111111111", "222222222222"


@pytest.fixture(scope="module")
def server():
    with serving("--timing", "aws") as served:
        yield served


@pytest.fixture
def ask(server):
    """Asks the console: `ask("GET", "state")` gives status and JSON. Each test begins with nothing."""

    def asking(method, path, body=None, **options):
        answer = requests.request(method, f"{server.url}/mockvpce/{path}", json=body, timeout=30, **options)
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return answer.status_code, answer.json() if method != "HEAD" else None

    asking("POST", "reset")
    asking("DELETE", "calls")
    asking("DELETE", "faults")
    return asking


@pytest.fixture
def ec2(server, ask):
    return client_of(server.url)


def test_health_and_index(ask):
    status, told = ask("GET", "health")
    assert (status, told["status"], told["timing"]) == (200, "ok", "aws")
    status, told = ask("GET", "")
    assert "POST /mockvpce/reset" in told["routes"]
    assert ask("HEAD", "health")[0] == 200


def test_state_and_what_is_to_be_decided(ask, server):
    ours, theirs = client_of(server.url, account=A), client_of(server.url, account=B)
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Name", "Value": "bridge"}]}]
    made = ours.create_vpc_peering_connection(
        VpcId=ours.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"],
        PeerVpcId=theirs.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"],
        PeerOwnerId=B,
        TagSpecifications=tags,
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ask("POST", "clock", {"minutes": 1})
    _, told = ask("GET", "state")
    (peering,) = told["resources"]
    assert {name: peering[name] for name in ("id", "type", "name", "account", "state")} == {
        "id": made,
        "type": "vpc-peering-connection",
        "name": "bridge",
        "account": A,
        "state": "pending-acceptance",
    }
    assert peering["decide"].endswith(f"--vpc-peering-connection-id {made} --region us-east-1")
    assert f"account {A}" in told["tree"]
    _, told = ask("GET", "diagram")
    assert told["mermaid"].startswith("flowchart LR")
    assert {one["kind"] for one in told["groups"]} == {"account", "VPC"}
    (edge,) = told["edges"]
    assert edge["text"] == "bridge: pending-acceptance"


def test_state_has_the_parts_of_others_too(ask, ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    status, told = ask("GET", "state")
    assert status == 200
    assert gateway in [one["id"] for one in told["resources"]]


def test_calls_and_their_errors(ask, ec2, server):
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    with pytest.raises(ec2.exceptions.ClientError):
        ec2.describe_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    client_of(server.url, "sqs").list_queues()
    _, told = ask("GET", "calls")
    assert [(one["service"], one["operation"], one["code"]) for one in told["calls"]] == [
        ("ec2", "CreateVpc", None),
        ("ec2", "DescribeVpcEndpoints", "InvalidVpcEndpointId.NotFound"),
        ("sqs", "ListQueues", None),
    ]
    first, second, _ = told["calls"]
    assert first["parameters"] == {"CidrBlock": "10.0.0.0/16"}
    assert "vpce-0123456789abcdef0" in second["message"]
    _, later = ask("GET", f"calls?after={first['number']}")
    assert later["calls"] == told["calls"][1:]
    assert [one["operation"] for one in ask("GET", "calls?errors=true")[1]["calls"]] == ["DescribeVpcEndpoints"]
    assert [one["operation"] for one in ask("GET", "calls?service=sqs")[1]["calls"]] == ["ListQueues"]
    assert ask("DELETE", "calls")[1] == ask("GET", "calls")[1] == {"calls": []}


def test_faults(ask, ec2):
    status, fault = ask("POST", "faults", {"operation": "DescribeVpcEndpoints", "code": "AuthFailure", "times": 2})
    assert (status, fault["operation"], fault["used"]) == (201, "ec2:DescribeVpcEndpoints", 0)
    with pytest.raises(ec2.exceptions.ClientError, match="AuthFailure"):
        ec2.describe_vpc_endpoints()
    (shown,) = ask("GET", "faults")[1]["faults"]
    assert (shown["id"], shown["used"], shown["code"]) == (fault["id"], 1, "AuthFailure")
    assert ask("DELETE", f"faults/{fault['id']}") == (200, {"faults": []})
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    status, told = ask("DELETE", f"faults/{fault['id']}")
    assert (status, told["error"]) == (404, f"there is no fault {fault['id']}")


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("sqs", "ListQueues", lambda client: client.list_queues()),
        ("sns", "CreateTopic", lambda client: client.create_topic(Name="t")),
        ("s3", "PutObject", lambda client: client.put_object(Bucket="b", Key="k/l m", Body=b"")),
        ("s3", "CopyObject", lambda client: client.copy_object(Bucket="b", Key="k", CopySource="b/l")),
        ("s3", "GetBucketPolicy", lambda client: client.get_bucket_policy(Bucket="b")),
        ("elbv2", "DescribeLoadBalancers", lambda client: client.describe_load_balancers()),
        ("route53", "ListHostedZones", lambda client: client.list_hosted_zones()),
    ],
)
def test_faults_of_other_services(ask, server, service, operation, call):
    """Whatever protocol their clients speak; each is named in the calls as botocore names it."""
    assert ask("POST", "faults", {"operation": f"{service}:{operation}", "code": "Throttling", "status": 418})[0] == 201
    client = client_of(server.url, service, config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(client.exceptions.ClientError) as raised:
        call(client)
    assert raised.value.response["Error"]["Code"] == "Throttling"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 418
    (told,) = ask("GET", "calls")[1]["calls"]
    assert (told["service"], told["operation"], told["code"]) == (service, operation, "Throttling")


def test_clock_and_settle(ask, ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    options = {"VpcEndpointType": "Interface", "SubnetIds": [subnet], "PrivateDnsEnabled": False}
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.sqs", **options)

    def state():
        return ask("GET", "state")[1]["resources"][0]["state"]

    assert made["VpcEndpoint"]["State"] == state() == "pending"
    before = ask("GET", "clock")[1]["now"]
    status, told = ask("POST", "clock", {"hours": 1})
    assert status == 200
    assert told["now"] > before
    assert state() == "available"
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpoint"]["VpcEndpointId"]])
    assert state() == "deleting"
    ask("POST", "settle")
    assert ask("GET", "state")[1]["resources"] == []


def test_snapshots(ask, ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
    status, taken = ask("POST", "snapshot")
    assert status == 201
    ask("POST", "reset")
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
    assert ask("GET", "snapshot")[1]["snapshots"][-1] == taken["id"]
    assert ask("POST", f"snapshot/{taken['id']}")[0] == 200
    assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1
    assert ask("DELETE", f"snapshot/{taken['id']}")[0] == 200
    assert ask("POST", f"snapshot/{taken['id']}")[0] == 404


def test_services(ask, ec2):
    name = "com.amazonaws.us-east-1.brand-new"
    _, told = ask("GET", "services?region=eu-west-1")
    assert "com.amazonaws.eu-west-1.s3" in told["services"]
    status, told = ask("POST", "services", {"name": name, "region": "us-east-1"})
    assert (status, told["id"][:9]) == (201, "vpce-svc-")
    assert ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceNames"] == [name]


def test_who_reaches_whom(ask, ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    made = [ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(2)]
    _, told = ask("GET", f"reach?source={made[0]}&destination={made[1]}&port=5432")
    assert told["reached"] is True
    assert told["hops"][0]["id"] == made[0]
    _, told = ask("GET", f"reach?source=internet&destination={made[1]}&port=5432")
    assert (told["reached"], told["codes"]) == (False, ["NO_ROUTE_TO_DESTINATION"])
    assert "bad" in {node["look"] for node in told["diagram"]["nodes"]}
    status, told = ask("GET", "reach?source=eni-0123456789abcdef0&destination=internet")
    assert status == 400
    assert "eni-0123456789abcdef0" in told["error"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("GET", "stat", None, 404, "there is no /mockvpce/stat; GET /mockvpce/ tells what there is"),
        ("PUT", "clock", {}, 405, "/mockvpce/clock takes GET, POST, not PUT"),
        ("POST", "clock", {"hour": 1}, 400, "there is no field 'hour'; did you mean 'hours'?"),
        ("POST", "clock", {"hours": "1"}, 400, 'hours is a number, got "1"'),
        ("POST", "clock", {"hours": True}, 400, "hours is a number, got true"),
        ("POST", "clock", {"hours": -1}, 400, None),
        ("POST", "clock", {"days": 1e300}, 400, None),
        ("POST", "clock", {}, 400, None),
        ("POST", "clock", [1], 400, "the body is no JSON object"),
        ("POST", "faults", {"code": "AuthFailure"}, 400, "operation is missing"),
        ("POST", "faults", {"operation": "CreateVcp", "code": "AuthFailure"}, 400, None),
        ("POST", "faults", {"operation": "CreateVpc"}, 400, "say what goes wrong: code=, exception= or delay="),
        ("POST", "services", {"name": "x"}, 400, None),
        ("GET", "services?region=us-moon-1", None, 400, "there is no Region 'us-moon-1'"),
        ("GET", "calls?limit=0", None, 400, "limit is a number from 1, got 0"),
        ("GET", "calls?after=x", None, 400, 'after is a whole number, got "x"'),
        ("GET", "calls?operation=NoSuchThing", None, 400, None),
        ("GET", "reach?source=internet", None, 400, "destination is missing"),
        ("POST", "settle", {"hours": 1}, 400, "there is no field 'hours'; there are none"),
        ("POST", "reset", {"all": True}, 400, "there is no field 'all'; there are none"),
        ("POST", "snapshot", {"name": "x"}, 400, "there is no field 'name'; there are none"),
        (
            "POST",
            "services",
            {"name": "com.amazonaws.us-east-1.new", "private_dns_names": [1]},
            400,
            "private_dns_names are texts, got 1",
        ),
        ("POST", "faults", {"operation": "CreateVpc", "code": "VpcLimitExceeded", "region": "mars"}, 400, None),
    ],
)
def test_bad_requests_change_nothing(ask, method, path, body, status, error):
    before = datetime.fromisoformat(ask("GET", "clock")[1]["now"])
    found, told = ask(method, path, body)
    assert found == status
    assert list(told) == ["error"]
    assert error is None or told["error"] == error
    assert datetime.fromisoformat(ask("GET", "clock")[1]["now"]) - before < timedelta(minutes=30)
    assert ask("GET", "faults")[1] == {"faults": []}


def test_a_body_that_is_no_json(server):
    answer = requests.post(f"{server.url}/mockvpce/clock", data=b"{hours", timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("the body is no JSON")


def test_a_body_that_is_nested_without_end(server):
    answer = requests.post(f"{server.url}/mockvpce/clock", data=b"[" * 500_000, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("the body is no JSON")


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_pages_of_other_sites_may_not(server, headers):
    assert requests.post(f"{server.url}/mockvpce/reset", headers=headers, timeout=30).status_code == 403


def test_a_bucket_of_that_name_is_a_bucket(server):
    s3 = client_of(server.url, "s3")
    s3.create_bucket(Bucket="mockvpce")
    s3.put_object(Bucket="mockvpce", Key="health", Body=b"mine")
    assert s3.get_object(Bucket="mockvpce", Key="health")["Body"].read() == b"mine"


def test_verbose_logs_calls():
    with serving("--verbose") as served:
        client_of(served.url).describe_vpc_endpoints()
        requests.get(f"{served.url}/mockvpce/state", timeout=30)
        said = served.stop()
    assert "ec2:DescribeVpcEndpoints() by 123456789012 in us-east-1" in said
    assert "/mockvpce/state" not in said


def test_a_browser_gets_a_page_that_needs_nothing_else(server):
    answer = requests.get(f"{server.url}/mockvpce/", headers={"Accept": "text/html,*/*;q=0.8"}, timeout=30)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; ")
    assert "unsafe" not in policy
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", answer.text))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not a place
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)""", answer.text)
    for kind, text in re.findall(r"<(style|script)>(.*?)</(?:style|script)>", answer.text, re.DOTALL):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
