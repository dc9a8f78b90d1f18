"""GitHub Pages takes no headers and no redirects (docs.github.com/pages)."""

from __future__ import annotations

from sitegen.hosts.facts import Facts
from sitegen.hosts.host import GB, MIB, Host, Limits


def _files(facts: Facts) -> dict[str, bytes]:
    """Without `.nojekyll` a published branch goes through Jekyll; `CNAME` keeps a domain of one's own."""
    files = {".nojekyll": b""}
    name = facts.host.partition(":")[0]
    if "." in name and not name.endswith(".github.io"):
        files["CNAME"] = f"{name}\n".encode()
    return files


GITHUB_PAGES = Host(
    name="github-pages",
    title="GitHub Pages",
    limits=Limits(total_bytes=GB, file_bytes=100 * MIB),
    files=_files,
    terms="GitHub does not allow shops on GitHub Pages",
    squeezes=True,
)
