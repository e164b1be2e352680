"""Brands, accounts and sellers for tests, made through the services that make real ones; and a log-in.

    brand = await make_brand()
    admin = await make_account(brand, "admin")
    seller = await make_seller(brand)                 # a reseller; kind="staff" for the other kind
    await login(client, admin)                        # cookie and CSRF header from here on

`.scope` of each is what a service is called with: the brand's acts as the system, an account's as that account.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import httpx

from api.identity import session_cookie
from infra.clock import Clock
from infra.database import Tx, transact
from infra.ids import new_id
from infra.passwords import hash_password
from infra.scope import MACHINE_CLOCK, Actor, Scope
from infra.settings import current_settings
from services.people.add_account import add_account
from services.people.add_seller import OpenSeller
from services.people.contact_of import Contact
from services.people.create_brand import CreateBrand, create_brand
from services.people.give_role import give_role
from services.people.open_seller import open_seller
from services.people.start_session import start_session

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class MadeBrand:
    brand_id: UUID
    slug: str
    scope: Scope

    @property
    def public(self) -> str:
        """Where its public routes are."""
        return f"/api/public/{self.slug}"


@dataclass(frozen=True)
class MadeAccount:
    """`phone` and `password` log it in; `headers` of a client do after `login`."""

    brand: MadeBrand
    account_id: UUID
    phone: str
    roles: frozenset[str]
    scope: Scope
    password: str = PASSWORD


@dataclass(frozen=True)
class MadeSeller:
    brand: MadeBrand
    seller_id: UUID
    code: str
    account: MadeAccount
    scope: Scope = field(repr=False)


async def make_brand(
    slug: str | None = None,
    *,
    currency: str = "CNY",
    jurisdiction: str = "CN",
    timezone: str = "Asia/Shanghai",
    locale: str = "zh",
    clock: Clock = MACHINE_CLOCK,
) -> MadeBrand:
    """A brand of the test's own, without any policy."""
    scope = Scope(brand_id=new_id(), clock=clock)
    slug = slug or f"brand-{secrets.token_hex(6)}"
    await create_brand(
        scope,
        CreateBrand(
            slug=slug,
            name=f"Brand {slug}",
            currency=currency,
            jurisdiction=jurisdiction,
            timezone=timezone,
            locale="en" if locale == "en" else "zh",
        ),
    )
    return MadeBrand(scope.brand_id, slug, scope)


async def make_account(
    brand: MadeBrand, *roles: str, display_name: str = "Ann", phone: str | None = None, proved: bool = True
) -> MadeAccount:
    """An active account with these roles (none: a shopper who registered)."""
    phone = phone or f"+86139{secrets.randbelow(10**8):08d}"
    hashed = await hash_password(PASSWORD)

    async def work(tx: Tx) -> UUID:
        account_id = await add_account(tx, display_name, Contact(phone=phone), hashed, proved=proved)
        for role in roles:
            await give_role(tx, account_id, role)
        return account_id

    account_id = await transact(brand.scope, work)
    actor = Actor("account", account_id, None, frozenset(roles))
    return MadeAccount(brand, account_id, phone, frozenset(roles), brand.scope.acting_as(actor))


async def make_seller(
    brand: MadeBrand, kind: str = "reseller", *, display_name: str = "Rui", cohort: str | None = None
) -> MadeSeller:
    """An active seller with an account of its own and the role of its kind."""
    account = await make_account(brand, display_name=display_name)
    opened = await open_seller(
        brand.scope,
        OpenSeller(
            account_id=account.account_id,
            kind="staff" if kind == "staff" else "reseller",
            display_name=display_name,
            cohort=cohort,
        ),
    )
    actor = Actor("account", account.account_id, opened.seller_id, frozenset({kind}))
    scope = brand.scope.acting_as(actor)
    of_seller = MadeAccount(brand, account.account_id, account.phone, frozenset({kind}), scope)
    return MadeSeller(brand, opened.seller_id, opened.code, of_seller, scope)


async def login(
    client: httpx.AsyncClient, who: MadeAccount | MadeSeller, *, second_factor: bool = True
) -> httpx.AsyncClient:
    """Give the client a session of the account, confirmed with a second factor unless told otherwise; the CSRF token
    goes into its headers. (The log-in itself is tested in tests/api/test_log_in.py.)"""
    account = who.account if isinstance(who, MadeSeller) else who

    async def work(tx: Tx) -> tuple[str, str]:
        at: datetime | None = tx.now if second_factor else None
        started = await start_session(
            tx, account.account_id, account.roles, agent="test", second_factor_at=at
        )
        return started.secret, started.csrf_token

    secret, csrf = await transact(account.brand.scope, work)
    name = session_cookie(current_settings())
    client.cookies.delete(name)
    client.cookies.set(name, secret, domain=client.base_url.host)
    client.headers["X-CSRF-Token"] = csrf
    return client
