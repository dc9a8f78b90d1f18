"""A large Shopify export, to measure with: `python -m tests.exports.large 1000000 /tmp/orders.csv`.

time sitegen earnings /tmp/orders.csv --month 2026-10
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

from tests.exports.maker import SHOPIFY, shopify_rows

_CREATORS = ("lin", "mei", "yan", "tao")
_CHANNELS = ("moments", "group", "xiaohongshu")
_SKUS = ("LM-EM-200", "LM-EC-MX", "LM-CR-015", "LM-PP-300")


def write(orders: int, path: Path) -> None:
    """Orders of ten months and four creators; one in ten is nobody's, one in twenty went back by half."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SHOPIFY, restval="")
        writer.writeheader()
        for number in range(orders):
            price = chance.randint(20, 400)
            day = (
                f"2026-{chance.randint(1, 10):02d}-{chance.randint(1, 28):02d} {chance.randint(0, 23):02d}:12:13 +0800"
            )
            tag = f"{chance.choice(_CREATORS)}_store_{chance.choice(_CHANNELS)}" if chance.random() < 0.9 else ""
            line = (chance.choice(_SKUS), f"{price}.00")
            (row,) = shopify_rows(f"#{number}", day, line, tag=tag, shipping="10.00")
            if chance.random() < 0.05:
                row["Refunded Amount"] = f"{price // 2}.00"
            writer.writerow(row)


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
