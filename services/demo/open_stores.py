"""Forty staff and two hundred of the year's resellers open their stores, furnish them and make their links."""

from typing import NamedTuple
from uuid import UUID

from infra.clock import SetClock
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.passwords import hash_password
from infra.scope import Actor, Scope
from services.demo import cast
from services.imports.online_retail.write_rows import SOURCE
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.errors import LocationCodeTaken
from services.inventory.receive_stock import ReceivedLine, ReceiveStock, receive_stock
from services.people.add_account import add_account
from services.people.add_seller import OpenSeller, add_seller
from services.people.contact_of import Contact
from services.people.give_role import give_role
from services.sharing.shapes import LinkSpec, Target
from services.sharing.write_links import write_links
from services.stores.open_store import OpenStore, open_store
from services.stores.pick_products import Pick, PickProducts, pick_products
from services.stores.publish_store import publish_store

PICKS = 12
OWN_STOCK_STORES = 60
UNITS_ON_SHELF = 3_000
CHANNELS = ("whatsapp", "instagram", "email", "poster")
FIRST_NAMES = (
    *(
        "Amelia",
        "Arthur",
        "Ava",
        "Charlotte",
        "Edith",
        "Elsie",
        "Florence",
        "Freddie",
        "George",
        "Grace",
        "Harriet",
    ),
    *(
        "Harry",
        "Henry",
        "Ivy",
        "Jack",
        "Lily",
        "Mabel",
        "Noah",
        "Olive",
        "Oscar",
        "Poppy",
        "Rosie",
        "Theo",
        "Violet",
    ),
)
LAST_NAMES = (
    *(
        "Archer",
        "Baker",
        "Carter",
        "Dyer",
        "Fisher",
        "Fletcher",
        "Gardner",
        "Hooper",
        "Mason",
        "Miller",
        "Potter",
    ),
    *("Sawyer", "Shepherd", "Tailor", "Turner", "Weaver"),
)


class _Good(NamedTuple):
    product_id: UUID
    product_code: str
    sku_id: UUID


async def open_stores(brand_id: UUID, clock: SetClock) -> int:
    """Open what is missing of the 240 stores, all with stock behind them and links in front; how many were opened."""
    scope = Scope(brand_id, clock=clock)
    goods = await transact(scope, _best_sellers)
    await _fill_the_shelf(scope, goods)
    hashed = await hash_password(cast.PASSWORD)
    staff = await transact(scope, lambda tx: _hire_staff(tx, hashed))
    resellers = await transact(scope, lambda tx: _claim_resellers(tx, hashed))
    opened = 0
    for number, (actor, name) in enumerate([*staff, *resellers]):
        own = scope.acting_as(actor)
        if await transact(own, _has_links):
            continue
        await _furnish(own, number, name, goods, number - len(staff))
        opened += 1
    return opened


async def _best_sellers(tx: Tx) -> list[_Good]:
    """The three hundred SKUs that most resellers bought, one of each product."""
    rows = await tx.fetch(
        "SELECT DISTINCT ON (p.id) p.id, p.code, s.id AS sku_id, n.buyers FROM products p"
        " JOIN skus s ON s.brand_id = p.brand_id AND s.product_id = p.id"
        " JOIN (SELECT sku_id, count(DISTINCT seller_id) AS buyers FROM lots WHERE brand_id = $1 GROUP BY sku_id) n"
        "   ON n.sku_id = s.id WHERE p.brand_id = $1 ORDER BY p.id, n.buyers DESC, s.code",
        tx.brand_id,
    )
    best = sorted(rows, key=lambda row: (-row["buyers"], row["code"]))[:300]
    return [_Good(row["id"], row["code"], row["sku_id"]) for row in best]


async def _fill_the_shelf(scope: Scope, goods: list[_Good]) -> None:
    try:
        place = await create_location(scope, CreateLocation("main", "Main warehouse"))
    except LocationCodeTaken:
        return
    lines = [ReceivedLine(good.sku_id, UNITS_ON_SHELF) for good in goods]
    await receive_stock(scope, ReceiveStock(place.location_id, lines), "demo-opening-stock")


async def _hire_staff(tx: Tx, hashed: str) -> list[tuple[Actor, str]]:
    draw = cast.chance("staff")
    hired = []
    for number in range(1, cast.STAFF_STORES + 1):
        name = f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)}"
        email = f"staff{number}@demo.example"
        row = await _seller_of(tx, email)
        if row is None:
            account_id = await add_account(tx, name, Contact(email=email), hashed, proved=True)
            await add_seller(tx, OpenSeller(account_id, "staff", name))
            row = await _seller_of(tx, email)
        hired.append((_actor(row, "staff"), name))
    return hired


async def _claim_resellers(tx: Tx, hashed: str) -> list[tuple[Actor, str]]:
    """The two hundred largest by list value get a log-in of their own for the seller they already are."""
    rows = await tx.fetch(
        "SELECT s.id, s.code, s.account_id FROM sellers s JOIN (SELECT seller_id, sum(list_total) AS bought"
        "   FROM stock_orders WHERE brand_id = $1 AND source = $2 GROUP BY seller_id) o ON o.seller_id = s.id"
        " WHERE s.brand_id = $1 ORDER BY o.bought DESC, s.code LIMIT $3",
        tx.brand_id,
        SOURCE,
        cast.RESELLER_STORES,
    )
    claimed = []
    for number, row in enumerate(rows, 1):
        account_id = row["account_id"]
        if account_id is None:
            contact = Contact(email=f"reseller{number}@demo.example")
            account_id = await add_account(tx, f"Reseller {row['code']}", contact, hashed, proved=True)
            await tx.execute(
                "UPDATE sellers SET account_id = $3 WHERE brand_id = $1 AND id = $2",
                tx.brand_id,
                row["id"],
                account_id,
            )
            await give_role(tx, account_id, "reseller")
        actor = Actor("account", account_id, row["id"], frozenset({"reseller"}))
        claimed.append((actor, f"{row['code']} Gifts"))
    return claimed


async def _seller_of(tx: Tx, email: str) -> tuple[UUID, UUID] | None:
    row = await tx.fetchrow(
        "SELECT a.id, s.id AS seller_id FROM accounts a"
        " JOIN sellers s ON s.brand_id = a.brand_id AND s.account_id = a.id WHERE a.brand_id = $1 AND a.email = $2",
        tx.brand_id,
        email,
    )
    return (row["id"], row["seller_id"]) if row else None


def _actor(row: tuple[UUID, UUID] | None, role: str) -> Actor:
    if row is None:
        raise NotFound(what="seller", ref=role)
    return Actor("account", row[0], row[1], frozenset({role}))


async def _has_links(tx: Tx) -> bool:
    return bool(
        await tx.fetchval(
            "SELECT EXISTS (SELECT FROM links WHERE brand_id = $1 AND seller_id = $2)",
            tx.brand_id,
            tx.scope.actor.seller_id,
        )
    )


async def _furnish(scope: Scope, number: int, name: str, goods: list[_Good], as_reseller: int) -> None:
    draw = cast.chance("store", number)
    own_stock = 0 <= as_reseller < OWN_STOCK_STORES
    shelf = await transact(scope, _own_goods) if own_stock else []
    shelf = shelf or draw.sample(goods, PICKS)
    store_id = await transact(scope, _store_of)
    if store_id is None:
        opened = await open_store(
            scope,
            OpenStore(name, headline="Picked with care.", ships_from="own_stock" if own_stock else "brand"),
        )
        store_id = opened.store_id
    await pick_products(scope, PickProducts([Pick(good.product_id) for good in shelf]))
    await publish_store(scope)
    targets = [
        Target(),
        *(Target("product", good.product_code) for good in draw.sample(shelf, min(3, len(shelf)))),
    ]
    specs = [LinkSpec(channel, target) for channel, target in zip(CHANNELS, targets, strict=False)]
    seller_id = scope.actor.seller_id
    if seller_id is None:
        raise NotFound(what="seller", ref=name)
    await transact(scope, lambda tx: write_links(tx, [(seller_id, store_id, spec) for spec in specs]))


async def _store_of(tx: Tx) -> UUID | None:
    found: UUID | None = await tx.fetchval(
        "SELECT id FROM stores WHERE brand_id = $1 AND seller_id = $2", tx.brand_id, tx.scope.actor.seller_id
    )
    return found


async def _own_goods(tx: Tx) -> list[_Good]:
    """What the reseller holds most of, one SKU of each product."""
    rows = await tx.fetch(
        "SELECT p.id, p.code, min(s.code) AS sku, sum(l.qty - l.sold - l.returned) AS held FROM lots l"
        " JOIN skus s ON s.brand_id = l.brand_id AND s.id = l.sku_id"
        " JOIN products p ON p.brand_id = s.brand_id AND p.id = s.product_id"
        " WHERE l.brand_id = $1 AND l.seller_id = $2 GROUP BY p.id, p.code"
        " HAVING sum(l.qty - l.sold - l.returned) > 50 ORDER BY held DESC, p.code LIMIT $3",
        tx.brand_id,
        tx.scope.actor.seller_id,
        PICKS,
    )
    return [_Good(row["id"], row["code"], row["id"]) for row in rows]
