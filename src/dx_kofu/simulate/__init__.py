"""A figure of the rules swept or drawn over a national table: many scenarios from one scan.

Whether a row is eligible does not depend on the figures of the steps, so that the rows are read, decided and settled once. A scenario
settles again only the measures whose caps or limits it changes; a rate, a unit amount or a rounding changes lines alone.

    paths and values (parameters) → scenarios → what lines are made of (bases) → lines (paid) → bodies and totals (run)
"""
