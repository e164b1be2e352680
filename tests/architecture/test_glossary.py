"""Every noun of the models has its entry in the glossary, in both languages."""

import re
from pathlib import Path

from tortoise.models import Model

import models

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def words(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r" \1", name).lower()


def test_every_model_has_an_entry() -> None:
    entries = {
        row.split("|")[1].strip().lower(): row.split("|")[2].strip()
        for row in GLOSSARY.read_text("utf-8").splitlines()
        if row.startswith("| ") and row.count("|") >= 4
    }
    nouns = {
        words(name)
        for name in models.__all__
        if isinstance(getattr(models, name), type) and issubclass(getattr(models, name), Model)
    }
    assert {noun for noun in nouns if noun not in entries} == set()
    assert {noun for noun in nouns if not re.search(r"[\u4e00-\u9fff]", entries[noun])} == set()
