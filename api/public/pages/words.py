"""The words of the shopper's pages by language."""

from typing import Final

from api.public.pages.words_en import EN
from api.public.pages.words_on_data import ON_DATA
from api.public.pages.words_zh import ZH

WORDS: Final[dict[str, dict[str, str]]] = {"zh": ZH | ON_DATA["zh"], "en": EN | ON_DATA["en"]}
