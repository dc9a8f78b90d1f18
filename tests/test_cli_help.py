"""Help, completion and the manual page: what there is to find without the documentation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from sitegen import __version__
from sitegen.cli import main, manual
from sitegen.cli.completing import SHELLS

ROOT = Path(__file__).parent.parent
SITEGEN = Path(sys.executable).with_name("sitegen")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sitegen che", ["check"]),
        ("sitegen kit li", ["lin"]),
        ("sitegen add sha", ["share"]),
        ("sitegen add share --picks cedar-candle,jas", ["cedar-candle,jasmine-tea"]),
        ("sitegen add theme mine --extends fol", ["folio"]),
        ("sitegen import woo", ["woocommerce"]),
        ("sitegen earnings --format strip", ["stripe", "stripe-sessions"]),
        ("sitegen hosting ng", ["nginx"]),
        ("sitegen schema ev", ["event"]),
    ],
)
def test_names_are_completed(line: str, offered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    *before, last = line.split(" ")[1:]
    found = ShellComplete(main, {}, "sitegen", "_SITEGEN_COMPLETE").get_completions(before, last)
    assert [item.value for item in found] == offered


def test_a_shell_is_answered() -> None:
    asked = {"COMP_WORDS": "sitegen kit li", "COMP_CWORD": "2", "_SITEGEN_COMPLETE": "bash_complete"}
    done = subprocess.run([SITEGEN], env=os.environ | asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["plain,lin"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_a_script_that_calls_us(shell: str) -> None:
    script = CliRunner().invoke(main, ["completion", shell], prog_name="sitegen").stdout
    assert f"_SITEGEN_COMPLETE={shell}_complete" in script
    if program := shutil.which(shell):
        assert subprocess.run([program, "-n"], input=script, text=True, check=False).returncode == 0


def test_python_m_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "sitegen", "--version"], capture_output=True, text=True, check=True)
    assert __version__ in done.stdout


def test_the_manual_has_every_command_and_option_and_no_stray_request() -> None:
    page = manual.page()
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert f'.SS "sitegen {name} ' in page
        assert command is not None
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1].replace("-", "\\-") in page, parameter
    requests = set(re.findall(r"^[.'](\S*)", page, re.MULTILINE))
    assert requests <= {"TH", "SH", "SS", "PP", "TP", "B"}
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True, check=True)
        assert done.stderr == ""


def test_every_command_and_option_says_what_it_does() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.help, name
        assert [option.opts for option in command.params if isinstance(option, click.Option) and not option.help] == []
