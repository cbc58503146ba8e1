"""The logbook of one month of deals: the entries that the actions would have written, facts and all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from tandem.customers.models import AccountMember
from tandem.deals.models import Deal
from tandem.demo.bulk import days, moments
from tandem.demo.company import CURRENCY
from tandem.demo.company.calendar import DAY, Ints
from tandem.demo.company.deals import CATEGORIES
from tandem.demo.company.stages import WON
from tandem.demo.company.wording import KINDS, SOURCES
from tandem.demo.loading.activities import log_notes, log_tasks
from tandem.demo.loading.deals import (
    BUYING_ROLES,
    CATEGORY_AFTER,
    STAKEHOLDER_AFTER,
    STEP_AFTER,
    Month,
    engaged,
    next_step,
)
from tandem.demo.loading.story import Line, Story

ABOUT = Deal._meta.label_lower


def log_month(month: Month, stakes: range, notes: range, tasks: range) -> None:
    """Remember every entry of the month's deals, and who works with which account because a deal came to them."""
    for lines in (
        _opened(month), _stakeholders(month, stakes), _passed(month), _pushed(month), _planned(month), _handed(month),
        log_notes(month, notes), log_tasks(month, tasks),
    ):  # fmt: skip
        month.story.log(lines)
    _involve(month)


def _iso(seconds: Ints) -> list[str]:
    """Moments as JSON has them: 2026-11-23T06:30:00Z."""
    return [f"{text}Z" for text in np.datetime_as_string(seconds.astype("datetime64[s]"), unit="s").tolist()]


def _opened(month: Month) -> Iterator[Line]:
    deals, story = month.deals, month.story
    everything = np.arange(len(deals))
    owner = month.owner_at(everything, deals.created_at).tolist()
    team = _teams(month, deals.opener, deals.created_at)
    rows = zip(
        month.keys.tolist(), deals.created_at.tolist(), owner, team, month.names,
        story.account_ids[deals.account].tolist(), deals.amount.tolist(), days(month.first_expected),
        deals.kind.tolist(), deals.source.tolist(), strict=True,
    )  # fmt: skip
    stage, pipeline = story.stage_ids[0], story.pipeline_id
    for key, at, who, group, name, account, cents, expected, kind, source in rows:
        said = (
            f'{{"owner": [null, {who}], "team": [null, {group}], "pipeline": [null, {pipeline}], '
            f'"stage": [null, {stage}], "name": [null, {json.dumps(name)}], "account": [null, {account}], '
            f'"amount": [null, "{cents / 100:.2f}"], "currency": [null, "{CURRENCY}"], '
            f'"expected_close_on": [null, "{expected}"], "forecast_category": [null, "pipeline"], '
            f'"kind": [null, "{KINDS[kind]}"], "source": [null, "{SOURCES[source]}"]}}'
        )
        yield at, "deals.open", who, ABOUT, key, who, said


def _stakeholders(month: Month, stakes: range) -> Iterator[Line]:
    deals, story = month.deals, month.story
    deal = deals.stakeholder_deal
    nth = np.arange(len(deal)) - np.searchsorted(deal, deal) + 1
    at = deals.created_at[deal] + STAKEHOLDER_AFTER * nth
    owner = month.owner_at(deal, at).tolist()
    contacts = story.contact_ids[deals.stakeholder].tolist()
    roles = story.company.customers.contact_role[deals.stakeholder].tolist()
    rows = zip(
        stakes, month.keys[deal].tolist(), at.tolist(), owner, contacts, roles, engaged(deals), strict=True
    )
    for stake, key, when, who, contact, role, keen in rows:
        said = (
            f'{{"stakeholder": [null, {{"id": {stake}, "contact": {contact}, "role": "{BUYING_ROLES[role]}", '
            f'"engaged": {"true" if keen else "false"}}}]}}'
        )
        yield when, "deals.stakeholders", who, ABOUT, key, who, said


def _passed(month: Month) -> Iterator[Line]:
    """Moves, wins and losses."""
    deals, story, all_passages = month.deals, month.story, month.passages
    later = np.flatnonzero(all_passages.came_from >= 0)
    deal, at = all_passages.deal[later], all_passages.at[later]
    rows = zip(
        deal.tolist(), month.keys[deal].tolist(), at.tolist(), month.owner_at(deal, at).tolist(),
        all_passages.came_from[later].tolist(), all_passages.to[later].tolist(),
        _iso(all_passages.since[later]), _iso(at), deals.amount[deal].tolist(), strict=True,
    )  # fmt: skip
    for place, key, when, who, left, to, since, now, cents in rows:
        said = (
            f'"stage": [{story.stage_ids[left]}, {story.stage_ids[to]}], "stage_since": ["{since}", "{now}"]'
        )
        if to < WON:
            yield when, "deals.move", who, ABOUT, key, who, f"{{{said}}}"
            continue
        won = to == WON
        if not won:
            said += f', "lost_reason": [null, {story.reason_ids[int(deals.loss_reason[place])]}]'
        said += (
            f', "state": ["open", "{"won" if won else "lost"}"], "closed_on": [null, "{now[:10]}"], '
            f'"closed_at": [null, "{now}"], "booked_amount": [null, "{cents / 100:.2f}"], '
            f'"credited_to": [null, {who}], "forecast_category": ["pipeline", "{"closed" if won else "omitted"}"]'
        )
        yield when, "deals.win" if won else "deals.lose", who, ABOUT, key, who, f"{{{said}}}"


def _pushed(month: Month) -> Iterator[Line]:
    pushes = month.deals.pushes
    rows = zip(
        month.keys[pushes.deal].tolist(), pushes.at.tolist(), month.owner_at(pushes.deal, pushes.at).tolist(),
        days(pushes.before), days(pushes.after), strict=True,
    )  # fmt: skip
    for key, when, who, was, now in rows:
        yield when, "deals.edit", who, ABOUT, key, who, f'{{"expected_close_on": ["{was}", "{now}"]}}'


def _planned(month: Month) -> Iterator[Line]:
    """Forecast category and next step of what is still open."""
    deals = month.deals
    still = np.flatnonzero(deals.stage < WON)
    at = deals.entered_at[still, deals.stage[still]]
    first, second = month.owner_at(still, at + CATEGORY_AFTER), month.owner_at(still, at + STEP_AFTER)
    rows = zip(still.tolist(), at.tolist(), first.tolist(), second.tolist(), strict=True)
    for place, came, who, whose in rows:
        key, stage, chosen = int(month.keys[place]), int(deals.stage[place]), int(deals.category[place])
        if chosen:
            said = f'{{"forecast_category": ["pipeline", "{CATEGORIES[chosen]}"]}}'
            yield came + CATEGORY_AFTER, "deals.edit", who, ABOUT, key, who, said
        words = next_step(stage, int(deals.next_step[place]))
        if words:
            [on] = days(deals.next_step_on[place : place + 1])
            said = f'{{"next_step": ["", {json.dumps(words)}], "next_step_on": [null, "{on}"]}}'
            yield came + STEP_AFTER, "deals.next_step", whose, ABOUT, key, whose, said


def _handed(month: Month) -> Iterator[Line]:
    handed, story = month.deals.handovers, month.story
    before, after = _teams(month, handed.before, handed.at - 1), _teams(month, handed.after, handed.at)
    people = story.person_ids
    rows = zip(
        month.keys[handed.deal].tolist(), handed.at.tolist(), people[handed.before].tolist(),
        people[handed.after].tolist(), before, after, strict=True,
    )  # fmt: skip
    for key, when, was, now, left, joined in rows:
        said = f'"owner": [{was}, {now}]' + (f', "team": [{left}, {joined}]' if left != joined else "")
        yield when, "deals.reassign", story.administrator.pk, ABOUT, key, now, f"{{{said}}}"


def _teams(month: Month, person: Ints, at: Ints) -> list[int]:
    """Keys of the teams that people were on at moments."""
    keys = np.array([team.pk for team in month.story.teams])
    teams: list[int] = keys[month.story.company.staff.team_on(person, at // DAY)].tolist()
    return teams


def _involve(month: Month) -> None:
    """Whoever takes over a deal at an account that is not theirs works with that account from then on."""
    handed, story, deals = month.deals.handovers, month.story, month.deals
    account = deals.account[handed.deal]
    owner = story.hands.owner_at(account, handed.at)
    rows = zip(account.tolist(), handed.after.tolist(), owner.tolist(), handed.at.tolist(), strict=True)
    for which, person, whose, at in rows:
        if person != whose:
            story.members[which, person] = min(at, story.members.get((which, person), at))


def write_members(story: Story) -> None:
    """Write who works with which account beside its owner."""
    found = sorted(story.members.items(), key=lambda item: (item[1], item[0]))
    story.bulk.write(
        AccountMember,
        len(found),
        account_id=[int(story.account_ids[account]) for (account, _), _ in found],
        person_id=[int(story.person_ids[person]) for (_, person), _ in found],
        since_at=moments(np.array([at for _, at in found], dtype=np.int64)),
    )
