"""In production nothing starts with a default that others know; secrets come from the environment or from files."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from cli.main import storelet
from infra.settings import load_settings
from infra.setup_errors import SettingsError

ROOT = Path(__file__).parents[2]
WHOLE = {
    "STORELET_ENV": "production",
    "STORELET_SECRET_KEY": "kT9vQ2mWx7LpZr4sYb8nHc3dJf6gAe1u",
    "STORELET_PUBLIC_URL": "https://shop.example",
    "DATABASE_URL": "postgresql://service:kT9vQ2mWx7LpZr4s@db.example/x",
    "REDIS_URL": "redis://:kT9vQ2mWx7LpZr4s@cache.example/0",
}


def test_what_is_whole_starts(tmp_path: Path) -> None:
    settings = load_settings(WHOLE | {"STORELET_DATA": str(tmp_path)})
    assert (settings.production, settings.sandbox_gateway) == (True, False)
    assert (
        settings.allowed_hosts == ("127.0.0.1", "localhost", "shop.example")
        or "shop.example" in settings.allowed_hosts
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("STORELET_SECRET_KEY", "", "STORELET_SECRET_KEY is not set"),
        ("STORELET_SECRET_KEY", "change-me", "too easy to guess"),
        ("STORELET_SECRET_KEY", "0123456789" * 3, "too easy to guess"),
        ("STORELET_PUBLIC_URL", "", "STORELET_PUBLIC_URL is not set"),
        ("STORELET_PUBLIC_URL", "http://shop.example", "STORELET_PUBLIC_URL is not https"),
        (
            "DATABASE_URL",
            "postgresql://postgres:postgres@db/x",
            "DATABASE_URL has a password that everybody knows",
        ),
        (
            "DATABASE_URL",
            "postgresql://storelet:storelet@db/x",
            "DATABASE_URL has a password that everybody knows",
        ),
        (
            "DATABASE_OWNER_URL",
            "postgresql://owner:changeme@db/x",
            "DATABASE_OWNER_URL has a password that everybody",
        ),
        ("REDIS_URL", "redis://:password@cache/0", "REDIS_URL has a password that everybody knows"),
    ],
)
def test_what_is_missing_or_known_to_everybody_is_refused(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(WHOLE | {"STORELET_DATA": str(tmp_path), name: value})
    assert sentence in refused.value.message
    assert refused.value.advice


def test_at_home_the_same_is_let_through(tmp_path: Path) -> None:
    for public in ("http://127.0.0.1:8000", "http://localhost:8000"):
        assert load_settings(
            WHOLE | {"STORELET_DATA": str(tmp_path), "STORELET_PUBLIC_URL": public}
        ).production
    assert load_settings(
        {"STORELET_DATA": str(tmp_path), "DATABASE_URL": "postgresql://a:postgres@db/x"}
    ).env == ("development")


def test_the_demo_with_its_known_log_ins_is_not_for_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (WHOLE | {"STORELET_DATA": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(storelet, ["demo"])
    told = done.output + str(done.exception)
    assert done.exit_code != 0
    assert "production" in told


def test_what_is_deployed_brings_no_password_of_ours() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    for name in re.findall(r"\$\{(\w*(?:PASSWORD|SECRET)\w*)([^}]*)\}", compose):
        assert name[1].startswith(":?"), f"{name[0]} has a default"
    values = yaml.safe_load((ROOT / "deploy" / "helm" / "storelet" / "values.yaml").read_text("utf-8"))
    assert not re.search(
        r"(password|secret_?key)\W+\w{6,}", str(values).lower().replace("existingsecret", "")
    )
