#!/bin/sh
# A Chromium for the tests of the pages: the machine's own, else Debian's package where we may install it, else Playwright's.
# Never fails: the tests say what is missing (tests/web/browser.py).
cd "$(dirname "$0")/../.." || exit 0
[ -n "${STORELET_CHROMIUM:-}" ] && exit 0
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf 'Installing Chromium for the tests of the pages …\n' >&2
  # Chinese pages need Chinese letters to be measured and photographed.
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1
  command -v chromium >/dev/null && exit 0
fi
.venv/bin/python -m playwright install chromium >/dev/null 2>&1 ||
  printf 'No Chromium could be installed. The tests of the pages will say so.\n' >&2
exit 0
