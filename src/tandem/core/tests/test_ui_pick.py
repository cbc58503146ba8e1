"""A pick field shows what was chosen without sending the whole table."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template import engines

from tandem.core.ui.pick import Pick
from tandem.people.models import Team
from tests.cast import Cast


class Choose(forms.Form):
    team = forms.ModelChoiceField(queryset=Team.objects.none(), widget=Pick("workspace:home"))

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


def draw(form: forms.Form) -> str:
    return engines["django"].from_string("{% field form.team %}").render({"form": form})


@pytest.mark.django_db
def test_the_chosen_row_is_named_and_no_other_is_sent(cast: Cast) -> None:
    html = draw(Choose({"team": cast.north.pk}, teams=Team.objects.all()))
    assert f'name="team" value="{cast.north.pk}"' in html and 'value="North"' in html
    assert "South" not in html and "<select" not in html


@pytest.mark.django_db
def test_a_row_out_of_reach_is_neither_named_nor_taken(cast: Cast) -> None:
    form = Choose({"team": cast.south.pk}, teams=Team.objects.filter(pk=cast.north.pk))
    assert not form.is_valid()
    assert "South" not in draw(form)


@pytest.mark.django_db
def test_nonsense_is_refused_beside_the_field(cast: Cast) -> None:
    html = draw(Choose({"team": "x"}, teams=Team.objects.all()))
    assert 'aria-invalid="true"' in html and 'aria-describedby="id_team_err"' in html
    assert '<label for="id_team">' in html and 'id="id_team"' in html
