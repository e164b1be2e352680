"""What may come between a job and its end."""

from infra.errors import Conflict, ServiceUnavailable


class JobBusy(ServiceUnavailable):
    """Another worker said a moment ago that it is at it: the message comes again, in case that one died."""

    code = "job_busy"
    title = "A worker is at this job already"
    title_zh = "任务正在处理中"


class JobIsOver(Conflict):
    """It ended before it could be cancelled."""

    code = "job_is_over"
    title = "The job is over already"
    title_zh = "任务已结束"
    detail = "It is {state}; there is nothing left to cancel."
    detail_zh = "任务状态为 {state}，已无可取消的内容。"


class JobCancelled(Conflict):
    """Somebody asked for its end: raised inside the work, which rolls back what it had not finished."""

    code = "job_cancelled"
    title = "The job was cancelled"
    title_zh = "任务已取消"
