"""What hosts get beside the pages, what they refuse, and compressed twins that keep every law of building."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any, get_args

import brotli
import msgspec
import pytest
import zstandard
from playwright.sync_api import Browser

from sitegen.errors import Place
from sitegen.hosts.choosing import HOSTS
from sitegen.hosts.facts import Facts, Moved, facts_of
from sitegen.hosts.headers import ASKED, KEPT
from sitegen.hosts.host import Host, Limits
from sitegen.hosts.limits import too_large, too_many
from sitegen.hosts.s3 import MOST
from sitegen.hosts.squeezing import SUFFIXES, is_squeezable
from sitegen.model.content import Hosting
from sitegen.render.policy import headers
from tests.world import World

SITE = """
-- site.yaml --
title: Shop
url: https://shop.example{base}
languages: [en, zh]
checkout: {{provider: template, url: "https://pay.example/{{sku}}{{?offer,tag}}"}}
{more}
-- content/products/tea.md --
---
title: Tea
sku: T
price: 12
aliases: [/old/tea/, /旧茶/, /old/tea.html, /x(1)/]
---
Good tea.
"""

Make = Callable[..., World]


def site_on(world: Make, more: str, base: str = "/") -> World:
    return world(SITE.format(more=more, base=base), site=False)


def facts(world: Make, name: str, base: str = "/") -> Facts:
    checked = site_on(world, f"hosting: {name}", base).check()
    return facts_of(checked.catalog, checked.plan)


def written(world: Make, name: str, base: str = "/") -> dict[str, str]:
    """What the host finds in the output folder."""
    return {path: data.decode() for path, data in HOSTS[name].files(facts(world, name, base)).items()}


def test_every_host_that_may_be_written_is_there() -> None:
    assert set(HOSTS) == set(get_args(Hosting))
    assert all(host.name == name for name, host in HOSTS.items())


FILES = {
    "github-pages": {".nojekyll", "CNAME"},
    "netlify": {"_headers", "_redirects"},
    "cloudflare-pages": {"_headers", "_redirects"},
    "vercel": {"vercel.json"},
    "apache": {".htaccess"},
}


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_adds_its_files(world: Make, name: str) -> None:
    assert written(world, name).keys() == FILES.get(name, set())


def test_a_host_changes_nothing_else_and_its_files_go_with_it(world: Make) -> None:
    site = site_on(world, "")
    plain = site.build().published()
    site_on(world, "hosting: netlify")
    built = site.build()
    assert built.published() == plain | {path: data.encode() for path, data in written(world, "netlify").items()}
    assert set(built.built.report.changed) == FILES["netlify"]
    assert site.build().built.report.written == 0
    site_on(world, "")
    assert set(site.build().built.report.removed) == FILES["netlify"]


def test_netlify_redirects_even_where_a_page_stands_and_has_a_404_for_each_language(world: Make) -> None:
    lines = written(world, "netlify")["_redirects"].splitlines()[1:]
    assert lines == [
        "/old/tea /products/tea/ 301!",
        "/old/tea/ /products/tea/ 301!",
        "/%E6%97%A7%E8%8C%B6 /products/tea/ 301!",
        "/%E6%97%A7%E8%8C%B6/ /products/tea/ 301!",
        "/old/tea.html /products/tea/ 301!",
        "/x(1) /products/tea/ 301!",
        "/x(1)/ /products/tea/ 301!",
        "/zh/* /zh/404.html 404",
    ]


def rules_in(text: str) -> dict[str, dict[str, str]]:
    """`_headers` as its readers read it."""
    path, found = "", dict[str, dict[str, str]]()
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[path][name] = value
        elif not line.startswith("#"):
            path = line
            found[path] = {}
    return found


@pytest.mark.parametrize("name", ["netlify", "cloudflare-pages"])
def test_no_header_is_said_twice_of_one_file_because_both_would_be_sent(world: Make, name: str) -> None:
    rules = rules_in(written(world, name)["_headers"])
    assert rules == {"/*": headers(), "/assets/*": {"Cache-Control": KEPT}}
    assert all(len(f"  {key}: {value}") <= 2000 for rule in rules.values() for key, value in rule.items())


def test_cloudflare_knows_only_plain_codes(world: Make) -> None:
    lines = written(world, "cloudflare-pages")["_redirects"].splitlines()[1:]
    assert {line.split()[-1] for line in lines} == {"301"}
    assert all(len(line) <= 1000 for line in lines)


def test_vercel_gets_rules_that_mean_the_very_paths(world: Make) -> None:
    said = json.loads(written(world, "vercel")["vercel.json"])
    assert said["trailingSlash"] is True
    assert [rule["source"] for rule in said["headers"]] == ["/(.*)", "/assets/(.*)"]
    assert {"key": "Cache-Control", "value": ASKED} in said["headers"][0]["headers"]
    assert said["headers"][1]["headers"] == [{"key": "Cache-Control", "value": KEPT}]
    sources = [rule["source"] for rule in said["redirects"]]
    assert sources == ["/old/tea/", "/%E6%97%A7%E8%8C%B6/", "/old/tea\\.html", "/x\\(1\\)/"]
    assert {rule["destination"] for rule in said["redirects"]} == {"/products/tea/"}


@pytest.mark.parametrize(
    ("url", "names"),
    [("https://shop.example/", "shop.example\n"), ("https://me.github.io/shop/", None), ("http://localhost:80/", None)],
)
def test_github_pages_keeps_a_domain_of_ones_own(world: Make, url: str, names: str | None) -> None:
    checked = site_on(world, "hosting: github-pages").check(base_url=url)
    files = HOSTS["github-pages"].files(facts_of(checked.catalog, checked.plan))
    assert files == {".nojekyll": b""} | ({"CNAME": names.encode()} if names else {})


@pytest.mark.parametrize("base", ["/", "/sub/"])
def test_the_cloudfront_function_finds_pages_and_leads_on(world: Make, browser: Browser, base: str) -> None:
    said = facts(world, "s3", base)
    assert HOSTS["s3"].snippet is not None
    code = HOSTS["s3"].snippet(said, "")
    assert len(code.encode()) <= MOST
    page = browser.new_page()
    ask = "([code, uri, querystring]) => (0, eval)(code + ';handler')({request: {uri, querystring}})"

    def answer(path: str, **query: Any) -> Any:
        return page.evaluate(ask, [code, base + path, query])

    assert answer("products/tea/")["uri"] == f"{base}products/tea/index.html"
    assert answer("assets/a-1.css")["uri"] == f"{base}assets/a-1.css"
    for old in ("old/tea/", "old/tea", "%E6%97%A7%E8%8C%B6/", "old/tea.html", "x(1)/"):
        moved = answer(old, c={"value": "group"}, d={"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]})
        assert (moved["statusCode"], moved["headers"]["location"]["value"]) == (
            301,
            f"{base}products/tea/?c=group&d=1&d=2",
        )
    assert answer("products/tea")["headers"]["location"]["value"] == f"{base}products/tea/"
    page.close()


def test_a_table_too_large_for_cloudfront_stays_out(world: Make) -> None:
    few = facts(world, "s3")
    moved = tuple(Moved(f"old/{number}", "/new/", True) for number in range(1000))
    many = msgspec.structs.replace(few, moved=moved)
    assert HOSTS["s3"].snippet is not None
    assert len(HOSTS["s3"].snippet(many, "").encode()) <= MOST


def test_a_file_of_the_owners_own_stays_and_is_told_of(world: Make) -> None:
    site = site_on(world, "hosting: netlify")
    site.put("static/_headers", "/*\n  X-Own: yes\n")
    assert "static/_headers: this stands in the place of the `_headers` that sitegen writes" in site.complaints()
    assert site.build().page("/_headers") == "/*\n  X-Own: yes\n"


def test_pages_of_others_are_not_held_to_our_policy(world: Make) -> None:
    site = site_on(world, "hosting: netlify")
    site.put("static/game.html", "<script>play()</script>")
    said = rules_in(site.build().page("/_headers"))["/*"]
    assert said == headers() | {"Content-Security-Policy": "frame-ancestors 'self'"}


@pytest.mark.parametrize(
    ("more", "base", "complaint"),
    [
        ("hosting: github-pages", "/", "GitHub does not allow shops on GitHub Pages"),
        ("hosting: vercel", "/", "Vercel's free plan is not for selling"),
        ("hosting: netlify", "/sub/", "a site on Netlify begins at `/`, but `url` says `/sub/`"),
        ("hosting: netlify\nprecompress: [gzip]", "/", "Netlify compresses by itself"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_made(world: Make, more: str, base: str, complaint: str) -> None:
    said = site_on(world, more, base).problems()
    assert [problem.severity for problem in said] == ["warning"]
    assert complaint in str(said[0])
    assert site_on(world, "hosting: nginx\nprecompress: [gzip]", base).problems() == []


def test_static_files_among_those_that_are_kept_for_a_year(world: Make) -> None:
    site = site_on(world, "hosting: nginx")
    site.put("static/assets/logo.svg", "<svg/>")
    assert "static/assets/logo.svg: browsers keep what is in `/assets/` for a year" in site.complaints()


HOST = Host(
    name="small",
    title="Small",
    limits=Limits(files_free=3, files_most=5, file_bytes=10, total_bytes=20, folder_files=4, redirects=2),
)
PLACE = Place("site.yaml", None, "hosting")


@pytest.mark.parametrize(
    ("files", "redirects", "said"),
    [
        (["a", "b", "c"], 2, []),
        (["a", "b", "c", "d/e"], 0, ["warning 3 files on its free plan, and these are 4"]),
        (["a/1", "b/2", "c", "d/e", "f", "g"], 0, ["error Small takes 5 files, and these are 6"]),
        (["x/1", "x/2", "x/3", "x/4", "x/5"], 0, ["warning free plan", "error 4 files in one folder; `x/` has 5"]),
        ([], 3, ["warning Small reads 2 redirects, and the aliases make 3"]),
    ],
)
def test_counts_beyond_what_a_host_takes(files: list[str], redirects: int, said: list[str]) -> None:
    found = list(too_many(HOST, files, redirects, PLACE))
    assert [problem.severity for problem in found] == [words.split()[0] for words in said]
    assert all(words.split(maxsplit=1)[1] in problem.what for words, problem in zip(said, found, strict=True))


def test_sizes_beyond_what_a_host_takes() -> None:
    assert list(too_large(HOST, {"a": 10, "b": 10}, PLACE)) == []
    found = list(too_large(HOST, {"a": 11, "b": 10}, PLACE))
    assert [problem.severity for problem in found] == ["error", "warning"]


def test_a_film_too_large_for_the_host_stops_the_build(world: Make) -> None:
    site = site_on(world, "hosting: cloudflare-pages")
    with site.put("static/film.mp4", "").open("wb") as film:
        film.truncate(26 << 20)
    assert [str(problem) for problem in site.problems() if problem.severity == "error"] == [
        "site.yaml: hosting: Cloudflare Pages takes files up to 26.2 MB; `film.mp4` has 27.3 MB (make it smaller)"
    ]


# compressed twins

OPENED = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": lambda data: zstandard.decompress(data)}
SQUEEZING = "hosting: nginx\nprecompress: [gzip, br, zstd]"


def test_twins_hold_the_same_and_stand_beside_all_that_can_be_compressed(world: Make) -> None:
    files = site_on(world, SQUEEZING).build().published()
    for path in [path for path in files if is_squeezable(path)]:
        for coding, suffix in SUFFIXES.items():
            assert OPENED[coding](files[path + suffix]) == files[path], path + suffix
    twins = [path for path in files if path.endswith(tuple(SUFFIXES.values()))]
    assert len(twins) == 3 * len([path for path in files if is_squeezable(path)]) > 0
    assert not any(path.endswith((".jpg.gz", ".woff2.gz")) for path in files)


def test_building_on_equals_building_anew_with_twins_too(world: Make, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = site_on(world, SQUEEZING)
    site.build()
    assert site.build().built.report.written == 0
    site.put("content/products/pot.md", "---\ntitle: Pot\nsku: P\nprice: 3\n---\n")
    grown = site.build()
    assert {"products/pot/index.html", "products/pot/index.html.br"} <= set(grown.built.report.changed)
    assert grown.files() == site.build(output=tmp_path_factory.mktemp("anew") / "output").files()
    (site.folder / "content/products/pot.md").unlink()
    assert {"products/pot/index.html", "products/pot/index.html.zst"} <= set(site.build().built.report.removed)
    (site.folder / "output/products/tea/index.html.br").unlink()
    assert site.build().built.report.changed == ("products/tea/index.html.br",)


def test_a_preview_has_no_twins(world: Make) -> None:
    files = site_on(world, SQUEEZING).build(preview=True).published()
    assert [path for path in files if path.endswith(tuple(SUFFIXES.values()))] == []


def test_what_is_not_installed_is_named(world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.hosts.squeezing.PACKAGES", {"br": "no-such-package", "zstd": "zstandard"})
    said = site_on(world, SQUEEZING).complaints()
    assert "no-such-package is not installed" in said
    assert "pip install 'sitegen[precompress]'" in said
