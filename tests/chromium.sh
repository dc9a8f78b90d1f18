#!/bin/sh
# The tests drive Debian's chromium and draw with its Noto fonts. Install what is missing when we may; else say how.
set -eu
missing=""
command -v chromium >/dev/null || missing="chromium"
test -d /usr/share/fonts/opentype/noto || missing="$missing fonts-noto-cjk"
test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf || missing="$missing fonts-noto-color-emoji"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086 - a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need a browser and fonts: run 'apt-get install $missing' as root, then 'make test' again." >&2
    exit 1
fi
