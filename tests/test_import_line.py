"""The line that keeps cycles away: an app imports only from apps on its left, and nobody imports config."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINE = ["community", "rewards", "feedback", "events"]
WINGS = [name for name in [*LINE, "config"] if (ROOT / name).is_dir()]


def allowed_for(wing: str) -> set[str]:
    if wing == "config":
        return {*LINE, "config"}
    return set(LINE[: LINE.index(wing) + 1])


def imported_wings(source: str) -> list[tuple[int, str]]:
    """(line, wing) of every import in the source, wherever it stands: functions and TYPE_CHECKING too."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and node.args and is_import_call(node.func):
            first = node.args[0]
            names = [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) else []
        found += [(node.lineno, name.split(".")[0]) for name in names]
    return [(line, name) for line, name in found if name in {*LINE, "config"}]


def is_import_call(function: ast.expr) -> bool:
    return getattr(function, "id", getattr(function, "attr", "")) in {
        "import_module",
        "__import__",
        "import_string",
    }


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_imports_only_from_its_left(wing):
    crossings = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / wing).rglob("*.py"))
        for line, name in imported_wings(path.read_text(encoding="utf-8"))
        if name not in allowed_for(wing)
    ]
    assert not crossings, "\n".join(crossings)


def test_relative_imports_stay_inside_their_wing():
    """`from ... import x` may not climb out of the wing, past the reading above."""
    climbing = []
    for wing in WINGS:
        for path in sorted((ROOT / wing).rglob("*.py")):
            depth = len(path.relative_to(ROOT).parts) - 1
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.level > depth:
                    climbing.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not climbing, "\n".join(climbing)


# Within a wing the core stands left of its sub-apps; those that build on each other stand in a line, others apart.
SUB_APPS = {
    "community": (["moderation", "segments", "posts", "announcing"], ["training"]),
    "rewards": (["honours", "shop"], ["fairness"]),
    "events": (["live", "minutes", "demo"], []),
}
PLACES = [(wing, place) for wing, (line, apart) in SUB_APPS.items() for place in ["", *line, *apart]]


def imported_sub_apps(source: str, wing: str) -> set[str]:
    """The sub-apps of a wing that the source imports from, wherever it stands."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    parts = [module.split(".") for module in modules if module.startswith(f"{wing}.")]
    return {part[1] for part in parts} & {name for names in SUB_APPS[wing] for name in names}


@pytest.mark.parametrize(("wing", "place"), PLACES)
def test_a_sub_app_imports_only_from_its_left(wing, place):
    line, apart = SUB_APPS[wing]
    allowed = {*line[: line.index(place) + 1]} if place in line else {place}
    crossings = []
    for path in sorted((ROOT / wing / place).rglob("*.py")):
        inside = path.relative_to(ROOT / wing).parts[0]
        if place or inside not in {*line, *apart}:
            wrong = imported_sub_apps(path.read_text(encoding="utf-8"), wing) - allowed
            crossings += [f"{path.relative_to(ROOT)} imports {name}" for name in sorted(wrong)]
    assert not crossings, "\n".join(crossings)


@pytest.mark.parametrize(
    ("source", "wings"),
    [
        ("import feedback.models", ["feedback"]),
        ("from config import settings", ["config"]),
        ("def f():\n    from events.models import Event", ["events"]),
        ("if TYPE_CHECKING:\n    import rewards as r", ["rewards"]),
        ("from importlib import import_module\nimport_module('feedback.actions')", ["feedback"]),
        ("import feedbackish\nfrom django import forms", []),
    ],
)
def test_the_reading_itself(source, wings):
    assert [name for _line, name in imported_wings(source)] == wings
