"""The Celery application of the beat: `celery -A tasks.beat:celery_app beat`.

It knows the schedule and the names of tasks, and imports none of them: with the services behind them it would be twice
as large, and stand idle.
"""

from tasks.app import application

celery_app = application("tasks.logs", current=False)
