"""Order exports as the providers write them: every column, in their order, filled with what a test says.

    stripe(stripe_row("pi_1", "2026-11-05 10:00:00", "168.00", tag="lin_repair-emulsion"))

Buyers are invented, and always the same: their data stands in every column that providers have for it, so that a
test can look for it where it must not be.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

BUYER = "Ottilie Quast"
BUYER_EMAIL = "ottilie.quast@buyer.example"
BUYER_STREET = "17 Larkspur Mews"
BUYER_PHONE = "+49 30 5550 0199"
PERSONAL = (BUYER, "Quast", "ottilie", BUYER_STREET, BUYER_PHONE, "buyer.example")


def _columns(named: str) -> tuple[str, ...]:
    return tuple(named.split(","))


STRIPE = _columns(
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,"
    "Converted Currency,Decline Reason,Description,Fee,Is Link,Link Funding,Mode,PaymentIntent ID,"
    "Payment Source Type,Refunded date (UTC),Statement Descriptor,Status,Seller Message,Taxes On Fee,Card ID,"
    "Card Name,Card Address Line1,Card Address City,Card Brand,Card Last4,Customer ID,Customer Description,"
    "Customer Email,Customer Phone,Shipping Name,Shipping Address Line1,Shipping Address City,"
    "Shipping Address Country,Disputed Amount,Dispute Date (UTC),Dispute Evidence Due (UTC),Dispute Reason,"
    "Dispute Status,Invoice ID,Invoice Number,Checkout Session ID,Checkout Custom Field 1 Key,"
    "Checkout Custom Field 1 Value,Checkout Line Item Summary,Checkout Promotional Consent,Client Reference ID,"
    "Payment Link ID,UTM Campaign,UTM Content,UTM Medium,UTM Source,UTM Term,Application Fee,Destination,Transfer,"
    "Transfer Group"
)

SESSIONS = _columns(
    "Checkout Session ID,Created (UTC),Status,Payment Status,Amount Subtotal,Amount Discount,Amount Shipping,"
    "Amount Tax,Amount Total,Currency,Customer Email,Customer Name,Client Reference ID,Payment Intent ID,"
    "Payment Link ID,Promotion Code,Line Item Summary"
)

SHOPIFY = _columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
    "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)

GUMROAD = _columns(
    "Purchase ID,Item Name,Buyer Name,Purchase Email,Buyer Email,Do not contact?,Purchase Date,"
    "Purchase Time (UTC timezone),Subtotal ($),Taxes ($),Tax Type,Shipping ($),Sale Price ($),Fees ($),"
    "Net Total ($),Tip ($),Tax Included in Price?,Street Address,City,Zip Code,State,Country,Referrer,Refunded?,"
    "Partial Refund ($),Fully Refunded?,Disputed?,Dispute Won?,Access Revoked?,Variants,Discount Code,"
    "Recurring Charge?,Free trial purchase?,Pre-order authorization?,Product ID,Order Number,"
    "Pre-order authorization time (UTC timezone),Custom Fields,Item Price ($),Variants Price ($),Giftee Email,"
    "SKU ID,Quantity,Recurrence,Affiliate,Affiliate commission ($),Discover?,Cancellation Date,"
    "Subscription End Date,Rating,Review,License Key,Payment Type,PayPal Transaction ID,Stripe Transaction ID,"
    "UTM Source,UTM Medium,UTM Campaign,UTM Term,UTM Content,Buyer Currency,Buyer Total,Buyer Refunded Total"
)

PAYPAL = _columns(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,Insurance Amount,Sales Tax,"
    "Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,Invoice Number,Custom Number,"
    "Quantity,Receipt ID,Balance,Address Line 1,Address Line 2/District/Neighborhood,Town/City,"
    "State/Province/Region/County/Territory/Prefecture/Republic,Zip/Postal Code,Country,Contact Phone Number,"
    "Subject,Note,Country Code,Balance Impact"
)

ANALYTICS = _columns(
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
    "Attribution"
)

WOOCOMMERCE = _columns(
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,"
    "transaction_id,customer_ip_address,shipping_method,customer_email,billing_first_name,billing_last_name,"
    "billing_email,billing_phone,billing_address_1,billing_city,billing_country,customer_note,shipping_items,"
    "fee_items,tax_items,coupon_items,refund_items,order_notes,meta:_wc_order_attribution_utm_source,line_item_1,"
    "line_item_2"
)

PLAIN = ("order", "date", "amount", "currency", "product", "tag", "coupon", "refunded", "refunded at", "email")

_PEOPLE = {
    "Card Name": BUYER, "Card Address Line1": BUYER_STREET, "Customer Email": BUYER_EMAIL,
    "Customer Phone": BUYER_PHONE, "Customer Name": BUYER, "Shipping Name": BUYER,
    "Shipping Address Line1": BUYER_STREET, "Email": BUYER_EMAIL, "Billing Name": BUYER,
    "Billing Street": BUYER_STREET, "Billing Phone": BUYER_PHONE, "Shipping Street": BUYER_STREET,
    "Phone": BUYER_PHONE, "Buyer Name": BUYER, "Purchase Email": BUYER_EMAIL, "Buyer Email": BUYER_EMAIL,
    "Street Address": BUYER_STREET, "Name": BUYER, "From Email Address": BUYER_EMAIL,
    "Shipping Address": BUYER_STREET, "Address Line 1": BUYER_STREET, "Contact Phone Number": BUYER_PHONE,
    "Customer": BUYER, "customer_email": BUYER_EMAIL, "billing_first_name": "Ottilie", "billing_last_name": "Quast",
    "billing_email": BUYER_EMAIL, "billing_phone": BUYER_PHONE, "billing_address_1": BUYER_STREET,
    "Notes": f"Please ring twice, {BUYER}", "customer_note": f"For {BUYER}", "Description": f"Payment by {BUYER}",
    "Note": f"Thanks! {BUYER}", "email": BUYER_EMAIL,
}  # fmt: skip

Row = Mapping[str, str]


def table(header: Sequence[str], rows: Iterable[Row], delimiter: str = ",") -> str:
    """A file of rows; what a row does not say is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", delimiter=delimiter, lineterminator="\r\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(header: Sequence[str], values: Row) -> dict[str, str]:
    """A row with the buyer's data wherever the provider puts it."""
    people = {column: value for column, value in _PEOPLE.items() if column in header}
    return people | dict(values)


def stripe_row(payment: str, at: str, amount: str, tag: str = "", **more: str) -> dict[str, str]:
    values = {
        "id": f"ch_{payment}", "PaymentIntent ID": payment, "Created date (UTC)": at, "Amount": amount,
        "Amount Refunded": "0.00", "Currency": "cny", "Captured": "true", "Status": "Paid", "Mode": "Live",
        "Seller Message": "Payment complete.", "Client Reference ID": tag,
    }  # fmt: skip
    return _row(STRIPE, values | {name.replace("_", " "): value for name, value in more.items()})


def stripe_refund(amount: str, at: str) -> dict[str, str]:
    return {"Amount Refunded": amount, "Refunded date (UTC)": at, "Status": "Refunded"}


def session_row(session: str, at: str, total: str, tag: str = "", **more: str) -> dict[str, str]:
    values = {
        "Checkout Session ID": session, "Payment Intent ID": session.replace("cs_", "pi_"), "Created (UTC)": at,
        "Status": "complete", "Payment Status": "paid", "Amount Subtotal": total, "Amount Tax": "0.00",
        "Amount Shipping": "0.00", "Amount Total": total, "Currency": "cny", "Client Reference ID": tag,
    }  # fmt: skip
    return _row(SESSIONS, values | {name.replace("_", " "): value for name, value in more.items()})


def shopify_rows(
    number: str, at: str, *lines: tuple[str, str], tag: str = "", shipping: str = "0.00", **more: str
) -> list[dict[str, str]]:
    """An order with its lines, each a sku and a price; what is said of the order stands in the first row."""
    subtotal = sum((float(price) for _, price in lines), 0.0)
    values = {
        "Financial Status": "paid", "Paid at": at, "Created at": at, "Currency": "CNY", "Subtotal": f"{subtotal:.2f}",
        "Shipping": shipping, "Taxes": "0.00", "Total": f"{subtotal + float(shipping):.2f}", "Refunded Amount": "0.00",
        "Note Attributes": f"gift: no\ntag: {tag}" if tag else "", "Id": f"5{number.strip('#')}", "Source": "web",
        "Accepts Marketing": "no",
    }  # fmt: skip
    head = _row(SHOPIFY, values | {name.replace("_", " "): value for name, value in more.items()})
    rows = []
    for place, (sku, price) in enumerate(lines):
        item = {"Lineitem sku": sku, "Lineitem name": f"Item {sku}", "Lineitem price": price, "Lineitem quantity": "1"}
        rows.append(
            (head if place == 0 else {}) | {"Name": number, "Vendor": "LUMEA", "Lineitem discount": "0.00"} | item
        )
    return rows


def gumroad_row(purchase: str, at: str, price: str, tag: str = "", **more: str) -> dict[str, str]:
    values = {
        "Purchase ID": purchase, "Item Name": "Amino Cleanser", "Purchase Date": at[:10],
        "Purchase Time (UTC timezone)": f"{at} UTC", "Subtotal ($)": price, "Taxes ($)": "0.0",
        "Shipping ($)": "0.0", "Sale Price ($)": price, "Refunded?": "0", "Partial Refund ($)": "0.0",
        "Fully Refunded?": "0", "Disputed?": "0", "Dispute Won?": "0", "Free trial purchase?": "0",
        "Pre-order authorization?": "0", "Quantity": "1", "UTM Source": tag, "UTM Medium": "creator" if tag else "",
        "UTM Campaign": "page" if tag else "",
    }  # fmt: skip
    return _row(GUMROAD, values | more)


def gumroad_totals(amount: str) -> dict[str, str]:
    """The last row of the file."""
    return {"Purchase ID": "Totals", "Subtotal ($)": amount, "Sale Price ($)": amount}


def paypal_row(transaction: str, day: str, gross: str, tag: str = "", **more: str) -> dict[str, str]:
    values = {
        "Date": day, "Time": "10:15:00", "TimeZone": "GMT+08:00", "Type": "Express Checkout Payment",
        "Status": "Completed", "Currency": "CNY", "Gross": gross, "Fee": "-1.00", "Net": gross,
        "Transaction ID": transaction, "Custom Number": tag, "Item ID": "LM-LS-01", "Quantity": "1",
        "To Email Address": "shop@lumea.example", "Balance Impact": "Credit",
    }  # fmt: skip
    return _row(PAYPAL, values | {name.replace("_", " "): value for name, value in more.items()})


def paypal_refund(transaction: str, day: str, gross: str, of: str, kind: str = "Payment Refund") -> dict[str, str]:
    return paypal_row(transaction, day, gross, Type=kind, Reference_Txn_ID=of, Balance_Impact="Debit")


def analytics_row(number: str, at: str, net: str, tag: str = "", **more: str) -> dict[str, str]:
    values = {
        "Date": at, "Order #": number, "N. Revenue (formatted)": f"&yen;{net}", "Status": "completed",
        "Customer type": "new", "Product(s)": "1× Plant Protein, Vanilla", "Items sold": "1", "Net Sales": net,
        "Attribution": f"Source: {tag.capitalize()}" if tag else "Direct",
    }  # fmt: skip
    return _row(ANALYTICS, values | more)


def woocommerce_row(number: str, at: str, *lines: tuple[str, str], tag: str = "", **more: str) -> dict[str, str]:
    total = f"{sum(float(price) for _, price in lines):.2f}"
    values = {
        "order_id": f"9{number}", "order_number": number, "order_date": at, "paid_date": at, "status": "completed",
        "shipping_total": "0.00", "tax_total": "0.00", "fee_total": "0.00", "order_total": total,
        "order_subtotal": total, "order_currency": "CNY", "meta:_wc_order_attribution_utm_source": tag,
    }  # fmt: skip
    for place, (sku, price) in enumerate(lines, 1):
        item = f"name:Item {sku}|product_id:{place}|sku:{sku}|quantity:1|total:{price}|sub_total:{price}"
        values[f"line_item_{place}"] = item
    return _row(WOOCOMMERCE, values | more)


def plain_row(order: str, date: str, amount: str, tag: str = "", **more: str) -> dict[str, str]:
    return _row(PLAIN, {"order": order, "date": date, "amount": amount, "tag": tag} | more)


def stripe(*rows: Row) -> str:
    return table(STRIPE, rows)


def sessions(*rows: Row) -> str:
    return table(SESSIONS, rows)


def shopify(*orders: Iterable[Row]) -> str:
    return table(SHOPIFY, [row for order in orders for row in order])


def gumroad(*rows: Row) -> str:
    return table(GUMROAD, rows)


def paypal(*rows: Row, delimiter: str = ",") -> str:
    return table(PAYPAL, rows, delimiter)


def analytics(*rows: Row) -> str:
    return table(ANALYTICS, rows)


def woocommerce(*rows: Row) -> str:
    return table(WOOCOMMERCE, rows)


def plain(*rows: Row, delimiter: str = ",") -> str:
    return table(PLAIN, rows, delimiter)
