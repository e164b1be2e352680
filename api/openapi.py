"""What Litestar's OpenAPI document lacks: problems, the brand in the address, table parameters, keys, security, and
examples that validate."""

from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.dependencies import MONEY_KEY
from api.examples import example_of
from api.guards import CSRF_HEADER, Guard, guard_of
from api.problems import MEDIA_TYPE, STATUS
from services.queries.pages import MOST_ROWS, USUAL_ROWS, Table

Json = dict[str, Any]

# Probes answer in their own words, not in problems.
SERVICE_TAG = "service"
_PROBLEM_REF = "#/components/schemas/Problem"
_TITLES = {
    400: "The request cannot be read",
    401: "Log in first, or the log-in or token is not valid",
    403: "The role, the token's scopes, the second factor or the CSRF token do not allow it",
    404: "There is no such thing in this brand",
    405: "The address does not take this method",
    409: "The state of things does not allow it now",
    413: "The body is too large",
    415: "Send application/json",
    421: "This host is not served here",
    422: "The input is not valid; `errors` names the fields",
    429: "Too many requests; `Retry-After` says when to come back",
    500: "Something went wrong on our side; quote the request id",
    503: "The service is not ready; try again",
}
_PROBLEM: Json = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "A page that explains the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "What a program switches on"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {
                    "path": {"type": "string", "description": "A JSON path, or a parameter's name"},
                    "message": {"type": "string"},
                },
            },
        },
        "request_id": {"type": "string"},
    },
    "examples": [
        {
            "type": "/problems/invalid_input",
            "title": "The input is not valid",
            "status": 422,
            "detail": "The input is not valid",
            "instance": "/api/brand/sellers",
            "code": "invalid_input",
            "errors": [{"path": "lines[0].qty", "message": "must be at least 1"}],
            "request_id": "0198f0c2a1b37c33a0f1c2d3e4f50617",
        }
    ],
}
_SECURITY: Json = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "storelet_session",
        "description": f"Log in at /api/public/{{brand}}/session; send its csrf_token as {CSRF_HEADER} with changes.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "A personal token, with scopes."},
}
_OPEN_LINK: Json = {
    "get": {
        "tags": [SERVICE_TAG],
        "summary": "Open a tracked link",
        "operationId": "OpenLink",
        "description": "302 to the link's target on this site. The touch is stored before the answer. The address has"
        " the visitor (`v`) and the touch (`t`) of a person, the link (`l`) and what is in its cart (`cart`).",
        "parameters": [
            {
                "in": "path",
                "name": "code",
                "required": True,
                "schema": {"type": "string"},
                "examples": {"link": {"value": "h7Kq2Xd"}},
            },
            {
                "in": "query",
                "name": "via",
                "required": False,
                "schema": {"type": "string"},
                "description": "`qr`: the address came from a QR code",
            },
        ],
        "responses": {
            "302": {
                "description": "Where the link leads",
                "headers": {"Location": {"schema": {"type": "string"}, "description": "A path of this site"}},
            },
            "404": {"$ref": "#/components/responses/Problem404"},
            "405": {"$ref": "#/components/responses/Problem405"},
            "503": {"$ref": "#/components/responses/Problem503"},
        },
        "security": [{}],
    }
}


def finished(schema: Json, app: Litestar) -> Json:
    """Complete the document in place and return it."""
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = _SECURITY
    components["responses"] = {
        f"Problem{status}": _problem(status) for status in sorted(set(STATUS.values()))
    }
    # Answered in front of the router, so Litestar does not know of it.
    schema["paths"]["/l/{code}"] = _OPEN_LINK
    handlers = _handlers(app)
    for path, item in schema.get("paths", {}).items():
        for method, operation in item.items():
            handler = handlers.get((path, method.upper()))
            if handler is not None:
                _complete(operation, handler)
            _refuse_unknown_fields(operation.get("requestBody", {}), components["schemas"])
            _add_examples(operation, components["schemas"])
    return schema


def _handlers(app: Litestar) -> dict[tuple[str, str], HTTPRouteHandler]:
    return {
        (route.path_format or "/", method): handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in handler.http_methods
    }


def _complete(operation: Json, handler: HTTPRouteHandler) -> None:
    parameters = operation.setdefault("parameters", [])
    responses = operation["responses"]
    if SERVICE_TAG in operation.get("tags", []):
        return
    for status in STATUS.values():
        # Litestar's own idea of a refusal is replaced: it is never sent.
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    for parameter in parameters:
        if parameter["name"] == "brand":
            parameter |= {"description": "The brand's short name", "example": "demo"}
    if isinstance(table := handler.opt.get("table"), Table):
        parameters += _table_parameters(table)
    if "idempotency_key" in handler.parsed_fn_signature.parameters:
        key = {"type": "string", "minLength": 1, "maxLength": 200, "examples": ["7f1c9a52-order-1"]}
        parameters.append(
            _parameter("header", MONEY_KEY, key, "New for each new request, same when repeated")
        )
    audience = handler.opt.get("audience")
    operation["security"] = _security(guard_of(handler), audience) if audience else [{}]
    if not parameters:
        del operation["parameters"]


def _security(guard: Guard, audience: str) -> list[Json]:
    if guard.who in ("anyone", "signed"):
        return [{}]
    return [{"session": []}, {"token": []}] if audience in ("seller", "brand") else [{"session": []}]


def _table_parameters(table: Table) -> list[Json]:
    sorts = [name for name, column in table.columns.items() if column.sorts]
    text: Json = {"type": "string"}
    parameters = [
        _parameter(
            "query",
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": USUAL_ROWS},
            "Rows of a page",
        ),
        _parameter("query", "cursor", text, "`next_cursor` of the page before"),
        _parameter(
            "query",
            "sort",
            {"type": "string", "enum": [*sorts, *(f"-{name}" for name in sorts)], "default": table.sort},
            "`-` for descending",
        ),
        _parameter("query", "count", {"type": "boolean", "default": False}, "Ask for the total as well"),
    ]
    if table.searched:
        parameters.append(_parameter("query", "q", {"type": "string", "maxLength": 100}, "Words to look for"))
    for name, column in table.columns.items():
        if column.matches == "range":
            kind = (
                {"type": "string", "format": "date-time"} if column.kind == "instant" else {"type": "integer"}
            )
            parameters.append(_parameter("query", f"{name}.from", kind, "From this on"))
            parameters.append(_parameter("query", f"{name}.to", kind, "Up to, not including"))
        elif column.matches != "nothing":
            parameters.append(
                _parameter("query", name, text, "One value, or several with commas: any of them")
            )
    return parameters


def _parameter(where: str, name: str, schema: Json, description: str) -> Json:
    required = where in ("path", "header")
    return {"in": where, "name": name, "schema": schema, "description": description, "required": required}


def _problem(status: int) -> Json:
    return {
        "description": _TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM_REF}}},
    }


def _refuse_unknown_fields(part: Any, schemas: Json) -> None:
    """Say of every struct in a body what it does: a field it does not know is refused, not ignored."""
    if isinstance(part, list):
        for item in part:
            _refuse_unknown_fields(item, schemas)
    if not isinstance(part, dict):
        return
    if "properties" in part:
        if "additionalProperties" in part:
            return
        part["additionalProperties"] = False
    if "$ref" in part:
        _refuse_unknown_fields(schemas[part["$ref"].rsplit("/", 1)[-1]], schemas)
    for name, item in part.items():
        if name not in ("example", "examples"):
            _refuse_unknown_fields(item, schemas)


def _add_examples(operation: Json, schemas: Json) -> None:
    bodies = [operation.get("requestBody", {})]
    bodies += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for body in bodies:
        for media in body.get("content", {}).values():
            if "schema" in media and "example" not in media and "examples" not in media:
                media["example"] = example_of(media["schema"], schemas)
