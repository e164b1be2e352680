"""Every setting of the site, read once from the environment. With nothing set, the embedded servers are used.

| variable | meaning | default |
|---|---|---|
| DATABASE_URL | PostgreSQL as the role the service runs under | embedded |
| DATABASE_OWNER_URL | PostgreSQL as the role that owns the schema and migrates | DATABASE_URL |
| DATABASE_READ_URL | a replica for reads that may be some seconds old, as the service's role | none |
| REDIS_URL | Redis | embedded |
| STORELET_DATA | folder for data, logs and random secrets | .data in the checkout |
| STORELET_HOST, STORELET_PORT | where the API listens | 127.0.0.1, 8000 |
| STORELET_PUBLIC_URL | the address that shoppers see, for links and QR codes | http://host:port |
| STORELET_ALLOWED_HOSTS | host names that are answered, comma between; `*`: any | the public URL's, localhost |
| STORELET_ENV | development, production or test | development |
| STORELET_SECRET_KEY | signs sessions and hooks; at least 32 characters | random, kept in the data folder |
| STORELET_API_PROCESSES | API processes | 1 |
| STORELET_WORKER_CONCURRENCY | Celery processes | 1 |
| STORELET_SANDBOX_GATEWAY | on or off: the built-in payment gateway that moves no money | on, in production off |
| STORELET_TOUCH_MONTHS | months of touches that stay in their table; older ones are detached for an archive | 25 |
| STORELET_PERSONAL_MONTHS | months after which addresses, messages and contacts of what is long done are erased | 36 |
| STORELET_LOG_LEVEL | DEBUG, INFO, WARNING or ERROR | INFO |
| OTEL_EXPORTER_OTLP_ENDPOINT | where traces go; none are made without it | |

The limits of sizes, rates and times have variables of their own: infra/caps.py, docs/limits.md.

A secret may also be read from a file: DATABASE_URL_FILE, DATABASE_OWNER_URL_FILE, DATABASE_READ_URL_FILE,
REDIS_URL_FILE and STORELET_SECRET_KEY_FILE name one.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar, get_args
from urllib.parse import unquote, urlsplit

import msgspec

from infra.caps import Caps, caps_environment, read_caps
from infra.embedded.data_folder import DataFolder
from infra.embedded.programs import CHECKOUT
from infra.setup_errors import SettingsError

Environment = Literal["development", "production", "test"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

_SHORTEST_SECRET = 32
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KNOWN_PASSWORDS = frozenset(
    {"admin", "change-me", "changeme", "default", "example", "guest", "password", "postgres", "redis", "root"}
    | {"secret", "storelet", "test"}
)
_Choice = TypeVar("_Choice", bound=str)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Frozen; replace with `msgspec.structs.replace`. The representation shows no secret.

    `database_url`, `database_owner_url` and `redis_url` are empty while their embedded server is not up.
    """

    env: Environment
    data: Path
    host: str
    port: int
    public_url: str
    allowed_hosts: tuple[str, ...]
    database_url: str
    database_owner_url: str
    database_read_url: str
    redis_url: str
    embedded_postgres: bool
    embedded_redis: bool
    secret_key: str
    api_processes: int
    worker_concurrency: int
    sandbox_gateway: bool
    touch_months: int
    personal_months: int
    log_level: LogLevel
    otel_endpoint: str
    caps: Caps = Caps()

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def address(self) -> str:
        """Where the API is reached on this machine."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __repr__(self) -> str:
        return f"Settings(env={self.env!r}, data={str(self.data)!r}, address={self.address!r})"

    def child_environment(self) -> dict[str, str]:
        """What a child process needs to read the same settings. It gets no right to change the schema."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "REDIS_URL", "STORELET_", "PG"))
        }
        metrics = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or str(self.data / "metrics")
        traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": self.otel_endpoint} if self.otel_endpoint else {}
        return (
            kept
            | traces
            | caps_environment(self.caps)
            | {
                "DATABASE_URL": self.database_url,
                "DATABASE_READ_URL": self.database_read_url,
                "REDIS_URL": self.redis_url,
                "STORELET_DATA": str(self.data),
                "STORELET_HOST": self.host,
                "STORELET_PORT": str(self.port),
                "STORELET_PUBLIC_URL": self.public_url,
                "STORELET_ALLOWED_HOSTS": ",".join(self.allowed_hosts) or "*",
                "STORELET_ENV": self.env,
                "STORELET_SECRET_KEY": self.secret_key,
                "STORELET_API_PROCESSES": str(self.api_processes),
                "STORELET_WORKER_CONCURRENCY": str(self.worker_concurrency),
                "STORELET_SANDBOX_GATEWAY": "on" if self.sandbox_gateway else "off",
                "STORELET_TOUCH_MONTHS": str(self.touch_months),
                "STORELET_PERSONAL_MONTHS": str(self.personal_months),
                "STORELET_LOG_LEVEL": self.log_level,
                "PROMETHEUS_MULTIPROC_DIR": metrics,
                "PYTHONUNBUFFERED": "1",
            }
        )


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsError naming the variable, DataFolderError for the data folder."""
    read = _Reader(os.environ if environ is None else environ)
    env = read.choice("STORELET_ENV", get_args(Environment), "development")
    data = Path(read.text("STORELET_DATA") or CHECKOUT / ".data").expanduser().absolute()
    database_url = read.url("DATABASE_URL", ("postgres", "postgresql"))
    redis_url = read.url("REDIS_URL", ("redis", "rediss", "unix"))
    host = read.text("STORELET_HOST") or "127.0.0.1"
    public_url = read.url("STORELET_PUBLIC_URL", ("http", "https")).rstrip("/")
    settings = Settings(
        env=env,
        data=data,
        host=host,
        port=read.number("STORELET_PORT", 8000, 1, 65535),
        public_url=public_url,
        allowed_hosts=_allowed_hosts(read, host, public_url),
        database_url=database_url,
        database_owner_url=read.url("DATABASE_OWNER_URL", ("postgres", "postgresql")) or database_url,
        database_read_url=read.url("DATABASE_READ_URL", ("postgres", "postgresql")),
        redis_url=redis_url,
        embedded_postgres=not database_url,
        embedded_redis=not redis_url,
        secret_key=_secret_key(read, data, production=env == "production"),
        api_processes=read.number("STORELET_API_PROCESSES", 1, 1, 64),
        worker_concurrency=read.number("STORELET_WORKER_CONCURRENCY", 1, 1, 64),
        sandbox_gateway=read.choice(
            "STORELET_SANDBOX_GATEWAY", ("on", "off"), "off" if env == "production" else "on"
        )
        == "on",
        touch_months=read.number("STORELET_TOUCH_MONTHS", 25, 13, 1200),
        # E-Commerce Law of the PRC, Article 31: what was traded is kept for three years at least.
        personal_months=read.number("STORELET_PERSONAL_MONTHS", 36, 36, 1200),
        log_level=read.choice("STORELET_LOG_LEVEL", get_args(LogLevel), "INFO"),
        otel_endpoint=read.url("OTEL_EXPORTER_OTLP_ENDPOINT", ("http", "https")),
        caps=read_caps(read.number),
    )
    if settings.database_owner_url and not database_url:
        raise SettingsError(
            "DATABASE_OWNER_URL is set, but DATABASE_URL is not.",
            "Set both, or neither for the embedded server.",
        )
    if settings.production:
        _refuse_defaults(read, settings)
    if settings.public_url:
        return settings
    return msgspec.structs.replace(settings, public_url=settings.address)


class _Current:
    settings: Settings | None = None


def current_settings() -> Settings:
    """The settings of this process: those given to `use_settings`, else read from the environment once."""
    if _Current.settings is None:
        _Current.settings = load_settings()
    return _Current.settings


def use_settings(settings: Settings) -> None:
    """Make these the settings of this process, as when embedded servers have just come up."""
    _Current.settings = settings


def _allowed_hosts(read: "_Reader", host: str, public_url: str) -> tuple[str, ...]:
    """Empty for any. A service that listens on every address and was told no public one cannot know its names."""
    given = read.text("STORELET_ALLOWED_HOSTS")
    if given == "*" or (not given and not public_url and host in _EVERYWHERE):
        return ()
    named = {part.strip().lower() for part in given.split(",") if part.strip()}
    if not named:
        named = {urlsplit(public_url).hostname or "", host, "localhost", "127.0.0.1", "::1"} - {
            "",
            *_EVERYWHERE,
        }
    return tuple(sorted(named))


def _refuse_defaults(read: "_Reader", settings: Settings) -> None:
    """What is well at home is a hole in a shop: an address of this machine, transport that anybody reads, passwords
    that everybody knows."""
    if not settings.public_url:
        raise SettingsError(
            "STORELET_PUBLIC_URL is not set, and in production no address is guessed.",
            "Set it to the address that shoppers see, such as https://shop.example",
        )
    address = urlsplit(settings.public_url)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise SettingsError(
            "STORELET_PUBLIC_URL is not https, and cookies and orders would travel in clear.",
            "Put TLS in front of the site and begin the address with https://",
        )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        password = unquote(urlsplit(read.text(name)).password or "")
        if password.lower() in _KNOWN_PASSWORDS:
            raise SettingsError(
                f"{name} has a password that everybody knows.",
                "Give the server another: openssl rand -base64 24",
            )


def _secret_key(read: "_Reader", data: Path, *, production: bool) -> str:
    given = read.text("STORELET_SECRET_KEY")
    if not given and production:
        raise SettingsError(
            "STORELET_SECRET_KEY is not set, and in production no secret is invented.",
            "Set it, or STORELET_SECRET_KEY_FILE, to at least 32 random characters: openssl rand -base64 48",
        )
    if not given:
        return DataFolder(data).secrets().secret_key
    if len(given) < _SHORTEST_SECRET or len(set(given)) < 10:
        raise SettingsError(
            "STORELET_SECRET_KEY is too easy to guess.",
            f"Use at least {_SHORTEST_SECRET} random characters: openssl rand -base64 48",
        )
    return given


class _Reader:
    """Reads variables; an empty one counts as not set."""

    _SECRET = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL", "REDIS_URL", "STORELET_SECRET_KEY")

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str:
        value = self._environ.get(name, "").strip()
        file = self._environ.get(f"{name}_FILE", "").strip() if name in self._SECRET else ""
        if not file:
            return value
        if value:
            raise SettingsError(f"Both {name} and {name}_FILE are set.", "Keep one of them.")
        try:
            return Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"{name}_FILE cannot be read: {error}", f"Correct the path {file!r}."
            ) from error

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise SettingsError(f"{name} is {value!r}.", f"Use a whole number from {least} to {most}.")
        return int(value)

    def choice(self, name: str, among: tuple[_Choice, ...], default: _Choice) -> _Choice:
        value = self.text(name)
        if not value:
            return default
        for choice in among:
            if value.lower() == choice.lower():
                return choice
        raise SettingsError(f"{name} is {value!r}.", f"Use one of: {', '.join(among)}.")

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        value = self.text(name)
        try:
            scheme = urlsplit(value).scheme
        except ValueError:
            scheme = "?"
        if value and scheme not in schemes:
            # The value is not repeated: it may hold a password.
            raise SettingsError(
                f"{name} is not an address this site can use.", f"It begins with {schemes[0]}://"
            )
        return value
