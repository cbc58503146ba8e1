"""What a page could hide without anybody noticing: an address that nothing leads to, a part that never shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import tandem
from tests.addresses import every_address

HOUSE = Path(tandem.__file__).parent
TAG = re.compile(r"{%-?\s*(.*?)\s*-?%}|{{(.*?)}}", re.S)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
WORD = re.compile(r"(?<![\w.])([a-z_]\w*)(?![\w=(])")
SET = re.compile(r"\bas (\w+)$")
LED_TO = re.compile(r"{% how \"([a-z-]+)\"|href=\"{[{%][^#<>]*[%}]}#([a-z-]+)\">How these")
FIGURE = re.compile(r"\bFigure\(\s*\"([a-z-]+)\"")
# Figures that no page but “How these numbers are made” shows, or only in words, and why.
ELSEWHERE = {
    "velocity": "stands nowhere else",
    "win-rate-amount": "stands nowhere else",
    "slipped": "a mark in the row of an officer, without a figure of its own",
}
# Addresses that no page names, and why.
UNNAMED = {"workspace:home": "it is what one types"}


def test_something_leads_to_every_address():
    """A page that only its own test asks for is one that nobody can open."""
    written = [
        path.read_text()
        for kind in ("*.html", "*.py", "*.js")
        for path in HOUSE.rglob(kind)
        if path.name != "urls.py" and "tests" not in path.parts and "static" not in path.parts
    ]
    named = set(re.findall(r"[\"']([a-z]+:[a-z_-]+)[\"']", "\n".join(written)))
    alone = {name for name, _ in every_address()} - named
    assert alone - UNNAMED.keys() == set(), "Lead to these from a page, or say in UNNAMED who asks for them."
    assert UNNAMED.keys() - alone == set(), "Something leads to these now; take them out of UNNAMED."


def test_every_figure_leads_to_how_it_is_made():
    """Each figure that is explained is led to from where it stands, and no link leads to an explanation not given."""
    pages = "\n".join(path.read_text() for path in HOUSE.rglob("templates/**/*.html"))
    led_to = {one or other for one, other in LED_TO.findall(pages)}
    queries = (HOUSE / "workspace" / "queries").glob("figures*.py")
    told = {key for path in queries for key in FIGURE.findall(path.read_text())}
    assert len(told) > 30
    assert led_to - told == set(), "These links lead to a place that is not there."
    assert told - led_to - ELSEWHERE.keys() == set(), "Lead to these with {% how %} where the figure stands."
    assert ELSEWHERE.keys() & led_to == set(), "These are led to now; take them out of ELSEWHERE."


def test_no_block_waits_for_a_name_that_another_block_gave():
    """What a block names is gone at its end: `{% if … %}` with it in another block is never true."""
    waiting = {
        f"{path.relative_to(HOUSE)}, block {block}": names
        for path in HOUSE.rglob("templates/**/*.html")
        for block, names in names_from_elsewhere(path.read_text())
    }
    assert waiting == {}, "Name them again in these blocks."


def test_a_name_from_another_block_is_found():
    text = "{% extends 'x' %}{% block a %}{% may 'v' as ok %}{% endblock %}"
    text += "{% block b %}{% if ok %}!{% endif %}{% endblock %}"
    assert list(names_from_elsewhere(text)) == [("b", {"ok"})]
    assert list(names_from_elsewhere(text.replace("{% if ok", "{% may 'v' as ok %}{% if ok"))) == []


def names_from_elsewhere(text: str) -> Iterator[tuple[str, set[str]]]:
    """(outermost block, names that it uses and only another one gives)."""
    found = list(_blocks(text)) if "{% extends" in text else []
    given = [{name for tag in tags for name in SET.findall(tag)} for _, tags in found]
    for at, (block, tags) in enumerate(found):
        used = {word for tag in tags for word in WORD.findall(QUOTED.sub("", tag))}
        others = set().union(*given[:at], *given[at + 1 :])
        if waiting := (used & others) - given[at]:
            yield block, waiting


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    depth, block, tags = 0, "", []
    for found in TAG.finditer(text):
        tag, shown = found.groups()
        words = (tag or "").split()
        if words[:1] == ["block"]:
            depth += 1
            if depth == 1:
                block, tags = words[1], []
        elif words[:1] == ["endblock"]:
            depth -= 1
            if depth == 0:
                yield block, tags
        elif depth:
            tags.append(tag if tag is not None else shown)
