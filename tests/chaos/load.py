"""Who uses the site while it suffers. Each goes on until `over`, and finishes what they are at."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from infra.database import transact
from infra.gateways.sandbox.courier import signed_headers
from services.retail.mature_commissions import mature_commissions
from tests.chaos.caller import Caller, GaveUp, Manners
from tests.chaos.promises import Ordered, Promises, StockOrdered
from tests.chaos.shops import Shop
from tests.factories import MadeAccount, MadeSeller, login, make_account
from tests.flows.people import holds_end

STOCK = "/api/seller/stock"
_CALLBACKS = """
SELECT body FROM sandbox_callbacks WHERE brand_id = $1 ORDER BY random() LIMIT 6
"""
Part = Callable[[Caller], Awaitable[None]]


class Load:
    """`over` ends it; `late` is when nobody asks any more for what has no answer."""

    def __init__(
        self,
        address: str,
        shop: Shop,
        promises: Promises,
        chance: random.Random,
        manners: Manners = Manners(),  # noqa: B008 - frozen
    ) -> None:
        self._address = address
        self._manners = manners
        self._shop = shop
        self._promises = promises
        self._chance = chance
        self.over = asyncio.Event()
        self.late = asyncio.Event()
        self._numbers = 0

    async def run(self, admin: MadeAccount, finance: MadeAccount) -> None:
        """Everybody at once, until everybody has ended."""
        async with asyncio.TaskGroup() as everybody:
            for store in ("li", "mei", "bo"):
                everybody.create_task(self._again(self._open_links(store)))
            for store in ("li", "mei", "mei", "bo"):
                everybody.create_task(self._again(self._shop_in(store)))
            everybody.create_task(self._again(self._buy_stock(), who=self._shop.sellers["bo"]))
            everybody.create_task(self._again(self._decide_refunds(), who=admin))
            everybody.create_task(self._again(self._pay_out(admin), who=finance))
            everybody.create_task(self._again(self._repeat_callbacks()))

    async def _again(self, part: Part, who: MadeAccount | MadeSeller | None = None) -> None:
        while not self.over.is_set():
            try:
                async with self._caller(who) as caller:
                    await part(caller)
            except GaveUp:
                return
            await asyncio.sleep(self._chance.uniform(0.02, 0.15))

    @asynccontextmanager
    async def _caller(self, who: MadeAccount | MadeSeller | None) -> AsyncIterator[Caller]:
        self._numbers += 1
        caller = Caller(self._address, self._numbers, self._promises, self.late, self._manners)
        try:
            if who is not None:
                await self._when_back(lambda: login(caller.client, who))
            yield caller
        finally:
            await caller.close()

    async def _when_back(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Straight at the database, which may be away: again until it is there."""
        while True:
            try:
                return await work()
            except Exception as error:
                if self.late.is_set():
                    raise GaveUp from error
                await asyncio.sleep(0.2)

    async def _enter(self, caller: Caller, store: str) -> None:
        opened = await caller.ask("GET", f"/l/{self._shop.links[store]}")
        if opened.status_code != 302:
            self._promises.broken.append(
                f"a good link was answered with {opened.status_code}: {opened.text[:300]}"
            )
            return
        touch = UUID(parse_qs(urlsplit(opened.headers["location"]).query)["t"][0])
        self._promises.touches.setdefault(self._shop.brand.brand_id, set()).add(touch)

    def _open_links(self, store: str) -> Part:
        async def part(caller: Caller) -> None:
            for _ in range(20):
                await self._enter(caller, store)
                caller.client.cookies.clear()
                await asyncio.sleep(0.02)
                if self.over.is_set():
                    return

        return part

    def _shop_in(self, store: str) -> Part:
        """Open a link, order, pay at the bank's page; sometimes send a part back."""

        async def part(caller: Caller) -> None:
            await self._enter(caller, store)
            order, secret = await self._order(caller, store)
            if order is None:
                return
            public = f"{self._shop.brand.public}/orders/{order.code}"
            started = await caller.made(f"{public}/payment", {"return_path": "/back"}, **secret)
            if started is None or self._chance.random() < 0.1:
                return
            order.pressed = await caller.press(started["pay_url"])
            await caller.press(started["pay_url"], "fail")  # too late: nothing must come of it
            if self._chance.random() < 0.5 and await self._is_paid(caller, public, secret):
                wish = {"lines": [{"line_no": 1, "qty": 1}], "reason": "too small"}
                asked = await caller.made(f"{public}/refund-requests", wish, **secret)
                order.refund_id = asked["refund_id"] if asked else ""

        return part

    async def _order(self, caller: Caller, store: str) -> tuple[Ordered | None, dict[str, str]]:
        self._numbers += 1
        buyer, qty = f"buyer-{self._numbers}", self._chance.randint(1, 2)
        lines = [{"sku": "COAT", "qty": qty}]
        if store != "bo":
            lines.append({"sku": "RARE", "qty": 1})
        made = None
        for cart in (lines, lines[:1]):
            # The rare one may be gone; then the rest is bought, under another name and key.
            self._promises.asked[buyer] = 1
            body = {
                "store": store,
                "lines": cart,
                "buyer": {"name": buyer, "phone": f"138{self._numbers:08d}"},
            }
            made = await caller.made(f"{self._shop.brand.public}/orders", body)
            if made is not None:
                units = sum(line["qty"] for line in cart)
                order = Ordered(self._shop.brand, made["code"], buyer, made["total"], units)
                self._promises.orders.append(order)
                return order, {"X-Order-Secret": made["secret"]}
            self._numbers += 1
            buyer = f"buyer-{self._numbers}"
        return None, {}

    async def _is_paid(self, caller: Caller, public: str, secret: dict[str, str]) -> bool:
        """Soon, that is; who waits longer does something else."""
        for _ in range(20):
            seen = caller.read(await caller.ask("GET", public, **secret))
            if seen and seen["state"] == "paid":
                return True
            await asyncio.sleep(0.2)
        return False

    def _buy_stock(self) -> Part:
        """Quote, order, pay; send some of it back by a preview."""

        async def part(caller: Caller) -> None:
            quote = await caller.made(f"{STOCK}/quotes", {"lines": [{"sku": "COAT", "qty": 6}]})
            made = quote and await caller.made(f"{STOCK}/orders", {"quote_id": quote["id"]})
            if not made:
                return
            order = StockOrdered(self._shop.brand, made["id"], made["net_total"])
            self._promises.stock_orders.append(order)
            wish = {"gateway": "sandbox", "return_path": "/stock"}
            started = await caller.made(f"{STOCK}/orders/{order.order_id}/payments", wish)
            if started is None:
                return
            order.pressed = await caller.press(started["pay_url"])
            await asyncio.sleep(0.5)
            back = {"order_id": order.order_id, "lines": [{"line": 1, "qty": 2}]}
            preview = await caller.made(f"{STOCK}/return-previews", back)
            returned = preview and await caller.made(f"{STOCK}/returns", {"preview_id": preview["id"]})
            if returned:
                order.returned[returned["id"]] = returned["refund"]

        return part

    def _decide_refunds(self) -> Part:
        async def part(caller: Caller) -> None:
            found = caller.read(await caller.ask("GET", "/api/brand/refunds?state=requested&limit=20"))
            for row in found["rows"] if found else []:
                await caller.made(f"/api/brand/refunds/{row['refund_id']}/decision", {"approve": True})
            placed = caller.read(await caller.ask("GET", "/api/brand/orders?state=paid&limit=5"))
            for row in placed["rows"] if placed else []:
                await caller.made(f"/api/brand/orders/{row['code']}/delivery")
            await asyncio.sleep(0.3)

        return part

    def _pay_out(self, admin: MadeAccount) -> Part:
        """Holds are let end, what is due matures, finance builds and sends what an admin approved."""

        async def part(caller: Caller) -> None:
            await self._when_back(lambda: holds_end(self._shop.brand))
            await self._when_back(lambda: mature_commissions(self._shop.brand.scope))
            built = await caller.made("/api/brand/payout-batches", {"rail": "sandbox", "currency": "CNY"})
            if built and built["items"]:
                batch = f"/api/brand/payout-batches/{built['id']}"
                async with self._caller(admin) as second:
                    approved = await second.made(f"{batch}/approval")
                if approved is not None and await caller.made(f"{batch}/sending") is not None:
                    brand_id = self._shop.brand.brand_id
                    self._promises.batches.setdefault(brand_id, set()).add(built["id"])
            await asyncio.sleep(1)

        return part

    def _repeat_callbacks(self) -> Part:
        """What the bank said already, and what it has not got round to, again and in any order, two at a time."""
        scope = self._shop.brand.scope

        async def part(caller: Caller) -> None:
            rows = await self._when_back(
                lambda: transact(scope, lambda tx: tx.fetch(_CALLBACKS, tx.brand_id))
            )
            bodies = [row["body"].encode() for row in rows]
            self._chance.shuffle(bodies)

            async def tell(body: bytes) -> None:
                headers = signed_headers(scope, body)
                path = f"/hooks/{self._shop.brand.slug}/payments/sandbox"
                try:
                    got = await caller.client.post(path, content=body, headers=headers)
                except OSError:
                    return
                except Exception as error:
                    # Whatever httpx says of a connection that broke; what is answered is judged.
                    if "httpx" in type(error).__module__ or "httpcore" in type(error).__module__:
                        return
                    raise
                self._promises.callbacks += 1
                if got.status_code not in (200, 502, 503):
                    self._promises.broken.append(f"a callback was answered with {got.status_code} {got.text}")

            for first, second in zip(bodies[::2], bodies[1::2], strict=False):
                await asyncio.gather(tell(first), tell(second))
            await asyncio.sleep(0.3)

        return part


async def make_staff(shop: Shop) -> tuple[MadeAccount, MadeAccount]:
    """An admin and somebody of finance."""
    return await make_account(shop.brand, "admin"), await make_account(shop.brand, "finance")
