"""`make lint`'s last part: secrets left in the tree, known faults in what we stand on. `make sbom` lists the latter.

The scan for secrets needs no network. The two audits ask registries; where none answers, a line says that they were
skipped, and nothing fails: a machine without network lints as well.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[2]
UV = str(ROOT / ".tools" / "bin" / "uv")
WEB = ["sh", "deploy/environment/web.sh", "npm"]
# Detectors of things with a form of their own. Words of high entropy are no sign here: hashes and ids are everywhere.
DETECTORS = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
# Addresses with a made-up password, as tests and their documents need them, or with one that everybody knows, which
# production refuses.
MADE_UP = (
    *("hunter2", "hidden", ":x@", ":b@", "user:password@", "name:password@", "owner:x@", "evil.example"),
    *(":kT9vQ2mWx7LpZr4s@", ":postgres@", ":storelet@", ":changeme@"),
)
NOT_READ = (".lock", ".gz", ".xz", ".png", ".ttf", ".webp", ".woff2", "package-lock.json", "openapi.json")
GRAVE = ("high", "critical")


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def tracked() -> Iterator[Path]:
    listed = run(["git", "ls-files", "-z"])
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    for name in names:
        if name and not name.endswith(NOT_READ):
            yield ROOT / name


def secrets_in(files: Iterator[Path]) -> list[str]:
    """Where something looks like a secret, as `file:line kind`; lines with a made-up password are passed over."""
    found = []
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        collection = SecretsCollection()
        for file in files:
            collection.scan_file(str(file))
        for name, secret in collection:
            lines = Path(name).read_text("utf-8", "replace").splitlines()
            line = lines[secret.line_number - 1] if secret.line_number <= len(lines) else ""
            if not any(word in line for word in MADE_UP):
                found.append(f"{name}:{secret.line_number} {secret.type}")
    return found


def python_faults() -> list[str] | None:
    """Known faults of the locked Python packages; None where no registry answers."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        run(
            [
                UV,
                "export",
                "--frozen",
                "--quiet",
                "--no-emit-project",
                "--all-extras",
                "--output-file",
                str(wanted),
            ]
        )
        looks = [sys.executable, "-m", "pip_audit", "-r", str(wanted), "--require-hashes", "--disable-pip"]
        done = run([*looks, "--format", "json", "--progress-spinner", "off", "--timeout", "10"])
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if len(unknown) == len(packages):
        return None
    if unknown:
        say(f"pip-audit: the registry does not tell of {', '.join(unknown)}")
    return [
        f"{one['name']} {one['version']}: {fault['id']}" for one in packages for fault in one.get("vulns", ())
    ]


def web_faults() -> list[str] | None:
    """Grave known faults of the web's locked packages; None where no registry answers."""
    done = run([*WEB, "audit", "--json"])
    try:
        told = json.loads(done.stdout)
        known = told["vulnerabilities"]
    except (ValueError, KeyError):
        return None
    return [f"{name}: {one['severity']}" for name, one in known.items() if one["severity"] in GRAVE]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def bills_of_materials(folder: Path) -> list[Path]:
    """CycloneDX documents of everything that is locked: made from the lock files alone, without network."""
    folder.mkdir(parents=True, exist_ok=True)
    python, web = folder / "python.cdx.json", folder / "web.cdx.json"
    made = run([UV, "export", "--frozen", "--quiet", "--all-extras", "--format", "cyclonedx1.5"])
    listed = run([*WEB, "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"])
    for file, done in ((python, made), (web, listed)):
        if done.returncode:
            say(done.stderr)
            raise SystemExit(1)
        file.write_text(done.stdout, "utf-8")
    return [python, web]


def audit() -> int:
    """Exit status: 1 where something was found."""
    found = secrets_in(tracked())
    for name, look in (("pip-audit", python_faults), ("npm audit", web_faults)):
        try:
            faults = look()
        except subprocess.TimeoutExpired:
            faults = None
        if faults is None:
            say(f"{name}: skipped, no registry answers")
        found += [f"{name}: {fault}" for fault in faults or ()]
    for line in found:
        say(line)
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["sbom"]:
        for made_file in bills_of_materials(Path(sys.argv[2]) if sys.argv[2:] else ROOT / "build" / "sbom"):
            say(str(made_file))
    else:
        raise SystemExit(audit())
