"""A figure of the rules swept or drawn over a national table: what is asked, and what is said of it.

Whether a row is eligible does not depend on the figures of the steps, so that the rows are read, decided and settled once. A scenario
settles again only the measures whose caps or limits it changes; a rate, a unit amount or a rounding changes lines alone. That is
calculated on columns, by :mod:`dx_kofu.columnar.simulate`.

    paths and values (parameters) → scenarios → what came of them (records, spread)
"""
