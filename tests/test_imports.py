"""The house's one law: live ← people ← workshop ← problems ← followup ← outcomes."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ["live", "people", "workshop", "problems", "followup", "outcomes"]
# Composition may mount everything; nobody may import it (the ground is below everybody).
COMPOSITION = {"settings", "urls", "asgi", "wsgi", "celery", "demo", "checks", "health", "metrics"}
GROUND = {"environment", "limits", "numbers", "plain_text", "prepared", "static"}


def slice_of(module: str) -> str | None:
    """The slice a dotted module belongs to; None for what is not ours."""
    parts = module.split(".")
    if parts[0] == "problems":
        return "problems"
    if parts[0] != "workshop":
        return None
    inner = parts[1] if len(parts) > 1 else ""
    if inner in COMPOSITION or (inner == "management"):
        return "composition"
    if inner in GROUND:
        return "ground"
    return inner if inner in ORDER else "workshop"


def imports_of(path: Path) -> list[tuple[int, str, bool]]:
    tree = ast.parse(path.read_text())
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names = [module] + [f"{module}.{alias.name}" for alias in node.names]
        found += [(node.lineno, name, id(node) in inside) for name in names]
    return found


MODULES = [
    path
    for folder in ("workshop", "problems")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_left_and_stand_at_the_top(path: Path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    own = slice_of(module)
    for line, name, inside in imports_of(path):
        other = slice_of(name)
        if other is None:
            continue
        in_ready = path.name == "apps.py"  # Django loads models before apps may import them
        assert in_ready or not inside, f"{path}:{line} imports {name} inside a function"
        if own == "composition" or other == "ground":
            continue
        assert own != "ground", f"{path}:{line} imports {name}, the ground imports nobody"
        assert other != "composition", f"{path}:{line} imports the composition ({name})"
        assert ORDER.index(other) <= ORDER.index(own), f"{path}:{line}: {own} imports {name}"
