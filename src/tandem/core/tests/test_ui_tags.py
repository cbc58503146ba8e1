"""The components write what people see and what screen readers say, and escape what people typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils.safestring import mark_safe

from tandem.core.money import Money
from tandem.core.ui.odds import _keyed, _label

TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 9, 40, tzinfo=UTC)
EVIL = '"><script>alert(1)</script>'


def draw(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render({"today": TODAY, "now": NOW, **context})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{% avatar x %}", EVIL),
        ("{% logo x %}", EVIL),
        ("{% icon x %}", EVIL),
        ("{% turn 'manager' x %}", EVIL),
        ("{% lane 50 58 name=x %}", EVIL),
        ("{% lane 50 label=x hero=True band_text=x pace_text=x target_text=x %}", EVIL),
        ("{% lane_head 58 pace_text=x %}", EVIL),
        ("{% bul 5 label=x %}", EVIL),
        ("{% bar 5 x x %}", EVIL),
        ("{% wp 5 x %}", EVIL),
        ("{% spark '1,2' label=x %}", EVIL),
        ("{% bars '1,2' label=x %}", EVIL),
        ("{% stack x 10 'Target' %}", [(EVIL, 5)]),
        ("{% kbd x %}", EVIL),
        ("{% clock now now x %}", EVIL),
        ("{% include 'ui/_note.html' with text=x title=x %}", EVIL),
        ("{% include 'ui/_empty.html' with title=x href=x label=x %}", EVIL),
        ("{% include 'ui/_toast.html' with text=x undo=x %}", EVIL),
        ("{% part p class=x %}a{% endpart %}", EVIL),
    ],
)
def test_what_people_typed_is_escaped(source: str, value: Any) -> None:
    html = draw(source, x=value)
    assert "<script" not in html
    assert "style=" not in html


def test_a_lane_says_all_it_shows_in_one_sentence() -> None:
    html = draw("{% lane 57.4 58 p10=94 p50=102 p90=110 name='Team' %}")
    assert (
        'aria-label="Team: 57% of target, behind pace today of 58%, 8 in 10 landings between 94% and 110%"'
        in html
    )


def test_the_target_line_stands_at_the_same_place_in_every_row() -> None:
    rows = [draw("{% lane v %}", v=v) for v in (0, 57.4, 140, None)]
    assert all('class="tgt" x1="80%" x2="80%"' in row for row in rows)


def test_words_of_a_stack_keep_clear_of_the_target_line_and_its_note_is_text_that_wraps() -> None:
    html = draw(
        "{% stack parts 50 'Target' note='All that closes' %}", parts=[("Booked", 20), ("Negotiate", 80)]
    )
    assert '<p class="stack-note">All that closes</p>' in html
    # The line at 50 % divides the second part, from 20 to 100 %: its words begin at the line.
    assert '<svg x="50%" y="17" width="50%" height="16"><text x="8" y="12" class="on-dark">Negotiate' in html


def test_a_stack_says_on_a_phone_what_fits_there() -> None:
    html = draw("{% stack parts %}", parts=[("Won €50k", 15), ("Open", 85)])
    assert 'class="on-dark wide-w">Won €50k</text>' in html and 'class="on-dark small-w">Won</text>' in html


def test_a_band_of_the_gauge_is_named_where_its_words_fit() -> None:
    wide, thin = _label("gz", "sweet spot", 15, 20), _label("gz", "sweet spot", 15, 14)
    assert "hide-s" not in wide and "sweet spot" in wide
    assert "hide-s" in thin and "sweet spot" in thin
    assert _label("gz", "sweet spot", 15, 9) == ""
    assert _keyed(wide, "sweet spot") == []
    assert _keyed(thin, "sweet spot") == ['<span class="only-s">sweet spot</span>']
    assert _keyed("", "sweet spot") == ["<span>sweet spot</span>"]


def test_a_lane_shows_the_distance_to_pace_only_when_behind() -> None:
    assert "url(#hatch)" in draw("{% lane 40 58 %}")
    assert "url(#hatch)" not in draw("{% lane 66 58 %}")


def test_a_lane_takes_decimals_text_and_nothing() -> None:
    assert 'width="40%"' in draw("{% lane v %}", v=Decimal("50.0"))
    assert 'width="40%"' in draw("{% lane '50' %}")
    html = draw("{% lane absent target=None %}")
    assert "tgt" not in html and "no target yet" in html


def test_more_than_the_target_is_said_though_the_bar_is_full() -> None:
    html = draw("{% lane 140 %}")
    assert 'class="val" width="100%"' in html and "140% of target" in html


def test_close_labels_of_a_hero_lane_do_not_overlap() -> None:
    html = draw("{% lane 90 95 hero=True pace_text='Pace' target_text='Target' %}")
    assert 'class="lbl-pace" text-anchor="end"' in html
    assert 'class="lbl-target" text-anchor="start"' in html


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (39.4, "too hard"),
        (39.6, "stretch"),
        (40, "stretch"),
        (50, "sweet spot"),
        (70.4, "sweet spot"),
        (71, "safe"),
        (80.4, "safe"),
        (81, "too easy"),
    ],
)
def test_a_chance_carries_the_words_of_its_band(chance: float, words: str) -> None:
    assert words in draw("{% pchip x %}", x=chance)


def test_too_little_history_gives_no_number() -> None:
    html = draw("{% pchip x %}", x=None)
    assert "too little history" in html and "%" not in html


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 42800|money:'EUR' }}", "€42,800"),
        ("{{ m|money }}", "$1,250.50"),
        ("{{ m|k }}", "$1.3k"),
        ("{{ 271000|k:'EUR' }}", "€271k"),
        ("{{ 1200|k }}", "1.2k"),
        ("{{ -4000|signed:'EUR' }}", "−€4.0k"),
        ("{{ 4000|signed:'EUR' }}", "+€4.0k"),
        ("{{ 0|signed:'EUR' }}", "0"),
        ("{{ 57.4|percent }}", "57%"),
        ("{{ none|percent }}", "–"),
        ("{{ 8800|count }}", "8,800"),
        ("{{ '10,000+'|count }}", "10,000+"),
        ("{{ 112|duration }}", "1 h 52"),
        ("{{ 38|duration }}", "38 min"),
        ("{{ day|day:today }}", "Thu 26 Nov"),
        ("{{ past|day:today }}", "Mon 2 Oct 2017"),
        ("{{ day|in_days:today }}", "in 7 days"),
        ("{{ today|in_days:today }}", "today"),
        ("{{ moment|ago:now }}", "6 d ago"),
        ("{{ 'Darcel Schlecht'|initials }}", "DS"),
        ("{{ 'undo:/log/7/undo x'|undo_url }}", "/log/7/undo"),
        ("{{ 'undo://evil.example/'|undo_url }}", ""),
    ],
)
def test_figures_and_days_read_as_people_write_them(source: str, said: str) -> None:
    context = {
        "m": Money(Decimal("1250.50"), "USD"),
        "none": None,
        "day": date(2026, 11, 26),
        "past": date(2017, 10, 2),
        "moment": NOW - timedelta(days=6),
    }
    assert draw(source, **context) == said


def test_days_know_today_from_the_page() -> None:
    assert draw("{% day d %}", d=date(2026, 11, 26)).endswith(">Thu 26 Nov</time>")
    assert draw("{% ago m %}", m=NOW - timedelta(hours=5)).endswith(">5 h ago</time>")


def test_a_clock_warns_from_sixty_percent_and_turns_red_when_late() -> None:
    start = NOW - timedelta(minutes=70)
    assert "tag-warn" in draw("{% clock due start %}", due=NOW + timedelta(minutes=38), start=start)
    late = draw("{% clock due start 'Condax' %}", due=NOW - timedelta(minutes=12), start=start)
    assert "tag-bad" in late and "12 min late" in late


def test_a_blank_part_leaves_no_element() -> None:
    assert draw("{% part aside class='rail' %}  {% endpart %}") == ""
    assert draw("{% part aside class='rail' %}x{% endpart %}") == '<aside class="rail">x</aside>'


class Sheet(forms.Form):
    amount = forms.IntegerField(help_text="Before tax.")
    source = forms.ChoiceField(choices=[("a", "Fair"), ("b", EVIL)], required=False)
    kind = forms.ChoiceField(choices=[("a", "New"), ("b", "Renewal")], widget=forms.RadioSelect)
    tell = forms.BooleanField(required=False)


def test_a_field_joins_label_help_and_error() -> None:
    form = Sheet({"amount": "x", "kind": "a"})
    html = draw("{% field form.amount prefix='€' hx_get='/x' %}", form=form)
    assert 'for="id_amount"' in html and 'aria-invalid="true"' in html and 'hx-get="/x"' in html
    assert 'aria-describedby="id_amount_help id_amount_err"' in html
    assert 'id="id_amount_err"' in html and 'id="id_amount_help"' in html


def test_optional_fields_say_so_and_choices_are_escaped() -> None:
    html = draw("{% field form.source %}{% field form.kind %}{% field form.tell %}", form=Sheet())
    assert html.count("optional") == 1
    assert "<script" not in html
    assert "<legend>Kind</legend>" in html and 'class="radio radio-sm radio-primary"' in html


def test_several_errors_are_summed_up_with_links() -> None:
    html = draw("{% form_errors form %}", form=Sheet({}))
    assert "2 fields need another look" in html and 'href="#id_amount"' in html
    assert draw("{% form_errors form %}", form=Sheet({"amount": 1, "kind": "a"})).strip() == ""


def test_what_is_made_once_is_made_again_for_other_values_and_sees_nothing_else() -> None:
    template = engines["django"].from_string(
        "{% once name=user.name %}{{ name }}{{ user.name }}{{ today }}{% endonce %}"
    )
    drawn = [template.render({"user": {"name": name}, "today": TODAY}) for name in ("Olga", "Omar", "Olga")]
    assert drawn == ["Olga", "Omar", "Olga"]


def test_what_is_made_once_keeps_text_apart_from_markup_and_one_from_true() -> None:
    template = engines["django"].from_string("{% once x=x %}{{ x }}{% endonce %}")
    drawn = [template.render({"x": x}) for x in (mark_safe("<b>"), "<b>", 1, True)]
    assert drawn == ["<b>", "&lt;b&gt;", "1", "True"]


def test_of_what_is_made_once_only_so_much_is_kept() -> None:
    template = engines["django"].from_string("{% once x=x %}{{ x }}{% endonce %}")
    assert [template.render({"x": x}) for x in range(300)] == [str(x) for x in range(300)]
    [node] = template.template.nodelist
    assert len(node.kept) == node.MOST
