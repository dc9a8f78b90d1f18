"""Deploying to real targets: an S3 server, sshd by sftp and by rsync, an FTP server, a bare git repository."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.deploy.book import NAME, Memory
from sitegen.deploy.branch import send_to_branch
from sitegen.deploy.items import Item, items_in
from sitegen.deploy.sending import Deployed, send
from sitegen.deploy.store import Store
from sitegen.deploy.target import DeployError, open_target
from sitegen.hosts.headers import ASKED, KEPT
from tests.servers import SSHD, free_port, running

Files = dict[str, bytes]
Live = Callable[[], Files]

OLD = {
    "index.html": b"<p>old",
    "tea/index.html": b"<p>tea",
    "@lin/茶/index.html": "<p>茶".encode(),
    "assets/a-1.css": b"a{}",
    "assets/b-2.jpg": b"\xff\xd8",
    "event.ics": b"BEGIN",
}
NEW = {name: data for name, data in OLD.items() if not name.startswith("tea/")} | {
    "index.html": b"<p>new",
    "pot/index.html": b"<p>pot",
}


def written(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def deployed(folder: Path, address: str, state: Path, **options: bool) -> Deployed:
    target = open_target(address)
    try:
        return send(folder, items_in(folder), target, Memory(state, address), **options)
    finally:
        target.close()


def run(*words: str | Path, cwd: Path | None = None) -> str:
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True).stdout


# S3


def test_s3_gets_types_and_cache_times_and_keeps_what_is_not_ours(bucket: Any, tmp_path: Path) -> None:
    address = f"s3://{bucket.name}/live"
    bucket.put_object(Key="live/theirs.txt", Body=b"theirs")
    bucket.put_object(Key="elsewhere.txt", Body=b"theirs")
    first = deployed(written(tmp_path / "old", OLD), address, tmp_path / "state")
    assert set(first.uploaded) == set(OLD)
    second = deployed(written(tmp_path / "new", NEW), address, tmp_path / "elsewhere")
    assert (set(second.uploaded), second.removed) == ({"index.html", "pot/index.html"}, ("tea/index.html",))
    found = {thing.key: thing.get() for thing in bucket.objects.all()}
    ours = {f"live/{name}": data for name, data in NEW.items()}
    assert {key: answer["Body"].read() for key, answer in found.items() if NAME not in key} == ours | {
        "live/theirs.txt": b"theirs",
        "elsewhere.txt": b"theirs",
    }
    said = {key: (answer["ContentType"], answer.get("CacheControl")) for key, answer in found.items()}
    assert said["live/index.html"] == ("text/html; charset=utf-8", ASKED)
    assert said["live/assets/a-1.css"] == ("text/css; charset=utf-8", KEPT)
    assert said["live/assets/b-2.jpg"] == ("image/jpeg", KEPT)
    assert said["live/event.ics"] == ("text/calendar; charset=utf-8", ASKED)


def test_s3_without_a_bucket_says_so(bucket: Any, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"s3://no-such-bucket: .*(bucket|exist)"):
        deployed(written(tmp_path / "old", OLD), "s3://no-such-bucket", tmp_path / "state")


# ssh


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A folder that is a home with keys and a configuration, and the port of an sshd that knows them."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    dot = home / ".ssh"
    dot.mkdir(mode=0o700)
    for name in ("host", "id"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", dot / name)
    (dot / "authorized_keys").write_text((dot / "id.pub").read_text())
    (dot / "known_hosts").write_text(f"[127.0.0.1]:{port} {(dot / 'host.pub').read_text()}")
    (dot / "config").write_text(
        f"Host shop\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n  IdentityFile {dot / 'id'}\n"
        f"  KexAlgorithms curve25519-sha256\n  UserKnownHostsFile {dot / 'known_hosts'}\n  StrictHostKeyChecking yes\n"
    )
    (home / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {dot / 'host'}\nAuthorizedKeysFile {dot / 'authorized_keys'}\n"
        f"StrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with running([SSHD, "-D", "-e", "-f", str(home / "sshd_config")], port, home / "log"):
        yield home, port


FTP_SERVER = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("me", "secret", sys.argv[2], perm="elradfmwMT")
FTPServer(("127.0.0.1", int(sys.argv[1])), FTPHandler).serve_forever()
"""


@pytest.fixture(scope="module")
def ftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A folder that an FTP server shows as its root, and its port."""
    folder, port = tmp_path_factory.mktemp("ftp"), free_port()
    command = [sys.executable, "-c", FTP_SERVER, str(port), str(folder)]
    with running(command, port, tmp_path_factory.mktemp("log") / "ftp"):
        yield folder, port


@pytest.fixture(params=["sftp", "rsync", "ftp"])
def remote(
    request: pytest.FixtureRequest, ssh: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Path]:
    """The address of a folder, and the folder."""
    if request.param == "ftp":
        root, port = request.getfixturevalue("ftp")
        monkeypatch.setenv("SITEGEN_PASSWORD", "secret")
        return f"ftp://me@127.0.0.1:{port}/{tmp_path.name}/live", root / tmp_path.name / "live"
    home, _ = ssh
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("RSYNC_RSH", f"ssh -F {home}/.ssh/config")
    live = tmp_path / "far" / "live"
    return (f"sftp://shop{live}" if request.param == "sftp" else f"shop:{live}"), live


def files_in(folder: Path) -> Files:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != NAME}


def test_a_server_gets_what_changed_and_keeps_what_is_not_ours(remote: tuple[str, Path], tmp_path: Path) -> None:
    address, live = remote
    first = deployed(written(tmp_path / "old", OLD), address, tmp_path / "state")
    assert (set(first.uploaded), files_in(live)) == (set(OLD), OLD)
    written(live, {"theirs/x.txt": b"theirs", "@lin/theirs.txt": b"theirs"})
    strangers = {"theirs/x.txt": b"theirs", "@lin/theirs.txt": b"theirs"}
    folder = written(tmp_path / "new", NEW)
    second = deployed(folder, address, tmp_path / "elsewhere")
    assert (set(second.uploaded), second.removed) == ({"index.html", "pot/index.html"}, ("tea/index.html",))
    assert files_in(live) == NEW | strangers
    assert not (live / "tea").exists()
    assert (live / "theirs").exists()
    times = {path: path.stat().st_mtime_ns for path in live.rglob("*")}
    third = deployed(folder, address, tmp_path / "elsewhere")
    assert (third.uploaded, third.removed) == ((), ())
    assert {path: path.stat().st_mtime_ns for path in live.rglob("*")} == times


def test_a_server_with_strangers_in_the_way_is_left_alone(remote: tuple[str, Path], tmp_path: Path) -> None:
    address, live = remote
    written(live, {"index.html": b"theirs"})
    with pytest.raises(DeployError, match=r"in the way .*: index\.html"):
        deployed(written(tmp_path / "old", OLD), address, tmp_path / "state")
    assert files_in(live) == {"index.html": b"theirs"}
    deployed(tmp_path / "old", address, tmp_path / "state", overwrite=True)
    assert files_in(live) == OLD


@pytest.mark.parametrize("remote", ["sftp", "ftp"], indirect=True)
def test_a_connection_that_breaks_is_made_again(
    remote: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, live = remote
    put, times = Store._put, [0]

    def broken_at_the_third(store: Store, folder: Path, item: Item) -> None:
        times[0] += 1
        if times[0] == 3:
            line = store._fs.client.get_transport() if address.startswith("sftp") else store._fs.ftp
            line.sock.shutdown(socket.SHUT_RDWR)
        put(store, folder, item)

    monkeypatch.setattr(Store, "_put", broken_at_the_third)
    deployed(written(tmp_path / "old", OLD), address, tmp_path / "state")
    assert times[0] == len(OLD) + 1
    assert files_in(live) == OLD


def test_a_wrong_password_is_told_from_a_server_that_is_not_there(
    ftp: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEGEN_PASSWORD", "guessed")
    with pytest.raises(DeployError, match=r"lets nobody in: 530 .*SITEGEN_PASSWORD"):
        open_target(f"ftp://me@127.0.0.1:{ftp[1]}/live")
    with pytest.raises(DeployError, match="cannot be reached: ConnectionRefused"):
        open_target(f"ftp://me@127.0.0.1:{free_port()}/live")


def test_a_host_that_nobody_knows_is_not_trusted(
    ssh: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, port = ssh
    monkeypatch.setenv("HOME", str(tmp_path))
    dot = tmp_path / ".ssh"
    dot.mkdir()
    (dot / "config").write_text(f"Host shop\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {home}/.ssh/id\n")
    with pytest.raises(DeployError, match=r"not found in known_hosts; connect once with `ssh shop`"):
        deployed(written(tmp_path / "old", OLD), f"sftp://shop{tmp_path}/live", tmp_path / "state")
    assert not (tmp_path / "live").exists()


# git


def _git(folder: Path, *words: str) -> str:
    return run("git", "-c", "user.name=Lin", "-c", "user.email=lin@shop.example", "-C", folder, *words)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site in a repository whose `origin` is a bare one beside it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "site"
    run("git", "init", "-q", "--bare", tmp_path / "origin.git")
    run("git", "init", "-q", "-b", "main", folder)
    written(folder, {"site.yaml": b"title: Shop", ".gitignore": b"*.html\n", ".gitattributes": b"* text eol=crlf\n"})
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "Begin")
    _git(folder, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return folder


def _branch(tmp_path: Path, branch: str) -> Files:
    origin = tmp_path / "origin.git"
    names = run("git", "-C", origin, "ls-tree", "-rz", "--name-only", branch).split("\0")
    shown = {name: ["git", "-C", str(origin), "cat-file", "blob", f"{branch}:{name}"] for name in names if name}
    return {name: subprocess.run(words, check=True, stdout=-1).stdout for name, words in shown.items() if name != NAME}


def _pushed(folder: Path, address: str, source: Path, **options: bool) -> Deployed:
    return send_to_branch(folder, items_in(folder), address, source=source, state=source.parent / "state", **options)


@pytest.mark.parametrize("address", ["git", "git+{origin}#live"])
def test_a_branch_becomes_the_site_and_the_working_tree_stays(source: Path, tmp_path: Path, address: str) -> None:
    address = address.format(origin=f"file://{tmp_path}/origin.git")
    branch = "gh-pages" if address == "git" else "live"
    old = {**OLD, "lines.txt": b"one\ntwo\n"}
    before = (_git(source, "status", "--porcelain"), _git(source, "rev-parse", "HEAD"), files_in(source / "x"))
    dry = _pushed(written(tmp_path / "old", old), address, source, dry_run=True)
    assert run("git", "-C", tmp_path / "origin.git", "for-each-ref") == ""
    assert dry == _pushed(tmp_path / "old", address, source)
    assert _branch(tmp_path, branch) == old
    _somebody_adds(tmp_path, branch, "CNAME", b"shop.example\n")
    second = _pushed(written(tmp_path / "new", NEW), address, source)
    assert set(second.removed) == {"tea/index.html", "lines.txt"}
    assert _branch(tmp_path, branch) == NEW | {"CNAME": b"shop.example\n"}
    tip = run("git", "-C", tmp_path / "origin.git", "rev-parse", branch)
    assert _pushed(tmp_path / "new", address, source).uploaded == ()
    assert run("git", "-C", tmp_path / "origin.git", "rev-parse", branch) == tip
    after = (_git(source, "status", "--porcelain"), _git(source, "rev-parse", "HEAD"), files_in(source / "x"))
    assert (after, before[0]) == (before, "")


def _somebody_adds(tmp_path: Path, branch: str, name: str, data: bytes) -> None:
    clone = tmp_path / "clone"
    run("git", "clone", "-q", "-b", branch, tmp_path / "origin.git", clone)
    written(clone, {name: data})
    _git(clone, "add", ".")
    _git(clone, "commit", "-qm", "Add")
    _git(clone, "push", "-q")


def test_the_branch_one_works_on_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="`main` is the branch that you are working on"):
        _pushed(written(tmp_path / "old", OLD), "git:main", source)


def test_a_strangers_branch_is_written_over_only_when_asked(source: Path, tmp_path: Path) -> None:
    written(source, {"index.html": b"theirs"})
    _git(source, "checkout", "-qb", "gh-pages")
    _git(source, "add", "-f", "index.html")
    _git(source, "commit", "-qm", "Theirs")
    _git(source, "push", "-q", "origin", "gh-pages")
    _git(source, "checkout", "-q", "main")
    with pytest.raises(DeployError, match=r"in the way .*: index\.html"):
        _pushed(written(tmp_path / "old", OLD), "git", source)
    _pushed(tmp_path / "old", "git", source, overwrite=True)
    assert _branch(tmp_path, "gh-pages")["index.html"] == OLD["index.html"]
