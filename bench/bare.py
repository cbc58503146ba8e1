"""The floor of each page: the statements that somebody would type to fetch the same rows, and nothing else.

The rows of whom: `owner_id = 7` for an officer, an `IN` over the persons below for who leads, nothing for who sees all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tandem.core.periods import Period

CARDS = 13
PAGE = 51
NAMES = """
    JOIN deals_stage s ON s.id = d.stage_id JOIN people_person p ON p.id = d.owner_id
    LEFT JOIN customers_account a ON a.id = d.account_id"""


@dataclass(frozen=True)
class Whose:
    """The condition on deals (alias d) of one viewer: all that they may see, and their own."""

    seen: str
    own: str

    @classmethod
    def of(cls, viewer: Any) -> Whose:
        own = f"d.owner_id = {viewer.pk}"
        if viewer.role == "officer":
            return cls(own, own)
        if viewer.role in ("executive", "administrator"):
            return cls("1 = 1", own)
        below = " OR ".join(f"path LIKE '{path}%%'" for path in viewer.led)
        return cls(f"d.owner_id IN (SELECT id FROM people_person WHERE {below})", own)


def run(statements: list[str]) -> int:
    """Run them and fetch every row. Returns how many."""
    rows = 0
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql.replace("%%", "%") if connection.vendor == "sqlite" else sql)
            rows += len(cursor.fetchall())
    return rows


def deals(whose: Whose, condition: str, order: str) -> list[str]:
    """One page of the list, how many there are (up to 10,000), and their sum where they are no more."""
    where = f"d.deleted_at IS NULL AND {whose.seen} AND {condition}"
    return [
        f"SELECT d.*, a.name, s.name, p.name FROM deals_deal d {NAMES} WHERE {where} ORDER BY {order} LIMIT {PAGE}",
        f"SELECT count(*) FROM (SELECT 1 FROM deals_deal d WHERE {where} LIMIT 10001) few",
        f"SELECT currency, sum(amount) FROM (SELECT currency, amount FROM deals_deal d WHERE {where} LIMIT 10001) few"
        " GROUP BY currency",
    ]


def board(whose: Whose, stages: list[Any], quarter: Period) -> list[str]:
    """The sums of each column and its first cards."""
    sums, cards = [], []
    for stage in stages:
        where = f"d.deleted_at IS NULL AND {whose.seen} AND d.pipeline_id = {stage.pipeline_id}"
        where += f" AND d.stage_id = {stage.pk}"
        way = "ASC"
        if not stage.is_open:
            where += f" AND d.closes_on BETWEEN '{quarter.start}' AND '{quarter.end}'"
            way = "DESC"
        sums.append(
            f"SELECT d.stage_id, d.currency, count(*), sum(d.amount) FROM deals_deal d WHERE {where}"
            " GROUP BY d.stage_id, d.currency"
        )
        cards.append(
            f"SELECT * FROM (SELECT d.*, a.name AS account, p.name AS person FROM deals_deal d {NAMES} WHERE {where}"
            f" ORDER BY d.closes_on {way}, d.id {way} LIMIT {CARDS}) c{stage.pk}"
        )
    return [" UNION ALL ".join(sums), " UNION ALL ".join(cards)]


def deal(pk: int) -> list[str]:
    """A deal, its lines, its stakeholders, its way through the stages, what was said and logged."""
    about = f"about = 'deals.deal' AND about_id = {pk}"
    return [
        f"SELECT d.*, a.name, s.name, p.name FROM deals_deal d {NAMES} WHERE d.id = {pk}",
        "SELECT l.*, c.name FROM deals_dealline l JOIN catalog_product c ON c.id = l.product_id"
        f" WHERE l.deal_id = {pk}",
        "SELECT h.*, c.name FROM deals_stakeholder h JOIN customers_contact c ON c.id = h.contact_id"
        f" WHERE h.deal_id = {pk}",
        f"SELECT * FROM deals_stagechange WHERE deal_id = {pk}",
        f"SELECT * FROM authority_entry WHERE {about} ORDER BY id DESC LIMIT 40",
        f"SELECT * FROM activities_activity WHERE {about} ORDER BY at DESC LIMIT 40",
    ]


def today(whose: Whose, viewer: Any, day: date, month: Period, quarter: Period) -> list[str]:
    """What the viewer is to do, what closes this month, what they won this quarter."""
    mine = f"d.deleted_at IS NULL AND {whose.own}"
    needs = f"(d.next_step = '' OR d.closes_on < '{day}' OR d.usual_until_on < '{day}' OR d.next_step_on <= '{day}')"
    return [
        f"SELECT d.*, a.name, s.name FROM deals_deal d {NAMES} WHERE {mine} AND d.state = 'open' AND {needs}"
        " ORDER BY d.amount * s.chance DESC LIMIT 8",
        f"SELECT count(*) FROM deals_deal d WHERE {mine} AND d.state = 'open' AND {needs}",
        f"SELECT d.*, a.name, s.name FROM deals_deal d {NAMES} WHERE {mine} AND d.state = 'open'"
        f" AND d.closes_on BETWEEN '{month.start}' AND '{month.end}' ORDER BY d.closes_on, d.id",
        f"SELECT * FROM activities_activity WHERE owner_id = {viewer.pk} AND kind = 'task' AND done_at IS NULL"
        f" AND due_on <= '{day}' ORDER BY due_on LIMIT 8",
        f"SELECT sum(booked_amount) FROM deals_deal d WHERE d.deleted_at IS NULL AND d.state = 'won'"
        f" AND d.credited_to_id = {viewer.pk} AND d.closed_on BETWEEN '{quarter.start}' AND '{day}'",
    ]


def accounts(whose: Whose) -> list[str]:
    """One page of accounts by name, and how many there are; those of others that one works on are left out."""
    where = f"d.deleted_at IS NULL AND {whose.seen}"
    return [
        "SELECT d.*, p.name FROM customers_account d JOIN people_person p ON p.id = d.owner_id"
        f" WHERE {where} ORDER BY d.name, d.id LIMIT {PAGE}",
        f"SELECT count(*) FROM (SELECT 1 FROM customers_account d WHERE {where} LIMIT 10001) few",
    ]


def contacts(whose: Whose) -> list[str]:
    """One page of contacts by name, and how many there are."""
    where = f"d.deleted_at IS NULL AND {whose.seen}"
    return [
        "SELECT d.*, a.name, p.name FROM customers_contact d JOIN people_person p ON p.id = d.owner_id"
        f" LEFT JOIN customers_account a ON a.id = d.account_id WHERE {where} ORDER BY d.name, d.id LIMIT {PAGE}",
        f"SELECT count(*) FROM (SELECT 1 FROM customers_contact d WHERE {where} LIMIT 10001) few",
    ]


def team(path: str, day: date, quarter: Period) -> list[str]:
    """The people of a team, what each won in each week, what is open, what closed."""
    teams = f"d.team_id IN (SELECT id FROM people_team WHERE path LIKE '{path}%%')"
    since = day - timedelta(days=7 * 15)
    return [
        f"SELECT * FROM people_person WHERE path LIKE '{path}%%' AND is_active ORDER BY name",
        f"SELECT d.credited_to_id, d.closed_on, sum(d.booked_amount) FROM deals_deal d WHERE d.deleted_at IS NULL"
        f" AND d.state = 'won' AND {teams} AND d.closed_on BETWEEN '{since}' AND '{day}' GROUP BY 1, 2",
        f"SELECT d.owner_id, count(*), sum(d.amount) FROM deals_deal d WHERE d.deleted_at IS NULL"
        f" AND d.state = 'open' AND {teams} GROUP BY 1",
        f"SELECT d.state, d.closes_on, d.created_at FROM deals_deal d WHERE d.deleted_at IS NULL"
        f" AND d.state IN ('won', 'lost') AND {teams} AND d.closes_on BETWEEN '{quarter.previous().start}' AND '{day}'",
        "SELECT person_id, amount FROM goals_target t JOIN goals_plan n ON n.id = t.plan_id"
        f" WHERE n.start_on = '{quarter.start}' AND n.end_on = '{quarter.end}'",
    ]


def search(whose: Whose, word: str) -> list[str]:
    """Twelve documents that begin like the word."""
    return [
        "SELECT kind, record_id, title, line FROM core_document"
        f" WHERE title_folded >= '{word}' AND title_folded < '{word}{chr(0x10FFFF)}' ORDER BY title_folded LIMIT 12"
    ]
