"""A site whose API, worker and beat are stand-ins: `python -m tests.support.stand_in_site [crash]`, settings as ever.

The supervisor, PostgreSQL, Redis and the schema are the real ones.
"""

import signal
import sys

import click

from cli.output import emit, say, speak
from infra.settings import Settings, load_settings
from infra.site_process import Program
from infra.supervisor import Site, serve

_API = """
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(os.environ["DATABASE_URL"].encode())
    def log_message(self, *args): print("asked", *args, flush=True)
http.server.ThreadingHTTPServer((os.environ["STORELET_HOST"], int(os.environ["STORELET_PORT"])), Answer).serve_forever()
"""
# Leaves a child of its own behind, and does not mind SIGTERM.
_WORKER = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("worker has", child.pid, flush=True)
time.sleep(600)
"""
_CRASH = "print('the reason is here', flush=True); raise SystemExit(7)"


def _programs(settings: Settings) -> list[Program]:
    api = _CRASH if "crash" in sys.argv else _API
    return [
        Program("api", [sys.executable, "-c", api], stop_patience=5),
        Program("worker", [sys.executable, "-c", _WORKER], stop_patience=0.5),
        Program("beat", [sys.executable, "-c", "import time; time.sleep(600)"], stop_patience=5),
    ]


def _ready(settings: Settings, pids: dict[str, int]) -> None:
    emit({"address": settings.address, "pids": pids}, as_json=True)


@click.command()
def _site() -> None:
    serve(
        load_settings(),
        Site(programs=_programs, ready=_ready),
        say,
    )


if __name__ == "__main__":
    # Whoever runs the tests under nohup has made SIGHUP deaf for all of them.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    sys.exit(speak(_site, []))
