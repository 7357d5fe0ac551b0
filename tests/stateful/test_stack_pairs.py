"""Random pairs of templates: an update leads to what the second one makes afresh, or leaves what was there as it was."""

from __future__ import annotations

import random

import pytest
from stack_pairs import REGION, Breaking, Writer, body, failing, likeness, picture
from wide_writer import WideWriter

from mockvpce import mock_vpce


@pytest.fixture
def breaking(monkeypatch):
    return Breaking(monkeypatch)


WRITERS = [*((Writer, seed) for seed in range(3)), *((WideWriter, seed) for seed in range(3))]


@pytest.mark.parametrize(("kind", "seed"), WRITERS)
def test_an_update_is_as_good_as_new(kind, seed):
    writer = kind(random.Random(seed))
    first, second = writer.template(), writer.template()
    likenesses = []
    for begins in (first, second):
        with mock_vpce(region=REGION, seed=1) as aws:
            ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
            empty = picture(ec2)
            stacks.create_stack(StackName="stack", TemplateBody=body(begins))
            assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
            if begins is first and first != second:
                stacks.update_stack(StackName="stack", TemplateBody=body(second))
                assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_COMPLETE"
            likenesses.append(likeness(ec2, stacks, "stack"))
            stacks.delete_stack(StackName="stack")
            assert stacks.describe_stacks()["Stacks"] == []
            assert picture(ec2) == empty
    assert likenesses[0] == likenesses[1]


@pytest.mark.parametrize(("kind", "seed"), WRITERS)
def test_an_update_that_fails_leaves_all_as_it_was(kind, seed):
    source = random.Random(seed)
    writer = kind(source)
    first, second = writer.template(), failing(source, writer.template())
    with mock_vpce(region=REGION, seed=1) as aws:
        ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
        empty = picture(ec2)
        stacks.create_stack(StackName="stack", TemplateBody=body(first))
        before = likeness(ec2, stacks, "stack")
        resources = stacks.list_stack_resources(StackName="stack")["StackResourceSummaries"]
        stacks.update_stack(StackName="stack", TemplateBody=body(second))
        assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert likeness(ec2, stacks, "stack") == before
        after = stacks.list_stack_resources(StackName="stack")["StackResourceSummaries"]
        assert [one["PhysicalResourceId"] for one in after] == [one["PhysicalResourceId"] for one in resources]
        stacks.delete_stack(StackName="stack")
        assert picture(ec2) == empty


@pytest.mark.parametrize(("kind", "seed"), WRITERS)
def test_a_request_that_fails_leaves_all_as_it_was(breaking, kind, seed):
    source = random.Random(seed)
    writer = kind(source)
    first, second = writer.template(), writer.template()
    with mock_vpce(region=REGION, seed=1) as aws:
        ec2, stacks = aws.client("ec2"), aws.client("cloudformation")
        stacks.create_stack(StackName="stack", TemplateBody=body(first))
        before = likeness(ec2, stacks, "stack")
        breaking.number = source.randint(1, 12)
        stacks.update_stack(StackName="stack", TemplateBody=body(second))
        if stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_COMPLETE":
            return  # there was no such request, or it was of the clean-up
        assert breaking.broken is not None
        assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
        assert likeness(ec2, stacks, "stack") == before
