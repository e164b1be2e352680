"""Why a picture is refused."""

from infra.errors import InvalidInput


class PictureRefused(InvalidInput):
    """The file is no picture we draw (JPEG, PNG, WebP, GIF), is broken, or has too many bytes or pixels."""

    code = "picture_refused"
    title = "This picture cannot be used"
    title_zh = "无法使用这张图片"
