"""Why a review is refused."""

from infra.errors import Conflict


class NotDeliveredYet(Conflict):
    """Only what was delivered can be reviewed: a review speaks of a thing that somebody holds."""

    code = "not_delivered_yet"
    title = "Wait until the order has been delivered"
    title_zh = "商品送达后才能评价"


class AlreadyReviewed(Conflict):
    """One review an order line."""

    code = "already_reviewed"
    title = "You have reviewed this already"
    title_zh = "您已评价过该商品"
