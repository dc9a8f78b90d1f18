"""Any sequence of builds, with anybody doing anything to the folder in between.

After every build that succeeds the folder holds the outputs, whatever strangers put there, and nothing else; a
build is refused exactly when a stranger's thing is in the way.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sitegen.write.ledger import Ledger
from sitegen.write.output import Output, RefusedError
from sitegen.write.paths import key_of
from sitegen.write.publish import publish
from tests.test_write_publish import Desk, quickest

PATHS = ["index.html", "a", "a/index.html", "a/b", "a/b/c.html", "d/e/f", "d/e", "d/x.css"]
STRANGE_PATHS = [*PATHS, "CNAME", "a/notes.txt", "d/e/notes.txt", "own/thing"]
TEXTS = ["", "one", "two words", "three" * 5000]


def above(path: str) -> set[str]:
    """All folders a path lies in."""
    return {str(parent) for parent in Path(path).parents} - {"."}


def without_clashes(site: dict[str, str]) -> dict[str, str]:
    """The site without files that are folders for other files."""
    folders = {folder for path in site for folder in above(path)}
    return {path: text for path, text in site.items() if path not in folders}


SITES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS)).map(without_clashes)


class Publishing(RuleBasedStateMachine):
    """`ours` and `our_folders` are what we may change; every other thing on the disk is a stranger's."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir=quickest(Path(tempfile.gettempdir()))))
        self.desk = Desk(self.root)
        self.desk.publish({})
        self.site: dict[str, str] = {}
        self.ours: set[str] = set()
        self.our_folders: set[str] = set()
        self.left_behind: set[str] = set()
        self.state_is_lost = self.manifest_is_lost = False

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    # What we do

    @rule(site=SITES)
    def build(self, site: dict[str, str]) -> None:
        self._build(site, site, prune=True)

    @rule()
    def build_again(self) -> None:
        self._build(self.site, self.site, prune=True)

    @precondition(lambda self: not self.manifest_is_lost)
    @rule(part=SITES)
    def build_a_part(self, part: dict[str, str]) -> None:
        whole = {**self.site, **part}
        if without_clashes(whole) == whole and not self.state_is_lost:
            self._build(part, whole, prune=False)

    @rule(site=SITES)
    def build_and_fail(self, site: dict[str, str]) -> None:
        def fail() -> bytes:
            raise ZeroDivisionError

        before = self._bytes(), self.desk.folders()
        outputs = [Output(path, text, text.encode) for path, text in site.items()]
        with pytest.raises(ZeroDivisionError):
            publish([*outputs, Output("last", "?", fail)], folder=self.desk.out, state=self.desk.state)
        assert (self._bytes(), self.desk.folders()) == before

    def _build(self, outputs: dict[str, str], site: dict[str, str], *, prune: bool) -> None:
        before, folders = self.desk.files(), self.desk.folders()
        strangers = {path: text for path, text in before.items() if path not in self.ours}
        if self._is_blocked(outputs, strangers, folders, site):
            unchanged = self._bytes()
            with pytest.raises(RefusedError):
                self.desk.publish(outputs, prune=prune)
            assert self._bytes() == unchanged
            return
        self.desk.publish(outputs, prune=prune)
        self._take_over(site if prune else outputs, site, folders)
        if prune:
            expected = {**strangers, **site}
            assert self.desk.files() == expected
            assert self.desk.folders() == self._expected_folders(expected, folders)
            self._assert_nothing_more_to_do()
        else:
            found = self.desk.files()
            assert {path: found[path] for path in [*outputs, *strangers]} == {**strangers, **outputs}

    def _is_blocked(
        self, outputs: dict[str, str], strangers: dict[str, str], folders: set[str], site: dict[str, str]
    ) -> bool:
        strange_folders = folders - self.our_folders
        return any(
            strangers.get(path, text) != text
            or above(path) & strangers.keys()
            or (
                path in folders
                and any(thing == path or path in above(thing) for thing in [*strangers, *strange_folders])
            )
            for path, text in outputs.items()
        )

    def _take_over(self, outputs: dict[str, str], site: dict[str, str], folders: set[str]) -> None:
        self.our_folders |= {folder for path in outputs for folder in above(path)} - folders
        self.our_folders -= set(outputs)
        self.ours = set(site)
        self.site = site
        self.state_is_lost = self.manifest_is_lost = False

    def _expected_folders(self, files: dict[str, str], before: set[str]) -> set[str]:
        """Those with something in them, strangers' own, and ours that a stranger's file once kept alive."""
        used = {folder for path in files for folder in above(path)}
        strange = before - self.our_folders - set(self.site)
        strange |= {folder for path in strange for folder in above(path)}
        found = self.desk.folders()
        self.our_folders &= found
        self.left_behind = (self.left_behind | (used - {f for path in self.site for f in above(path)})) & found
        return used | strange | (self.left_behind & self.our_folders)

    def _assert_nothing_more_to_do(self) -> None:
        before = self.desk.traces()
        self.desk.publish(self.site)
        assert self.desk.traces() == before

    # What others do

    @rule(path=st.sampled_from(STRANGE_PATHS), text=st.sampled_from(TEXTS))
    def somebody_adds_a_file(self, path: str, text: str) -> None:
        target = self.desk.out / path
        if any((self.desk.out / folder).is_file() for folder in above(path)) or target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    @rule(path=st.sampled_from(["a", "a/b", "d", "d/e", "own", "own/empty"]))
    def somebody_adds_a_folder(self, path: str) -> None:
        if not any((self.desk.out / folder).is_file() for folder in [path, *above(path)]):
            (self.desk.out / path).mkdir(parents=True, exist_ok=True)

    @rule(data=st.data())
    def somebody_edits_a_file(self, data: st.DataObject) -> None:
        if files := sorted(self.desk.files()):
            path = self.desk.out / data.draw(st.sampled_from(files))
            path.write_text(path.read_text() + "?")

    @rule(data=st.data())
    def somebody_touches_a_file(self, data: st.DataObject) -> None:
        if files := sorted(self.desk.files()):
            (self.desk.out / data.draw(st.sampled_from(files))).touch()

    @rule(data=st.data())
    def somebody_deletes_a_file(self, data: st.DataObject) -> None:
        if files := sorted(self.desk.files()):
            (self.desk.out / data.draw(st.sampled_from(files))).unlink()

    @rule(data=st.data())
    def somebody_deletes_a_folder(self, data: st.DataObject) -> None:
        if folders := sorted(self.desk.folders()):
            shutil.rmtree(self.desk.out / data.draw(st.sampled_from(folders)))

    @rule()
    def somebody_deletes_the_state(self) -> None:
        shutil.rmtree(self.desk.state, ignore_errors=True)
        self.state_is_lost = True
        if self.manifest_is_lost:
            self._own_nothing()

    @rule()
    def somebody_deletes_the_manifest(self) -> None:
        """What is still as we left it stays ours; folders do not, for nothing tells who made them."""
        (self.desk.out / ".sitegen-files").unlink(missing_ok=True)
        if self.state_is_lost:
            self._own_nothing()
        elif not self.manifest_is_lost:
            self.manifest_is_lost = True
            self.our_folders.clear()
            self._disown_what_was_touched()

    @invariant()
    def whatever_was_touched_without_a_manifest_is_not_ours(self) -> None:
        if self.manifest_is_lost:
            self._disown_what_was_touched()

    def _own_nothing(self) -> None:
        self.manifest_is_lost = True
        self.ours.clear()
        self.our_folders.clear()

    def _disown_what_was_touched(self) -> None:
        self.ours &= self._as_left()

    def _as_left(self) -> set[str]:
        book = next(self.desk.state.rglob("*.ledger"), self.desk.state / "none")
        keys = set(Ledger.load(book).untouched_keys(str(self.desk.out)))
        return {path for path in self.ours if key_of(path) in keys}

    def _bytes(self) -> dict[str, bytes]:
        found = (path for path in self.desk.out.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in found}


TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(
    max_examples=50, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
