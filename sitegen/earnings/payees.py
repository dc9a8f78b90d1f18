"""Whom payouts go to: `earnings/payees.yaml`, which stays on the company's own machine.

company: {name: LUMEA GmbH, iban: DE89370400440532013000, bic: COBADEFFXXX}
creators:
  lin: {name: Lin Xiaoman, iban: …, paypal: lin@example.com, wise: lin@example.com}
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from sitegen.earnings.journal import FOLDER
from sitegen.errors import ContentError, Problem
from sitegen.load.nodes import Mapping
from sitegen.load.yaml_reader import YamlError, read_mapping
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import scalar_readers
from sitegen.text import did_you_mean

FILE = f"{FOLDER}/payees.yaml"


class Payee(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody is paid. `paypal` and `wise` are e-mail addresses; PayPal also takes a payer id."""

    name: str
    iban: str = ""
    bic: str = ""
    paypal: str = ""
    wise: str = ""


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """The account that pays."""

    name: str
    iban: str = ""
    bic: str = ""


class Payees(msgspec.Struct, frozen=True, kw_only=True):
    company: Company | None = None
    creators: dict[str, Payee] = {}


def read_payees(site: Path, known: set[str]) -> Payees:
    """The site's payees, none when the file is not there. Raises ContentError with everything wrong in it."""
    path = site / FILE
    if not path.is_file():
        return Payees()
    problems: list[Problem] = []
    try:
        node, complaints = read_mapping(path.read_text(encoding="utf-8-sig"), FILE)
    except YamlError as error:
        raise ContentError([error.problem]) from None
    problems += complaints
    payees = FieldReader(scalar_readers("USD"), problems.append).struct(node, Payees)
    if payees:
        problems += _strangers(payees, known, node) + _wrong_values(payees, node)
    if problems or payees is None:
        raise ContentError(problems)
    return payees


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number hold (ISO 13616: the number, rearranged, is 1 modulo 97)."""
    compact = text.replace(" ", "").upper()
    if not (15 <= len(compact) <= 34 and compact.isalnum() and compact.isascii() and compact[:2].isalpha()):
        return False
    return int("".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])) % 97 == 1


def _strangers(payees: Payees, known: set[str], node: Mapping) -> list[Problem]:
    hint = "name a file or folder of content/creators/"
    return [
        Problem(node.at("creators", name), f"there is no creator `{name}`", did_you_mean(name, known) or hint)
        for name in payees.creators
        if name not in known
    ]


def _wrong_values(payees: Payees, node: Mapping) -> list[Problem]:
    """Numbers that do not check out, and texts that a payment tool's spreadsheet could run."""
    everybody: dict[tuple[str, ...], Payee | Company] = {
        ("creators", name): who for name, who in payees.creators.items()
    }
    if payees.company:
        everybody["company",] = payees.company
    found = []
    for path, who in everybody.items():
        if who.iban and not is_iban(who.iban):
            what = f"`{who.iban}` is no IBAN: its check digits are wrong"
            found.append(Problem(node.at(*path, "iban"), what, "copy it again"))
        for field in msgspec.structs.fields(who):
            text = getattr(who, field.name)
            if text.startswith(("=", "+", "-", "@")):
                what = f"`{text}` could be taken for a formula"
                found.append(Problem(node.at(*path, field.name), what, "begin it with a letter or a digit"))
    return found
