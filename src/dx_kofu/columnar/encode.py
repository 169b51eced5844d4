"""From texts to numbers, a few hundred thousand rows at a time: every distinct text is read once, by the reader of the rows.

In: texts of a table's cells in columns named by their index. Out: for each row that is whole the numbers that the steps need, and
which rows are not - those are then explained by the reader of the rows, so that nothing is said in two ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from dx_kofu.calc import options_used
from dx_kofu.columnar.decisions import BAD, Decisions
from dx_kofu.read.accepted import parse_accepted
from dx_kofu.read.cells import Bad, fold
from dx_kofu.read.expenses import TableReader
from dx_kofu.read.layout import is_ditto
from dx_kofu.records import Case, Place

PLAIN_YEN = r"^[0-9]{1,11}$"
PLAIN_TEXT = r"^[!-~](?:[ -~]*[!-~])?$"
SEPARATOR = "\x1f"
NEW = -2
NOTHING: frozenset[str] = frozenset()
BLANKS = "".join(map(chr, filter(lambda code: chr(code).isspace(), range(0x3001))))
"""What stands for nothing at the ends of a text."""

PASSED = "passed "
"""Stands before the name of a column that is passed through."""

ROWS = {
    "pos": pl.UInt32,
    "group": pl.UInt32,
    "place": pl.UInt32,
    "case": pl.UInt32,
    "verdict": pl.UInt32,
    "person": pl.String,
    "amount": pl.Int64,
    "funding": pl.Int64,
    "ratio": pl.UInt32,
}
"""What is kept of a row: its position in the run, numbers of :class:`Decisions`, yen (other funding not given is 0)."""


class NotPlain(Exception):
    """A table that is for the reader of the rows."""


class Encoded(NamedTuple):
    """Rows as numbers."""

    rows: pl.DataFrame
    """The whole ones, columns :data:`ROWS`."""
    bad: pl.Series
    """Positions of the others."""
    keys: pl.Series
    """A hash of each row's id, for finding ids that occur twice."""
    dated: pl.DataFrame
    """Rows dated outside their fiscal year: ``pos``, ``date``."""


class _Known:
    """Texts that were read already, each with its number."""

    def __init__(self) -> None:
        self.kind = pl.Categorical(pl.Categories.random())
        self._texts = pl.Series([""], dtype=pl.String).cast(
            self.kind
        )  # the engine forgets its numbers with the last column of them
        self.texts: dict[str, int] = {}
        self.numbers: pl.Series = pl.Series([], dtype=pl.Int32)
        """By the engine's own number of a text."""

    def know(self, numbers: Mapping[str, int]) -> None:
        """Takes over texts that were read elsewhere."""
        self.texts.update(numbers)
        if self.texts:
            self._index()

    def numbered(self, texts: pl.Series, decide: Callable[[str], int]) -> pl.Series:
        """The number of each text (categories of :attr:`kind`), decided where it is met for the first time."""
        codes = texts.to_physical()
        numbers = self._of(codes)
        new = numbers == NEW
        if new.any():
            for text in texts.filter(new).unique(maintain_order=True).cast(pl.String):
                self.texts[text] = decide(text)
            self._index()
            numbers = self._of(codes)
        return numbers

    def _of(self, codes: pl.Series) -> pl.Series:
        """The numbers of texts by the engine's own; :data:`NEW` for one that was never read."""
        highest = codes.max()
        assert isinstance(highest, int)
        if highest >= self.numbers.len():
            more = pl.Series([NEW], dtype=pl.Int32).new_from_index(0, highest + 1 - self.numbers.len())
            self.numbers = self.numbers.append(more)
        return self.numbers.gather(codes)

    def _index(self) -> None:
        """Puts every text that was read in its place."""
        self._texts = pl.Series(list(self.texts), dtype=pl.String).cast(self.kind)
        codes = self._texts.to_physical()
        self._of(codes)
        self.numbers = self.numbers.scatter(codes, pl.Series(list(self.texts.values()), dtype=pl.Int32))


class Encoder:
    """Reads the texts of one table into numbers; what it has read once it knows."""

    def __init__(self, reader: TableReader, decisions: Decisions, prefix: str) -> None:
        """``prefix`` stands before the line in the id of a row that gives none."""
        self.reader, self.decisions, self.prefix = reader, decisions, prefix
        self.options = bool(reader.guide.assumed or reader.guide.columns)
        self.given: Counter[str] = Counter()
        """In how many rows a value of the command line filled a blank that decided something."""
        self.accepts = False
        """Whether a row accepts a finding."""
        self._places, self._cases = _Known(), _Known()
        self._worker = ThreadPoolExecutor(1)
        self._columns: dict[str, _Known] = {}
        self._texts: dict[str, dict[str, Any]] = {}
        self.days: list[date | None] = []
        self.acceptances: list[str] = []

    def know(self, places: Mapping[str, int], cases: Mapping[str, int]) -> None:
        """Takes over what was read elsewhere: texts of places, and of cases behind their fiscal year, with their numbers."""
        self._places.know(places)
        self._cases.know(cases)

    def encode(self, texts: pl.DataFrame, pos: pl.Series, line: pl.Series) -> Encoded:
        """Rows that have as many cells as the header, none of which holds :data:`SEPARATOR`."""
        reader, decisions = self.reader, self.decisions
        columns = reader.columns
        own = self._worker.submit(self._own, texts, line)  # touches nothing that place and case do
        place = self._coded(texts, [columns[name] for name in reader.place_columns], None, self._places, self._place)
        year = _gathered([place.fiscal_year for place in decisions.places], place, pl.String).fill_null("")
        case = self._coded(texts, [columns[name] for name in reader.case_columns], year, self._cases, self._case)
        amount, funding, share, person, day, unreadable, bad_funding, keys = own.result()
        frame = pl.DataFrame(
            {
                "pos": pos,
                "place": place,
                "case": case,
                "person": person,
                "amount": amount,
                "funding": funding,
                "ratio": share,
            }
        ).with_columns(
            funding=pl.when((pl.col("amount") == 0) & ~pl.lit(bad_funding))
            .then(pl.col("funding").fill_null(0))
            .otherwise("funding"),
            needed=_gathered([one.person_required for _, one in decisions.cases], case, pl.Boolean),
        )
        bad = (
            (frame["place"] == BAD)
            | (frame["case"] == BAD)
            | frame["amount"].is_null()
            | unreadable
            | (frame["funding"] > frame["amount"]).fill_null(value=False)
            | (frame["needed"] & frame["person"].is_null())
        )
        whole = frame.filter(~bad) if bad.any() else frame
        rows = self._judged(whole, texts.filter(~bad) if self.options else None)
        days = _gathered(self.days, day, pl.Date)
        outside = self._outside(frame["place"], days) & ~bad
        dated = pl.DataFrame({"pos": pos.filter(outside), "date": days.filter(outside)})
        return Encoded(rows, pos.filter(bad), keys, dated)

    def _own(self, texts: pl.DataFrame, line: pl.Series) -> tuple[pl.Series, ...]:
        """A row's own cells: yen, share, person, date; where one cannot be read, other funding above all; and the key of its id."""
        amount, bad_amount = self._yen(texts, "amount")
        funding, bad_funding = self._yen(texts, "other_funding")
        share, day = self._share(texts), self._date(texts)
        unreadable = bad_amount | bad_funding | (share == BAD) | (day == BAD)
        if "accepted" in self.reader.columns:
            unreadable |= self._accepted(texts) == BAD
        return amount, funding, share, self._person(texts), day, unreadable, bad_funding, self.keys(texts, line)

    # -------------------------------------------------------------------------------------------- what recurs

    def _place(self, texts: tuple[str, ...]) -> int:
        if any(is_ditto(text) for text in texts):
            raise NotPlain
        place = self.reader.place(texts)
        return self.decisions.place(place, self.prefix) if isinstance(place, Place) else BAD

    def _case(self, texts: tuple[str, ...]) -> int:
        year, *claim = texts
        if not year:
            return BAD
        case = self.reader.case(year, tuple(claim))
        return self.decisions.case(year, case) if isinstance(case, Case) else BAD

    def _coded(
        self,
        texts: pl.DataFrame,
        columns: list[int],
        before: pl.Series | None,
        known: _Known,
        decide: Callable[[tuple[str, ...]], int],
    ) -> pl.Series:
        """The number of each row's texts in some columns (``before``: a text more that stands before them)."""
        parts = [*([] if before is None else [pl.lit(before)]), *(pl.col(str(index)) for index in columns)]
        if not parts:
            return pl.Series([decide(())], dtype=pl.Int32).new_from_index(0, texts.height)
        keys = texts.select(pl.concat_str(parts, separator=SEPARATOR).cast(known.kind)).to_series()
        return known.numbered(keys, lambda key: decide(tuple(key.split(SEPARATOR))))

    def _judged(self, whole: pl.DataFrame, texts: pl.DataFrame | None) -> pl.DataFrame:
        """Rows with the numbers of their verdicts; ``texts`` where blanks that options filled are to be counted."""
        decisions = self.decisions
        claims = len(decisions.case_of_claim) or 1
        kind, claim = (
            _gathered(decisions.kind_of_place, whole["place"], pl.Int64),
            _gathered(decisions.claim_of_case, whole["case"], pl.Int64),
        )
        key = pl.lit(kind) * claims + pl.lit(claim)
        key = (key * 2 + (pl.col("ratio") == 0).cast(pl.Int64)) * 2 + pl.col("funding").is_null().cast(pl.Int64)
        if texts is not None:
            filled = self._filled(texts)
            key = (key * 2 + pl.lit(filled["assumed_funding"]).cast(pl.Int64)) * 2 + pl.lit(
                filled["assumed_share"]
            ).cast(pl.Int64)
        keys = whole.select(key).to_series()
        size = len(decisions.place_of_kind) * claims * (4 if texts is None else 16)
        verdicts = pl.Series([0], dtype=pl.UInt32).new_from_index(0, max(size, 1))
        counts = keys.value_counts()
        numbers = []
        for found, count in counts.iter_rows():
            rest, names = found, NOTHING
            if texts is not None:
                rest, own = divmod(found, 4)
                names = frozenset(name for name, bit in (("other_funding", 2), ("share", 1)) if own & bit)
            rest, blanks = divmod(rest, 4)
            where, what = divmod(rest, claims)
            share_blank, funding_blank = bool(blanks & 2), bool(blanks & 1)
            number = decisions.verdict(where, what, share_blank=share_blank, funding_blank=funding_blank)
            numbers.append(number)
            if texts is not None:
                place, case = (
                    decisions.places[decisions.place_of_kind[where]],
                    decisions.cases[decisions.case_of_claim[what]][1],
                )
                self.given.update(dict.fromkeys(options_used(place, case, names, decisions.verdicts[number]), count))
        verdicts = verdicts.scatter(counts.to_series(0), pl.Series(numbers, dtype=pl.UInt32))
        return whole.select(
            "pos",
            _gathered(decisions.group_of_place, whole["place"], pl.UInt32).alias("group"),
            pl.col("place").cast(pl.UInt32),
            pl.col("case").cast(pl.UInt32),
            verdicts.gather(keys).alias("verdict"),
            "person",
            "amount",
            pl.col("funding").fill_null(0),
            pl.col("ratio").cast(pl.UInt32),
        )

    def _filled(self, texts: pl.DataFrame) -> dict[str, pl.Series]:
        """Which rows' own blanks ``--assume`` filled; the other funding of 0 yen needs no assumption."""
        assumed = self.reader.guide.assumed
        no = pl.Series([False]).new_from_index(0, texts.height)
        funding, share = (
            _is_blank(self._column(texts, name)) if name in assumed else no for name in ("other_funding", "share")
        )
        if "other_funding" in assumed:
            funding &= self._yen(texts, "amount")[0] != 0
        return {"assumed_funding": funding, "assumed_share": share}

    # -------------------------------------------------------------------------------------------- a row's own cells

    def _column(self, texts: pl.DataFrame, name: str) -> pl.Series:
        index = self.reader.columns.get(name)
        return texts[str(index)] if index is not None else pl.Series([""]).new_from_index(0, texts.height)

    def _read(self, name: str, texts: pl.Series, parse: Callable[[str], Any]) -> dict[str, Any]:
        """Distinct texts of a column with their values."""
        known = self._texts.setdefault(name, {})
        for text in texts:
            if text not in known:
                known[text] = parse(text)
        return known

    def _yen(self, texts: pl.DataFrame, name: str) -> tuple[pl.Series, pl.Series]:
        """Yen, null where the cell is blank or cannot be read; and where it cannot be read."""
        column = self._column(texts, name)
        parse = self.reader.cell_parser(name)
        plain = column.str.contains(PLAIN_YEN)
        yen = column.cast(pl.Int64, strict=False)
        bad = pl.Series([False]).new_from_index(0, column.len())
        if plain.all():
            return yen, bad
        blank = column == ""
        filled = parse("")
        at = (~plain & ~blank).arg_true()
        read = self._read(name, column.gather(at), parse)
        values = [read[text] for text in column.gather(at)]
        yen = yen.set(~plain, None)
        if type(filled) is int:
            yen = yen.set(blank, filled)
        if type(filled) is Bad:
            bad = blank
        if values:
            yen = yen.scatter(
                at, pl.Series([value if type(value) is int else None for value in values], dtype=pl.Int64)
            )
            bad = bad.scatter(at, pl.Series([type(value) is Bad for value in values]))
        return yen, bad

    def _recurring(
        self, texts: pl.DataFrame, name: str, parse: Callable[[str], Any], number: Callable[[Any], int]
    ) -> pl.Series:
        """The number of what each cell of a column says."""
        column = self._column(texts, name)
        if name not in self.reader.columns:
            return pl.Series([number(parse(""))], dtype=pl.Int32).new_from_index(0, column.len())
        known = self._columns.setdefault(name, _Known())
        return known.numbered(column.cast(known.kind), lambda text: number(parse(text)))

    def _share(self, texts: pl.DataFrame) -> pl.Series:
        """The number of each row's share; :data:`BAD` where it cannot be read."""

        def number(share: Any) -> int:
            return BAD if type(share) is Bad else self.decisions.share(share)

        return self._recurring(texts, "share", self.reader.cell_parser("share"), number)

    def _date(self, texts: pl.DataFrame) -> pl.Series:
        """The number of each row's date among :attr:`days`; :data:`BAD` where it cannot be read."""

        def number(day: Any) -> int:
            self.days.append(day if isinstance(day, date) else None)
            return BAD if type(day) is Bad else len(self.days) - 1

        return self._recurring(texts, "date", self.reader.cell_parser("date"), number)

    def _person(self, texts: pl.DataFrame) -> pl.Series:
        return folded(self._column(texts, "person"), self._texts.setdefault("person", {}))

    def _accepted(self, texts: pl.DataFrame) -> pl.Series:
        """The number of what each row accepts among :attr:`acceptances`; :data:`BAD` where it cannot be read."""

        def number(found: Any) -> int:
            if isinstance(found, Bad):
                return BAD
            self.accepts |= bool(found)
            self.acceptances.append("; ".join(f"{code} {reason}" for code, reason in found))
            return len(self.acceptances) - 1

        return self._recurring(texts, "accepted", parse_accepted, number)

    def _outside(self, place: pl.Series, day: pl.Series) -> pl.Series:
        """Whether a row is dated outside its fiscal year, the closing period included."""
        places, rules = self.decisions.places, self.decisions.rules
        spans = [(rules[one.fiscal_year].rules.first_day, rules[one.fiscal_year].rules.closing_day) for one in places]
        first = _gathered([begin for begin, _ in spans], place, pl.Date)
        last = _gathered([end for _, end in spans], place, pl.Date)
        return ((day < first) | (day > last)).fill_null(value=False)

    # -------------------------------------------------------------------------------------------- names

    def names(self, texts: pl.DataFrame, line: pl.Series) -> pl.Series:
        """What names each row: its own id, else its line."""
        own = self._column(texts, "id").str.strip_chars(BLANKS)
        blank = own == ""
        return _chosen(~blank, own, self._places_in_file(line)) if blank.any() else own

    def keys(self, texts: pl.DataFrame, line: pl.Series) -> pl.Series:
        """A hash of what names each row, full-width and half-width the same."""
        own = folded(self._column(texts, "id"), None)
        own = own.set(own == "", None)
        return (_chosen(own.is_not_null(), own, self._places_in_file(line)) if own.null_count() else own).hash()

    def _places_in_file(self, line: pl.Series) -> pl.Series:
        return pl.select(pl.concat_str(pl.lit(self.prefix), line.cast(pl.String))).to_series()

    def accepted(self, texts: pl.DataFrame) -> pl.Series:
        """The findings that each row accepts, as they are written out."""
        return _gathered(self.acceptances, self._accepted(texts), pl.String)


def folded(column: pl.Series, known: dict[str, Any] | None) -> pl.Series:
    """Full-width and half-width made the same, blanks at the ends gone; null for a blank.

    ``known`` holds what was read before, letter by letter as the reader of the rows does; without it letters that are not ASCII
    are folded by the engine, which is good enough to compare and not to print.
    """
    plain = column.str.contains(PLAIN_TEXT)
    if plain.all():
        return column
    if known is None:
        other = column.str.normalize("NFKC").str.strip_chars(BLANKS)
    else:
        unique = column.filter(~plain).unique()
        for text in unique:
            if text not in known:
                if is_ditto(text):
                    raise NotPlain
                known[text] = fold(text)
        other = _looked_up(column, unique, [known[text] for text in unique], pl.String)
    other = other.set(other == "", None)
    return _chosen(plain, column, other)


def _chosen(first: pl.Series, one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(first, other)


def _is_blank(column: pl.Series) -> pl.Series:
    return column.str.strip_chars(BLANKS) == ""


def _looked_up(texts: pl.Series, unique: pl.Series, values: list[Any], dtype: type[pl.DataType]) -> pl.Series:
    """The value of each text; null for a text that is not among the ``unique`` ones."""
    table = pl.DataFrame({"text": unique, "value": pl.Series(values, dtype=dtype)})
    return texts.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")["value"]


def _gathered(values: list[Any], at: pl.Series, dtype: type[pl.DataType]) -> pl.Series:
    """The values at some numbers; null for what cannot be read."""
    number = at.cast(pl.Int64)
    return pl.Series("value", [*values, None], dtype=dtype).gather(number.set(number == BAD, len(values)))
