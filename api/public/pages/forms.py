"""Forms that browsers send without JavaScript.

Two walls against forged ones: the guard of the pages refuses a foreign Origin, and a session is believed only together
with its token in the form. A browser that shows no session has nothing to forge with.
"""

import hmac
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

import msgspec
from litestar.datastructures import FormMultiDict, UploadFile

from api.public.pages.frame import Shop
from infra.errors import CsrfRefused, DomainError, InvalidInput
from infra.field_faults import fault_of

_LONGEST_KEY = 200
Command = TypeVar("Command")


@dataclass(frozen=True)
class Form:
    """What was typed, and what is wrong with it."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    message: str = ""

    def value(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")

    @property
    def key(self) -> str:
        """The form's idempotency key: made with the form, the same when it is sent again."""
        return self.values.get("key") or str(uuid4())

    def refused(self, shop: Shop, error: DomainError, paths: dict[str, str] | None = None) -> "Form":
        """The form with the words of the refusal at its fields; `paths` maps the service's field paths to ours."""
        chinese = shop.lang == "zh"
        faults: dict[str, str] = {}
        others: list[str] = []
        for fault in error.faults:
            words = fault.message_zh if chinese and fault.message_zh else fault.message
            name = (paths or {}).get(fault.path, fault.path)
            if name in self.values or name in (paths or {}).values():
                faults[name] = words
            else:
                others.append(words)
        message = "；".join([error.sentence(shop.lang), *others] if not faults or others else [])
        values = dict(self.values)
        if error.code == "idempotency_key_reused":
            # The form was changed and sent again after it had been taken: it is a new one now.
            values.pop("key", None)
        return Form(values, faults, message or error.sentence(shop.lang))


async def read_form(shop: Shop) -> tuple[Form, list[UploadFile]]:
    """The fields as text, trimmed, and the files. Raises CsrfRefused."""
    data: FormMultiDict = await shop.request.form()
    values: dict[str, str] = {}
    files: list[UploadFile] = []
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files.append(value)
        else:
            values[name] = str(value).strip()
    if shop.caller is not None and not hmac.compare_digest(
        values.pop("csrf", "").encode(), shop.caller.csrf_token.encode()
    ):
        raise CsrfRefused
    values["key"] = values.get("key", "")[:_LONGEST_KEY]
    return Form(values), files


def command_of(kind: type[Command], given: object) -> Command:
    """The command that a form's fields make. Raises InvalidInput as the API does for the same in JSON."""
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise InvalidInput(fault_of(str(error))) from error


def whole(text: str, default: int = 0) -> int:
    """A whole number that was typed; anything else is the default."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
