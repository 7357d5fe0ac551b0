"""`aws.reach` against an oracle of its own that walks concrete packets, over random networks."""

import random

import pytest
from oracle import Oracle
from random_ground import PORTS, Ground


@pytest.mark.parametrize(("seed", "both"), [(0, False), (1, False), (3, False), (1, True), (7, True), (18, True)])
def test_reach_agrees_with_packets(net, seed, both):
    """`both`: in IPv4 and IPv6, with TCP and UDP."""
    ground = Ground(net, random.Random(seed), ipv6=both, udp=both)
    oracle = Oracle(net.ec2)
    asked = [(port, "tcp") for port in PORTS] + [(80, "udp")] * both
    wrong = []
    for source in [*ground.enis, "internet"]:
        for destination in [*ground.enis, "198.51.100.1", *["2001:db8:7::1"] * both]:
            if source == destination or (source == "internet" and not destination.startswith("eni-")):
                continue
            for port, protocol in asked:
                path = net.aws.reach(source, destination, port, protocol)
                if bool(path) is not oracle.reach(source, destination, port, protocol):
                    wrong.append(str(path))
    assert not wrong, f"{len(wrong)} differ, the first:\n{wrong[0]}"
