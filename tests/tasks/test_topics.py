"""Nothing is left in the outbox that nobody takes, and nothing is scheduled that does not exist."""

import ast
from pathlib import Path

from infra.embedded.programs import CHECKOUT
from tasks.app import celery_app
from tasks.schedule import SCHEDULE
from tasks.topics import TOPICS


def topics_of(file: Path) -> set[str]:
    """The topics a source file enqueues: literals, or the module's constant of that name."""
    tree = ast.parse(file.read_text())
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enqueue":
            topic = node.args[1]
            found.add(
                topic.value if isinstance(topic, ast.Constant) else constants.get(ast.unparse(topic), "?")
            )
    return found


def test_every_topic_that_a_service_enqueues_has_a_task() -> None:
    enqueued = set()
    for file in (CHECKOUT / "services").rglob("*.py"):
        enqueued |= topics_of(file)
    imported = {"?"} if "?" in enqueued else set()
    # Those of the tests themselves begin with `test.`.
    assert enqueued - imported == {topic for topic in TOPICS if not topic.startswith("test.")}


def test_everything_scheduled_is_a_task() -> None:
    celery_app.loader.import_default_modules()
    names = {each["task"] for each in SCHEDULE.values()}
    names |= {each["args"][0] for each in SCHEDULE.values() if each["task"] == "for_each_brand"}
    assert names - set(celery_app.tasks) == set()


def test_a_turn_waits_until_a_busy_worker_can_take_it() -> None:
    # Two tasks come each second: with a patience of one second the second starved whenever the first was slow.
    patience = {name: each["options"]["expires"] for name, each in SCHEDULE.items()}
    assert {name: seconds for name, seconds in patience.items() if seconds < 15} == {}
    assert patience["deliver what the sandbox gateway owes"] == 15
    assert patience["mature what is due"] == 60
