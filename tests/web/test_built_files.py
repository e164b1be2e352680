"""The built files over HTTP: hashed names, kept for ever, compressed; each part's page asked anew; a strict policy."""

import gzip
import re

import httpx
import pytest

from api.web import built_files

PARTS = ["seller", "console"]


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_has_one_page_for_all_its_addresses(client: httpx.AsyncClient, part: str) -> None:
    pages = [await client.get(f"/{part}{rest}") for rest in ("/demo", "/demo/orders/17")]
    for page in pages:
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
        policy = page.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
    assert pages[0].text == pages[1].text
    assert "<script>" not in pages[0].text
    assert "style=" not in pages[0].text
    assert re.findall(r"https?://", pages[0].text) == []


@pytest.mark.parametrize("part", PARTS)
async def test_its_files_are_kept_for_ever_and_come_compressed(client: httpx.AsyncClient, part: str) -> None:
    page = (await client.get(f"/{part}/demo")).text
    files = re.findall(r'(?:src|href)="(/web/[^"]+)"', page)
    assert len(files) >= 2
    for file in files:
        assert re.search(r"-[\w-]{8}\.(js|css)$", file), file
        plain = await client.get(file, headers={"Accept-Encoding": "identity"})
        assert plain.status_code == 200
        assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert plain.headers["vary"] == "Accept-Encoding"
        assert "content-encoding" not in plain.headers
        assert plain.headers["content-type"].split(";")[0] in ("text/javascript", "text/css")
        for encoding in ("br", "gzip"):
            small = await client.send(
                client.build_request("GET", file, headers={"Accept-Encoding": encoding}), stream=True
            )
            assert small.headers["content-encoding"] == encoding
            raw = b"".join([chunk async for chunk in small.aiter_raw()])
            assert len(raw) < len(plain.content)
            assert encoding != "gzip" or gzip.decompress(raw) == plain.content


def test_no_file_names_anybody_elses_address() -> None:
    """Vant's style sheet, for one, would fetch its icons from a foreign host."""
    named = {
        (name, address.decode())
        for name, path in built_files().items()
        if path.suffix == ".css"
        for address in re.findall(rb"url\([\"']?((?:https?:)?//[^)]+)", path.read_bytes())
    }
    assert named == set()


@pytest.mark.parametrize(
    "path",
    [
        "/web/seller/assets/none-12345678.js",
        "/web/seller/index.html",
        "/web/shop/manifest.json",
        "/web/../package.json",
        "/web/%2e%2e/package.json",
        "/web/seller/assets/..%2f..%2f..%2f..%2fpyproject.toml",
        "/web//etc/passwd",
        "/seller/x.js",
        "/console/demo/assets/x.css",
    ],
)
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404
