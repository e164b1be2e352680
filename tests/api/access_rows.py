"""One row for every route: a request that makes sense. A new route without a row fails test_access_matrix.py.

To add a route, add its row to its audience's table below: `"POST /things/{thing_id}": Row(body=lambda ids: {...})`.
Who may call it is read from the route's own guard, never repeated here. Ids, in the path by the parameter's name and
in the body through `ids`, come from `make_ids`; add what your routes speak of there. Each test is given three sets of
them: of the brand that calls, of another brand, and ids that nothing has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from infra.ids import new_id
from tests.factories import MadeBrand, make_account, make_seller

Ids = dict[str, UUID | str]


@dataclass(frozen=True)
class Row:
    """`body` makes the JSON body from ids. `foreign` is what the caller gets who names another brand's rows: 404, or a
    word for why not (a route whose path and body name no row)."""

    body: Callable[[Ids], Any] | None = None
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    foreign: int | str = 404


NAMES_NOTHING = "names no row"


async def make_ids(brand: MadeBrand, marker: str) -> Ids:
    """Rows of the brand by the names that paths call them. `marker` is in every text that a list could show."""
    account = await make_account(brand, "operator", display_name=f"{marker} account")
    seller = await make_seller(brand, display_name=f"{marker} seller")
    return {
        "account_id": account.account_id,
        "seller_id": seller.seller_id,
        "session_id": new_id(),
        "token_id": new_id(),
        "role": "operator",
    }


PUBLIC = {
    "GET /": Row(foreign=NAMES_NOTHING),
    "POST /session": Row(
        body=lambda _: {"login": "13800138000", "password": "not the password"}, foreign=NAMES_NOTHING
    ),
    "GET /session": Row(foreign=NAMES_NOTHING),
    "DELETE /session": Row(foreign=NAMES_NOTHING),
    "POST /invitations/acceptance": Row(
        body=lambda _: {"token": "x.y", "password": "a password nobody has"}, foreign=NAMES_NOTHING
    ),
    "POST /account/second-factor": Row(foreign=NAMES_NOTHING),
    "POST /account/second-factor/confirmation": Row(body=lambda _: {"code": "000000"}, foreign=NAMES_NOTHING),
    "POST /account/password": Row(
        body=lambda _: {"current": "x", "new": "a password nobody has"}, foreign=NAMES_NOTHING
    ),
    "GET /account/access": Row(foreign=NAMES_NOTHING),
    "DELETE /account/sessions/{session_id}": Row(),
    "POST /account/tokens": Row(
        body=lambda _: {"name": "till", "scopes": ["seller:read"]}, foreign=NAMES_NOTHING
    ),
    "DELETE /account/tokens/{token_id}": Row(),
}
SELLER = {
    "GET /profile": Row(foreign=NAMES_NOTHING),
    "PATCH /profile": Row(body=lambda _: {"display_name": "Mei"}, foreign=NAMES_NOTHING),
}
BRAND = {
    "GET /accounts": Row(query="q=marker&count=true", foreign=NAMES_NOTHING),
    "GET /accounts/{account_id}": Row(),
    "POST /invitations": Row(
        body=lambda _: {"display_name": "Wu", "login": "wu@example.com", "seller": "reseller"},
        foreign=NAMES_NOTHING,
    ),
    "POST /accounts/{account_id}/invitation": Row(),
    "POST /accounts/{account_id}/roles": Row(body=lambda _: {"role": "finance"}),
    "DELETE /accounts/{account_id}/roles/{role}": Row(),
    "POST /accounts/{account_id}/status": Row(body=lambda _: {"status": "suspended"}),
    "DELETE /accounts/{account_id}/second-factor": Row(),
    "GET /audit-log": Row(foreign=NAMES_NOTHING),
    "GET /sellers": Row(query="q=marker", foreign=NAMES_NOTHING),
    "GET /sellers/{seller_id}": Row(),
    "POST /sellers": Row(
        body=lambda ids: {"account_id": str(ids["account_id"]), "kind": "staff", "display_name": "Bo"}
    ),
    "PATCH /sellers/{seller_id}": Row(body=lambda _: {"cohort": "spring"}),
    "POST /sellers/{seller_id}/status": Row(body=lambda _: {"status": "suspended", "reason": "test"}),
}
HOOKS: dict[str, Row] = {}

ROWS = {"public": PUBLIC, "seller": SELLER, "brand": BRAND, "hooks": HOOKS}
