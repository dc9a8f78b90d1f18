#!/bin/sh
# The browser tests drive Debian's chromium. Install it when it is missing and we may; else say how.
set -eu
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null
else
    echo "The tests need a browser: run 'apt-get install chromium fonts-noto-cjk' as root, then 'make test' again." >&2
    exit 1
fi
