"""Every numbered case of the security list has a test that says its number."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
CASES = range(1, 42)
NUMBERED = re.compile(r"Cases? ((?:\d+)(?:(?:, and |, | and )\d+)*)")


def test_no_case_is_without_a_test() -> None:
    assert [number for number in CASES if number not in _shown()] == []


def test_no_test_names_a_case_that_does_not_exist() -> None:
    assert _shown().keys() - set(CASES) == set()


def _shown() -> dict[int, list[str]]:
    """By number: the tests whose own docstring, or whose module's, begins with it."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text())
        tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        for node in (tree, *tests) if tests else ():
            said = NUMBERED.match(ast.get_docstring(node) or "")
            for number in re.findall(r"\d+", said[1]) if said else ():
                found.setdefault(int(number), []).append(f"{path.relative_to(TESTS)}")
    return found
