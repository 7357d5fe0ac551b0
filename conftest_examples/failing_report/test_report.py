"""A test that fails, and what its report says."""

import subprocess
import sys
from textwrap import dedent

FAILING = """
    import pytest

    @pytest.mark.mock_vpce(region="us-east-1")
    def test_web_reaches_db(vpce_mock):
        ec2 = vpce_mock.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "shop"}])
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(VpcId=vpc, GroupName="db", Description="no rules yet")["GroupId"]
        web, db = [
            ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
            for _ in range(2)
        ]
        assert vpce_mock.reach(web, db, 5432)
"""


def test_the_report_says_why(tmp_path):
    (tmp_path / "test_shop.py").write_text(dedent(FAILING), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "no:cacheprovider", str(tmp_path)]
    report = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "1 failed" in report
    assert "asked of mockvpce" in report
    assert "BLOCKED ENI_SG_RULES_MISMATCH" in report
    assert "ec2:CreateVpc(CidrBlock='10.0.0.0/16') by 123456789012 in us-east-1" in report
    assert '"shop" 10.0.0.0/16' in report
