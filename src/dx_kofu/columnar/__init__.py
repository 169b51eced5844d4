"""The second executor: the calculation of :mod:`dx_kofu.calc` on columns, for tables of millions of rows.

No rule is written twice. Whether a row is eligible depends on few attributes - fiscal year, kind of body, measure, category,
facts, which numbers are blank - and few of their combinations occur: the evaluator of the rows decides each of them once
(:mod:`decisions`), every row gets the number of its own (:mod:`encode`), and only the steps that move yen - deductions, shares,
caps, limits, sums - run on columns (:mod:`steps`). All that a cap, a limit or a head needs lies within one body and year, so a
table larger than memory is settled a part of the bodies at a time, wherever the parts are.

    texts (source) → numbers and decisions (encode) → yen (steps) → lines (lines), items (items)
"""
