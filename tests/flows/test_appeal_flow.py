"""One order with three candidates, from the click to the debt paid down, over HTTP against the whole site: a signal
that the worker finds by itself, why to who won and who lost, an appeal granted after the payout, the books proved.
"""

from typing import Any

from infra.settings import Settings
from tests.factories import MadeSeller, make_brand, make_seller
from tests.flows.people import Person, eventually, standing
from tests.flows.test_retail_flow import Story


async def test_one_order_three_candidates_one_appeal(site: Settings) -> None:
    brand = await make_brand()
    async with Story(site, brand) as story:
        await tell(story)


async def tell(story: Story) -> None:
    admin, finance = await story.with_role("admin"), await story.with_role("finance")
    await story.furnish(admin)
    people = [await make_seller(story.brand, "reseller") for _ in range(3)]
    (early, early_link), (late, late_link), (host, _) = [
        await story.open_store(seller, name)
        for seller, name in zip(people, ("early", "late", "host"), strict=True)
    ]

    # Ann opens the early link, then the late one, and buys in the host's store: 200.00, of which 23.01 is tax.
    ann = await story.shopper(early_link)
    assert (await ann.client.get(f"/l/{late_link}")).status_code == 302
    order = await story.buy(ann, "host", {"COAT": 1}, "13800000001")
    assert (order["total"], order["tax_total"], order["shipping_total"]) == (21_000, 2_301, 1_000)
    await story.pay(ann, order)
    (missed,) = (await early.get("/api/seller/missed-sales"))["rows"]
    line = missed["order_line_id"]
    address = f"/api/seller/order-lines/{line}/why"
    lost = await early.get(address, **{"Accept-Language": "en"})
    assert [(each["source"], each["reason_code"]) for each in lost["my_candidates"]] == [
        ("touch", "earlier_than_the_last")
    ]
    won = await late.get(address)
    assert [step["amount"] for step in won["arithmetic"]] == [17_699, None, 1_770, 1_770, 1_770]
    assert [each["reason_code"] for each in (await host.get(address))["my_candidates"]] == [
        "outranked_by_touch"
    ]

    await then_an_appeal(story, admin, finance, (early, late), people[1], order, line)
    await household(story, finance, host)


async def then_an_appeal(
    story: Story,
    admin: Person,
    finance: Person,
    sharers: tuple[Person, Person],
    late_seller: MadeSeller,
    order: dict[str, Any],
    line: str,
) -> None:
    early, late = sharers
    # Delivered, matured and paid out to the late seller, before the early one says a word.
    await admin.post(f"/api/brand/orders/{order['code']}/delivery")
    await story.mature(late, 1_770)
    await paid_out(story, admin, finance, late, late_seller)

    # The early seller gets half of it: the other half of the late seller's is a debt.
    appeal = await early.post(
        f"/api/seller/order-lines/{line}/appeals", {"reason": "She tried it on with me"}
    )
    address = f"/api/brand/appeals/{appeal['appeal_id']}"
    shown = await finance.get(f"{address}/preview?share=0.5")
    answered = await finance.post(f"{address}/decision", {"grant": True, "note": "Both did", "share": "0.5"})
    assert shown["credits"] == answered["credits"]
    assert [(each["weight"], each["before"], each["after"]) for each in answered["credits"]] == [
        ("1/2", 0, 885),
        ("1/2", 1_770, 885),
    ]
    # What is given anew waits for the sale's own day; what was paid is owed at once.
    assert [await standing(each, "pending") for each in (early, late)] == [885, 885]
    assert await standing(late, "available") == -1_770
    await story.mature(early, 885)
    assert [await standing(each, "available") for each in (early, late)] == [885, -885]
    proof = await finance.post("/api/brand/books/proof")
    assert proof["proved"] is True, proof
    assert proof["trial_balance"]["CNY"] | {"cash": 0} == {
        "cash": 0,
        "retail_revenue": -17_699,
        "sales_tax": -2_301,
        "shipping": -1_000,
        "commission_expense": 1_770,
        "seller_pending": 0,
        "seller_available": 0,
        "payout_in_flight": 0,
    }

    # The coat comes back: each gives back their half.
    await admin.post(f"/api/brand/orders/{order['code']}/refunds", {"lines": [{"line_no": 1, "qty": 1}]})
    assert [await standing(each, "available") for each in (early, late)] == [0, -1_770]
    assert (await finance.post("/api/brand/books/proof"))["proved"] is True
    again = await finance.get(f"/api/brand/order-lines/{line}/decision/recheck")
    assert again["same"] is True


async def paid_out(story: Story, admin: Person, finance: Person, person: Person, seller: MadeSeller) -> None:
    payee = {
        "rail": "sandbox",
        "legal_name": "Li Mei",
        "account_number": "6222000012345678",
        "tax_status": "individual_resident",
    }
    await person.send("PUT", "/api/seller/payee", payee)
    await finance.post(
        f"/api/brand/sellers/{seller.seller_id}/payee-verification", {"verified_name": "Li Mei"}
    )
    built = await finance.post("/api/brand/payout-batches", {"rail": "sandbox", "currency": "CNY"})
    await admin.post(f"/api/brand/payout-batches/{built['id']}/approval")
    await finance.post(f"/api/brand/payout-batches/{built['id']}/sending")

    async def paid() -> Any:
        return await standing(person, "paid")

    await eventually(paid, 1_770)


async def household(story: Story, finance: Person, host: Person) -> None:
    """Three customers at one door: the worker holds the third one's commission by itself, and a word lets it go on."""
    for n in range(3):
        shopper = story.person()
        order = await shopper.post(
            f"{story.brand.public}/orders",
            {
                "store": "host",
                "lines": [{"sku": "SCARF", "qty": 1}],
                "buyer": {"name": "Wang", "phone": f"1380000001{n}"},
                "ship_to": {"name": f"Wang {n}", "city": "上海", "street": "南京西路 100 号"},
            },
        )
        await story.pay(shopper, order)

    async def rules() -> Any:
        return [row["rule"] for row in (await finance.get("/api/brand/fraud-signals"))["rows"]]

    await eventually(rules, ["one_household"])
    (hold,) = (await finance.get("/api/brand/commission-holds?state=open"))["rows"]
    assert await standing(host, "held") == hold["amount"] == 443
    word = {"commission_line_id": hold["commission_line_id"], "release": True, "note": "A shared flat"}
    decided = await finance.post("/api/brand/commission-holds/decisions", {"decisions": [word]})
    assert decided["decided"][0]["state"] == "pending"
    assert (await finance.post("/api/brand/books/proof"))["proved"] is True
