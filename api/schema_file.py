"""Print the OpenAPI document: `python -m api.schema_file`. The web's types are made of it (`make typings`)."""

import sys

import msgspec

from api.app import create_app
from api.docs import document_of
from infra.settings import load_settings


def main() -> None:
    """Indented, so that a change of it reads as one. No server is needed."""
    app = create_app(load_settings({"STORELET_ENV": "test"}), connect=False)
    sys.stdout.buffer.write(msgspec.json.format(document_of(app), indent=1) + b"\n")


if __name__ == "__main__":
    main()
