"""A job's files lie in pieces beside it."""

from typing import Literal
from uuid import UUID

from infra.database import Tx
from infra.ids import new_id

PIECE = 256 * 1024
_PIECES = """
INSERT INTO job_chunks (brand_id, id, job_id, part, position, content)
SELECT $1, c.id, $2, $3, c.position, c.content FROM unnest($4::uuid[], $5::int[], $6::bytea[])
  AS c (id, position, content)
"""


async def keep_pieces(tx: Tx, job_id: UUID, part: Literal["given", "made"], file: bytes) -> None:
    """A file whole: what the job was given, or what it made at its end."""
    pieces = [file[at : at + PIECE] for at in range(0, len(file), PIECE)]
    if pieces:
        ids = [new_id() for _ in pieces]
        await tx.execute(_PIECES, tx.brand_id, job_id, part, ids, list(range(len(pieces))), pieces)
