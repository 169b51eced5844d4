"""Beyond one machine: the calculation of :mod:`dx_kofu.columnar` on Apache Spark, to the yen the same.

Every cap, limit and head lives inside one body and fiscal year. So the table is read where it lies, in parts; what recurs in it -
places, cases, shares - is brought to the driver, where the one evaluator decides it; the decisions go to every worker, the rows to
the worker of their body and year, and there each partition, as Arrow, through the same function as on one machine. Spark plans,
moves and repeats the work; nothing here does.

    lines or columns (dataset) → what recurs (worker) → decisions (calculate) → numbers → settled rows, bases of lines (worker)

pyspark is imported inside functions only: without it the rest of the program is whole.
"""
