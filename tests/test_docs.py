"""Every program in the documentation and the README runs, as a reader would run it: saved under its title, with pytest."""

import html
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import mockvpce
from mockvpce import demo, mock_vpce

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES_OF = ROOT / "docs" / "pages"
PAGES = sorted(PAGES_OF.rglob("*.md"))
BLOCK = re.compile(r"^```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([\w./]+)"')
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def programs(page):
    """Text by the name of its file."""
    found = {}
    for number, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8"))):
        if block["language"] == "python":
            title = TITLE.search(block["options"])
            found[title[1] if title else f"test_program_{number}.py"] = block["text"]
    return found


@pytest.mark.parametrize(
    "page", [page for page in (README, *PAGES) if programs(page)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_programs_run(page, pytester):
    for name, text in programs(page).items():
        (pytester.path / name).write_text(text, encoding="utf-8")
    outcome = pytester.runpytest_subprocess("-q", "-p", "no:randomly", "--strict-markers").parseoutcomes()
    skipped = outcome.pop("skipped", 0)
    assert set(outcome) <= {"passed", "warnings"}, outcome
    assert outcome.get("passed", 0) + skipped >= 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    generated = {"operations.md", "truth.md"}
    for link in LINK.finditer(page.read_text(encoding="utf-8")):
        assert (page.parent / link[1]).resolve().exists() or Path(link[1]).name in generated, link[0]


def test_every_page_is_in_the_navigation():
    text = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    named = set(re.findall(r'"([\w/-]+\.md)"', text))
    written = {page.relative_to(ROOT / "docs" / "pages").as_posix() for page in PAGES}
    assert written <= named
    assert named - written <= {"reference/operations.md", "reference/truth.md"}


@pytest.mark.needs(moto="5.2.5", why="older moto draws other ids from the seed")
def test_the_picture_shows_what_the_demo_builds():
    """Its texts, as Graphviz was told them: `make picture` draws it anew."""
    with mock_vpce(seed="demo") as aws:
        story = demo.Story(aws)
        story.publish()
        story.connect()
        story.accept()
        story.reach_aws()
        told = aws.diagram().mermaid
    drawn = (ROOT / "docs" / "pages" / "images" / "two-accounts.svg").read_text(encoding="utf-8")
    words = re.findall(r"<text [^>]*>([^<]*)</text>", drawn)
    labels = re.findall(r'[\[({/]"([^"]{2,})"', told.partition("accTitle")[2])
    lines = [line for label in labels for line in label.split("<br/>")]
    assert Counter(map(html.unescape, words)) == Counter(lines)


def test_the_drawing_of_the_architecture_is_drawn_and_keeps_the_rules_of_imports():
    """Its rooms are the package's, its arrows are imports that are allowed: `make pictures` draws it anew."""
    source = (ROOT / "docs" / "architecture.dot").read_text(encoding="utf-8")
    drawn = (PAGES_OF / "images" / "architecture.svg").read_text(encoding="utf-8")
    labels = dict(re.findall(r'^  (\w+) \[label="([^"]+)"', source, re.MULTILINE))
    words = [html.unescape(word) for word in re.findall(r"<text [^>]*>([^<]*)</text>", drawn)]
    assert Counter(words) == Counter(line for label in labels.values() for line in label.split("\\n"))
    text = (PAGES_OF / "architecture.md").read_text(encoding="utf-8")
    rooms = {one.parent.name for one in (ROOT / "mockvpce").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == rooms
    for one, other in re.findall(r"^  (\w+) -> (\w+)$", source, re.MULTILINE):
        if {one, other} <= rooms:
            uses = re.compile(rf"from mockvpce(\.{other}\b| import .*\b{other}\b)")
            modules = (ROOT / "mockvpce" / one).rglob("*.py")
            assert any(uses.search(module.read_text("utf-8")) for module in modules), f"{one} uses nothing of {other}"


def test_links_of_the_readme_work_on_pypi_too():
    """They are absolute, and what they name in the repository is there."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (home,) = re.findall(r'^Repository = "(.+)"$', settings, re.MULTILINE)
    raw = home.replace("//github.com/", "//raw.githubusercontent.com/")
    links = re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert len(links) > 5
    for link in links:
        base = next((base for base in (f"{home}/blob/main/", f"{home}/tree/main/", f"{raw}/main/") if base in link), "")
        is_there = bool(base) and (ROOT / link.removeprefix(base)).exists()
        assert is_there or link.startswith(("#", "https://pypi.org/project/")), link


def test_every_public_name_is_in_the_reference():
    told = re.findall(r"^::: mockvpce\.([\w.]+)$", (PAGES_OF / "reference" / "api.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(name.rpartition(".")[2] for name in told) == sorted(mockvpce.__all__)
    for name in told:
        module, _, own = name.rpartition(".")
        assert getattr(mockvpce, own) is getattr(import_module(f"mockvpce.{module}"), own)
