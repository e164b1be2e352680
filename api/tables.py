"""What a console's table asks of a list: `?status=active&joined_at.from=…&q=…&sort=-joined_at&limit=50&cursor=…`.

    @get("/sellers", guards=[allow("admin")], opt=table(SELLERS))
    async def sellers(brand_scope: BrandScope, page_request: ThePage) -> Page[SellerRow]:

The parameters are documented in the OpenAPI document from the same definition.
"""

from typing import Annotated, Any

from litestar.di import Dependency, Provide
from litestar.params import SkipValidation

from api.requests import AnyRequest
from infra.errors import FieldFault, InvalidInput
from services.queries.pages import USUAL_ROWS, PageRequest, Table

ThePage = Annotated[SkipValidation[PageRequest], Dependency("named")]

_LONGEST_VALUE = 2000
_OF_THE_PAGE = frozenset({"limit", "sort", "cursor", "q", "count", "lang"})


def table(definition: Table) -> dict[str, Any]:
    """The `opt` of a route that lists this table."""
    return {"table": definition}


async def provide_page_request(request: AnyRequest) -> PageRequest:
    """Read the address. Raises InvalidInput for a parameter the list does not know: a misspelt filter must not show
    everything."""
    asked: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in asked or len(value) > _LONGEST_VALUE:
            raise InvalidInput(FieldFault(name, "is given twice or too long", "重复或过长"))
        asked[name] = value
    return PageRequest(
        limit=_limit(asked.get("limit"), request.app.state.settings.caps.most_rows),
        sort=asked.get("sort", ""),
        cursor=asked.get("cursor", ""),
        q=asked.get("q", "").strip(),
        count=_count(asked.get("count", "false")),
        filters={name: value for name, value in asked.items() if name not in _OF_THE_PAGE},
    )


def _limit(text: str | None, most: int) -> int:
    if text is None:
        return min(USUAL_ROWS, most)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise InvalidInput(FieldFault("limit", f"must be 1 to {most}", f"须为 1 至 {most}"))
    return int(text)


def _count(text: str) -> bool:
    if text not in ("true", "false"):
        raise InvalidInput(FieldFault("count", "must be true or false", "须为 true 或 false"))
    return text == "true"


PAGE_REQUEST = {"page_request": Provide(provide_page_request)}
