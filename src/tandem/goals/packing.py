"""Arrays in a database column: draws and fans as little-endian float32, open deals as one record each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLOAT = np.dtype("<f4")
ROW = np.dtype([("deal", "<i8"), ("in_period", "<f4"), ("ever", "<f4"), ("worth", "<f8")])


@dataclass(frozen=True, slots=True)
class OpenDeals:
    """A person's open deals in a run; k deals, m draws.

    `ids`, `in_period` and `ever` (chance to be won in the period, and at all), `worth` (what each counts then): (k,);
    `wins` (k, m) bool: the draws in which it is won in the period.
    """

    ids: NDArray[np.int64]
    in_period: NDArray[np.float32]
    ever: NDArray[np.float32]
    worth: NDArray[np.float64]
    wins: NDArray[np.bool_]


def pack(values: NDArray[np.floating]) -> bytes:
    """Numbers of any shape, row after row."""
    return np.ascontiguousarray(values, FLOAT).tobytes()


def unpack(kept: bytes | memoryview, width: int = 0) -> NDArray[np.float32]:
    """The numbers again: a vector, or rows of `width`."""
    values = np.frombuffer(kept, FLOAT)
    return values.reshape(-1, width) if width else values


def pack_deals(
    ids: NDArray[np.integer],
    in_period: NDArray[np.floating],
    ever: NDArray[np.floating],
    worth: NDArray[np.floating],
    wins: NDArray[np.uint8],
) -> bytes:
    """Open deals with their packed wins (k, ⌈m/8⌉), as science.landing gives them."""
    rows = np.empty(len(ids), ROW)
    rows["deal"], rows["in_period"], rows["ever"], rows["worth"] = ids, in_period, ever, worth
    return len(ids).to_bytes(4, "little") + rows.tobytes() + np.ascontiguousarray(wins).tobytes()


def unpack_deals(kept: bytes | memoryview, draws: int) -> OpenDeals:
    """The open deals again, of a run with so many draws."""
    whole = bytes(kept)
    count = int.from_bytes(whole[:4], "little")
    end = 4 + count * ROW.itemsize
    rows = np.frombuffer(whole[4:end], ROW)
    bits = np.frombuffer(whole[end:], np.uint8).reshape(count, -1) if count else np.zeros((0, 0), np.uint8)
    wins = np.unpackbits(bits, axis=1, count=draws).astype(bool) if count else np.zeros((0, draws), bool)
    return OpenDeals(rows["deal"], rows["in_period"], rows["ever"], rows["worth"], wins)
