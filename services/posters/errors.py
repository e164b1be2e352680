"""Why a poster template is refused."""

from infra.errors import Conflict


class TooManyTemplates(Conflict):
    """A brand keeps a bounded number of templates."""

    code = "too_many_templates"
    title = "There are too many poster templates"
    title_zh = "海报模板过多"
    detail = "A brand keeps at most {most} templates; remove one first."
    detail_zh = "每个品牌最多保留 {most} 个模板，请先删除一个。"
