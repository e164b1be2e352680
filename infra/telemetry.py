"""OpenTelemetry traces, when OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise nothing of it is loaded into a request.

The packages are an extra (`storelet[telemetry]`): a shop that traces nothing need not install them.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from infra.settings import Settings
from infra.setup_errors import SettingsError

try:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.propagate import extract
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True


class _Process:
    tracing = False


def start_tracing(settings: Settings, part: str) -> None:
    """Send spans of this process (`part`: api, worker) to the endpoint, if one is set. Once per process.

    Raises SettingsError where an endpoint is set and the extra is not installed.
    """
    if not settings.otel_endpoint or _Process.tracing:
        return
    if not INSTALLED:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the OpenTelemetry packages are not installed.",
            "Install them with `uv sync --extra telemetry`, or unset it.",
        )
    resource = Resource.create({"service.name": f"storelet-{part}"})
    provider = TracerProvider(resource=resource)
    # The exporter reads the endpoint from the environment variable itself, path and headers included.
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    _Process.tracing = True


def tracing() -> bool:
    """Whether spans of this process go anywhere."""
    return _Process.tracing


def span(name: str, carrier: dict[str, str] | None = None) -> AbstractContextManager[Any]:
    """A span around a piece of work, a child of the caller's whose headers `carrier` holds. Yields the span, or None
    while nothing is traced."""
    if not _Process.tracing:
        return nullcontext()
    parent = extract(carrier) if carrier else None
    return trace.get_tracer("storelet").start_as_current_span(name, context=parent)
