"""What the files of different years say of a measure's window, held against each other and against the files there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dx_kofu.lint.cases import (
    TEXTS,
    Finding,
    path_of,
    some_row,
)
from dx_kofu.rules.records import (
    Measure,
    RuleSet,
    Window,
    is_open,
)
from dx_kofu.years import year_number


def windows(rule_sets: Sequence[RuleSet]) -> Iterator[Finding]:
    """What the files of different years say of a measure's window, held against each other and against the files."""
    years = sorted(rule_sets, key=lambda rules: year_number(rules.fiscal_year))
    for rules in years:
        yield from _empty_windows(rules)
    for earlier, later in pairwise(years):
        if year_number(later.fiscal_year) == year_number(earlier.fiscal_year) + 1:
            yield from _missing(earlier, later)
            yield from _missing(later, earlier)
    for measure_id in dict.fromkeys(measure.id for rules in years for measure in rules.measures):
        yield from _stated_windows(measure_id, years)


def _empty_windows(rules: RuleSet) -> Iterator[Finding]:
    for measure in rules.measures:
        window = measure.window
        if window is not None and window.first is not None and not is_open(window, window.first):
            row = some_row(rules, measure)
            yield Finding("window-empty", rules.fiscal_year, (path_of(rules, window),), TEXTS["window-empty"], row)


def _missing(rules: RuleSet, neighbour: RuleSet) -> Iterator[Finding]:
    """Measures whose window says that they are in force in a neighbouring year whose file lacks them."""
    year, present = neighbour.fiscal_year, {measure.id for measure in neighbour.measures}
    for measure in rules.measures:
        if measure.window is not None and is_open(measure.window, year) and measure.id not in present:
            paths = (f"{rules.fiscal_year}:{measure.id}.window", f"{year}:{measure.id}")
            yield Finding("measure-missing", year, paths, TEXTS["measure-missing"], some_row(rules, measure))


def _stated_windows(measure_id: str, years: Sequence[RuleSet]) -> Iterator[Finding]:
    """The windows of one measure: the same in every file, or one beginning where the other ends."""
    files = [(rules, measure) for rules in years for measure in rules.measures if measure.id == measure_id]
    named = [rules.fiscal_year for rules in years]
    named += [end for _, measure in files for end in _ends(measure.window)]
    numbers = [year_number(name) for name in named]
    stated: dict[tuple[int, ...], tuple[RuleSet, Measure]] = {}
    for rules, measure in files:  # an end that is not limited is in force one year beyond all that are named
        in_force = [n for n in range(min(numbers) - 1, max(numbers) + 2) if is_open(measure.window, f"R{n}")]
        if in_force:
            stated.setdefault(tuple(in_force), (rules, measure))
    for before, after in pairwise(sorted(stated)):
        if after[0] != before[-1] + 1:
            code = "windows-overlap" if after[0] <= before[-1] else "windows-hole"
            one, other = sorted((stated[before], stated[after]), key=lambda file: year_number(file[0].fiscal_year))
            paths = tuple(f"{rules.fiscal_year}:{measure_id}.window" for rules, _ in (one, other))
            yield Finding(code, other[0].fiscal_year, paths, TEXTS[code], some_row(*other))


def _ends(window: Window | None) -> list[str]:
    return [end for end in (window.first, window.last) if end is not None] if window is not None else []
