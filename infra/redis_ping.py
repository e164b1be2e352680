"""Knock at a Redis with nothing but a socket: the client library takes a second to import, a start has five."""

import socket
import ssl
from contextlib import closing
from urllib.parse import SplitResult, unquote, urlsplit


def ping_redis(url: str, patience: float) -> None:
    """Return when the Redis at `url` (redis, rediss or unix) lets us in and answers; `patience` in seconds.

    Raises ConnectionError with what it said otherwise, or another OSError when nothing is there.
    """
    parts = urlsplit(url)
    login = [unquote(part) for part in (parts.username, parts.password) if part]
    commands = [["AUTH", *login]] if login else []
    with closing(_connect(parts, patience)) as connection, connection.makefile("rb") as answers:
        for command in [*commands, ["PING"]]:
            words = [f"${len(word.encode())}\r\n{word}\r\n" for word in command]
            connection.sendall(f"*{len(words)}\r\n{''.join(words)}".encode())
            answer = answers.readline()
            if not answer.startswith(b"+"):
                raise ConnectionError(answer.decode("utf-8", "replace").strip() or "it closed the connection")


def _connect(parts: SplitResult, patience: float) -> socket.socket:
    if parts.scheme == "unix":
        local = socket.socket(socket.AF_UNIX)
        local.settimeout(patience)
        local.connect(unquote(parts.path))
        return local
    host = parts.hostname or "localhost"
    connection = socket.create_connection((host, parts.port or 6379), patience)
    if parts.scheme == "rediss":
        return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    return connection
