"""Pure decisions of the first page: who may come in without a password."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def from_this_machine(peer: str, host: str, headers: Mapping[str, str]) -> bool:
    """Whether a request was made on this machine, for this machine, and not handed on by a proxy.

    `peer` is the address of the other end, `host` the name without port that the browser asked for (another name
    that points here is somebody else's page), `headers` case-insensitive.
    """
    try:
        near = ip_address(peer).is_loopback
    except ValueError:
        return False
    return (
        near and host.strip("[]").lower() in LOOPBACK_NAMES and not any(name in headers for name in FORWARDED)
    )
