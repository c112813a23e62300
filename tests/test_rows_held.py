"""Rows are held so that whoever only points at them need not wait."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def holds_for_its_key(node):
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "select_for_update"
        and "no_key" not in {keyword.arg for keyword in node.keywords}
    )


def test_the_reading_itself():
    assert holds_for_its_key(ast.parse('rows.select_for_update(of=("self",))').body[0].value)
    assert not holds_for_its_key(ast.parse('rows.select_for_update(of=("self",), no_key=True)').body[0].value)


@pytest.mark.parametrize("wing", ["community", "feedback", "events"])
def test_holding_a_row_keeps_out_only_those_who_change_it(wing):
    """PostgreSQL checks foreign keys on COMMIT, when the transaction holds all it wrote. A row held for its key too
    makes that check wait, and two such transactions wait for each other (FOR UPDATE against FOR KEY SHARE)."""
    places = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / wing).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if holds_for_its_key(node)
    ]
    assert places == []
