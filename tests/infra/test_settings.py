"""Settings from the environment, and their refusals."""

import stat
from pathlib import Path

import pytest

from infra.settings import load_settings
from infra.setup_errors import SettingsError

SECRET = "kT9vQ2mWx7LpZr4sYb8nHc3dJf6gAe1u"


def test_nothing_set_means_embedded_servers_on_loopback(tmp_path: Path) -> None:
    settings = load_settings({"STORELET_DATA": str(tmp_path / "data")})
    assert settings.embedded_postgres
    assert settings.embedded_redis
    assert settings.database_url == ""
    assert (settings.host, settings.port, settings.env) == ("127.0.0.1", 8000, "development")
    assert settings.public_url == settings.address == "http://127.0.0.1:8000"
    assert (settings.api_processes, settings.worker_concurrency, settings.log_level) == (1, 1, "INFO")


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    environ = {"STORELET_DATA": str(tmp_path / "data")}
    first, second = load_settings(environ), load_settings(environ)
    other = load_settings({"STORELET_DATA": str(tmp_path / "other")})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert first.secret_key != other.secret_key
    assert stat.S_IMODE((tmp_path / "data" / "secrets.json").stat().st_mode) == 0o600


def test_servers_of_ones_own(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "STORELET_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql://service:x@db.example/storelet",
            "REDIS_URL": "rediss://:x@cache.example:6380/1",
        }
    )
    assert not settings.embedded_postgres
    assert not settings.embedded_redis
    # Without a log-in of its own the owner is the same.
    assert settings.database_owner_url == settings.database_url


def test_secrets_from_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET + "\n")
    (tmp_path / "url").write_text("redis://:x@cache.example/0\n")
    settings = load_settings(
        {
            "STORELET_DATA": str(tmp_path),
            "STORELET_SECRET_KEY_FILE": str(tmp_path / "key"),
            "REDIS_URL_FILE": str(tmp_path / "url"),
        }
    )
    assert settings.secret_key == SECRET
    assert settings.redis_url == "redis://:x@cache.example/0"
    assert not settings.embedded_redis


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"STORELET_ENV": "production"}, "STORELET_SECRET_KEY is not set"),
        ({"STORELET_ENV": "production", "STORELET_SECRET_KEY": "change-me"}, "too easy to guess"),
        ({"STORELET_SECRET_KEY": "secret" * 8}, "too easy to guess"),
        ({"STORELET_PORT": "0"}, "STORELET_PORT is '0'"),
        ({"STORELET_PORT": "65536"}, "STORELET_PORT is '65536'"),
        ({"STORELET_PORT": "８０００"}, "STORELET_PORT is '８０００'"),
        ({"STORELET_API_PROCESSES": "many"}, "STORELET_API_PROCESSES is 'many'"),
        ({"STORELET_ENV": "staging"}, "STORELET_ENV is 'staging'"),
        ({"STORELET_LOG_LEVEL": "loud"}, "STORELET_LOG_LEVEL is 'loud'"),
        ({"DATABASE_URL": "mysql://root:hidden@db/x"}, "DATABASE_URL is not an address"),
        ({"REDIS_URL": "http://:hidden@cache"}, "REDIS_URL is not an address"),
        ({"REDIS_URL": "redis://[hidden"}, "REDIS_URL is not an address"),
        ({"DATABASE_OWNER_URL": "postgresql://owner:hidden@db/x"}, "but DATABASE_URL is not"),
        ({"STORELET_SECRET_KEY": SECRET, "STORELET_SECRET_KEY_FILE": "/x"}, "Both STORELET_SECRET_KEY and"),
        ({"DATABASE_URL_FILE": "/nowhere/at/all"}, "DATABASE_URL_FILE cannot be read"),
    ],
)
def test_refusals_name_the_variable_and_say_what_to_do(
    environ: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"STORELET_DATA": str(tmp_path), **environ})
    assert sentence in caught.value.message
    assert caught.value.advice
    assert "hidden" not in str(caught.value)


def test_no_secret_in_any_representation(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "STORELET_DATA": str(tmp_path),
            "STORELET_SECRET_KEY": SECRET,
            "DATABASE_URL": "postgresql://service:hidden@db/x",
            "REDIS_URL": "redis://:hidden@cache/0",
        }
    )
    assert "hidden" not in repr(settings)
    assert SECRET not in repr(settings)
    assert SECRET not in f"{settings}"


def test_a_child_reads_the_same_settings_but_may_not_change_the_schema(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "STORELET_DATA": str(tmp_path),
            "STORELET_PORT": "9001",
            "STORELET_PUBLIC_URL": "https://shop.example/",
            "DATABASE_URL": "postgresql://service:x@db/x",
            "DATABASE_OWNER_URL": "postgresql://owner:x@db/x",
            "REDIS_URL": "redis://:x@cache/0",
        }
    )
    environment = settings.child_environment()
    assert "DATABASE_OWNER_URL" not in environment
    child = load_settings(environment)
    assert (child.port, child.public_url) == (9001, "https://shop.example")
    assert child.secret_key == settings.secret_key
    assert child.database_owner_url == "postgresql://service:x@db/x"
