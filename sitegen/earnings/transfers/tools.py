"""The payment tools by name."""

from __future__ import annotations

from sitegen.earnings.transfers import Tool
from sitegen.earnings.transfers.lists import PayPal, Wise
from sitegen.earnings.transfers.sepa import Sepa

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (PayPal(), Wise(), Sepa())}
