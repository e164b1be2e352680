"""`/problems/<code>`: the page that a problem's `type` leads to."""

import inspect
from collections.abc import Iterator
from html import escape

from litestar import MediaType, get
from litestar.params import FromPath

from api.errors import NoSuchAddress
from api.problems import status_of
from infra.errors import DomainError


def all_errors(parent: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every kind of domain error that is loaded, parents first."""
    for child in parent.__subclasses__():
        yield child
        yield from all_errors(child)


@get("/problems/{code:str}", media_type=MediaType.HTML, include_in_schema=False, sync_to_thread=False)
def problem_page(code: FromPath[str]) -> str:
    """A short page about one kind of problem."""
    for error in all_errors():
        if error.code == code:
            return _page(error)
    raise NoSuchAddress


def _page(error: type[DomainError]) -> str:
    meaning = inspect.cleandoc(error.__doc__ or "")
    return (
        "<!doctype html><html lang=zh><meta charset=utf-8>"
        f"<title>{escape(error.code)}</title>"
        f"<h1>{escape(error.title_zh)}</h1><h2 lang=en>{escape(error.title)}</h2>"
        f"<p lang=en>HTTP {status_of(error)}, <code>{escape(error.code)}</code>. {escape(meaning)}</p></html>"
    )


ROUTES = [problem_page]
