"""What happens regularly: everything looks, and what fails holds up nothing else."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from tandem.core import jobs
from tandem.core.jobs.regular import REGULAR

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_everything_looks_though_one_fails(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    seen: list[datetime] = []

    def broken(now: datetime) -> None:
        raise ValueError("broken")

    monkeypatch.setitem(REGULAR, "tests.broken", broken)
    monkeypatch.setitem(REGULAR, "tests.seen", seen.append)
    for name in [name for name in REGULAR if not name.startswith("tests.")]:
        monkeypatch.delitem(REGULAR, name)
    with caplog.at_level(logging.ERROR):
        jobs.look(NOW)
    assert seen == [NOW]
    assert "tests.broken failed" in caplog.text
