"""Why a share kit is not saved or published."""

from infra.errors import Conflict


class KitNotDraft(Conflict):
    """What was live is never edited: a new draft is made from it."""

    code = "share_kit_not_draft"
    title = "Only a draft can be changed"
    title_zh = "仅草稿可以修改"
    detail = "Version {version} is {state}. Make a new draft from it."
    detail_zh = "第 {version} 版当前状态为 {state}，请基于它新建草稿。"


class KitNotPreviewed(Conflict):
    """A kit goes live only as it was last looked at."""

    code = "share_kit_not_previewed"
    title = "Look at every variant before it goes live"
    title_zh = "上线前请先预览全部变体"
    detail = "The draft was not previewed since it was last changed."
    detail_zh = "草稿自上次修改后尚未预览。"
