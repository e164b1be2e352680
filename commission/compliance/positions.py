"""Where each field of a JSON text stands, so that an editor can show a finding on its line."""

import re

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCALAR = re.compile(r"[^\s,\]}]+")
_ESCAPED = re.compile(r"\\")


class _Walk:
    """One pass over a text that is known to be JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts: dict[str, int] = {}

    def _skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at] if self.at < len(self.text) else ""

    def value(self, path: str) -> None:
        head = self._skip()
        self.starts.setdefault(path, self.at)
        if head == "{":
            self._members(path)
        elif head == "[":
            self._entries(path)
        else:
            self._token()

    def _token(self) -> str:
        pattern = _STRING if self._skip() == '"' else _SCALAR
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not JSON at character {self.at}")
        self.at = match.end()
        return match.group()

    def _members(self, path: str) -> None:
        self.at += 1
        while self._skip() != "}":
            start = self.at
            key = self._token()[1:-1]
            inner = f"{path}.{key}"
            self._skip()
            self.at += 1  # the colon
            # An escaped key is never one of the schema's; the key's own place serves as the field's.
            if not _ESCAPED.search(key):
                self.starts[inner] = start
            self.value(inner)
            if self._skip() == ",":
                self.at += 1
        self.at += 1

    def _entries(self, path: str) -> None:
        self.at += 1
        index = 0
        while self._skip() != "]":
            self.value(f"{path}[{index}]")
            index += 1
            if self._skip() == ",":
                self.at += 1
        self.at += 1


def positions(text: str) -> dict[str, tuple[int, int]]:
    """Line and column (from 1) of each field, by JSON path. `text` must have been parsed as JSON before."""
    walk = _Walk(text)
    walk.value("$")
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: dict[str, tuple[int, int]] = {}
    line = 0
    for path, start in sorted(walk.starts.items(), key=lambda item: item[1]):
        while line + 1 < len(line_starts) and line_starts[line + 1] <= start:
            line += 1
        found[path] = (line + 1, start - line_starts[line] + 1)
    return found


def nearest(path: str, places: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """The place of a field, or, where the field is missing, of the closest part around it."""
    while path not in places and path != "$":
        path = path[: max(path.rfind("."), path.rfind("["))]
    return places.get(path, (1, 1))
