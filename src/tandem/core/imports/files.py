"""Keeping the bytes of an imported file in the database, and reading them back piece by piece."""

from __future__ import annotations

import io
from collections.abc import Iterable
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction

from tandem.core.imports.layout import Opener
from tandem.core.imports.models import ImportBatch, ImportPiece

PIECE = 256 * 1024


def keep(batch: ImportBatch, chunks: Iterable[bytes]) -> None:
    """Store the file of a batch, with its size and digest."""
    digest, size, number, left = sha256(), 0, 0, b""
    with transaction.atomic():
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            left += chunk
            while len(left) >= PIECE:
                ImportPiece.objects.create(batch=batch, number=number, content=left[:PIECE])
                left, number = left[PIECE:], number + 1
        if left:
            ImportPiece.objects.create(batch=batch, number=number, content=left)
        batch.put(size=size, digest=digest.hexdigest())


def opener(batch: ImportBatch) -> Opener:
    """Opens the kept file for reading."""

    def opened() -> BinaryIO:
        return io.BufferedReader(Pieces(batch.pk), buffer_size=PIECE)

    return opened


class Pieces(io.RawIOBase):
    """The kept bytes as a file; one piece is in memory at a time."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = batch_id
        self.number = 0
        self.left = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the present piece goes; 0 at the end."""
        if not self.left:
            found = ImportPiece.objects.filter(batch_id=self.batch_id, number=self.number)
            content = found.values_list("content", flat=True).first()
            if not content:
                return 0
            self.left, self.number = memoryview(bytes(content)), self.number + 1
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size
