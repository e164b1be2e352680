"""The sandbox's bank: payments that are opened, paid, failed or expire, and refunds. Its own tables, nothing else."""

from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.gateways.gateway import (
    EventKind,
    EventLine,
    PaymentAsked,
    PaymentStanding,
    RefundAsked,
    RefundStanding,
    Standing,
)
from infra.gateways.sandbox.behaviour import behaviour_of
from infra.gateways.sandbox.post import post_event
from infra.ids import new_id
from infra.json_text import from_json, to_json
from infra.scope import Scope

Button = Literal["pay", "fail", "expire"]
PRESSED = {
    "pay": ("paid", EventKind.PAYMENT_SUCCEEDED),
    "fail": ("failed", EventKind.PAYMENT_FAILED),
    "expire": ("expired", EventKind.PAYMENT_EXPIRED),
}
STANDINGS = {
    "open": Standing.PENDING,
    "paid": Standing.SUCCEEDED,
    "failed": Standing.FAILED,
    "expired": Standing.EXPIRED,
}


class TillPayment(msgspec.Struct, frozen=True):
    """What the pay page shows. `state` is open, paid, failed or expired."""

    ref: UUID
    amount: int
    currency: str
    subject: str
    state: str
    return_url: str


async def open_payment(scope: Scope, asked: PaymentAsked) -> UUID:
    """Open a payment, or find the one already open under the same reference."""
    behaviour_of(asked.options)

    async def work(tx: Tx) -> UUID:
        await tx.execute(
            "INSERT INTO sandbox_payments (brand_id, id, merchant_ref, amount, currency, subject, notify_url,"
            " return_url, options, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)"
            " ON CONFLICT (brand_id, merchant_ref) DO NOTHING",
            tx.brand_id,
            new_id(),
            str(asked.payment_id),
            asked.amount,
            asked.currency,
            asked.subject,
            asked.notify_url,
            asked.return_url,
            to_json(asked.options),
            tx.now,
            asked.expires_at,
        )
        row = await _by_reference(tx, asked.payment_id)
        if row is None:
            raise NotFound(what="sandbox payment", ref=asked.payment_id)
        ref: UUID = row["id"]
        return ref

    return await transact(scope, work)


async def read_payment(scope: Scope, ref: UUID) -> TillPayment:
    """Raises NotFound."""

    async def work(tx: Tx) -> TillPayment:
        return _seen(await _locked(tx, ref))

    return await transact(scope, work)


async def press(scope: Scope, ref: UUID, button: Button, payer: str = "") -> TillPayment:
    """The payer pressed a button; `payer` is whose account it is, as they say. An open payment moves, once; any other
    stays as it is. Raises NotFound."""

    async def work(tx: Tx) -> TillPayment:
        row = await _locked(tx, ref)
        if row["state"] == "open":
            await tx.execute(
                "UPDATE sandbox_payments SET payer = $3 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                ref,
                payer,
            )
            row = await _locked(tx, ref)
            await _settle(tx, row, "expire" if row["expires_at"] <= tx.now else button)
            row = await _locked(tx, ref)
        return _seen(row)

    return await transact(scope, work)


async def expire_open(scope: Scope) -> int:
    """Let open payments expire whose time is up, as a bank does by itself; how many."""

    async def work(tx: Tx) -> int:
        rows = await tx.fetch(
            "SELECT * FROM sandbox_payments WHERE brand_id = $1 AND state = 'open' AND expires_at <= $2"
            " ORDER BY id LIMIT 500 FOR UPDATE SKIP LOCKED",
            tx.brand_id,
            tx.now,
        )
        for row in rows:
            await _settle(tx, row, "expire")
        return len(rows)

    return await transact(scope, work)


async def refund(scope: Scope, asked: RefundAsked) -> RefundStanding:
    """Send money back and report it by callback, once a reference. More than was paid is reported as refused."""

    async def work(tx: Tx) -> RefundStanding:
        payment = await _by_reference(tx, asked.payment_id)
        if payment is None:
            raise NotFound(what="sandbox payment", ref=asked.payment_id)
        known = await tx.fetchval(
            "SELECT id FROM sandbox_refunds WHERE brand_id = $1 AND merchant_ref = $2",
            tx.brand_id,
            str(asked.refund_id),
        )
        # Real gateways accept first and report later; so does this one, even where it has decided at once.
        standing = RefundStanding(str(known or asked.refund_id), Standing.PENDING)
        if known is None:
            await _send_back(tx, payment, asked)
        return standing

    return await transact(scope, work)


async def refund_at_console(scope: Scope, ref: UUID, amount: int, lines: tuple[EventLine, ...] = ()) -> None:
    """Somebody sends money back by the bank's own console: the merchant hears of it by callback only."""

    async def work(tx: Tx) -> None:
        payment = await _locked(tx, ref)
        await _pay_out(tx, payment, amount)
        await post_event(tx, payment, EventKind.REFUND_MADE, amount, lines=lines)

    await transact(scope, work)


async def standing_of(scope: Scope, payment_id: UUID) -> PaymentStanding | None:
    """Where the payment under our reference stands; None where there is none."""

    async def work(tx: Tx) -> PaymentStanding | None:
        row = await _by_reference(tx, payment_id)
        if row is None:
            return None
        return PaymentStanding(
            str(row["id"]), STANDINGS[row["state"]], row["amount"], row["currency"], row["settled_at"]
        )

    return await transact(scope, work)


async def _by_reference(tx: Tx, payment_id: UUID) -> asyncpg.Record | None:
    return await tx.fetchrow(
        "SELECT * FROM sandbox_payments WHERE brand_id = $1 AND merchant_ref = $2 FOR UPDATE",
        tx.brand_id,
        str(payment_id),
    )


async def _locked(tx: Tx, ref: UUID) -> asyncpg.Record:
    row = await tx.fetchrow(
        "SELECT * FROM sandbox_payments WHERE brand_id = $1 AND id = $2 FOR UPDATE", tx.brand_id, ref
    )
    if row is None:
        raise NotFound(what="sandbox payment", ref=ref)
    return row


async def _settle(tx: Tx, row: asyncpg.Record, button: Button) -> None:
    state, kind = PRESSED[button]
    await tx.execute(
        "UPDATE sandbox_payments SET state = $3, settled_at = $4 WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        row["id"],
        state,
        tx.now,
    )
    await post_event(tx, row, kind, row["amount"])


async def _send_back(tx: Tx, payment: asyncpg.Record, asked: RefundAsked) -> None:
    refused = behaviour_of(from_json(payment["options"])).refuse_refunds
    sent = not refused and await _pay_out(tx, payment, asked.amount)
    await tx.execute(
        "INSERT INTO sandbox_refunds (brand_id, id, payment_id, merchant_ref, amount, state, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.brand_id,
        new_id(),
        payment["id"],
        str(asked.refund_id),
        asked.amount,
        "succeeded" if sent else "failed",
        tx.now,
    )
    kind = EventKind.REFUND_SUCCEEDED if sent else EventKind.REFUND_FAILED
    await post_event(tx, payment, kind, asked.amount, refund_id=asked.refund_id)


async def _pay_out(tx: Tx, payment: asyncpg.Record, amount: int) -> bool:
    touched = await tx.execute(
        "UPDATE sandbox_payments SET refunded = refunded + $3"
        " WHERE brand_id = $1 AND id = $2 AND state = 'paid' AND refunded + $3 <= amount",
        tx.brand_id,
        payment["id"],
        amount,
    )
    return touched == 1


def _seen(row: asyncpg.Record) -> TillPayment:
    return TillPayment(
        row["id"], row["amount"], row["currency"], row["subject"], row["state"], row["return_url"]
    )
