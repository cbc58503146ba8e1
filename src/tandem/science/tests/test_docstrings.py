"""Whoever reads a method finds beside it what goes in and comes out, what it assumes, where it is from and its cost.

Read from the source, so that nothing is imported. A check of words, not of truth: it sees that a sentence is there.
Left out: what is private, properties, protocols, and modules that only declare, where there is nothing to assume.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tandem.science

ROOT = Path(next(iter(tandem.science.__path__)))
MODULES = sorted(path for path in ROOT.rglob("*.py") if "tests" not in path.parts)
SENTENCES = {"Assumes …": r"\b[Aa]ssumes\b", "Source: …": r"\bSources?:", "Cost …": r"\b[Cc]osts?\b"}
ARRAYS = re.compile(r"\b(Floats|Ints|Flags|Bytes|NDArray|ArrayLike|ndarray|Sequence|list)\b")
# "(n, m)", "(…, k)", "(t,)", or counted by a letter: "n integers", "k people".
SIDE = r"(?:[a-zA-Z]′?|\d+|…|⌈m/8⌉|steps|points|count|longest|dimensions)(?: \+ [\w]+)?"
SHAPE = re.compile(rf"\((?:…|{SIDE},|{SIDE}(?:, {SIDE})+)\)|(?<!['’\w])[b-z] (?!the\b|log\b)[a-z]{{2,}}")


def computes(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Public functions, and public methods of public classes."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases):
                continue
            for each in node.body:
                if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
                    continue
                if not any(isinstance(by, ast.Name) and by.id == "property" for by in each.decorator_list):
                    yield f"{node.name}.{each.name}", each


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


METHODS = [path for path in MODULES if any(computes(path))]


def test_every_part_of_the_package_is_read():
    assert {path.parent.name for path in METHODS} == {path.parent.name for path in MODULES}


@pytest.mark.parametrize("told", ["(n,) days", "draws (…, m)", "(k, w + 1) odds", "n integers ≥ 0"])
def test_a_shape_is_seen(told: str):
    assert SHAPE.search(told)


@pytest.mark.parametrize("told", ["the node's figure", "O(n log n)", "deals (won, lost)", "a list of people"])
def test_what_is_no_shape_is_not_taken_for_one(told: str):
    assert not SHAPE.search(told)


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_a_module_says_what_it_assumes_where_it_is_from_and_what_it_costs(path: Path):
    told = ast.get_docstring(ast.parse(path.read_text())) or ""
    missing = [sentence for sentence, pattern in SENTENCES.items() if not re.search(pattern, told)]
    assert not missing, f"The docstring of {name_of(path)} lacks: {', '.join(missing)}"


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_a_function_says_its_shapes_and_its_cost(path: Path):
    faults = []
    for name, function in computes(path):
        told = ast.get_docstring(function) or ""
        if not re.search(SENTENCES["Cost …"], told):
            faults.append(f"{name} does not say what it costs")
        arguments = [*function.args.args, *function.args.kwonlyargs]
        kinds = [each.annotation for each in arguments] + [function.returns]
        if any(ARRAYS.search(ast.unparse(kind)) for kind in kinds if kind) and not SHAPE.search(told):
            faults.append(f"{name} takes or gives arrays and does not say their shapes, such as (n, m)")
    assert not faults, f"{name_of(path)}: {'; '.join(faults)}"
