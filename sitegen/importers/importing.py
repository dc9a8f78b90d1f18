"""Items -> files of the site: new ones written, known ones brought up to date, whatever hands have done kept."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from sitegen.digest import digest, digest_of
from sitegen.importers import front
from sitegen.importers.bodies import Body, written_body
from sitegen.importers.goods import sku_of
from sitegen.importers.items import Item, Report
from sitegen.importers.merging import UNKNOWN, merge, traced
from sitegen.importers.outcomes import Choices, Outcome, State, Summary
from sitegen.importers.pictures import Found, Missing, Pictures, renamed
from sitegen.importers.places import Places
from sitegen.importers.records import Record, Trace
from sitegen.load.front_matter import read_text
from sitegen.load.yaml_reader import YamlError
from sitegen.model.overlay import SAME_EVERYWHERE
from sitegen.text import slugify

# Counts up when importers learn to say the same better, so that what is unchanged is looked at again.
EDITION = 1
MOST_PICTURES = 60
_QUOTED = re.compile(r"`[^`]*`")

Tell = Callable[[Outcome], None]


def import_items(
    items: Iterable[Item],
    pictures: Pictures,
    choices: Choices,
    tell: Tell,
    report: Report,
    preview: Iterable[Item] = (),
) -> Summary:
    """Everything that an importer yields, one text after the other. A `preview` of them, where texts mention each
    other, tells early where each will lie."""
    importing = _Importing(pictures, choices, report)
    try:
        for item in preview:
            importing.expect(item)
        for item in items:
            tell(importing.take(item))
    finally:
        importing.finish()
    return importing.summary()


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One item with everything decided but its text."""

    item: Item
    key: str
    file: str
    trace: Trace | None
    fields: dict[str, Any]
    found: dict[str, Found]
    missing: tuple[Missing, ...]
    notes: tuple[str, ...]


class _Importing:
    def __init__(self, pictures: Pictures, choices: Choices, report: Report) -> None:
        self._pictures = pictures
        self._choices = choices
        self._report = report
        self._record = Record(choices.site)
        self._places = Places(choices.site, self._record)
        self._states: Counter[str] = Counter()
        self._notes: Counter[str] = Counter()
        self._tags: Counter[str] = Counter()
        self._words: dict[str, str] = {}
        self._copied = 0
        self._missing = 0
        self._seen: set[str] = set()
        self._skus: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._chosen = {slugify(tag): slugify(circle) for tag, circle in choices.circles.items()}
        for tag, circle in choices.circles.items():
            self._places.make_circle(circle, tag)

    def take(self, item: Item) -> Outcome:
        outcome = self._taken(item)
        self._states[outcome.state] += 1
        self._notes.update(_QUOTED.sub("`…`", note) for note in outcome.notes if outcome.state != "same")
        self._missing += len(outcome.missing)
        return outcome

    def expect(self, item: Item) -> None:
        """Settle where an item will lie."""
        if item.language and item.language != self._choices.language:
            return
        trace = self._record.of(self._choices.source, item.key)
        file = trace.file if trace else self._files.get(item.key) or self._places.file_for(item.kind, item.name)
        self._files[item.key] = file
        self._by_name[item.name] = "" if item.name in self._by_name else file

    def finish(self) -> None:
        if not self._choices.dry_run:
            self._places.write_circles()
            self._record.save()

    def summary(self) -> Summary:
        return Summary(
            states=dict(self._states),
            notes=dict(self._notes),
            tags=dict(self._tags.most_common()),
            pictures=self._copied,
            missing=self._missing,
            circles=tuple(self._places.new_circles),
        )

    def _taken(self, item: Item) -> Outcome:
        language = item.language if item.language and item.language != self._choices.language else None
        key = f"{item.key}@{language}" if language else item.key
        if key in self._seen:
            return _left(item, "", "this is in the export twice; the first one counts")
        self._seen.add(key)
        trace = self._record.of(self._choices.source, key)
        file = trace.file if trace else self._new_file(item, language)
        if not file:
            return _left(item, "", f"this translates `{item.key}`, which was not imported")
        if trace and not (self._choices.site / file).is_file() and not self._choices.force:
            return _left(item, file, "somebody took this file out, so it stays out; --force brings it back")
        plan = self._planned(item, key, file, trace, language)
        return self._written(plan)

    def _new_file(self, item: Item, language: str | None) -> str:
        if not language:
            return self._files.get(item.key) or self._places.file_for(item.kind, item.name)
        base = self._record.of(self._choices.source, item.key)
        if base is None and item.key in self._files:
            return self._files[item.key].removesuffix(".md") + f".{language}.md"
        return base.file.removesuffix(".md") + f".{language}.md" if base else ""

    # what the text will say

    def _planned(self, item: Item, key: str, file: str, trace: Trace | None, language: str | None) -> _Plan:
        found, missing = self._found(item, file, trace)
        fields = dict(item.fields)
        notes = list(item.notes)
        if language:
            fields = {name: value for name, value in fields.items() if name not in SAME_EVERYWHERE | {"extra", "brand"}}
        else:
            self._name_photos(item, fields, found)
            self._sort_tags(item, fields)
            if item.kind == "products":
                self._number(fields, file, notes)
        return _Plan(
            item=item, key=key, file=file, trace=trace, fields=fields, found=found, missing=missing, notes=tuple(notes)
        )

    def _found(self, item: Item, file: str, trace: Trace | None) -> tuple[dict[str, Found], tuple[Missing, ...]]:
        bundle = (self._choices.site / file).parent
        had = trace.pictures if trace else {}
        beside = item.file.rpartition("/")[0]
        taken: dict[str, str] = {name: address for address, name in had.items()}
        found, missing = {}, []
        for picture in item.pictures[:MOST_PICTURES]:
            answer = self._pictures.find(picture.address, beside, had, bundle)
            if isinstance(answer, Missing):
                missing.append(answer)
            else:
                found[picture.address] = renamed(answer, picture.address, taken, bundle)
        return found, tuple(missing)

    def _name_photos(self, item: Item, fields: dict[str, Any], found: Mapping[str, Found]) -> None:
        if item.kind == "pages":
            return
        photos = []
        for picture in item.pictures:
            if answer := found.get(picture.address):
                alt = " ".join((picture.alt or "").split())
                photos.append({"file": answer.name, "alt": alt} if alt else {"file": answer.name})
        if photos:
            fields["photos"] = photos

    def _sort_tags(self, item: Item, fields: dict[str, Any]) -> None:
        circles: list[str] = []
        others: list[str] = []
        for tag in dict.fromkeys(item.tags):
            circle = self._circle_of(tag)
            (circles if circle else others).append(circle or tag)
        if circles and item.kind in ("products", "posts"):
            fields["circles"] = list(dict.fromkeys(circles))
        self._tags.update(others)
        if others and item.kind == "products":
            fields["tags"] = list(dict.fromkeys(self._alike(others)))
        elif others:
            fields["extra"] = {**fields.get("extra", {}), "tags": others}

    def _circle_of(self, tag: str) -> str | None:
        slug = _slug_of_tag(tag)
        return self._chosen.get(slug) or self._places.circle(slug)

    def _alike(self, tags: Iterable[str]) -> Iterator[str]:
        """Tags as they were written first: `Café` and `cafe` would want one address."""
        for tag in tags:
            if slug := _slug_of_tag(tag):
                yield self._words.setdefault(slug, tag)

    def _number(self, fields: dict[str, Any], file: str, notes: list[str]) -> None:
        """Every product and variant gets a sku of its own: many payment links need one, and orders are told by it."""
        name = file.removesuffix("/index.md").rpartition("/")[2].removesuffix(".md")
        variants = [dict(variant) for variant in fields.get("variants", [])]
        own: set[str] = set()
        for item in variants or [fields]:
            if not item.get("sku"):
                item["sku"] = sku_of(name, item.get("name", "") if variants else "")
                notes.append("it had no sku, so one was made of its name")
            item["sku"] = self._free_sku(item["sku"], file, own, notes)
            own.add(item["sku"])
        if variants:
            fields["variants"] = [_ordered(variant) for variant in variants]
            fields["sku"] = variants[0]["sku"]

    def _free_sku(self, sku: str, file: str, own: set[str], notes: list[str]) -> str:
        wanted, number = sku, 1
        while sku in own or self._skus.setdefault(sku, file) != file or self._places.owner_of(sku) not in (None, file):
            number += 1
            sku = f"{wanted}-{number}"
        if sku != wanted:
            notes.append(f"the sku `{wanted}` is there twice, so here it is `{sku}`")
        return sku

    # what is written

    def _written(self, plan: _Plan) -> Outcome:
        path = self._choices.site / plan.file
        offer = digest_of(EDITION, plan.fields, plan.item.body, sorted((k, f.name) for k, f in plan.found.items()))
        seen = digest(path.read_bytes()) if path.is_file() else ""
        trace = plan.trace
        if (
            trace
            and trace.offer == offer
            and trace.seen == seen
            and not trace.lacks
            and not self._choices.force
            and not _news(plan)
        ):
            return self._outcome(plan, "same")
        body = written_body(plan.item, plan.file, plan.found, self._body_address, self._inside, self._choices.origin)
        new = {**plan.fields, "body": body.text} if body.text else dict(plan.fields)
        try:
            outcome, text = self._merged(plan, path, new, body)
        except YamlError as error:
            self._report(error.problem)
            return _left(plan.item, plan.file, "its file cannot be read, so it was left as it is")
        found = {**plan.found, **body.found}
        self._copied += sum(1 for answer in found.values() if answer.path or answer.data is not None)
        if not self._choices.dry_run:
            self._put(path, text, found)
        if not (self._choices.dry_run and trace is None):
            self._record.keep(self._trace(plan, new, text, offer, found, bool(body.missing)))
        return outcome

    def _body_address(self, address: str, item: Item, file: str, known: Mapping[str, Found]) -> Found | Missing:
        trace = self._record.of(self._choices.source, item.key)
        had = trace.pictures if trace else {}
        bundle = (self._choices.site / file).parent
        answer = self._pictures.find(address, item.file.rpartition("/")[0], had, bundle)
        if isinstance(answer, Missing):
            return answer
        taken = {name: address for address, name in had.items()} | {found.name: at for at, found in known.items()}
        return renamed(answer, address, taken, bundle)

    def _inside(self, address: str, item: Item, file: str) -> str | None:
        """A link to another imported text, from where this one lies: by its file, else by the end of its address."""
        path, hash_sign, anchor = address.partition("#")
        if not self._files or not path or ":" in path or path.startswith("//"):
            return None
        beside = item.file.rpartition("/")[0]
        keys = [posixpath.normpath(posixpath.join(beside, path)), posixpath.normpath(path.lstrip("/"))]
        keys = [form for key in keys for form in (key, f"{key}.md", f"{key}/index.md")]
        target = next((self._files[key] for key in keys if key in self._files), None)
        name = posixpath.basename(path.removesuffix("index.html").rstrip("/")).removesuffix(".html")
        target = target or self._by_name.get(name) or None
        if target is None:
            return None
        return posixpath.relpath(target, posixpath.dirname(file)) + hash_sign + anchor

    def _merged(self, plan: _Plan, path: Path, new: dict[str, Any], body: Body) -> tuple[Outcome, str]:
        kind = plan.item.kind
        notes, missing = body.notes, body.missing
        if not path.is_file():
            fields = {key: value for key, value in new.items() if key != "body"}
            text = front.composed(kind, fields, new.get("body", ""))
            return self._outcome(plan, "new", notes=notes, missing=missing), text
        text = read_text(path, plan.file)
        now, now_body = front.parsed(text, plan.file)
        last = plan.trace.wrote if plan.trace else UNKNOWN
        mine = {**now, "body": now_body} if now_body else now
        merged = merge(mine, last, new, self._choices.force)
        theirs = {key.partition(".")[0] for key in merged.changed}
        changes = {key: merged.fields.get(key) for key in theirs if key != "body"}
        if theirs:
            text = front.patched(kind, text, changes, merged.fields.get("body", "") if "body" in theirs else None)
        state: State = "changed" if theirs else "same"
        outcome = self._outcome(plan, state, merged.changed, merged.kept, merged.disputed, notes=notes, missing=missing)
        return outcome, text

    def _outcome(
        self,
        plan: _Plan,
        state: State,
        changed: tuple[str, ...] = (),
        kept: tuple[str, ...] = (),
        disputed: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
        missing: tuple[Missing, ...] = (),
    ) -> Outcome:
        return Outcome(
            state=state,
            title=plan.item.title,
            file=plan.file,
            row=plan.item.row,
            changed=changed,
            kept=kept,
            disputed=disputed,
            notes=tuple(dict.fromkeys((*plan.notes, *notes))),
            missing=tuple(dict.fromkeys((*plan.missing, *missing))),
        )

    def _put(self, path: Path, text: str, found: Mapping[str, Found]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        for answer in found.values():
            target = path.parent / answer.name
            if answer.path:
                shutil.copyfile(answer.path, target)
            elif answer.data is not None:
                target.write_bytes(answer.data)
        data = text.encode()
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)

    def _trace(
        self, plan: _Plan, new: dict[str, Any], text: str, offer: str, found: Mapping[str, Found], lacks: bool
    ) -> Trace:
        before = plan.trace.pictures if plan.trace else {}
        return Trace(
            source=self._choices.source,
            key=plan.key,
            file=plan.file,
            wrote=traced(new),
            pictures=before | {address: answer.name for address, answer in found.items()},
            seen=digest(text.encode()),
            offer=offer,
            lacks=lacks,
        )


def _news(plan: _Plan) -> bool:
    """Whether a picture came that was not there before."""
    return any(answer.path or answer.data is not None for answer in plan.found.values())


@lru_cache(1 << 10)
def _slug_of_tag(tag: str) -> str:
    return slugify(tag)


def _left(item: Item, file: str, reason: str) -> Outcome:
    return Outcome(state="left", title=item.title, file=file, row=item.row, notes=(reason,))


def _ordered(variant: dict[str, Any]) -> dict[str, Any]:
    order = ("name", "sku", "price", "compare_at", "checkout", "available")
    return {key: variant[key] for key in order if key in variant}
