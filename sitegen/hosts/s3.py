"""S3 keeps type and cache time with each file, which `deploy` sets; CloudFront before it does the rest."""

from __future__ import annotations

import json

from sitegen.hosts.facts import Facts
from sitegen.hosts.headers import CACHE
from sitegen.hosts.host import Host

MOST = 10 * 1024  # bytes of code that CloudFront takes

_FUNCTION = """\
// A CloudFront function for viewer requests, made by `sitegen hosting`. Make it again when `url` or an alias changes.
// The distribution also needs: a custom error response that shows MISSING with status 404 for 403 and 404, and a
// response headers policy that says:
HEADERS
var moved = MOVED;

function handler(event) {
    var request = event.request;
    var path = decodeURIComponent(request.uri);
    var target = moved[path.replace(/\\/$/, '')];
    if (!target && !/\\/$|\\.[a-z0-9]+$/i.test(path)) target = request.uri + '/';
    if (target) return { statusCode: 301, statusDescription: 'Moved Permanently',
        headers: { location: { value: target + asked(request.querystring) } } };
    if (/\\/$/.test(path)) request.uri += 'index.html';
    return request;
}

function asked(query) {
    var pairs = [];
    for (var name in query) {
        var values = query[name].multiValue || [query[name]];
        for (var i = 0; i < values.length; i++) pairs.push(name + '=' + values[i].value);
    }
    return pairs.length ? '?' + pairs.join('&') : '';
}
"""


def _snippet(facts: Facts, _root: str) -> str:
    headers = "\n".join(f"//   {name}: {value}" for name, value in facts.headers_in("").items() if name != CACHE)
    text = _FUNCTION.replace("HEADERS", headers).replace("MISSING", facts.missing_page(""))
    table = {facts.base + moved.old: moved.new for moved in facts.moved}
    whole = text.replace("MOVED", json.dumps(table, ensure_ascii=False, indent=4))
    return whole if len(whole.encode()) <= MOST else text.replace("MOVED", "{}")


S3 = Host(name="s3", title="S3", snippet=_snippet)
