"""What these routes share."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["workspace"])
MOST = 9_000_000_000_000_000_000
