"""The `storelet` command's frame: help without imports, JSON, progress, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import output
from cli.main import storelet
from cli.output import ExitCode, emit, fail, json_option, progress, speak
from infra.embedded.programs import CHECKOUT
from infra.errors import NotFound
from infra.setup_errors import DataFolderError, DiskFullError, SettingsError
from tests.support.fresh_folder import fresh_folder


def run(*arguments: str, data: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "STORELET_DATA": str(data or "/nonexistent/storelet")}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_what_there_is_and_imports_none_of_it() -> None:
    code = (
        "import sys; sys.argv = ['storelet', '--help']\n"
        "import cli.main\n"
        "try: cli.main.main()\n"
        "finally: print(sorted({'tortoise', 'redis', 'litestar', 'celery'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    for name in ("up", "migrate", "reset"):
        assert f"\n  {name}" in done.stdout
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize("name", storelet.list_commands(click.Context(storelet)))
def test_each_command_explains_itself(name: str) -> None:
    command = storelet.get_command(click.Context(storelet), name)
    assert command is not None
    assert command.help
    for each in command.commands.values() if isinstance(command, click.Group) else [command]:
        assert any("--json" in parameter.opts for parameter in each.params)


def test_wrong_usage_is_code_2() -> None:
    assert run("fly").returncode == 2
    assert run("migrate", "sideways").returncode == 2
    down = run("migrate", "down")
    assert (down.returncode, "storelet migrate down zero" in down.stderr) == (2, True)


def test_reset_asks_and_destroys_only_what_is_ours() -> None:
    with fresh_folder() as folder:
        data = folder / "data"
        assert run("migrate", data=data).returncode == 0
        (data / "a letter").write_text("mine")
        refused = run("reset", data=data)
        assert refused.returncode == 130
        assert (data / "postgres" / "PG_VERSION").exists()
        done = run("reset", "--yes", "--json", data=data)
        assert (done.returncode, json.loads(done.stdout)) == (0, {"destroyed": str(data)})
        assert [path.name for path in data.iterdir()] == ["a letter"]


def _command(error: Exception | None) -> click.Command:
    @click.command()
    @json_option
    def command(*, as_json: bool) -> None:
        if error is not None:
            raise error
        emit({"answer": 42, "name": "微店"}, as_json=as_json)

    return command


def test_a_result_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert speak(_command(None), []) == 0
    assert capsys.readouterr().out == "answer: 42\nname: 微店\n"
    assert speak(_command(None), ["--json"]) == 0
    assert capsys.readouterr().out == '{"answer": 42, "name": "微店"}\n'


@pytest.mark.parametrize(
    ("error", "code", "name"),
    [
        (SettingsError("It is wrong.", "Correct it."), ExitCode.SETTINGS, "settings"),
        (DiskFullError("It is full.", "Free some."), ExitCode.DISK_FULL, "disk_full"),
        (DataFolderError("It is damaged.", "Restore it."), ExitCode.DATA_FOLDER, "data_folder"),
        (NotFound(what="brand", ref="x"), ExitCode.REFUSED, "not_found"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "interrupted"),
    ],
)
def test_each_trouble_has_its_sentence_and_its_code(
    error: Exception, code: int, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert speak(_command(error), ["--json"]) == code
    assert json.loads(capsys.readouterr().out)["error"]["code"] == name


def test_a_command_may_fail_honestly(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def command() -> None:
        fail("The books do not prove.")

    assert speak(command, []) == 1
    assert capsys.readouterr().out == ""


def test_what_nobody_foresaw_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        speak(_command(ZeroDivisionError()), [])


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, ["Import: 1,000 of 4,000 (25 %)", "Import: 4,000 of 4,000 (100 %)"]),
        (3600, ["Import: 4,000 of 4,000 (100 %)"]),
    ],
)
def test_progress_without_a_terminal_is_a_line_now_and_then(
    seconds: int, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    monkeypatch.setattr(output, "say", lines.append)
    monkeypatch.setattr(output, "_SECONDS_BETWEEN_LINES", seconds)
    with progress("Import", 4000) as advance:
        advance(1000)
        advance(3000)
    assert lines == expected
