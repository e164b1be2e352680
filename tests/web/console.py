"""The console as its tests walk through it: a brand with something of everything, pages opened without reloading."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from playwright.async_api import BrowserContext, Page, expect

from infra.settings import Settings
from tests.api.access_rows import make_ids
from tests.api.matrix_row import Ids
from tests.factories import MadeAccount, MadeBrand, make_account, make_brand
from tests.web.browser import Device, Visits, go
from tests.web.people import enter

Role = Literal["admin", "finance", "operator"]


@dataclass(frozen=True)
class Office:
    """A brand, its three people, and rows of every kind by the names that addresses call them."""

    brand: MadeBrand
    people: dict[str, MadeAccount]
    ids: Ids

    def address(self, page: str = "") -> str:
        return f"/console/{self.brand.slug}/{page}"


async def open_office() -> Office:
    """A brand with a seller, a product, orders, stock, policies, a draft of a payout batch."""
    brand = await make_brand()
    names: dict[str, str] = {"admin": "Ada", "finance": "Fay", "operator": "Oli"}
    people = {role: await make_account(brand, role, display_name=name) for role, name in names.items()}
    ids = await make_ids(brand, "marker")
    return Office(brand, people, ids)


async def at_desk(
    visits: Visits,
    live: Settings,
    office: Office,
    role: Role = "admin",
    *,
    device: Device = "desktop",
    language: Literal["zh", "en"] = "en",
    dark: bool = False,
) -> Page:
    """Somebody of the office, logged in, at the overview."""
    context = await visits.context(device, language, dark=dark)
    return await seated(context, live, office, office.people[role])


async def seated(context: BrowserContext, live: Settings, office: Office, who: MadeAccount) -> Page:
    await enter(context, live, who)
    page = await context.new_page()
    await page.goto(office.address())
    await expect(page.locator("h1").first).to_be_visible()
    return page


async def walk(page: Page, address: str) -> None:
    """To another page of the console, and wait until it stands."""
    await go(page, address)
    await expect(page.locator("h1").first).to_be_visible()
    await expect(page.locator("[aria-busy=true], .el-skeleton")).to_have_count(0)


async def row_says(desk: Page, office: Office, path: str, row: str, *words: str) -> None:
    """On the desk's list the row with this text has all these words."""
    await walk(desk, office.address(path))
    line = desk.get_by_role("row").filter(has_text=row).first
    for word in words:
        await expect(line).to_contain_text(word)


async def books_prove(desk: Page, office: Office) -> None:
    await walk(desk, office.address("books"))
    await desk.get_by_role("button", name="Prove the books now").click()
    await expect(desk.get_by_role("status").filter(has_text="all in balance")).to_be_visible()


KINDS = (
    "tier_schedule",
    "return_policy",
    "commission_plan",
    "attribution_policy",
    "declared_terms",
    "review_policy",
)
PAGES = (
    "",
    "orders",
    "orders/{order_code}",
    "refunds",
    "payments",
    "payment-events",
    "reviews",
    "questions",
    "products",
    "products/new",
    "products/import",
    "products/{product_id}",
    "skus",
    "stock-levels",
    "locations",
    "stock-movements",
    "stock-orders",
    "stock-orders/{order_id}",
    "stock-returns",
    "stock-refunds",
    "lots",
    "reserve",
    "sellers",
    "sellers/{seller_id}",
    "selling-requests",
    "accounts",
    "hand-overs",
    "stores",
    "stores/{store_id}",
    "customers",
    "merges",
    "identifications",
    "links",
    "links/{link_id}",
    "coupons",
    "share-kits",
    "share-kits/{kit_id}",
    "posters",
    "places",
    "hand-outs",
    "claims",
    "customer-shares",
    "reshares",
    "numbers",
    "multi-touch",
    "link-hosts",
    *(f"rules/{kind}" for kind in KINDS),
    *(f"rules/{kind}/draft" for kind in KINDS),
    "retail-terms",
    "commission",
    "fraud-signals",
    "appeals",
    "holds",
    "payout-requests",
    "payout-terms",
    "payouts",
    "payouts/{batch_id}",
    "books",
    "books/entries/{entry_id}",
    "books/postings",
    "statements",
    "compliance",
    "compliance/cases/{case_id}",
    "compliance/reports",
    "compliance/reports/{report_id}",
    "compliance/network",
    "evidence",
    "evidence/{evidence_id}",
    "complaints",
    "rule-packs",
    "compliance/refusals",
    "compliance/sign-offs",
    "stock-checks",
    "audit",
    "jobs",
    "my-account",
    "nowhere/at-all",
)
"""Every page of the console below a brand's address; what stands in braces is an id of `make_ids`."""


def pages_of(ids: dict[str, UUID | str]) -> list[str]:
    """Every page of the console, with rows that are there."""
    return [page.format(**ids) for page in PAGES]
