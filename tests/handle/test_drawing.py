"""`Diagram.svg`, `.png` and `.save`: Graphviz draws, where it is installed."""

import shutil
import sys
import xml.etree.ElementTree as ET

import pytest

from mockvpce import mock_vpce
from mockvpce.handle.pictures import dot
from mockvpce.handle.pictures.picture import Edge, Group, Node, Picture

NEEDS_PACKAGE = "the package graphviz is not installed (extra `diagram`)"
needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program dot is not installed")


@pytest.fixture(scope="module")
def diagram():
    with mock_vpce(region="us-east-1") as aws:
        ec2 = aws.client("ec2")
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": 'a "b" \\n <c> &amp;\nd'}]}]
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
        peer = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3")
        ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)
        return aws.diagram()


@pytest.fixture
def echo_for_dot(tmp_path, monkeypatch):
    """A program `dot` that prints what it reads."""
    program = tmp_path / "bin" / "dot"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec /bin/cat\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


@pytest.mark.needs_processes
def test_what_graphviz_reads(diagram, echo_for_dot):
    pytest.importorskip("graphviz", reason=NEEDS_PACKAGE)
    told = diagram.svg()
    assert told.startswith("digraph {\n")
    assert told.count("{") == told.count("}")
    assert 'label="a \\"b\\" \\\\n <c> &amp;amp; d\\nvpc-' in told
    assert "lhead=cluster" in told
    assert "ltail=cluster" in told
    assert "Gateway endpoint\\nto s3\\navailable" in told


@needs_dot
def test_svg_and_png(diagram):
    pytest.importorskip("graphviz", reason=NEEDS_PACKAGE)
    root = ET.fromstring(diagram.svg())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert 'a "b" \\n <c> &amp; d' in texts
    assert "to s3" in texts
    assert diagram.png().startswith(b"\x89PNG\r\n")
    assert "image/svg+xml" in diagram._repr_mimebundle_()


@pytest.mark.needs_processes
def test_save_by_suffix(diagram, tmp_path, echo_for_dot):
    text = tmp_path / "now.mmd"
    assert diagram.save(str(text)) == text
    assert text.read_text(encoding="utf-8") == diagram.mermaid
    with pytest.raises(ValueError, match=r"'.*now\.jpg': the suffix of a diagram is \.mmd, \.svg or \.png"):
        diagram.save(tmp_path / "now.jpg")
    pytest.importorskip("graphviz", reason=NEEDS_PACKAGE)
    drawn = diagram.save(tmp_path / "now.SVG")
    assert drawn.read_text(encoding="utf-8") == diagram.svg()


def test_without_the_extra(diagram, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "graphviz", None)
    for ask in (diagram.svg, diagram.png, lambda: diagram.save(tmp_path / "now.png")):
        with pytest.raises(ImportError, match=r"pip install 'mockvpce\[diagram\]'"):
            ask()
    assert list(tmp_path.iterdir()) == []
    assert "image/svg+xml" not in diagram._repr_mimebundle_()


@pytest.mark.needs_processes
def test_without_the_program(diagram, tmp_path, monkeypatch):
    pytest.importorskip("graphviz", reason=NEEDS_PACKAGE)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"Graphviz's program `dot` on the PATH"):
        diagram.svg()
    assert "image/svg+xml" not in diagram._repr_mimebundle_()


def test_all_of_an_account_stands_behind_those_that_connect_to_it():
    groups = (Group("a", "account", ("a",)), Group("b", "account", ("b",)), Group("v", "VPC", ("v",), "b"))
    nodes = (Node("end", "endpoint", ("end",), "a"), Node("svc", "service", ("svc",), "b"))
    written = dot.write(Picture("two accounts", groups, nodes, (Edge("end", "svc"),)))
    unseen = {line.strip() for line in written.splitlines() if line.endswith("-> in_cluster1 [style=invis]")}
    assert unseen == {"n0 -> in_cluster1 [style=invis]"}
    assert written.count("[style=invis]") == 2  # the account and its VPC


def test_subnets_stand_side_by_side_unless_a_way_is_marked():
    subnets = tuple(Group(f"s{number}", "subnet", (f"s{number}",), "vpc") for number in range(5))
    nodes = tuple(Node(f"i{number}", "instance", (f"i{number}",), f"s{number}") for number in range(5))
    groups = (Group("vpc", "VPC", ("vpc",)), *subnets)

    def rows(*edges):
        text = dot.write(Picture("five", groups, nodes, edges))
        return [line.strip() for line in text.splitlines() if line.startswith("  in_") and "invis" in line]

    anchors = [f"in_cluster{number}" for number in range(1, 6)]
    assert rows() == [
        f"{anchors[before]} -> {end} [style=invis]"
        for before, here in ((0, 1), (1, 2), (3, 4))
        for end in (anchors[here], f"n{here}")
    ]
    assert rows(Edge("i0", "s1")) == [
        f"{anchors[before]} -> {end} [style=invis]"
        for before, here in ((0, 2), (2, 3))
        for end in (anchors[here], f"n{here}")
    ]
    assert not rows(Edge("i0", "i1", look="marked"))
