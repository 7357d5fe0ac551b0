"""Options of the fixtures: marker, fixture `vpce_mock_options`, ini file, the nearest first."""

import pytest
from support.pytest_alone import run_alone

ALL_THREE = """
    import pytest
    from mockvpce import current

    @pytest.fixture(scope="session")
    def vpce_mock_options():
        return {"account": "222222222222", "region": "eu-west-2"}

    def told(aws):
        sts = aws.client("sts")
        return sts.get_caller_identity()["Account"], sts.meta.region_name

    def test_fixture_before_ini(vpce_mock):
        assert told(vpce_mock) == ("222222222222", "eu-west-2")

    @pytest.mark.mock_vpce(account="333333333333")
    def test_marker_before_fixture(mock_vpce):
        assert told(mock_vpce) == ("333333333333", "eu-west-2")

    @pytest.mark.mock_vpce(region=None)
    def test_marker_takes_back():
        assert told(current()) == ("222222222222", "us-east-1")
"""


def run(pytester, *arguments):
    return run_alone(pytester, "--strict-markers", "--strict-config", *arguments)


@pytest.mark.needs_processes
def test_the_nearest_counts(pytester):
    pytester.makeini("[pytest]\nmockvpce_region = eu-west-1\nmockvpce_account = 111111111111\n")
    pytester.makepyfile(ALL_THREE)
    run(pytester).assert_outcomes(passed=3)


@pytest.mark.needs_processes
def test_every_ini_option_is_heard(pytester):
    pytester.makeini(
        """
        [pytest]
        mockvpce_region = eu-west-1
        mockvpce_account = 111111111111
        mockvpce_timing = aws
        mockvpce_sleep = real
        mockvpce_seed = 7
        mockvpce_strict = false
        mockvpce_speedups = no
        """
    )
    pytester.makepyfile(
        """
        from mockvpce import mock_vpce as decorator

        def test_options(vpce_mock):
            given = vpce_mock._activation.options
            assert (given.region, given.account, given.timing) == ("eu-west-1", "111111111111", "aws")
            assert (given.sleep, given.seed, given.strict, given.speedups) == ("real", 7, False, False)
            vpce_mock.fail("CreateVpc", code="VpcLimitExceeded")

        def test_a_mock_of_the_test_s_own_has_its_own():
            with decorator() as aws:
                assert aws._activation.options.timing == "instant"
        """
    )
    run(pytester).assert_outcomes(passed=2)


@pytest.mark.needs_processes
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mockvpce_timing = soon", "*mockvpce_timing: timing is 'instant', 'aws' or 'manual', got 'soon'*"),
        ("mockvpce_account = 12", "*mockvpce_account: an AWS account id is text of 12 digits, got '12'*"),
        ("mockvpce_sleep = never", "*mockvpce_sleep: sleep is None, 'real' or 'clock', got 'never'*"),
        (
            "mockvpce_strict = maybe",
            "*the ini file says of mockvpce_strict: invalid truth value *; write true or false",
        ),
        (
            "mockvpce_report = maybe",
            "*the ini file says of mockvpce_report: invalid truth value *; write true or false",
        ),
        ("mockvpce_timming = aws", "*the ini file has mockvpce_timming, which is no option; it may be mockvpce_timing"),
        ("mockvpce_reports = false", "*mockvpce_reports, which is no option; it may be mockvpce_report"),
        ("mockvpce_x = 1", "*mockvpce_x, which is no option; it may be mockvpce_account or mockvpce_drop_in or *"),
    ],
)
def test_a_wrong_ini_option_is_a_usage_error(pytester, line, words):
    pytester.makeini(f"[pytest]\n{line}\n")
    pytester.makepyfile("def test_nothing(): ...")
    result = run(pytester)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([words])


@pytest.mark.needs_processes
def test_the_fixture_gives_a_dict(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(scope="session")
        def vpce_mock_options():
            return "eu-west-1"

        def test_it(vpce_mock): ...
        """
    )
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*vpce_mock_options gives a dict of mock_vpce's options, got 'eu-west-1'*"])


@pytest.mark.needs_processes
def test_a_marker_may_start_from_a_snapshot(pytester):
    pytester.makepyfile(
        """
        import pytest
        from mockvpce import mock_vpce

        with mock_vpce(region="us-east-1") as aws:
            VPC = aws.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            SNAPSHOT = aws.snapshot()

        @pytest.mark.mock_vpce(start=SNAPSHOT, region="us-east-1")
        @pytest.mark.parametrize("time", [1, 2])
        def test_it(vpce_mock, time):
            vpce_mock.client("ec2").delete_vpc(VpcId=VPC)
        """
    )
    run(pytester).assert_outcomes(passed=2)


@pytest.mark.needs_processes
def test_help_tells_of_them(pytester):
    result = run(pytester, "--help")
    for name in ("region", "account", "timing", "sleep", "seed", "strict", "speedups", "drop_in", "freeze"):
        result.stdout.fnmatch_lines([f"*mockvpce_{name} (*"])
