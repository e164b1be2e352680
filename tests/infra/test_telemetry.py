"""Traces go to the endpoint when one is set; a request's span carries its route, not its address."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from infra import telemetry
from infra.settings import CHECKOUT, load_settings
from infra.setup_errors import SettingsError

PROGRAM = """
import asyncio, httpx
from opentelemetry import trace
from api.app import create_app
from infra.settings import load_settings
from infra.telemetry import start_tracing

settings = load_settings()
start_tracing(settings, "api")
app = create_app(settings, connect=False)

async def main():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as client:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        await client.get("/problems/not_found?token=hidden", headers={"traceparent": parent})

asyncio.run(main())
trace.get_tracer_provider().shutdown()
"""


def test_a_request_becomes_a_span_at_the_endpoint() -> None:
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={
                "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
                "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
                "STORELET_SECRET_KEY": "only for one test: 0123456789abcdef",
                "DATABASE_URL": "postgresql://nowhere/x",
                "REDIS_URL": "redis://nowhere",
                "STORELET_ENV": "test",
            },
            cwd=CHECKOUT,
            check=True,
            timeout=60,
        )
    finally:
        server.shutdown()
    assert [path for path, _ in received] == ["/v1/traces"]
    spans = received[0][1]
    assert b"GET /problems/{code}" in spans
    assert bytes.fromhex("0af7651916cd43dd8448eb211c80319c") in spans, "not a child of the caller's span"
    assert b"storelet-api" in spans
    assert b"hidden" not in spans


def test_an_endpoint_without_the_packages_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "INSTALLED", False)
    environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        "STORELET_SECRET_KEY": "only for one test: 0123456789abcdef",
    }
    with pytest.raises(SettingsError, match="telemetry"):
        telemetry.start_tracing(load_settings(environ), "api")
    assert telemetry.INSTALLED is False
    with telemetry.span("nothing") as nothing:
        assert nothing is None
