"""Why a message is refused."""

from infra.errors import Conflict


class ConversationClosed(Conflict):
    """The store's owner has closed it; the shopper may open another."""

    code = "conversation_closed"
    title = "This conversation is closed"
    title_zh = "该对话已关闭"
