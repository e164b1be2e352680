"""Why something at a place is refused."""

from infra.errors import Conflict, NotFound


class PlaceClosed(Conflict):
    """The place shows no code now."""

    code = "place_closed"
    title = "The place is closed"
    title_zh = "该场所已关闭"
    detail = "The place is closed, or its time has not come or is over."
    detail_zh = "该场所已关闭，或不在开放时间内。"


class NotThere(Conflict):
    """No scan of this visitor at this place, or one too long ago."""

    code = "not_there"
    title = "Scan the code at the place first"
    title_zh = "请先在现场扫码"
    detail = "Scan the code on display, then ask again: a picture of an older code does not count."
    detail_zh = "请扫描现场屏幕上的二维码后重试，过期的截图无效。"


class NoCouponHere(NotFound):
    """The place hands out none, or no more."""

    code = "no_coupon_here"
    title = "There is no coupon to be had here"
    title_zh = "此处暂无优惠券可领"
    detail = ""
    detail_zh = ""


class AlreadyOrdered(Conflict):
    """A saved cart is ordered once."""

    code = "already_ordered"
    title = "This cart has been ordered"
    title_zh = "该清单已下单"
    detail = "The cart became an order; make a new one for another."
    detail_zh = "该清单已生成订单，如需再次购买请新建清单。"
