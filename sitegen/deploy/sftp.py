"""SFTP by the rules of ssh: its configuration counts, hosts must be known, keys come before passwords."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from sitegen.deploy.target import DeployError


class StrictSFTP(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's own trusts any host that answers; this one only those that ssh knows."""

    cachable = False

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()

    def shut(self) -> None:
        self.client.close()


def open_sftp(address: str, password: str | None) -> tuple[StrictSFTP, str]:
    """The file system and the folder on it. Raises DeployError when the host is unknown or lets nobody in."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    configured = _configured(name)
    options = {
        "port": parts.port or int(configured.get("port", 22)),
        "username": parts.username or configured.get("user"),
        "key_filename": configured.get("identityfile"),
        "password": password,
        "timeout": 20,
    }
    host = configured.get("hostname", name)
    try:
        return StrictSFTP(host, **options), unquote(parts.path) or "/"
    except paramiko.BadHostKeyException as error:
        raise DeployError(f"{host} shows another key than the one in known_hosts; is it the right host?") from error
    except paramiko.SSHException as error:
        hint = f"; connect once with `ssh {name}` and see" if "known_hosts" in str(error) else ""
        raise DeployError(f"{host} lets nobody in: {error}{hint}") from error


def _configured(host: str) -> dict[str, Any]:
    file = Path("~/.ssh/config").expanduser()
    return dict(paramiko.SSHConfig.from_path(str(file)).lookup(host)) if file.exists() else {}
