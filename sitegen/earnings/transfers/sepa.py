"""SEPA credit transfers: pain.001.001.09, through the package sepaxml.

A bank that gets a message with an id it has seen refuses it. So ids are made from what is paid: the same payouts
cannot be sent twice by accident.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

import msgspec

from sitegen.digest import digest_of
from sitegen.earnings.transfers import Batch, Transfer
from sitegen.errors import UsageError

SCHEMA = "pain.001.001.09"

_SPACE = f"{{urn:iso:std:iso:20022:tech:xsd:{SCHEMA}}}"
_LONGEST_ID = 35


class Sepa(msgspec.Struct, frozen=True):
    name: str = "sepa"

    def refuses(self, transfer: Transfer) -> str | None:
        if transfer.money.currency != "EUR":
            return f"is paid in {transfer.money.currency}; SEPA pays euros only"
        return None if transfer.payee.iban else "has no `iban`"

    def files(self, batch: Batch) -> Mapping[str, bytes]:
        if batch.company is None or not batch.company.iban:
            raise UsageError("earnings/payees.yaml has no `company: {name: …, iban: …}` to pay from")
        try:
            from sepaxml import SepaTransfer
            from sepaxml.validation import try_valid_xml
        except ImportError:
            raise UsageError("SEPA files need the package sepaxml: pip install 'sitegen[payouts]'") from None
        company = {"name": batch.company.name, "IBAN": _compact(batch.company.iban), "batch": True, "currency": "EUR"}
        if batch.company.bic:
            company["BIC"] = batch.company.bic
        message = SepaTransfer(company, schema=SCHEMA, clean=True)
        for transfer in batch.transfers:
            message.add_payment(_payment(transfer, batch))
        xml = _with_lasting_ids(message.export(validate=False), batch)
        try_valid_xml(xml, SCHEMA)
        return {"_sepa.xml": xml}


def _payment(transfer: Transfer, batch: Batch) -> dict[str, object]:
    payment: dict[str, object] = {
        "name": transfer.payee.name,
        "IBAN": _compact(transfer.payee.iban),
        "amount": transfer.units,
        "execution_date": batch.sent,
        "description": transfer.note,
        "endtoend_id": transfer.reference.replace(" ", "-"),
    }
    if transfer.payee.bic:
        payment["BIC"] = transfer.payee.bic
    return payment


def _with_lasting_ids(xml: bytes, batch: Batch) -> bytes:
    """The message with ids and a time made from what it says, not by chance."""
    paid = [(transfer.creator, transfer.payee.iban, transfer.units) for transfer in batch.transfers]
    name = f"{batch.name}-{digest_of(paid)[:12]}".replace(" ", "-")[-_LONGEST_ID:]
    name = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-")).strip("-")
    tree = ET.fromstring(xml)  # noqa: S314 - it was written a moment ago
    for element in tree.iter():
        if element.tag in (f"{_SPACE}MsgId", f"{_SPACE}PmtInfId"):
            element.text = name
        elif element.tag == f"{_SPACE}CreDtTm":
            element.text = f"{batch.sent}T00:00:00"
    ET.register_namespace("", _SPACE.strip("{}"))
    written: bytes = ET.tostring(tree, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written


def _compact(iban: str) -> str:
    return iban.replace(" ", "").upper()
