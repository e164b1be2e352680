"""The two READMEs say the same, and what they name is there."""

import re

import pytest

from cli.main import _COMMANDS as COMMANDS
from cli.main import storelet
from cli.output import ExitCode
from infra import settings
from infra.embedded.programs import CHECKOUT

READMES = ["README.md", "README.zh.md"]
DOCUMENTS = [*READMES, "docs/online-retail.md", "docs/wholesale.md", "docs/http-api.md", "docs/history.md"]
TONGUES = {"README.md", "README.zh.md"}


def read(name: str) -> str:
    return (CHECKOUT / name).read_text("utf-8")


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)


def blocks(text: str) -> list[str]:
    """The fenced commands, without the words of a language: comments."""
    found = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"(^|\s+)# .*$", "", block, flags=re.MULTILINE) for block in found]


def spans(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_linked_is_there(name: str) -> None:
    here = (CHECKOUT / name).parent
    missing = [to for to in links(read(name)) if "://" not in to and not (here / to).exists()]
    assert missing == []


def test_both_tongues_name_the_same_commands_files_and_settings() -> None:
    english, chinese = (read(name) for name in READMES)
    assert [to for to in links(english) if to not in TONGUES] == [
        to for to in links(chinese) if to not in TONGUES
    ]
    assert blocks(english) == blocks(chinese)
    assert spans(english) == spans(chinese)
    assert english.count("\n## ") == chinese.count("\n## ")


@pytest.mark.parametrize("name", READMES)
def test_commands_targets_and_settings_exist(name: str) -> None:
    text = read(name)
    makefile = read("Makefile")
    targets = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join([*spans(text), *blocks(text)])))
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()
    named = set(re.findall(r"\bstorelet ([a-z]+(?:-[a-z]+)*)", "\n".join([*spans(text), *blocks(text)])))
    assert named - set(COMMANDS) == set()
    assert {"up", "demo", "migrate", "import", "replay", "prove-books"} <= named
    variables = re.findall(r"^\| ([A-Z_, ]+) \|", settings.__doc__ or "", re.MULTILINE)
    for variable in ", ".join(variables).split(", "):
        assert f"`{variable}`" in text


@pytest.mark.parametrize("name", READMES)
def test_every_exit_code_is_told(name: str) -> None:
    told = re.findall(
        r"(?:^|[\s:：，])(\d+) ", read(name).partition("## With your own")[0].partition("## 使用")[0]
    )
    assert {str(int(code)) for code in ExitCode} <= set(told)
    assert str(int(ExitCode.REFUSED)) in (storelet.help or "")
