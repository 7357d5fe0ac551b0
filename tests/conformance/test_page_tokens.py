"""Page tokens that nobody was given: no operation that gives pages takes them, and none stumbles over them."""

import base64
import sys

import pytest
from botocore.exceptions import ClientError
from scenarios import SCENARIOS

from mockvpce import resources
from mockvpce.engine.operation import registry

resources.load()

PAGED = sorted(name for name, handler in registry.items() if handler.page)
POSITIONS = ("-1", "0", str(sys.maxsize + 1), "9" * 5000, "", "x", "1.5", "²", "nan")


def token(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("name", PAGED)
def test_made_up_positions_are_refused(ground, name):
    side, given = getattr(ground, SCENARIOS[name].by), SCENARIOS[name].given(ground)
    made_up = [token(f"{name}/{position}") for position in POSITIONS]
    for wrong in (*made_up, token("DescribeNothing/1"), token("/"), token(name), "====", "%", "\x00", "ü"):
        with pytest.raises(ClientError) as refused:
            side.call(name, **given, NextToken=wrong)
        assert refused.value.response["Error"]["Code"] in ("InvalidNextToken", "InvalidParameterValue"), wrong


@pytest.mark.parametrize("name", PAGED)
def test_a_position_after_the_last_one_is_the_end(ground, name):
    side, given = getattr(ground, SCENARIOS[name].by), SCENARIOS[name].given(ground)
    answer = side.call(name, **given, NextToken=token(f"{name}/{sys.maxsize}"))
    assert "NextToken" not in answer
    assert not any(value for key, value in answer.items() if isinstance(value, list))
