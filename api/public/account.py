"""One's own account: password, second factor, browsers and tokens. Sessions only: no token manages these."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import BrandScope, TheBrand, TheCaller
from api.guards import signed_in
from api.limits import limits_of
from api.public.session import SessionMade, agent_of, with_session
from api.requests import AnyRequest
from infra.errors import NotFound
from infra.rate_limits import take
from services.people.ask_to_sell import (
    AskToSell,
    MySellingRequest,
    ask_to_sell,
    my_selling_request,
    withdraw_selling_request,
)
from services.people.caller import Caller
from services.people.change_password import ChangePassword, change_password
from services.people.confirm_second_factor import ConfirmSecondFactor, confirm_second_factor
from services.people.create_api_token import ApiTokenCreated, CreateApiToken, create_api_token
from services.people.enrol_second_factor import SecondFactorEnrolled, enrol_second_factor
from services.people.list_access import Access, list_access
from services.people.log_out import log_out
from services.people.revoke_api_token import revoke_api_token
from services.privacy.erase_customer import CustomerErased, EraseOwnData, erase_own_data
from services.privacy.export_customer import CustomerData, export_own_data


@post("/account/second-factor", guards=[signed_in(before_second_factor=True)])
async def set_up_second_factor(brand_scope: BrandScope, brand_facts: TheBrand) -> SecondFactorEnrolled:
    """A secret for the authenticator app. It counts once a code has confirmed it."""
    return await enrol_second_factor(brand_scope, brand_name=brand_facts.name)


@post("/account/second-factor/confirmation", guards=[signed_in(before_second_factor=True)])
async def confirm_code(
    request: AnyRequest, brand_scope: BrandScope, caller: TheCaller, data: JSONBody[ConfirmSecondFactor]
) -> Response[SessionMade]:
    """Confirm with a code; the answer replaces the session by one that may do everything its roles may."""
    await take(limits_of(request).second_factor, brand_scope.brand_id, caller.account_id)
    session = await confirm_second_factor(
        brand_scope, data, session_id=_session_of(caller), agent=agent_of(request)
    )
    return with_session(request, caller.account_id, session, "not_needed")


@post("/account/password", guards=[signed_in()])
async def replace_password(
    request: AnyRequest, brand_scope: BrandScope, caller: TheCaller, data: JSONBody[ChangePassword]
) -> Response[SessionMade]:
    """Change the password. Every other browser is logged out."""
    await take(limits_of(request).password, brand_scope.brand_id, caller.account_id)
    session = await change_password(
        brand_scope, data, session_id=_session_of(caller), agent=agent_of(request)
    )
    return with_session(request, caller.account_id, session, "not_needed")


@get("/account/data", guards=[signed_in()])
async def show_own_data(brand_scope: BrandScope) -> CustomerData:
    """Everything the brand holds of whoever is logged in, to keep or to take elsewhere."""
    return await export_own_data(brand_scope)


@post("/account/erasure", guards=[signed_in()], status_code=200)
async def erase_me(
    request: AnyRequest, brand_scope: BrandScope, caller: TheCaller, data: JSONBody[EraseOwnData]
) -> CustomerErased:
    """Erase what the brand holds of whoever is logged in, for good. Orders stay in its books without a name; the
    account is closed, unless its owner sells or works for the brand."""
    await take(limits_of(request).password, brand_scope.brand_id, caller.account_id)
    return await erase_own_data(brand_scope, data)


@get("/account/access", guards=[signed_in()])
async def show_access(brand_scope: BrandScope) -> Access:
    """Browsers that are logged in, and personal tokens."""
    return await list_access(brand_scope)


@delete("/account/sessions/{session_id:uuid}", guards=[signed_in()])
async def end_other_session(brand_scope: BrandScope, session_id: FromPath[UUID]) -> None:
    """Log one of one's browsers out."""
    await log_out(brand_scope, session_id)


@post("/account/tokens", guards=[signed_in()])
async def make_token(brand_scope: BrandScope, data: JSONBody[CreateApiToken]) -> ApiTokenCreated:
    """A personal token; it is shown this once."""
    return await create_api_token(brand_scope, data)


@delete("/account/tokens/{token_id:uuid}", guards=[signed_in()])
async def end_token(brand_scope: BrandScope, token_id: FromPath[UUID]) -> None:
    """Revoke a personal token."""
    await revoke_api_token(brand_scope, token_id)


@get("/account/selling-request", guards=[signed_in()])
async def show_request(brand_scope: BrandScope) -> MySellingRequest | None:
    """What became of one's request to sell; null where there is none."""
    return await my_selling_request(brand_scope)


@post("/account/selling-request", guards=[signed_in()])
async def send_request(brand_scope: BrandScope, data: JSONBody[AskToSell]) -> MySellingRequest:
    """Ask the brand for a micro-store. It costs nothing and asks for no purchase."""
    return await ask_to_sell(brand_scope, data)


@delete("/account/selling-request", guards=[signed_in()])
async def take_request_back(brand_scope: BrandScope) -> None:
    """Take one's waiting request back."""
    await withdraw_selling_request(brand_scope)


def _session_of(caller: Caller) -> UUID:
    if caller.session_id is None:
        raise NotFound(what="session", ref="")
    return caller.session_id


ROUTES = [
    set_up_second_factor,
    confirm_code,
    replace_password,
    show_own_data,
    erase_me,
    show_access,
    end_other_session,
    make_token,
    end_token,
    show_request,
    send_request,
    take_request_back,
]
