"""Robots and previews are told from people, by real user-agent strings."""

import pytest

from services.sharing.kind_of_opening import kind_of_opening

PREVIEWS = {
    "facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "imessage": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1"
    " Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "x": "Twitterbot/1.0",
    "slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "whatsapp": "WhatsApp/2.23.20.0",
    "telegram": "TelegramBot (like TwitterBot)",
    "discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "linkedin": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "skype": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "dingtalk": "DingTalkBot-LinkService/1.0 (+https://open-doc.dingtalk.com/microapp/faquestions/ftpfeu)",
    "line": "facebookexternalhit/1.1;line-poker/1.0",
    "kakao": "kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
}
BOTS = {
    "google": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "baidu": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "bytes": "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36"
    " (compatible; Bytespider; spider-feedback@bytedance.com)",
    "curl": "curl/8.5.0",
    "python": "python-requests/2.32.3",
    "headless": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " HeadlessChrome/120.0 Safari/537.36",
    "unlisted": "AcmeShopBot/3.2",
    "nothing": "",
}
PEOPLE = {
    "wechat": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 MicroMessenger/8.0.44(0x18002c2d) NetType/WIFI Language/zh_CN",
    "dingtalk_app": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/20B82"
    " AliApp(DingTalk/7.0.0) Channel/201200 language/zh-Hans",
    "weibo": "Mozilla/5.0 (Linux; Android 12; ANA-AN00) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36"
    " Weibo (HUAWEI-ANA-AN00__weibo__12.1.1__android__android12)",
    "facebook_app": "Mozilla/5.0 (Linux; Android 16; Pixel 10 Pro XL Build/CP1A.260305.018; wv) AppleWebKit/537.36"
    " (KHTML, like Gecko) Version/4.0 Chrome/146.0.7680.174 Mobile Safari/537.36 MetaIAB Facebook",
    "safari": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.2 Mobile/15E148 Safari/604.1",
    "cubot": "Mozilla/5.0 (Linux; Android 13; CUBOT) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile"
    " Safari/537.36",
}


@pytest.mark.parametrize("agent", PREVIEWS.values(), ids=list(PREVIEWS))
def test_link_previews(agent: str) -> None:
    assert kind_of_opening("GET", {"user-agent": agent}, scanned=True) == "preview"


@pytest.mark.parametrize("agent", BOTS.values(), ids=list(BOTS))
def test_robots(agent: str) -> None:
    assert kind_of_opening("GET", {"user-agent": agent}, scanned=False) == "bot"


@pytest.mark.parametrize("agent", PEOPLE.values(), ids=list(PEOPLE))
def test_people_click_and_scan(agent: str) -> None:
    assert kind_of_opening("GET", {"user-agent": agent}, scanned=False) == "click"
    assert kind_of_opening("GET", {"user-agent": agent}, scanned=True) == "scan"


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
        ("GET", {"purpose": "prefetch"}),
        ("GET", {"x-moz": "prefetch"}),
    ],
)
def test_what_shows_nothing_to_anybody_is_a_preview(method: str, headers: dict[str, str]) -> None:
    assert kind_of_opening(method, {"user-agent": PEOPLE["safari"], **headers}, scanned=False) == "preview"
