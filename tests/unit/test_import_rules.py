"""Which room may import which; who may ask for the time, draw random values, know boto3 or moto. See CONTRIBUTING.md."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "mockvpce"
ROOMS = {
    "protocol": {"protocol"},
    "data": {"data"},
    "policy": {"policy"},
    "engine": {"engine", "protocol"},
    "network": {"network", "engine", "policy", "protocol", "data"},
    "resources": {"resources", "network", "engine", "policy", "protocol", "data"},
    "moto_bridge": {"moto_bridge", "speedups", "engine", "protocol", "data"},
    "gateways": {"gateways", "network", "engine", "protocol"},
    "speedups": {"speedups", "engine", "protocol"},
    "activation": {"activation", "gateways", "moto_bridge", "speedups", "resources", "engine", "protocol", "data"},
    "handle": {"handle", "activation", "speedups", "moto_bridge", "network", "resources", "engine", "protocol", "data"},
    "plugin": {"plugin", "handle", "activation"},
}
"""Room -> the rooms it may import. Modules at the top (cli, demo, pytest_plugin) put the rooms together."""
LEAVES = {"patching"}
"""Modules at the top that know nothing of the package; any room may import them."""
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def tree(module):
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


@cache
def unseen(module):
    """What only type checkers see, by identity."""
    return {
        id(inner)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }


@cache
def imported(module, within=None):
    """Dotted names of what a module imports, in functions too; what only type checkers see is left out."""
    return tuple(_imported(module, within))


def _imported(module, within):
    for node in ast.walk(within or tree(module)):
        if id(node) in unseen(module):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import, which this test can't follow"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import(module):
    """What is imported as soon as the module is."""
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    later = {name for function in functions for name in imported(module, function)}
    return set(imported(module)) - later


def uses(module, *packages):
    return sorted({name for name in imported(module) if name.split(".")[0] in packages})


@pytest.mark.parametrize("module", [module for module in MODULES if module.split("/")[0] in ROOMS])
def test_rooms_import_one_way(module):
    room = module.split("/")[0]
    targets = {name.split(".")[1] for name in imported(module) if name.startswith("mockvpce.")}
    assert targets - LEAVES <= ROOMS[room]


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_leaves_import_nothing_of_the_package(name):
    assert uses(f"{name}.py", "mockvpce") == []


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("resources/")])
def test_families_do_not_import_each_other(module):
    family = module.split("/")[1].removesuffix(".py")
    others = {name.split(".")[2] for name in imported(module) if name.startswith("mockvpce.resources.")}
    assert others <= {family}


@pytest.mark.parametrize("module", MODULES)
def test_only_the_bridge_and_two_gateways_know_moto(module):
    if module in ("gateways/moto.py", "gateways/server.py") or module.startswith(("moto_bridge/", "speedups/moto_")):
        return
    if module in ("handle/aws.py", "handle/mock.py"):
        assert not {name for name in at_import(module) if name.startswith("moto")}
        return
    assert uses(module, "moto") == []


@pytest.mark.parametrize("module", MODULES)
def test_only_gateways_and_the_mock_know_boto3(module):
    if module in ("handle/aws.py", "handle/clients.py", "handle/mock.py", "moto_bridge/environment.py"):
        return
    assert module.startswith(("gateways/", "speedups/botocore_")) or uses(module, "boto3") == []


@pytest.mark.parametrize("module", MODULES)
def test_only_the_clock_asks_for_the_time(module):
    if module in ("engine/clock.py", "activation/sleeping.py"):  # the latter replaces what others ask
        return
    asked = [
        ast.unparse(node)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    ]
    assert asked + uses(module, "time") == []


@pytest.mark.parametrize("module", MODULES)
def test_only_ids_draw_random_values(module):
    if module == "engine/ids.py":
        return
    assert uses(module, "random", "uuid", "secrets") == []


@pytest.mark.needs_processes
@pytest.mark.parametrize("statement", ["import mockvpce", "import mockvpce.pytest_plugin", "import mockvpce.cli"])
def test_importing_loads_neither_boto3_nor_moto(statement):
    program = f"{statement}\nimport sys\nprint([name for name in ('boto3', 'botocore', 'moto') if name in sys.modules])"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
