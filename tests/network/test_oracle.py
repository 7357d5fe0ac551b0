"""`aws.reach` against an oracle of its own that walks concrete packets, over random networks."""

import random

import pytest
from oracle import Oracle
from random_ground import PORTS, Ground


@pytest.mark.parametrize("seed", range(6))
def test_reach_agrees_with_packets(net, seed):
    ground = Ground(net, random.Random(seed))
    oracle = Oracle(net.ec2)
    wrong = []
    for source in [*ground.enis, "internet"]:
        for destination in [*ground.enis, "198.51.100.1"]:
            if source == destination or (source == "internet" and not destination.startswith("eni-")):
                continue
            for port in PORTS:
                path = net.aws.reach(source, destination, port)
                if bool(path) is not oracle.reach(source, destination, port):
                    wrong.append(str(path))
    assert not wrong, f"{len(wrong)} differ, the first:\n{wrong[0]}"
