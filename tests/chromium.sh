#!/bin/sh
# The tests drive the Chromium that Debian builds without windows, three times as quick to open a page, and draw with its
# Noto fonts; audits name `chromium`, the whole one. Install what is missing when we may; else say how.
set -eu
browser="${1:-chromium-headless-shell}"
missing=""
command -v "${CHROMIUM:-$browser}" >/dev/null || missing="$browser"
test -d /usr/share/fonts/opentype/noto || missing="$missing fonts-noto-cjk"
test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf || missing="$missing fonts-noto-color-emoji"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086 - a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "A browser and fonts are missing: run 'apt-get install $missing' as root, then try again. CHROMIUM may name another." >&2
    exit 1
fi
