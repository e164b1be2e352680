"""The service keeps to its OpenAPI document, whoever asks and whatever they send: no server error, no status and no
shape that the document does not know. Input is made from the document by Schemathesis, right and wrong.

A few inputs for each operation and role; more by hand, with STORELET_CONTRACT_EXAMPLES=50
"""

import os
from contextlib import suppress
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from infra.settings import Settings
from tests.factories import MadeAccount, MadeBrand, MadeSeller, login, make_account, make_brand, make_seller

EXAMPLES = int(os.environ.get("STORELET_CONTRACT_EXAMPLES", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = ("anonymous", "shopper", "staff", "reseller", "operator", "finance", "admin")
# Headers that the transport sets itself, or that would make it another caller.
LEFT_OUT = {"cookie", "authorization", "host", "content-length", "accept-encoding", "connection"}


@pytest.fixture(scope="module")
async def cases(app: Litestar) -> list[Case]:
    """The same inputs for every role, drawn before anything is sent."""
    schema = schemathesis.openapi.from_dict(await document_of(app))
    operations = [found.ok() for found in schema.get_all_operations()]
    return [
        case
        for number, operation in enumerate(operations)
        # Wrong addresses and queries are one code for all routes; wrong bodies are each route's own.
        for mode in (GenerationMode if operation.body else [GenerationMode.POSITIVE])
        for case in cases_of(operation, mode, number)
    ]


@pytest.fixture(scope="module")
async def brand(database: Settings) -> MadeBrand:
    return await make_brand()


async def _made(brand: MadeBrand, role: str) -> MadeAccount | MadeSeller | None:
    if role == "anonymous":
        return None
    if role in ("staff", "reseller"):
        return await make_seller(brand, role)
    return await make_account(brand, *(() if role == "shopper" else (role,)))


def cases_of(operation: Any, mode: GenerationMode, number: int) -> list[Case]:
    """Some inputs of an operation; none where there is nothing about it that could be wrong."""
    drawn: list[Case] = []

    @seed(number)
    @hypothesis_settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        drawn.append(case)

    with suppress(Unsatisfiable):
        draw()
    return drawn


async def test_no_input_finds_a_fault_or_an_answer_that_is_not_documented(
    app: Litestar, database: Settings, cases: list[Case], brand: MadeBrand
) -> None:
    """One test for all roles: making the inputs takes longer than sending them."""
    faults = []
    for role in ROLES:
        who = await _made(brand, role)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as client:
            for case in cases:
                if who is not None:
                    # Each anew: some of what is sent logs out, or ends the account's sessions.
                    await login(client, who)
                faults += [f"as {role}: {fault}" for fault in await _ask(client, case, brand)]
    assert faults == [], "\n".join(faults)


async def document_of(app: Litestar) -> dict[str, Any]:
    """The document as it is served."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1"
    ) as anybody:
        return dict((await anybody.get("/schema/openapi.json")).json())


async def _ask(client: httpx.AsyncClient, case: Case, brand: MadeBrand) -> list[str]:
    if isinstance(case.path_parameters, dict) and "brand" in case.path_parameters:
        case.path_parameters["brand"] = brand.slug
    wanted = requests.Request(**case.as_transport_kwargs(base_url=str(client.base_url))).prepare()
    response = await client.request(
        str(wanted.method),
        str(wanted.url),
        headers={name: value for name, value in wanted.headers.items() if name.lower() not in LEFT_OUT},
        content=wanted.body,  # type: ignore[arg-type]
    )
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as found:
        what = "; ".join(f"{type(one).__name__}: {str(one)[:300]}" for one in found.exceptions)
        return [f"{wanted.method} {wanted.url} {str(wanted.body)[:300]} -> {response.status_code} {what}"]
    return []
