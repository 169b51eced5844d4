"""The house: a room imports only from rooms that come earlier in the flow; only the command line touches the world."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support import ROOT

SOURCE = ROOT / "src" / "dx_kofu"

# From file to figure; a room may use those before it (and its own neighbours).
ROOMS = (
    ("words", "bodies", "years", "money", "columns"),
    ("messages", "catalogue"),
    ("rules",),
    ("records",),
    ("read",),
    ("repair",),
    ("eligibility", "requirements"),
    ("result",),
    ("settle",),
    ("calc", "oddities", "dispatch"),
    ("roster", "readiness"),
    ("whatif",),
    ("explain", "ask"),
    ("check",),
    ("lint", "compare"),
    ("plan",),
    ("wording",),
    ("budgets",),
    ("simulate",),
    ("render",),
    ("columnar",),
    ("spark",),
    ("bundle",),
    ("cli",),
    ("__main__",),
)
PLACE = {room: place for place, rooms in enumerate(ROOMS) for room in rooms}


def room_of(path: Path) -> str:
    """The room of a module; what ``python -m`` runs is a program, whatever folder it is in."""
    if path.stem == "__main__":
        return "__main__"
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dx_kofu"):
            names = [node.module] if node.module != "dx_kofu" else [f"dx_kofu.{alias.name}" for alias in node.names]
            modules |= {name.split(".")[1] for name in names if name != "dx_kofu.__version__"}
    return modules


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]


def test_every_module_has_its_room() -> None:
    assert {room_of(path) for path in modules()} == set(PLACE)


def test_imports_run_in_one_direction() -> None:
    for path in modules():
        room = room_of(path)
        for other in imported(path):
            assert PLACE[other] < PLACE[room] or other == room, f"{path.name} imports {other}"


def test_the_core_knows_no_clock_locale_or_environment() -> None:
    for path in modules():
        if room_of(path) in ("cli", "__main__"):
            continue
        code = path.read_text("utf-8")
        for word in (
            "import time",
            "datetime.now",
            "date.today",
            "os.environ[",
            "getlocale",
            " print(",
            "sys.exit",
            "import socket",
            "urllib",
        ):
            assert word not in code, f"{path.name}: {word}"
