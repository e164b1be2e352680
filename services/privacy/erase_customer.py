"""A customer's personal data is erased; what was bought, paid and earned stays, and says nothing of them any more."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound, NotLoggedIn
from infra.passwords import password_matches
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_customers_whole, lock_retail_orders
from services.privacy.data_map import HELD, Held
from services.privacy.errors import ErasureTooEarly
from services.privacy.person import Person, person_of
from services.sharing.customer_of_account import customer_of_account

# Who does not tell of deliveries: by then what was paid for has come or was complained of.
ARRIVED_AFTER = timedelta(days=30)
_FOUND = "SELECT erased_at FROM customers WHERE brand_id = $1 AND id = $2"
_UNDER_WAY = """
SELECT o.code FROM retail_orders AS o WHERE o.brand_id = $1 AND o.id = ANY($2::uuid[]) AND (
  (o.state = 'placed' AND o.expires_at > $3)
  OR (o.state = 'paid' AND o.paid_at > $4)
  OR EXISTS (SELECT FROM refunds AS r WHERE r.brand_id = $1 AND r.order_id = o.id AND r.state = 'requested')
  OR EXISTS (SELECT FROM payments AS p JOIN payment_refunds AS b ON b.brand_id = $1 AND b.payment_id = p.id
    WHERE p.brand_id = $1 AND p.order_id = o.id AND b.state = 'pending')) ORDER BY o.code
"""
# A sale to a seller's own self stays one when nobody can see any more by what it was: the law forbids to pay for it.
_SAME_AS_SELLERS = """
UPDATE customers AS c SET erased_at = coalesce(c.erased_at, $3), same_as_sellers = ARRAY(
  SELECT DISTINCT each FROM (
    SELECT unnest(c.same_as_sellers) AS each
    UNION SELECT s.id FROM sellers AS s LEFT JOIN accounts AS a ON a.brand_id = $1 AND a.id = s.account_id
      LEFT JOIN accounts AS b ON b.brand_id = $1 AND b.id = c.account_id
      WHERE s.brand_id = $1 AND (s.account_id = c.account_id OR a.phone IN (c.phone, b.phone))) AS known)
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""
_PICTURES = """
SELECT DISTINCT p.picture_id FROM review_pictures AS p JOIN reviews AS r ON r.brand_id = $1 AND r.id = p.review_id
WHERE p.brand_id = $1 AND r.customer_id = ANY($2::uuid[])
"""
# The same picture may be somebody else's too, or stand on a page of the brand's: it is kept once for all of them.
_FORGET_PICTURES = """
DELETE FROM pictures AS p WHERE p.brand_id = $1 AND p.id = ANY($2::uuid[])
  AND NOT EXISTS (SELECT FROM review_pictures AS r WHERE r.brand_id = $1 AND r.picture_id = p.id)
  AND NOT EXISTS (
    SELECT FROM (
      SELECT url AS told FROM product_images WHERE brand_id = $1
      UNION ALL SELECT cover_url FROM stores WHERE brand_id = $1
      UNION ALL SELECT body::text FROM share_kits WHERE brand_id = $1
      UNION ALL SELECT body::text FROM poster_templates WHERE brand_id = $1) AS pages
    WHERE pages.told LIKE '%' || encode(p.digest, 'hex') || '%' OR pages.told LIKE '%' || p.id || '%')
"""
_PASSWORD = "SELECT password_hash FROM accounts WHERE brand_id = $1 AND id = $2"  # noqa: S105 - a statement


class EraseOwnData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password once more: a browser left open must not be enough for what nobody can take back."""

    password: Annotated[str, Meta(min_length=1, max_length=256)]


class CustomerErased(msgspec.Struct, frozen=True):
    """`customers` rows were this person; `orders` stay in the books without a name. `account`: `closed`, `kept` for
    somebody who sells or works for the brand, or `none`. `erased_at` is the first time."""

    customer_id: UUID
    erased_at: datetime
    customers: int
    orders: int
    account: Literal["closed", "kept", "none"]


async def erase_customer(scope: Scope, customer_id: UUID) -> CustomerErased:
    """Erase for good; done again it finds what came since, and changes nothing else.

    Raises NotFound; ErasureTooEarly while goods or money are on their way.
    """
    return await transact(scope, lambda tx: _erase(tx, customer_id))


async def erase_own_data(scope: Scope, command: EraseOwnData) -> CustomerErased:
    """The shopper who is logged in erases their own.

    Raises NotLoggedIn; InvalidInput at `password`; ErasureTooEarly.
    """
    account_id = scope.actor.account_id
    if account_id is None:
        raise NotLoggedIn
    stored: str | None = await transact(scope, lambda tx: tx.fetchval(_PASSWORD, tx.brand_id, account_id))
    if not await password_matches(stored, command.password):
        raise InvalidInput(FieldFault("password", "is not your password", "密码不正确"))

    async def work(tx: Tx) -> CustomerErased:
        # An account that never shopped is a customer of nothing: what it holds is erased the same way.
        return await _erase(tx, await customer_of_account(tx, account_id))

    return await transact(scope, work)


async def _erase(tx: Tx, customer_id: UUID) -> CustomerErased:
    if not await tx.fetchrow(_FOUND, tx.brand_id, customer_id):
        raise NotFound(what="customer", ref=customer_id)
    person = await _locked(tx, customer_id)
    under_way = await tx.fetch(_UNDER_WAY, tx.brand_id, person.orders, tx.now, tx.now - ARRIVED_AFTER)
    if under_way:
        raise ErasureTooEarly(orders=", ".join(row["code"] for row in under_way))
    pictures = [row[0] for row in await tx.fetch(_PICTURES, tx.brand_id, person.customers)]
    before = await tx.fetchval(_FOUND, tx.brand_id, customer_id)
    await tx.execute(_SAME_AS_SELLERS, tx.brand_id, person.customers, tx.now)
    for held in HELD:
        await _erase_rows(tx, person, held)
    await tx.execute(_FORGET_PICTURES, tx.brand_id, pictures)
    erased = CustomerErased(
        customer_id,
        before or tx.now,
        len(person.customers),
        len(person.orders),
        "closed" if person.closing else "kept" if person.accounts else "none",
    )
    if before is None:
        # Counts and ids alone: the log is never erased.
        await record_change(tx, "erase_customer", "customer", customer_id, None, erased)
    return erased


async def _locked(tx: Tx, customer_id: UUID) -> Person:
    """The person with orders and customers locked whole: an order that is being placed for them waits, and then finds
    no such customer; one that was placed before is seen here."""
    while True:
        found = await person_of(tx, customer_id)
        await lock_retail_orders(tx, found.orders)
        await lock_customers_whole(tx, found.customers)
        again = await person_of(tx, customer_id)
        if set(again.customers) <= set(found.customers):
            return again


async def _erase_rows(tx: Tx, person: Person, held: Held) -> None:
    if held.erased == "kept":
        return
    if isinstance(held.erased, dict):
        wish = "SET " + ", ".join(f"{column} = {value}" for column, value in held.erased.items())
        statement = f"UPDATE {held.table} AS t {wish} WHERE t.brand_id = $1 AND {held.whose}"
    else:
        statement = f"DELETE FROM {held.table} AS t WHERE t.brand_id = $1 AND {held.whose}"
    text, args = person.bound(statement)
    await tx.execute(text, tx.brand_id, *args)
