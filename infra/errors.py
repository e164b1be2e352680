"""The one tree of domain errors. `api/problems.py` maps each to an HTTP status; the CLI prints its message.

An error has a stable `code`, a title in English and Chinese, a detail sentence made from `params`, and, for bad
input, the fields at fault as JSON paths.
"""

from dataclasses import dataclass
from string import Formatter
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of the input; `path` is a JSON path such as `lines[0].qty`."""

    path: str
    message: str
    message_zh: str = ""


class DomainError(Exception):
    """Base of every refusal a caller can understand. Subclasses set the code and the sentences.

    The sentences may name `params` in braces; amounts among them are minor units unless they are text.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "The request was refused"
    title_zh: ClassVar[str] = "请求被拒绝"
    detail: ClassVar[str] = ""
    detail_zh: ClassVar[str] = ""

    def __init__(self, *faults: FieldFault, **params: object) -> None:
        self.faults = faults
        self.params = params
        named = "; ".join(f"{fault.path} {fault.message}" for fault in faults)
        super().__init__(": ".join(part for part in (self.sentence("en"), named) if part))

    def sentence(self, locale: str) -> str:
        """The detail sentence in `en` or `zh`; the title where there is none, or its params were not given."""
        chinese = locale.startswith("zh")
        template = self.detail_zh if chinese else self.detail
        named = {name for _, name, _, _ in Formatter().parse(template) if name}
        if not template or not named <= self.params.keys():
            return self.title_zh if chinese else self.title
        return template.format(**self.params)


class InvalidInput(DomainError):
    """The input breaks a rule of form; `faults` names each field."""

    code = "invalid_input"
    title = "The input is not valid"
    title_zh = "输入无效"


class NotFound(DomainError):
    """There is no such thing, or it belongs to another brand, which is the same answer on purpose."""

    code = "not_found"
    title = "Not found"
    title_zh = "未找到"
    detail = "There is no {what} {ref}."
    detail_zh = "没有找到 {what} {ref}。"


class NotLoggedIn(DomainError):
    code = "not_logged_in"
    title = "Log in first"
    title_zh = "请先登录"


class LoginRefused(DomainError):
    code = "login_refused"
    title = "The log-in or the password is wrong"
    title_zh = "账号或密码错误"


class SecondFactorNeeded(DomainError):
    code = "second_factor_needed"
    title = "Confirm with your second factor first"
    title_zh = "请先完成两步验证"


class NotAllowed(DomainError):
    """The account is known and may not do this."""

    code = "not_allowed"
    title = "Your role does not allow this"
    title_zh = "您的角色无权进行此操作"


class CsrfRefused(DomainError):
    code = "csrf_refused"
    title = "The form was not sent from our page; reload it and try again"
    title_zh = "页面已过期，请刷新后重试"


class TooManyRequests(DomainError):
    code = "too_many_requests"
    title = "Too many requests"
    title_zh = "请求过于频繁"
    detail = "Too many requests; try again in {retry_after} seconds."
    detail_zh = "请求过于频繁，请在 {retry_after} 秒后重试。"


class Conflict(DomainError):
    """The state of things does not allow it now. Subclasses say why."""

    code = "conflict"
    title = "The state of things does not allow this"
    title_zh = "当前状态不允许此操作"
    detail = "{reason}"
    detail_zh = "{reason}"


class IdempotencyKeyReused(Conflict):
    """The key was used before with other input: answering either would be wrong."""

    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used with other input"
    title_zh = "此 Idempotency-Key 已用于其他内容的请求"
    detail = "The key was used before for this operation with other input. Send a new key for a new request."
    detail_zh = "该 Idempotency-Key 已用于内容不同的请求，请为新请求使用新的键。"


class NoPolicyInForce(Conflict):
    code = "no_policy_in_force"
    title = "The brand has no such policy in force"
    title_zh = "品牌尚无生效的规则"
    detail = "The brand has no {policy} in force at {at}."
    detail_zh = "品牌在 {at} 没有生效的 {policy}。"


class ServiceUnavailable(DomainError):
    """Something the service stands on does not answer; nothing was done."""

    code = "service_unavailable"
    title = "The service is not ready"
    title_zh = "服务暂不可用"
    detail = "{reason}"
    detail_zh = "{reason}"
