"""The words about one's own data, for the shopper's account page. They join the others in words.py."""

from typing import Final

ON_DATA: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "forget": "删除",
        "my_data": "我的数据",
        "download_data": "下载我的全部数据",
        "erase_hint": "将永久删除姓名、电话、地址、消息与评价内容，并关闭账号，无法恢复；"
        "订单以匿名方式保留在账簿中。请输入密码确认。",
        "erase_me": "永久删除我的数据",
    },
    "en": {
        "forget": "Forget",
        "my_data": "My data",
        "download_data": "Download everything held of me",
        "erase_hint": "Your name, phone, addresses, messages and reviews are erased for good and the account is"
        " closed; orders stay in the books without a name. Nobody can take this back. Confirm with your password.",
        "erase_me": "Erase my data for good",
    },
}
