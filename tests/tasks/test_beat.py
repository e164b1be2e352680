"""The beat knows every task by its name, and imports none."""

import subprocess
import sys

from infra.embedded.programs import CHECKOUT
from tasks.app import celery_app
from tasks.schedule import SCHEDULE

_WHAT_IT_IMPORTS = """
import sys
from tasks.beat import celery_app
celery_app.loader.import_default_modules()
assert celery_app.conf.beat_schedule, "it has the schedule"
print(sorted({name.split(".")[0] for name in sys.modules} & {"api", "commission", "models", "numpy", "services"}))
"""


def test_the_beat_imports_no_task() -> None:
    run = [sys.executable, "-c", _WHAT_IT_IMPORTS]
    assert subprocess.run(run, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_task_of_the_schedule_is_one_that_workers_have() -> None:
    celery_app.loader.import_default_modules()
    asked = {each["task"] for each in SCHEDULE.values()}
    asked |= {each["args"][0] for each in SCHEDULE.values() if each["task"] == "for_each_brand"}
    assert asked - set(celery_app.tasks) == set()
