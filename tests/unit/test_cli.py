"""The `mockvpce` command."""

import pytest

from mockvpce.cli import main


def test_coverage_lists_every_operation_with_its_filters(capsys):
    assert main(["coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("DescribeVpcEndpoints")
    assert lines[at + 1].strip() == "implemented; parameters read: 5 of 5"
    assert lines[at + 2].strip() == "filters: 9 of 9"
    assert lines[-1].endswith(" operations")


def test_coverage_gives_a_reason_for_each_member_that_is_not_read(capsys):
    main(["coverage"])
    assert "no reason given" not in capsys.readouterr().out


def test_coverage_of_one_operation_that_is_motos(capsys):
    assert main(["coverage", "RunInstances"]) == 1
    assert capsys.readouterr().out == "RunInstances: left to moto\n"


def test_demo_tells_its_story(capsys):
    assert main(["demo"]) == 0
    assert "vpce-svc-" in capsys.readouterr().out


def test_no_command_is_a_usage_error():
    with pytest.raises(SystemExit):
        main([])
