"""What a mock replaces of botocore and moto: all of it is listed, and put back whatever happens."""

import ast
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from moto import mock_aws
from moto.ec2.models import EC2Backend

import mockvpce
from mockvpce import mock_vpce, patching
from mockvpce.activation.runtime import runtime
from mockvpce.cli import main
from mockvpce.moto_bridge import set_aside
from mockvpce.patching import Patches

PACKAGE = Path(mockvpce.__file__).parent
FOREIGN = ("moto", "botocore", "boto3", "aiobotocore", "awscrt", "s3transfer")


OF_MOTO = {"instances_tracked", "instances", "DEFAULT_SESSION", "_nested_count", "_mocks_active", "_instances"}
"""What moto's own mocks and models replace."""
MAY_SET = {
    "handle/decorated_class.py",  # methods of the user's class
    "moto_bridge/adapters/vpclattice.py",  # a note on an object that moto has just made
    "patching.py",
    "speedups/botocore_tls.py",  # what is set on a stand-in for a context is set on that
    "speedups/moto_backends.py",  # what moto sets on a backend, once that is awake
}


def attributes():
    """Every attribute of modules and classes of others, by module and qualified name."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in FOREIGN or module is None:
            continue
        for attribute, value in list(vars(module).items()):
            found[f"{name}:{attribute}"] = value
            if isinstance(value, type) and value.__module__ == name:
                found.update({f"{name}:{value.__qualname__}.{member}": one for member, one in vars(value).items()})
    return found


def changed(before, after):
    """What is another object than before; members of classes may be new or gone, where a class inherits them otherwise."""
    members = {name for name in before.keys() ^ after.keys() if "." in name.rpartition(":")[2]}
    classes = {name.rpartition(".")[0] for name in before}
    return {
        name
        for name in (before.keys() & after.keys()) | {name for name in members if name.rpartition(".")[0] in classes}
        if before.get(name) is not after.get(name) and re.split("[.:]", name)[-1] not in OF_MOTO and "__" not in name
    }


@pytest.fixture(scope="module")
def targets():
    with mock_vpce():
        return [patch.target for patch in runtime().replaced]


def test_what_is_replaced_is_what_is_listed(targets):
    with mock_vpce() as aws:
        aws.client("ec2", region="us-east-1").describe_vpcs()
    before = attributes()
    with mock_vpce():
        during = attributes()
    after = attributes()
    listed = {target for target in targets if "__" not in target and "()" not in target}
    assert len(listed) > 30
    assert listed == changed(before, during)
    assert changed(before, after) == set()


def test_every_replacement_that_fails_leaves_nothing_behind(targets, monkeypatch):
    before = attributes()
    for failing in range(len(targets)):
        count = iter(range(len(targets) + 1))

        def set_or_fail(owner, name, value, count=count, failing=failing):
            if next(count, None) == failing:
                raise RuntimeError("this one fails")
            setattr(owner, name, value)

        with monkeypatch.context() as patched:
            patched.setattr(patching, "setattr", set_or_fail, raising=False)
            with pytest.raises(RuntimeError, match="this one fails"):
                mock_vpce().start()
        assert changed(before, attributes()) == set(), targets[failing]
    with mock_vpce(region="us-east-1") as aws:
        ec2 = aws.client("ec2")
        assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert ec2.describe_vpcs()["Vpcs"]


@pytest.mark.parametrize("options", [{"seed": [1]}, {"region": 5}, {"region": "a\0b"}], ids=repr)
def test_a_start_that_fails_leaves_nothing_behind(options):
    before = attributes()
    with pytest.raises((TypeError, ValueError)):
        mock_vpce(**options).start()
    assert changed(before, attributes()) == set()
    with pytest.raises(RuntimeError):
        mock_vpce().stop()


def test_a_fresh_start_that_fails_leaves_the_outer_mock_alone(monkeypatch):
    before = attributes()
    with mock_aws():
        with monkeypatch.context() as patch:
            patch.setattr(set_aside, "_tracked", lambda: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                mock_vpce(nested="fresh").start()
        with mock_vpce(nested="fresh") as aws:
            assert aws.client("ec2")
    assert changed(before, attributes()) == set()


def test_the_command_prints_them(capsys):
    assert main(["patches"]) == 0
    printed = capsys.readouterr().out
    assert "moto.ec2.models:EC2Backend.delete_vpc" in printed
    assert "botocore" in printed


@pytest.mark.parametrize("module", sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")))
def test_only_patching_sets_attributes_by_name(module):
    calls = [
        node
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr")
    ]
    assert module in MAY_SET or not calls


def test_several_may_wait_for_the_import_of_one_module(tmp_path, monkeypatch):
    (tmp_path / "awaited_by_several.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    patches, told = Patches(), []
    for number in range(3):
        patches.when_imported(
            "awaited_by_several", lambda module, number=number: told.append((number, module.__name__))
        )
    import_module("awaited_by_several")
    finders = list(sys.meta_path)
    patches.undo()
    assert sorted(told) == [(number, "awaited_by_several") for number in range(3)]
    assert sys.meta_path == finders
    del sys.modules["awaited_by_several"]


def test_what_somebody_replaces_between_two_mocks_is_what_the_second_calls(monkeypatch):
    original, asked = EC2Backend.delete_vpc, []

    def delete_vpc(backend, vpc_id):
        asked.append(vpc_id)
        return original(backend, vpc_id)

    def made_and_deleted():
        with mock_vpce(region="us-east-1") as aws:
            ec2 = aws.client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            ec2.delete_vpc(VpcId=vpc)
        return vpc

    made_and_deleted()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(EC2Backend, "delete_vpc", delete_vpc)
        second = made_and_deleted()
        assert EC2Backend.delete_vpc is delete_vpc
    made_and_deleted()
    assert asked == [second]


def test_one_that_fails_keeps_no_other_from_being_put_back():
    class Owner:
        one, two = 1, 2

    def fail():
        raise ZeroDivisionError

    patches = Patches()
    patches.replace(Owner, "one", 0, "test")
    patches.on_undo(fail)
    patches.on_undo(fail)
    patches.replace(Owner, "two", 0, "test")
    assert [one.target.rpartition(".")[2] for one in patches] == ["one", "two"]
    with pytest.raises(ZeroDivisionError):
        patches.undo()
    assert (Owner.one, Owner.two) == (1, 2)
    patches.undo()
