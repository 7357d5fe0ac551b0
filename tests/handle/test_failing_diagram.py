"""`--mockvpce-diagram=DIR`: a picture of each failing test."""

import pytest

BUILD = """
    import pytest
    from mockvpce import mock_vpce as mocked

    def build(aws):
        ec2 = aws.client("ec2", region="us-east-1")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        return ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs tests in a project of their own, where there is no `dot`; gives the result and the files."""
    monkeypatch.setenv("PATH", str(pytester.path / "nothing"))

    def run_tests(text, *options):
        pytester.makepyfile(BUILD + text)
        result = pytester.runpytest_subprocess("-p", "no:randomly", "--mockvpce-diagram=seen/here", *options)
        return result, {path.name: path.read_text(encoding="utf-8") for path in pytester.path.glob("seen/here/*")}

    return run_tests


@pytest.mark.needs_processes
def test_fixture_and_decorator(run):
    result, files = run(
        """
    def test_fixture(vpce_mock):
        build(vpce_mock)
        assert False

    def test_passes(vpce_mock):
        build(vpce_mock)

    @mocked(region="us-east-1")
    def test_decorated():
        import mockvpce
        build(mockvpce.current())
        raise ValueError("no")

    def test_nothing_of_ours():
        assert False

    @pytest.mark.parametrize("one", ["a/b", "a b"])
    def test_cases(vpce_mock, one):
        assert not build(vpce_mock)
    """
    )
    result.assert_outcomes(passed=1, failed=5)
    names = sorted(files)
    stem = "test_fixture_and_decorator.py-test_"
    assert names[-2:] == [f"{stem}decorated.mmd", f"{stem}fixture.mmd"]
    assert len(names) == 4
    assert all(name.startswith(f"{stem}cases-a-b-") for name in names[:2])
    assert all(
        text.startswith("flowchart LR\\n".replace("\\n", "\n")) and "10.0.1.0/24" in text for text in files.values()
    )
    result.stdout.fnmatch_lines(
        ["*- drawn by mockvpce -*", "*seen/here/test_fixture_and_decorator.py-test_fixture.mmd"]
    )


@pytest.mark.needs_processes
def test_where_there_is_nothing_nothing_is_drawn(run):
    result, files = run(
        """
    def test_it(vpce_mock):
        vpce_mock.client("ec2", region="us-east-1").describe_vpcs()
        assert False
    """
    )
    result.assert_outcomes(failed=1)
    assert files == {}
    result.stdout.fnmatch_lines(["nothing: there was nothing to draw"])


@pytest.mark.needs_processes
def test_the_blocked_path_of_the_last_question_is_marked(run):
    _, files = run(
        """
    def test_it(vpce_mock):
        assert vpce_mock.reach("internet", build(vpce_mock), 80)
    """
    )
    (text,) = files.values()
    assert "BLOCKED NO_ROUTE_TO_DESTINATION" in text


@pytest.mark.needs_processes
def test_without_the_option_nothing_is_drawn(pytester):
    pytester.makepyfile(f"{BUILD}\n    def test_it(vpce_mock):\n        assert not build(vpce_mock)\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    assert "drawn by mockvpce" not in result.stdout.str()


@pytest.mark.needs_processes
def test_a_directory_that_cannot_be_made(pytester):
    pytester.makepyfile(BUILD)
    (pytester.path / "file").write_text("", encoding="utf-8")
    result = pytester.runpytest_subprocess("--mockvpce-diagram=file/x")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--mockvpce-diagram=file/x: Not a directory*"])
