"""Caddy 2: a snippet for inside a site block. `route` keeps it in the order in which it is written."""

from __future__ import annotations

from sitegen.hosts.facts import Facts
from sitegen.hosts.host import Host

_HEAD = """\
# Caddy: save this as a file and `import` it inside a site block. Made by `sitegen hosting`.
# Make it again when `url`, `languages` or an alias changes. The site lies in {place}
"""

_TWINS = {"gzip": "gzip", "br": "br", "zstd": "zstd"}
_BEST_FIRST = ("zstd", "br", "gzip")


def _snippet(facts: Facts, root: str) -> str:
    inside = [f"root * {_quoted(root)}", *_headers(facts), *_moved(facts), *_hidden(), *_slashes(), *_files(facts)]
    return "".join(
        [
            _HEAD.format(place=root + facts.base),
            *([] if facts.twins else ["encode zstd gzip\n"]),
            _block("route", inside),
            _block("handle_errors", [*_missing(facts), *_files(facts)]),
        ]
    )


def _headers(facts: Facts) -> list[str]:
    lines = []
    for number, rule in enumerate(sorted(facts.rules, key=lambda rule: len(rule.under))):
        lines.append(f"@rule{number} path {_quoted(f'{facts.base}{rule.under}*')}")
        lines += [f"header @rule{number} {name} {_quoted(value)}" for name, value in rule.headers]
    return lines


def _moved(facts: Facts) -> list[str]:
    if not facts.moved:
        return []
    ends = {True: ("", "/"), False: ("",)}
    table = [
        f"\t{_quoted(facts.base + moved.old + end)} {_quoted(moved.new)}"
        for moved in facts.moved
        for end in ends[moved.is_folder]
    ]
    moves = ["map {path} {moved} {", *table, '\tdefault ""', "}"]
    return [*moves, *_leading_on("moved", [], '{moved} != "" && ', "{moved}")]


def _slashes() -> list[str]:
    """Caddy adds a missing slash too, but loses what is asked behind it."""
    return _leading_on("folder", ["not path */", "file {path}/index.html"], "", "{path}/")


def _leading_on(name: str, matches: list[str], condition: str, target: str) -> list[str]:
    """A redirect that keeps the query; a matcher has room for one expression."""
    plain = _matcher(name, [*matches, f'expression `{condition}{{query}} == ""`'])
    asking = _matcher(f"{name}_asking", [*matches, f'expression `{condition}{{query}} != ""`'])
    return [
        *plain,
        f"redir @{name} {target} permanent",
        *asking,
        f"redir @{name}_asking {target}?{{query}} permanent",
    ]


def _hidden() -> list[str]:
    return [*_matcher("hidden", ["path */.*", "not path */.well-known/*"]), "error @hidden 404"]


def _files(facts: Facts) -> list[str]:
    twins = " ".join(_TWINS[twin] for twin in _BEST_FIRST if twin in facts.twins)
    return ["file_server {", f"\tprecompressed {twins}", "}"] if twins else ["file_server"]


def _missing(facts: Facts) -> list[str]:
    """What was said of the file that is not there must not be said of the page that is shown instead."""
    lines = [f"header {name} {_quoted(value)}" for name, value in facts.headers_in("").items()]
    for number, area in enumerate(facts.languages):
        matches = ["expression `{err.status_code} == 404`", f"path {_quoted(f'{facts.base}{area}*')}"]
        lines += [
            *_matcher(f"missing{number}", matches),
            f"rewrite @missing{number} {_quoted(facts.missing_page(area))}",
        ]
    others = " ".join(_quoted(f"{facts.base}{area}*") for area in facts.languages)
    matches = ["expression `{err.status_code} == 404`", *([f"not path {others}"] if others else [])]
    return [*lines, *_matcher("missing", matches), f"rewrite @missing {_quoted(facts.missing_page(''))}"]


def _matcher(name: str, lines: list[str]) -> list[str]:
    return [f"@{name} {{", *(f"\t{line}" for line in lines), "}"]


def _block(name: str, lines: list[str]) -> str:
    return f"{name} {{\n" + "".join(f"\t{line}\n" for line in lines) + "}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


CADDY = Host(name="caddy", title="Caddy", snippet=_snippet)
