"""The page at `/mockvpce/`, in a browser: what a person sees, and does without a mouse."""

import json
import re

import boto3
import pytest

requests = pytest.importorskip("requests", reason="the server is an extra: mockvpce[server]")
A, B = "111111111111", "222222222222"


class Site:
    """Two accounts on the server, and the page."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.ours, self.theirs = self.client(A), self.client(B)

    def client(self, account, service="ec2"):
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=self.url,
            aws_access_key_id=f"AKIA{account}MOCK",
            aws_secret_access_key="test",
        )

    def make(self, ec2, cidr, name):
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": name}]}]
        vpc = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=tags)["Vpc"]["VpcId"]
        block = cidr.replace("0.0/16", "1.0/24")
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=block)["Subnet"]["SubnetId"]
        made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnet)
        return vpc, subnet, made["Instances"][0]["InstanceId"]

    def peer(self, vpc, other):
        made = self.ours.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other, PeerOwnerId=B)
        return made["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def open(self):
        self.page.goto(f"{self.url}/mockvpce/")
        self.wait_for("#now", ":")

    def post(self, path, **body):
        requests.post(f"{self.url}/mockvpce/{path}", json=body, timeout=30).raise_for_status()

    def text(self, selector):
        return self.page.locator(selector).inner_text()

    def wait_for(self, selector, text):
        self.page.locator(selector, has_text=text).first.wait_for(timeout=20_000)


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture
def site(browser, server, request):
    """The server is empty; the page may ask nobody else, and says nothing on its console."""
    requests.post(f"{server.url}/mockvpce/reset", timeout=30).raise_for_status()
    requests.delete(f"{server.url}/mockvpce/calls", timeout=30).raise_for_status()
    requests.delete(f"{server.url}/mockvpce/faults", timeout=30).raise_for_status()
    chosen = request.getfixturevalue("scheme") if "scheme" in request.fixturenames else "light"
    context = browser.new_context(color_scheme=chosen, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Site(page, server.url)
    context.close()
    assert [one for one in asked if not one.startswith((f"{server.url}/mockvpce/", "data:"))] == []
    assert [one for one in complaints if "status of 400" not in one] == []


def test_nothing_yet(site):
    site.open()
    site.wait_for("#picture", "Nothing but default VPCs.")
    assert site.page.title() == "mockvpce"
    assert [site.text(one) for one in ("#pending", "#edges >> nth=0", "#ordered")][::2] == [
        "Nothing waits.",
        "No faults.",
    ]


def test_topology_and_what_waits(site, tmp_path):
    vpc, subnet, web = site.make(site.ours, "10.0.0.0/16", "shop <b>")
    peer, _, _ = site.make(site.theirs, "10.1.0.0/16", "bank")
    peering = site.peer(vpc, peer)
    site.post("clock", minutes=1)
    site.open()
    box = site.page.get_by_role("group", name="shop <b>")
    assert box.locator(f'[data-id="{subnet}"] [data-id="{web}"]').count() == 1
    assert "running" in box.inner_text()
    site.wait_for("#pending", f"account {B}")
    assert f"--vpc-peering-connection-id {peering}" in site.text("#pending code")
    assert "waiting" in site.page.locator("#picture path.line").first.get_attribute("class")
    site.theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    site.post("clock", minutes=1)
    site.wait_for("#pending", "Nothing waits.")
    site.wait_for("#resource-table td", "active")
    assert "good" in site.page.locator("#picture path.line").first.get_attribute("class")


def test_calls_arrive_with_their_errors(site):
    site.open()
    site.ours.create_vpc(CidrBlock="10.0.0.0/16")
    with pytest.raises(site.ours.exceptions.ClientError):
        site.ours.describe_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
    site.wait_for("#call-table td.error", "InvalidVpcEndpointId.NotFound")
    assert "ec2:CreateVpc" in site.text("#call-table")
    site.page.get_by_label("Only errors").check()
    site.page.locator("#call-table td", has_text="CreateVpc").first.wait_for(state="detached")
    assert site.page.locator("#call-table tbody tr").count() == 1


def test_clock_and_reset_by_keyboard(site):
    site.make(site.ours, "10.0.0.0/16", "shop")
    site.open()
    before = site.text("#now")
    site.page.get_by_role("button", name="+7 days").focus()
    site.page.keyboard.press("Enter")
    site.wait_for("#said", "+7 days: done.")
    assert site.text("#now") > before
    site.page.get_by_role("button", name="Reset…").focus()
    site.page.keyboard.press("Enter")
    site.page.get_by_role("button", name="Keep").press("Enter")
    assert "shop" in site.text("#picture")
    site.page.get_by_role("button", name="Reset…").press("Enter")
    site.page.get_by_role("button", name="Reset", exact=True).press("Enter")
    site.wait_for("#picture", "Nothing but default VPCs.")


def test_faults(site):
    site.open()
    site.page.get_by_label("Operation").fill("DescribeVpcEndpoints")
    site.page.get_by_label("Error code").fill("AuthFailure")
    site.page.get_by_role("button", name="Order").click()
    site.wait_for("#ordered", "ec2:DescribeVpcEndpoints AuthFailure, used 0 of 1 times")
    with pytest.raises(site.ours.exceptions.ClientError, match="AuthFailure"):
        site.ours.describe_vpc_endpoints()
    site.wait_for("#ordered", "used 1 of 1 times")
    site.page.get_by_role("button", name="Remove ec2:DescribeVpcEndpoints").click()
    site.wait_for("#ordered", "No faults.")
    site.page.get_by_label("Operation").fill("DescribeVpcEndpoint")
    site.page.get_by_role("button", name="Order").click()
    site.wait_for("#trouble", "DescribeVpcEndpoint")


def test_can_a_reach_b(site):
    vpc, _, web = site.make(site.ours, "10.0.0.0/16", "shop")
    peer, _, db = site.make(site.theirs, "10.1.0.0/16", "bank")
    site.peer(vpc, peer)
    site.open()
    site.wait_for("#picture", "shop")
    assert site.page.locator(f'#places option[value="{web}"]').count() == 1
    site.page.get_by_label("From").fill(web)
    site.page.get_by_label("To", exact=True).fill(db)
    site.page.get_by_label("Port").fill("5432")
    site.page.get_by_label("Port").press("Enter")
    site.wait_for("#verdict", "blocked by DISCONNECTED_VPCS")
    assert "BLOCKED" in site.text("#walk .bad")
    assert site.page.locator("#walk path.line.marked").count() >= 1
    site.page.get_by_label("To", exact=True).fill("i-0123456789abcdef0")
    site.page.get_by_role("button", name="Ask").click()
    site.wait_for("#verdict", "i-0123456789abcdef0")
    assert site.page.locator("#walk .node").count() == 0


def test_hundreds_of_resources(site):
    hub, subnet, _ = site.make(site.ours, "10.0.0.0/16", "hub")
    site.ours.run_instances(ImageId="ami-12c6146b", MinCount=220, MaxCount=220, SubnetId=subnet)
    for number in range(1, 41):
        spoke = site.theirs.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        made = site.peer(hub, spoke)
        site.post("clock", minutes=1)
        if number <= 38:
            site.theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=made)
    site.post("clock", minutes=1)
    site.open()
    site.wait_for("#picture", "38 VPCs")
    assert "221 instances" in site.text("#picture")
    assert site.page.locator("#picture .node, #picture .group").count() < 12
    assert site.page.locator("#resource-table tbody tr").count() == 40
    site.page.locator("#filter").fill("peering pending")
    site.wait_for("#shown", "2 of 40")
    assert site.page.locator("#resource-table tbody tr").count() == 2


def test_every_text_can_be_read(site, scheme):
    """The contrast of each text with what is behind it is at least 4.5 to 1, as WCAG AA asks."""
    vpc, _, web = site.make(site.ours, "10.0.0.0/16", "shop")
    peer, _, db = site.make(site.theirs, "10.1.0.0/16", "bank")
    site.peer(vpc, peer)
    site.open()
    site.page.get_by_label("From").fill(web)
    site.page.get_by_label("To", exact=True).fill(db)
    site.page.get_by_role("button", name="Ask").click()
    site.wait_for("#verdict", "blocked by")
    poor = site.page.evaluate(CONTRAST)
    assert poor == [], json.dumps(poor, indent=1)


def test_every_control_has_a_name_and_headings_are_in_order(site):
    site.open()
    for one in site.page.locator("button, input, select").all():
        name = one.evaluate("e => e.getAttribute('aria-label') || (e.labels && e.labels[0] || e).innerText.trim()")
        assert name
    levels = [int(one.evaluate("e => e.tagName.slice(1)")) for one in site.page.locator("h1, h2, h3").all()]
    assert levels == [1, *[2] * 6]
    assert site.page.locator("[lang]").first.get_attribute("lang") == "en"
    assert len(set(re.findall(r'id="([^"]+)"', html := site.page.content()))) == len(re.findall(r' id="([^"]+)"', html))


CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (one) => one.slice(0, 3).map((v) => linear(v / 255))
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest('svg, datalist, script, style, option')) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, e.textContent.slice(0, 40), ratio]);
  }
  return poor;
}"""
