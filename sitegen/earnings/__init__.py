"""Order exports -> statements: a small pipeline of its own.

    exports     READ     files -> what their rows say of orders (`reading/` the cells, `readers/` the providers)
    journal     KEEP     every such fact once, with its file and row; nothing about buyers
    merging     JOIN     all facts about one order -> the order, whatever came first
    attribution FIND     an order -> who brought it, and why
    commission  COUNT    an order and its rates -> entries: sales, and reversals in the month they happen
    books       SUM      all entries of all orders, asked by period, creator, channel …
    statements  TELL     the books of a period -> a statement for each creator, a summary, payouts

Facts are kept, everything else is worked out anew on each run. So reading an export twice, in another order or in
overlapping parts changes nothing, and a late refund, a corrected coupon or a new rate finds its way by itself.
"""
