"""What route handlers may ask for by name:

    async def place(brand_scope: BrandScope, brand_facts: TheBrand, caller: TheCaller, idempotency_key: TheKey,
                    data: JSONBody[PlaceOrder])

`brand_scope` is what every service call is given first. (Litestar keeps the name `scope` for itself.)
"""

from typing import Annotated
from uuid import UUID

from litestar.di import Dependency, Provide
from litestar.params import SkipValidation

from api.identity import actor_of, identity_of, scope_for
from api.requests import AnyRequest
from api.tables import PAGE_REQUEST
from infra.errors import FieldFault, InvalidInput, NotFound, NotLoggedIn
from infra.scope import Scope
from services.people.caller import Caller
from services.people.errors import NoSeller
from services.people.find_brand import BrandFacts

MONEY_KEY = "Idempotency-Key"

TheKey = Annotated[SkipValidation[str], Dependency("named")]
BrandScope = Annotated[SkipValidation[Scope], Dependency("named")]
TheBrand = Annotated[SkipValidation[BrandFacts], Dependency("named")]
TheCaller = Annotated[SkipValidation[Caller], Dependency("named")]


async def provide_brand_facts(request: AnyRequest) -> BrandFacts:
    """The brand: of the address in the public audience, of the session or the token elsewhere."""
    identity = await identity_of(request)
    if identity.brand is None:
        raise NotFound(what="brand", ref="")
    return identity.brand


async def provide_brand_scope(request: AnyRequest, brand_facts: TheBrand) -> Scope:
    """The brand, who acts in it, and the clock."""
    identity = await identity_of(request)
    actor = actor_of(identity, request.route_handler.opt["audience"])
    return scope_for(request, brand_facts, actor)


async def provide_caller(request: AnyRequest) -> Caller:
    """The account that is logged in. Raises NotLoggedIn for a visitor."""
    identity = await identity_of(request)
    if identity.caller is None:
        raise NotLoggedIn
    return identity.caller


async def provide_idempotency_key(request: AnyRequest) -> str:
    """The key of a POST that moves money or stock, for `services.idempotency.once`. Raises InvalidInput without."""
    key = request.headers.get(MONEY_KEY, "").strip()
    if not key:
        raise InvalidInput(
            FieldFault(
                MONEY_KEY,
                "is required: a new random value for each new request, the same when it is sent again",
                "必填：每个新请求使用新的随机值，重试时使用相同的值",
            )
        )
    return key


def own_seller(scope: Scope) -> UUID:
    """The seller that acts; the guard of the seller audience has seen to it that there is one."""
    if scope.actor.seller_id is None:
        raise NoSeller
    return scope.actor.seller_id


DEPENDENCIES = PAGE_REQUEST | {
    "brand_facts": Provide(provide_brand_facts),
    "brand_scope": Provide(provide_brand_scope),
    "caller": Provide(provide_caller),
    "idempotency_key": Provide(provide_idempotency_key),
}
