"""A statement as a signed file: rebuilt from the books each time, the same bytes each time."""

import asyncio
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from infra.database import Tx, transact
from infra.scope import Scope
from infra.statement_files.signed import Form, sign_file
from infra.statement_files.write import MEDIA_TYPES, WRITERS
from services.bookkeeping.build_brand_statement import build_brand_statement
from services.bookkeeping.build_statement import Document, build_statement
from services.bookkeeping.closed_month import closed_month, read_month, require_seller
from services.bookkeeping.signing_keys import signing_key


class StatementFile(Struct, frozen=True):
    """`name` is what a browser saves it as."""

    name: str
    media_type: str
    body: bytes


async def issue_statement(
    scope: Scope, month: str, form: Form, seller_id: UUID | None = None
) -> StatementFile:
    """The seller's statement of a month, or without a seller the brand's, in one form, with its signature.

    Signed with the key that was in force when the month was closed, whatever came after; an Ed25519 signature of the
    same bytes by the same key is the same. Raises InvalidInput, MonthNotClosed, NotFound, StatementNotProved.
    """
    first = read_month(month)
    document, key_id, key = await transact(scope, lambda tx: _built(tx, first, seller_id), snapshot=True)
    # Setting a page takes a while: other requests go on meanwhile, and no database connection waits.
    body = await asyncio.to_thread(WRITERS[form], document)
    signed = sign_file(form, body, document["brand"]["slug"], key_id, key)
    return StatementFile(f"{_name(document)}.{form}", MEDIA_TYPES[form], signed)


async def _built(tx: Tx, month: date, seller_id: UUID | None) -> tuple[Document, str, Ed25519PrivateKey]:
    if seller_id is not None:
        await require_seller(tx, seller_id)
    closed = await closed_month(tx, month)
    key_id, key = await signing_key(tx, closed.signing_key_id)
    if seller_id is None:
        return await build_brand_statement(tx, month), key_id, key
    return await build_statement(tx, month, seller_id), key_id, key


def _name(document: Document) -> str:
    whose = document["seller"]["code"] if "seller" in document else "brand"
    return f"{document['brand']['slug']}-{document['month']}-{whose}"
