#!/bin/sh
# The tests of hosting and deploying run Debian's own servers on loopback. Install what is missing when we may; else say how.
set -eu
missing=""
command -v nginx >/dev/null || test -x /usr/sbin/nginx || missing="nginx-light"
test -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so || missing="$missing libnginx-mod-http-brotli-static"
command -v caddy >/dev/null || missing="$missing caddy"
test -x /usr/sbin/apache2 || missing="$missing apache2"
test -x /usr/sbin/sshd || missing="$missing openssh-server"
command -v rsync >/dev/null || missing="$missing rsync"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # RUNLEVEL=1: install the programs and start none of them.
    # shellcheck disable=SC2086 - a list of packages
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need web servers: run 'apt-get install $missing' as root, then 'make test' again." >&2
    exit 1
fi
