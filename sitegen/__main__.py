"""`sitegen`, and `python -m sitegen`."""

import sys


def start(name: str | None = None) -> None:
    """Run the command line. Whoever only asks for the version, as scripts do, does not wait for anything else."""
    if sys.argv[1:] == ["--version"]:
        from sitegen import __version__

        sys.stdout.write(f"sitegen, version {__version__}\n")
        return
    from sitegen.collecting import collect_no_more, collected_seldom

    try:
        with collected_seldom():
            from sitegen.cli import main

            main(prog_name=name)
    finally:
        collect_no_more()


if __name__ == "__main__":
    start("python -m sitegen")
