"""The types that the pages are compiled against are those of the API as it is."""

import subprocess
from pathlib import Path

from litestar import Litestar

from api.docs import document_of
from infra.embedded.programs import CHECKOUT

KEPT = CHECKOUT / "web" / "shared" / "src" / "api.generated.ts"


def test_the_types_are_those_of_the_api(app: Litestar, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_bytes(document_of(app))
    fresh = tmp_path / "fresh.ts"
    command = ["sh", str(CHECKOUT / "deploy" / "environment" / "web.sh"), "npm", "exec", "--no", "--"]
    command += ["openapi-typescript", str(tmp_path / "openapi.json"), "--output", str(fresh), "--alphabetize"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert fresh.read_text("utf-8") == KEPT.read_text("utf-8"), (
        "the API changed: make typings, and commit what it wrote"
    )
