"""Refusals that only the HTTP edge knows: bodies that cannot be read, addresses that lead nowhere, our own faults."""

from infra.errors import DomainError, InvalidInput, NotFound, ServiceUnavailable


class MalformedBody(InvalidInput):
    """The body is not JSON at all."""

    code = "malformed_body"
    title = "The body is not valid JSON"
    title_zh = "请求体不是有效的 JSON"


class NoSuchAddress(NotFound):
    """No route has this path."""

    code = "no_such_address"
    title = "There is nothing at this address"
    title_zh = "该地址不存在"
    detail = ""
    detail_zh = ""


class MethodNotAllowed(DomainError):
    """The path exists, but not for this method; the `Allow` header names those it has."""

    code = "method_not_allowed"
    title = "This address does not take this method"
    title_zh = "该地址不支持此请求方法"


class BodyTooLarge(DomainError):
    """The body is longer than this address takes."""

    code = "body_too_large"
    title = "The body is too large"
    title_zh = "请求体过大"


class UnsupportedMedia(DomainError):
    """The body is of a kind that this address does not read."""

    code = "unsupported_media"
    title = "Send application/json"
    title_zh = "请使用 application/json 格式"


class WrongHost(DomainError):
    """The Host header names a site that this is not."""

    code = "wrong_host"
    title = "This host is not served here"
    title_zh = "此处不提供该主机的服务"


class RefusedRequest(DomainError):
    """The request breaks HTTP or a limit of the server."""

    code = "refused_request"
    title = "The request cannot be read"
    title_zh = "无法读取该请求"


class DatabaseAway(ServiceUnavailable):
    """PostgreSQL does not answer. The same request, with the same Idempotency-Key, may be sent again: whether or not it
    was done, it is not done twice."""

    code = "database_away"
    title = "The shop is catching its breath; please try again"
    title_zh = "系统正在恢复，请稍后重试"
    detail = "Send the same request again in a few seconds; nothing is done twice."
    detail_zh = "请几秒后重试同一请求，操作不会重复执行。"


class TookTooLong(ServiceUnavailable):
    """The answer took longer than anybody is kept waiting; nothing was done."""

    code = "took_too_long"
    title = "This took too long; please ask for less, or try again later"
    title_zh = "处理超时，请缩小范围或稍后重试"
    detail = "Nothing was changed. Ask for a shorter period, or leave long work to a job."
    detail_zh = "未做任何更改。请缩短时间范围，或改用后台任务。"


class InternalFault(DomainError):
    """Something of ours broke. What exactly is in our log under the request id, and nowhere else."""

    code = "internal_fault"
    title = "Something went wrong on our side"
    title_zh = "服务器出现错误"
    detail = "It has been logged. Tell support the request id {request_id}."
    detail_zh = "错误已记录，请将请求编号 {request_id} 告知客服。"


class WebNotBuilt(ServiceUnavailable):
    """The front ends are not there: `make demo` and `make up` build them first."""

    code = "web_not_built"
    title = "The pages of this site are not built yet"
    title_zh = "页面尚未构建"
    detail = "Run make demo or make up, which build them."
    detail_zh = "请运行 make demo 或 make up，会自动构建页面。"
