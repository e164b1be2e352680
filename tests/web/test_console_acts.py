"""What a brand's people do on the console's pages, in a real browser: each act is in the database afterwards."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from infra.scope import Actor
from infra.settings import Settings
from services.people.ask_to_sell import AskToSell, ask_to_sell
from services.retail.deliver_order import deliver_order
from services.reviews.write_review import WriteReview, write_review
from services.sharing.merge_customers import MergeCustomers, merge_customers
from tests.factories import make_account, make_brand, make_seller
from tests.support.shop import Shop
from tests.support.world import make_customer, make_location, make_store, rows, run
from tests.web.browser import Visits, photograph
from tests.web.console import Office, seated, walk

_COUPON = """
SELECT c.code, c.kind, c.amount_off, c.minimum_total, c.use_limit, s.display_name FROM coupons AS c
JOIN sellers AS s ON s.brand_id = c.brand_id AND s.id = c.seller_id WHERE c.brand_id = $1
"""


async def pick(page: Page, label: str, option: str) -> None:
    """Choose in a field that searches as one types; an option is there once the API has answered."""
    # What is chosen already lies over the field and opens the list as well.
    await page.get_by_role("dialog").get_by_role("combobox", name=label).click(force=True)
    await page.get_by_role("option", name=option).first.click()


async def test_coupons_locations_and_stock(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    await make_seller(brand, display_name="Mei")
    shop = Shop(brand.scope, brand.scope.clock)  # type: ignore[arg-type]
    sku = await shop.sku("COAT", 10_000, stock=0)
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "operator")
    )

    await walk(page, office.address("coupons"))
    await expect(page.get_by_text("No coupons yet")).to_be_visible()
    await page.get_by_role("button", name="New coupon").click()
    await pick(page, "Credits", "Mei")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Code").fill("no")
    await pick(page, "Discount", "Amount off")
    await dialog.get_by_label("Amount off").fill("5")
    await dialog.get_by_label("From a total of").fill("50")
    await dialog.get_by_label("Uses at most").fill("3")
    await dialog.get_by_role("button", name="New coupon").click()
    # A code that is too short is refused at its field; what was typed stays.
    await expect(dialog.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("Code").fill("spring")
    await dialog.get_by_role("button", name="New coupon").click()
    await expect(page.get_by_role("cell", name="SPRING")).to_be_visible()
    assert await rows(brand.scope, _COUPON) == [("SPRING", "amount", 500, 5_000, 3, "Mei")]
    await page.get_by_role("button", name="End", exact=True).click()
    await page.get_by_role("button", name="Go ahead").click()
    await expect(page.get_by_text("Ended", exact=True)).to_be_visible()
    ended = "SELECT valid_until IS NOT NULL FROM coupons WHERE brand_id = $1"
    assert await rows(brand.scope, ended) == [(True,)]

    await walk(page, office.address("locations"))
    await page.get_by_role("button", name="New location").click()
    await dialog.get_by_label("Code").fill("main")
    await dialog.get_by_label("Name").fill("Main warehouse")
    await dialog.get_by_role("button", name="New location").click()
    await page.get_by_role("button", name="Receive").click()
    await pick(page, "SKU", "COAT")
    await dialog.get_by_role("spinbutton").fill("12")
    await dialog.get_by_role("button", name="Receive").click()
    await expect(page.get_by_role("cell", name="12", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Count", exact=True).click()
    await pick(page, "SKU", "COAT")
    await dialog.get_by_role("spinbutton").fill("9")
    await dialog.get_by_role("button", name="Set to the count").click()
    await expect(page.get_by_role("cell", name="9", exact=True)).to_be_visible()
    moved = "SELECT sku_id, qty, reason FROM stock_movements WHERE brand_id = $1 ORDER BY at, id"
    assert await rows(brand.scope, moved) == [(sku, 12, "received"), (sku, -3, "adjusted")]


async def test_merges_reviews_and_requests_to_sell(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    one, other = await make_customer(brand.scope), await make_customer(brand.scope)
    await run(brand.scope, "UPDATE customers SET name = 'Wang' WHERE brand_id = $1 AND id = $2", one)
    await merge_customers(brand.scope, MergeCustomers(one, other, "same door"))
    lin = await make_account(brand, display_name="Lin")
    asking = brand.scope.acting_as(Actor("account", lin.account_id))
    await ask_to_sell(asking, AskToSell("I know coats"))
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "operator")
    )
    dialog = page.get_by_role("dialog")

    await walk(page, office.address("merges"))
    await expect(page.get_by_role("cell", name="Wang")).to_be_visible()
    await page.get_by_role("button", name="Take back").click()
    await dialog.get_by_label("Why").fill("two people after all")
    await dialog.get_by_role("button", name="Take back").click()
    await expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    undone = "SELECT undone_at IS NOT NULL FROM customer_merges WHERE brand_id = $1"
    assert await rows(brand.scope, undone) == [(True,)]

    await walk(page, office.address("selling-requests"))
    await expect(page.get_by_text("I know coats")).to_be_visible()
    await page.get_by_role("button", name="Approve").click()
    await dialog.get_by_role("button", name="Approve").click()
    await expect(page.get_by_role("link", name="Lin", exact=True)).to_be_visible()
    sellers = "SELECT display_name, kind, status FROM sellers WHERE brand_id = $1"
    assert await rows(brand.scope, sellers) == [("Lin", "reseller", "active")]


async def test_a_review_is_taken_off_the_pages_and_shown_again(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    shop = await Shop(brand.scope, brand.scope.clock).open()  # type: ignore[arg-type]
    await shop.sku("COAT", 10_000, stock=5)
    order = await shop.sell(await shop.keeper(), {"COAT": 1})
    await deliver_order(shop.scope, order.code)
    await write_review(
        shop.scope, order.code, WriteReview(1, 1, "Call Wang at 555", "Lin"), secret=order.secret
    )
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "operator")
    )
    dialog = page.get_by_role("dialog")
    state = "SELECT state, hidden_for FROM reviews WHERE brand_id = $1"

    await walk(page, office.address("reviews"))
    row = page.get_by_role("row").filter(has_text="Call Wang at 555")
    await row.get_by_role("button", name="Hide").click()
    await expect(dialog.get_by_text("Call Wang at 555")).to_be_visible()
    await dialog.get_by_label("Why it is hidden").fill("somebody else's number")
    await dialog.get_by_role("button", name="Hide").click()
    await expect(row.get_by_role("button", name="Show again")).to_be_visible()
    assert await rows(brand.scope, state) == [("hidden", "somebody else's number")]
    await row.get_by_role("button", name="Show again").click()
    await expect(row.get_by_role("button", name="Hide")).to_be_visible()
    assert await rows(brand.scope, state) == [("shown", "")]


async def test_a_share_kit_is_written_looked_at_and_put_live(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "operator")
    )
    await walk(page, office.address("share-kits"))
    await page.get_by_role("button", name="Draft a new version").click()
    await expect(page.get_by_role("heading", name="Share kit v1")).to_be_visible()
    await page.get_by_role("button", name="Add a rule").click()
    await page.get_by_label("Title · English").fill("{nobody} picked this")
    await page.get_by_role("button", name="Save and preview").click()
    # The template's fault stands at the very field.
    await expect(page.get_by_text("knows no {nobody}").first).to_be_visible()
    await page.get_by_label("Title · English").fill("{name|A friend} picked {product|this}")
    await page.get_by_role("button", name="Save and preview").click()
    await expect(page.get_by_text("Mei picked Wool coat")).to_be_visible()
    await photograph(page, "console-share-kit-desktop-en-light")
    await page.get_by_role("button", name="Put live").click()
    await page.get_by_role("button", name="Go ahead").click()
    await expect(page.get_by_text("It is live")).to_be_visible()
    kits = (
        "SELECT version, state, body -> 'cards' -> 0 -> 'variants' -> 0 -> 'title' ->> 'en' FROM share_kits"
        " WHERE brand_id = $1"
    )
    assert await rows(brand.scope, kits) == [(1, "live", "{name|A friend} picked {product|this}")]


async def test_evidence_is_made_read_taken_and_found_again(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "finance")
    )
    await walk(page, office.address("evidence"))
    await expect(page.get_by_text("No evidence report was made yet")).to_be_visible()
    await page.get_by_role("button", name="Make a report").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("From").fill("2026-03-01")
    await dialog.get_by_label("To (that day too)").fill("2026-03-31")
    await dialog.get_by_label("Made for").fill("the inspector")
    await dialog.get_by_role("button", name="Make a report").click()
    await expect(page.get_by_role("region", name="Figures")).to_be_visible()
    async with page.expect_download() as kept:
        await page.get_by_role("button", name="PDF, Chinese").click()
    assert (await (await kept.value).path()).read_bytes().startswith(b"%PDF-")
    await walk(page, office.address("evidence"))
    await page.get_by_role("link", name="1 Mar 2026 – 31 Mar 2026").click()
    await expect(page.get_by_role("region", name="Figures")).to_be_visible()
    made = "SELECT note, until - since FROM evidence_reports WHERE brand_id = $1"
    assert await rows(brand.scope, made) == [("the inspector", timedelta(days=31))]


async def test_what_is_said_is_checked_and_decided(visits: Visits, live: Settings) -> None:
    brand = await make_brand()
    office = Office(brand, {}, {})
    seller = await make_seller(brand, display_name="Mei")
    await make_location(brand.scope)
    store = await make_store(brand.scope, seller.seller_id)
    shop = Shop(brand.scope, brand.scope.clock)  # type: ignore[arg-type]
    sku = await shop.sku("COAT", 10_000, stock=0)
    await run(
        brand.scope,
        "INSERT INTO questions (brand_id, id, store_id, product_id, words, state, asked_at)"
        " SELECT $1, uuidv7(), $2, product_id, 'Call me on 555', 'open', $4 FROM skus WHERE brand_id = $1 AND id = $3",
        store,
        sku,
        datetime.now(UTC),
    )
    page = await seated(
        await visits.context("desktop", "en"), live, office, await make_account(brand, "admin")
    )
    await walk(page, office.address("questions"))
    await page.get_by_role("button", name="Take off").click()
    await expect(page.get_by_role("button", name="Put back")).to_be_visible()
    assert await rows(brand.scope, "SELECT state FROM questions WHERE brand_id = $1") == [("hidden",)]

    await walk(page, office.address("claims"))
    await page.get_by_role("button", name="Add words").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Words (one a line)").fill("miracle\nonce in a lifetime")
    await dialog.get_by_label("Why (sellers read it)").fill("nobody can prove it")
    await dialog.get_by_role("button", name="Add words").click()
    await expect(page.get_by_role("cell", name="miracle、once in a lifetime")).to_be_visible()
    rules = "SELECT words, verdict FROM claim_rules WHERE brand_id = $1"
    assert await rows(brand.scope, rules) == [(["miracle", "once in a lifetime"], "flag")]
    await page.get_by_role("tab", name="Try a text").click()
    await page.get_by_label("The text to read").fill("A miracle of a coat")
    await page.get_by_role("button", name="Check").click()
    await expect(page.get_by_text("It could be saved, and would be listed for a look.")).to_be_visible()

    await walk(page, office.address("retail-terms"))
    await page.get_by_label("Shipping").fill("12")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    terms = "SELECT settings -> 'retail' ->> 'shipping' FROM brands WHERE id = $1"
    assert await rows(brand.scope, terms) == [("1200",)]

    await walk(page, office.address("my-account"))
    await page.get_by_role("button", name="New token").click()
    await dialog.get_by_label("Name (which program)").fill("till")
    await dialog.get_by_role("button", name="New token").click()
    await expect(page.get_by_text("It is shown this once. Copy it now.")).to_be_visible()
    tokens = "SELECT name, scopes FROM api_tokens WHERE brand_id = $1"
    assert await rows(brand.scope, tokens) == [("till", ["brand:read"])]
