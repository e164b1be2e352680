"""Who may see an order in the public audience: its customer, logged in, or whoever holds the secret of its address."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from infra.settings import current_settings
from services.sharing.customer_groups import customer_groups


def order_secret(order_id: UUID) -> str:
    """The secret in the order's address. Made from the order's id with the site's key, so that it is stored nowhere
    and can be sent again; the order keeps its hash, which outlives a change of the key."""
    key = current_settings().secret_key.encode()
    digest = hmac.new(key, b"order address\0" + order_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret: it has 192 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


async def open_order(tx: Tx, code: str, secret: str | None) -> asyncpg.Record:
    """The order of that code, not locked. Raises NotFound alike for an order that is not there and for one that the
    actor may not see: an order's code is no secret."""
    row = await tx.fetchrow(
        "SELECT o.*, c.account_id AS customer_account FROM retail_orders AS o"
        " JOIN customers AS c ON c.brand_id = o.brand_id AND c.id = o.customer_id"
        " WHERE o.brand_id = $1 AND o.code = $2",
        tx.brand_id,
        code,
    )
    if row is None or not (_holds_secret(row, secret) or await _is_customer(tx, row)):
        raise NotFound(what="order", ref=code)
    return row


async def _is_customer(tx: Tx, row: asyncpg.Record) -> bool:
    """Whether the order is the account's own, or a guest's who turned out to be the same person."""
    account_id = tx.scope.actor.account_id
    if account_id is None or row["customer_account"] is not None:
        return account_id is not None and bool(row["customer_account"] == account_id)
    groups = await customer_groups(tx, [row["customer_id"]], tx.now)
    return bool(
        await tx.fetchval(
            "SELECT 1 FROM customers WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND account_id = $3",
            tx.brand_id,
            list(groups[row["customer_id"]].members),
            account_id,
        )
    )


def _holds_secret(row: asyncpg.Record, secret: str | None) -> bool:
    return (
        secret is not None
        and row["access_hash"] is not None
        and hmac.compare_digest(secret_hash(secret), row["access_hash"])
    )
