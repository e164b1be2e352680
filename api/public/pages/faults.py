"""Refusals as pages: what a shopper reads where a program would be told a problem."""

from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from api.language import language_of
from api.problems import Problem, on_domain_error, on_fault, on_http_error
from api.public.pages.frame import rendered
from api.public.pages.words import WORDS
from api.requests import AnyRequest
from infra.errors import DomainError


def domain_fault(request: AnyRequest, error: DomainError) -> Response[Any]:
    return _page(request, on_domain_error(request, error))


def http_fault(request: AnyRequest, error: HTTPException) -> Response[Any]:
    return _page(request, on_http_error(request, error))


def any_fault(request: AnyRequest, error: Exception) -> Response[Any]:
    return _page(request, on_fault(request, error))


def _page(request: AnyRequest, answer: Response[Problem]) -> Response[Any]:
    problem: Problem = answer.content
    lang = str(answer.headers.get("Content-Language", language_of(request)))
    words = WORDS[lang]
    title, more = problem.title, problem.detail if problem.detail != problem.title else ""
    if problem.code == "store_closed":
        title, more = words["fault_closed"], words["fault_closed_more"]
    elif problem.status == 404:
        title, more = words["fault_404"], words["fault_404_more"]
    page = rendered(
        "fault.html",
        status=problem.status,
        w=words,
        lang=lang,
        title=title,
        more=more,
        faults=[fault.message for fault in problem.errors],
        back=_store(request) if problem.status != 404 and problem.code != "store_closed" else "",
        request_id=problem.request_id if problem.status >= 500 else "",
    )
    for name in ("Retry-After", "Vary", "Allow"):
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page


def _store(request: AnyRequest) -> str:
    parts = request.url.path.split("/")
    return "/".join(parts[:4]) if len(parts) >= 4 else ""


FAULTS: dict[Any, Any] = {DomainError: domain_fault, HTTPException: http_fault, Exception: any_fault}
