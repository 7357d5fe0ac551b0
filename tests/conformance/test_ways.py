"""Nothing that a program can see tells an answer given in the process from one that went over the wire."""

from email.utils import format_datetime

import pytest
from stories import STORIES, Witness

from mockvpce import mock_vpce
from mockvpce.engine.clock import Clock


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_both_ways_show_a_program_the_same(monkeypatch, story):
    monkeypatch.setattr("time.sleep", lambda _: None)
    moment = Clock().now()
    monkeypatch.setattr(Clock, "now", lambda _: moment)
    monkeypatch.setattr(Clock, "http_date", lambda _: format_datetime(moment))
    seen = {}
    for wire in (False, True):
        with mock_vpce(seed="ways", wire=wire) as aws:
            witness = Witness(aws)
            story(witness)
        seen[wire] = witness.seen
    for here, there in zip(seen[False], seen[True], strict=False):
        assert here == there
    assert len(seen[False]) == len(seen[True])
