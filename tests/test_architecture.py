"""The arrows of the house: which stage may import which, and who may read the clock."""

import ast
from pathlib import Path

import pytest

from generator.render.parts import _NOUNS

GENERATOR = Path(__file__).resolve().parent.parent / "generator"
NOUNS = {"model", "errors", "glance", "names", "shipped", "bounds", "licence"}
MAY_IMPORT = {
    "model": set(),
    "errors": set(),
    # What two stages have to ask alike.
    "names": set(),
    # Word lists and messages, read the same way by every stage that has some.
    "shipped": set(),
    # What comes from elsewhere is read within bounds by whoever reads it.
    "bounds": set(),
    "wire": set(),
    "licence": set(),
    # A record at a glance is a noun made from a noun: render, rank and the run all take it.
    "glance": {"model"},
    # What config has to say of a mistake.
    "complaints": {"errors"},
    "config": NOUNS | {"complaints"},
    "fetch": NOUNS | {"config", "wire"},
    "importing": NOUNS | {"fetch", "analyse", "rank"},
    "rank": NOUNS,
    "analyse": NOUNS | {"wire"},
    "likes": NOUNS,
    "evaluate": NOUNS | {"rank"},
    "init": set(),
    # It explains the config; its pages are committed.
    "guide": NOUNS | {"config"},
    "schema": NOUNS,
    "record": NOUNS | {"schema"},
    "turns": set(),
    # Of the commands: what they are given, and what they say of days.
    "given": NOUNS | {"likes"},
    "workers": {"errors"},
    # It reads the records and writes its own folder beside them, which a stage of its own keeps out of all others.
    "index": NOUNS | {"record"},
    # Its like for related papers, which rank makes and asks without reading a file.
    "neighbours": NOUNS | {"record", "index", "rank"},
    "ask": NOUNS,
    # What ask looks through, kept as the index is.
    "concordance": NOUNS | {"record", "index", "ask"},
    "render": NOUNS,
    "forecast": NOUNS,
    "publish": NOUNS | {"record", "render"},
    "site": NOUNS | {"workers"},
    "search": NOUNS | {"render"},
    "check": NOUNS | {"analyse"},
    "demo": NOUNS,
    "github": NOUNS | {"wire"},
    "doctor": NOUNS | {"config", "fetch", "analyse", "record", "github", "hosting"},
    "notify": NOUNS | {"record", "render"},
    "hosting": NOUNS | {"record", "github"},
    # Steps of a workflow, too; the builders are handed in.
    "fanout": NOUNS | {"hosting"},
    "illustrate": NOUNS | {"fetch"},
    "daily": NOUNS | {"fetch", "rank", "analyse", "illustrate"},
}
WIRES = {"cli", "telling", "__main__", "place", "wiring", "analysts", "building", "drawing"}
STAGES = {
    path.stem if path.suffix else path.name for path in GENERATOR.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
}


def modules(stage: str) -> list[Path]:
    return sorted((GENERATOR / stage).rglob("*.py")) if (GENERATOR / stage).is_dir() else [GENERATOR / f"{stage}.py"]


def imported(path: Path) -> set[str]:
    """The stages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in names if name.startswith("generator.")]
    return {part[1] for part in parts if part[1] in STAGES}


@pytest.mark.parametrize("stage", sorted(STAGES - WIRES - {"__init__"}))
def test_a_stage_imports_only_what_the_architecture_allows(stage: str) -> None:
    for path in modules(stage):
        assert imported(path) <= MAY_IMPORT[stage] | {stage}, path


def test_pages_are_drawn_anew_when_a_noun_that_they_hang_on_changes() -> None:
    assert set(_NOUNS) == MAY_IMPORT["render"]


def test_every_stage_has_its_arrows() -> None:
    assert set(MAY_IMPORT) == STAGES - WIRES - {"__init__"}


@pytest.mark.parametrize("stage", sorted(STAGES - WIRES | {"place", "wiring", "analysts", "building", "drawing"}))
def test_only_the_commands_read_the_clock_and_the_environment(stage: str) -> None:
    for path in modules(stage):
        tree = ast.parse(path.read_text("utf-8"))
        called = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
        named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not called & {"now", "today", "utcnow", "getenv"}, path
        assert "os" not in named or path.name in {"record.py", "turns.py"}, path  # a process id, a folder's descriptor
        taken = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "os" for alias in node.names}
        assert taken <= {"DirEntry", "_exit", "cpu_count", "scandir", "stat", "stat_result", "utime", "PathLike", "path"}, path
