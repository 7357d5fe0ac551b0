"""The `mockvpce` command."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

import mockvpce
from mockvpce.cli import main


def command(*words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "mockvpce", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


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
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert any("vpce-svc-" in line for line in told)
    assert "web to db, 5432 yes" in told
    assert "internet to db no: NO_ROUTE_TO_DESTINATION" in told
    assert told.index("web to warehouse no: NO_ROUTE_TO_DESTINATION") < told.index("web to warehouse yes")
    assert any("no VPC endpoint policy allows the s3:GetObject action" in line for line in told)
    assert "one tunnel down telemetry DOWN/UP, route to 192.168.0.0/16 active, web reaches the office: yes" in told
    assert "both down telemetry DOWN/DOWN, no route to 192.168.0.0/16, web reaches the office: no" in told
    assert not any("\033" in line for line in told)


def test_demo_fits_the_terminal_and_has_color_there(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert main(["demo"]) == 0
    shown = capsys.readouterr().out
    assert "\033[32mavailable\033[0m" in shown
    plain = re.sub(r"\033\[\d+m", "", shown)
    assert [line for line in plain.splitlines() if len(line) > 90 and max(map(len, line.split())) < 60] == []


def test_demo_saves_the_picture(tmp_path, capsys):
    assert main(["demo", "--picture", str(tmp_path / "two.mmd")]) == 0
    assert "account 222222222222" in (tmp_path / "two.mmd").read_text(encoding="utf-8")
    assert "two.mmd" in capsys.readouterr().out


def test_demo_says_at_once_what_it_cannot_draw(tmp_path, capsys):
    assert main(["demo", "--picture", str(tmp_path / "two.jpg")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "the suffix of a diagram is .mmd, .svg or .png" in told.err
    assert "Traceback" not in told.err


def test_no_command_is_a_usage_error():
    with pytest.raises(SystemExit):
        main([])


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"mockvpce {mockvpce.__version__}\n"


def test_coverage_of_an_operation_that_does_not_exist(capsys):
    assert main(["coverage", "CreateVpcEndpont"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("EC2 has no operation 'CreateVpcEndpont'; did you mean CreateVpcEndpoint or ")
    assert main(["coverage", "Nonsense"]) == 2
    assert capsys.readouterr().err == "EC2 has no operation 'Nonsense'\n"


def test_coverage_for_a_program(capsys):
    assert main(["coverage", "--json", "DescribeVpcEndpoints"]) == 0
    told = json.loads(capsys.readouterr().out)["DescribeVpcEndpoints"]
    assert told["parameters"] == 5
    assert told["unread"] == {}
    assert "vpc-id" in told["filters"]
    assert main(["coverage", "--json", "RunInstances"]) == 1
    assert json.loads(capsys.readouterr().out) == {"RunInstances": None}


@pytest.mark.parametrize("port", ["99999", "-1", "x", "²", "65536"])
def test_ports_that_are_none(port, capsys):
    with pytest.raises(SystemExit) as end:
        main(["serve", f"--port={port}"])
    assert end.value.code == 2
    assert f"{port!r} is no port: a number from 0 to 65535" in capsys.readouterr().err


@pytest.mark.needs_threads
def test_a_host_that_is_none(capsys):
    assert main(["serve", "--port=0", "--host=no-such-host.invalid"]) == 1
    assert capsys.readouterr().err.startswith("'no-such-host.invalid' is no address to listen at: ")


@pytest.mark.needs_processes
def test_serve_says_what_to_export():
    pytest.importorskip("cheroot", reason="the server is an extra: mockvpce[server]")
    with command("serve", "--port", "0") as server:
        first, second = server.stdout.readline(), server.stdout.readline()
        server.terminate()
        assert server.wait(30) == 0
        server.communicate()
    address = first.split()[-1]
    assert second == f"export AWS_ENDPOINT_URL={address}\n"


@pytest.mark.needs_processes
def test_a_reader_that_stops_reading():
    with command("coverage") as process:
        process.stdout.close()
        assert process.wait(60) == 128 + signal.SIGPIPE
        assert process.stderr.read() == ""


@pytest.mark.needs_processes
def test_control_c():
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with command("demo", env=environment) as process:
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate(timeout=60)
    assert complaint == ""
    # A shell sees 130 where the signal ended the process; the demo may have been quicker.
    assert process.returncode in (0, -signal.SIGINT), said
