"""Every domain error can be answered: a status, a code of its own, and both languages."""

import importlib
import pkgutil
import re
from string import Formatter

import api
import infra
import services
from api.problem_pages import all_errors
from api.problems import status_of
from infra.errors import DomainError

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _every_error() -> list[type[DomainError]]:
    for package in (api, infra, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return [error for error in all_errors() if not error.__module__.startswith("tests.")]


def test_every_error_has_a_status_a_code_and_both_languages() -> None:
    errors = _every_error()
    assert len(errors) > 20
    codes: dict[str, type[DomainError]] = {}
    for error in errors:
        assert 400 <= status_of(error) <= 599
        assert "code" in vars(error), f"{error.__name__} needs a code of its own"
        assert re.fullmatch(r"[a-z][a-z_]*", error.code)
        assert codes.setdefault(error.code, error) is error, f"two errors share the code {error.code}"
        assert error.title, error.__name__
        assert _CHINESE.search(error.title_zh), error.__name__
        assert bool(error.detail) == bool(error.detail_zh), f"{error.__name__}: detail in one language only"
        assert _named(error.detail) == _named(error.detail_zh), f"{error.__name__}: other params in Chinese"


def _named(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
