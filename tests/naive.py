"""A naive second evaluator of `calc`: the oracle of the property tests.

In: already parsed rows of the expenses table (a list of dicts, in file order). Out: a dict shaped
like the contract's JSON, less texts, hashes and assumptions. Written from `domain.md` and
`contract.md` alone, without sight of the engine, so that the two agree only where both read the
documents rightly. Speed is no aim: a question's yen, for instance, come from computing the whole
line again with that one row answered favourably, and subtracting.

Worked example (contract.md, the JSON example): Nagano city (202011), R8, `cio-aide`. A contract of
¥6,000,000 with share 2/5 leaves ¥2,400,000; an aide of ¥1,200,000 with `external` blank leaves
nothing confirmed and ¥1,200,000 in the favourable scenario. The line: 2,400,000 × 0.7 = 1,680,000
confirmed, 3,600,000 × 0.7 = 2,520,000 potential; the question hangs on 1,200,000 × 0.7 = 840,000.

Nothing is imported from the package, on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
FigureKey: TypeAlias = tuple[str, str, str]

# --------------------------------------------------------------------------------------------------
# Figures. domain.md, "Fiscal years" (the table of parameters) and "The measures in R8".
# None = "unknown" in that table. A missing key = the measure has no such figure in that year.
# --------------------------------------------------------------------------------------------------

YEARS = ("R6", "R7", "R8", "R9", "R10", "R11")

# domain.md, "The measures in R8", column "tax".
TAX = {
    "municipal-support": "special",
    "accelerator": "ordinary",
    "dx-leader": "special",
    "cio-aide": "special",
    "dx-advisor": "in-kind",
}

# domain.md, "The measures in R8", column "window": all are in force R6 to R11 but `accelerator` ("from R7").
IN_FORCE = {
    "municipal-support": ("R6", "R7", "R8", "R9", "R10", "R11"),
    "accelerator": ("R7", "R8", "R9", "R10", "R11"),
    "dx-leader": ("R6", "R7", "R8", "R9", "R10", "R11"),
    "cio-aide": ("R6", "R7", "R8", "R9", "R10", "R11"),
    "dx-advisor": ("R6", "R7", "R8", "R9", "R10", "R11"),
}

# domain.md, "Fiscal years": rates, 0.7 in every year for all three special-tax measures.
RATE = Fraction(7, 10)
RATE_TEXT = "0.7"

# domain.md, "Fiscal years": caps and unit amounts.
FIGURES: dict[FigureKey, int | None] = {
    # `municipal-support` cap per person
    ("R6", "municipal-support", "cap:personnel"): None,
    ("R7", "municipal-support", "cap:personnel"): None,
    ("R8", "municipal-support", "cap:personnel"): 21_000_000,
    ("R9", "municipal-support", "cap:personnel"): 21_000_000,
    ("R10", "municipal-support", "cap:personnel"): 21_000_000,
    ("R11", "municipal-support", "cap:personnel"): 21_000_000,
    # `municipal-support` recruitment cap per body
    ("R6", "municipal-support", "cap:recruitment"): 1_000_000,
    ("R7", "municipal-support", "cap:recruitment"): 3_000_000,
    ("R8", "municipal-support", "cap:recruitment"): 3_000_000,
    ("R9", "municipal-support", "cap:recruitment"): 3_000_000,
    ("R10", "municipal-support", "cap:recruitment"): 1_000_000,
    ("R11", "municipal-support", "cap:recruitment"): 1_000_000,
    # `cio-aide` recruitment cap per body
    ("R6", "cio-aide", "cap:recruitment"): 1_000_000,
    ("R7", "cio-aide", "cap:recruitment"): 1_000_000,
    ("R8", "cio-aide", "cap:recruitment"): 1_000_000,
    ("R9", "cio-aide", "cap:recruitment"): 1_000_000,
    ("R10", "cio-aide", "cap:recruitment"): 1_000_000,
    ("R11", "cio-aide", "cap:recruitment"): 1_000_000,
    # `accelerator` unit amount per head (R6: measure not in force)
    ("R7", "accelerator", "head"): None,
    ("R8", "accelerator", "head"): 8_400_000,
    ("R9", "accelerator", "head"): None,
    ("R10", "accelerator", "head"): None,
    ("R11", "accelerator", "head"): None,
}

# domain.md, "Fiscal years": the unit amount of R8 is "approximate".
APPROXIMATE = frozenset({("R8", "accelerator", "head")})

# domain.md, "Fiscal years": `cio-aide` person limit.
PERSON_LIMIT = {"R6": 3, "R7": 3, "R8": 3, "R9": 3, "R10": 3, "R11": 3}

# domain.md, "Fiscal years": `municipal-support` personnel of full-time staff is eligible in these years.
FULL_TIME_PERSONNEL_ELIGIBLE = ("R6",)

# domain.md, "Fiscal years": `dx-leader` for municipalities' staff is eligible in these years.
FOR_MUNICIPALITY_ELIGIBLE = ("R8", "R9", "R10", "R11")

# contract.md, "Which facts each measure asks for": the categories each measure lists ...
LISTED = {
    "municipal-support": ("personnel", "outsourcing", "recruitment", "outsourcing_recruitment", "contribution"),
    "accelerator": ("personnel",),
    "dx-leader": (
        "training",
        "course",
        "programme",
        "environment",
        "outsourcing",
        "outsourcing_other",
        "contribution",
        "exam",
    ),
    "cio-aide": ("personnel", "outsourcing", "outsourcing_other", "recruitment", "outsourcing_recruitment"),
    "dx-advisor": (),
}
# ... and those the deck leaves open: never confirmed, judged otherwise like the category named.
OPEN = {
    "municipal-support": {"travel": "recruitment", "other": "recruitment"},
    "accelerator": {},
    "dx-leader": {"travel": "training", "other": "training"},
    "cio-aide": {"travel": "recruitment", "other": "recruitment"},
    "dx-advisor": {},
}

# domain.md, "The measures in R8", column "caps and limits on the cost": which categories share a cap.
CAP_OF = {
    ("municipal-support", "personnel"): "cap:personnel",
    ("municipal-support", "outsourcing"): "cap:personnel",
    ("municipal-support", "recruitment"): "cap:recruitment",
    ("municipal-support", "outsourcing_recruitment"): "cap:recruitment",
    ("cio-aide", "recruitment"): "cap:recruitment",
    ("cio-aide", "outsourcing_recruitment"): "cap:recruitment",
}

# contract.md, "Which facts each measure asks for": "counted in the limit of 3 persons".
LIMITED = frozenset({("cio-aide", "personnel"), ("cio-aide", "outsourcing"), ("cio-aide", "outsourcing_other")})

# contract.md, "The expenses table", column `share`: blank is unknown here, 1 elsewhere.
SHARE_ASKED = frozenset({("cio-aide", "outsourcing"), ("cio-aide", "outsourcing_other")})


# --------------------------------------------------------------------------------------------------
# Records
# --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing asked of a row. `holds` is None where the answer is unknown."""

    name: str
    holds: bool | None


@dataclass(frozen=True)
class Verdict:
    """What the checks of a row say together.

    `excluded` is the reason's code where something is known to fail; else `unknowns` names the
    columns still to be answered, in the order of asking. `head_only` is true where no cost can come
    of the row, only a head (full-time personnel under `municipal-support` from R7).
    """

    excluded: str | None
    unknowns: tuple[str, ...]
    head_only: bool = False


@dataclass
class Outcome:
    """One row in one scenario: yen left, what was taken and why.

    `counted` says that the row passed its checks in this scenario; `unknown_cap_yen` is what an
    unknown cap had to cut.
    """

    left: int
    reductions: list[tuple[str, int]]
    counted: bool
    unknown_cap_yen: int = 0


# --------------------------------------------------------------------------------------------------
# Step 1: is the row eligible? (domain.md, "From claimed to eligible"; contract.md, "Order of asking")
# --------------------------------------------------------------------------------------------------


def body_kind(row: Row) -> str:
    """`prefecture`, `association`, `hub` or `municipality`, read off the code and `hub_city`."""
    code: str = row["body_code"]
    if code[2:5] == "000":
        return "prefecture"
    if code[2] in "89":
        return "association"
    return "hub" if row.get("hub_city") == "yes" else "municipality"


def bodies_of(measure: str, category: str) -> tuple[str, ...]:
    """The kinds of body that may claim a category of a measure (contract.md, "Bodies")."""
    if measure == "municipal-support" and category == "contribution":
        return ("municipality", "hub")
    if measure == "municipal-support":
        return ("prefecture", "hub")
    if measure == "accelerator":
        return ("prefecture",)
    if measure == "cio-aide":
        return ("municipality", "hub")
    return ("prefecture", "hub", "municipality")


def fact_is(row: Row, fact: str, *wanted: str) -> Check:
    """The check that a fact (or `employment`) has one of the wanted values; blank is unknown."""
    value = row.get(fact)
    return Check(fact, None if value is None else value in wanted)


def category_check(row: Row) -> Check:
    """A listed category holds, an open one (等) is unknown, any other fails."""
    measure, category = row["measure"], row["category"]
    if category in LISTED[measure]:
        return Check("category", True)
    return Check("category", None if category in OPEN[measure] else False)


def for_municipality_check(row: Row) -> Check:
    """`for_municipality = no` (blank = no), save from R8 for a prefecture or hub city."""
    if row["fiscal_year"] in FOR_MUNICIPALITY_ELIGIBLE and body_kind(row) in ("prefecture", "hub"):
        return Check("for_municipality", True)
    return Check("for_municipality", row.get("for_municipality") != "yes")


def conditions(row: Row) -> list[Check]:
    """The conditions of the row's measure and category, in the order of asking.

    contract.md, "Which facts each measure asks for", without its last line (other funding).
    """
    measure = row["measure"]
    category = OPEN[measure].get(row["category"], row["category"])
    if measure == "municipal-support" and category == "contribution":
        return [fact_is(row, "underlying_eligible", "yes")]
    if measure == "municipal-support" and category == "personnel":
        full_time = row["fiscal_year"] in FULL_TIME_PERSONNEL_ELIGIBLE
        employments = ("part_time", "full_time") if full_time else ("part_time",)
        return [fact_is(row, "main_duty_support", "yes"), fact_is(row, "employment", *employments)]
    if measure == "municipal-support":
        return [fact_is(row, "main_duty_support", "yes")]
    if measure == "accelerator":
        return [
            fact_is(row, "employment", "full_time"),
            fact_is(row, "accelerator", "yes"),
            fact_is(row, "main_duty_support", "yes"),
        ]
    if measure == "dx-leader":
        exam = [fact_is(row, "specialised_exam", "yes")] if category == "exam" else []
        return [
            fact_is(row, "designated_leader", "yes"),
            fact_is(row, "in_programme", "yes"),
            fact_is(row, "broad_audience", "no"),
            *exam,
            for_municipality_check(row),
        ]
    if measure == "cio-aide":
        asked = [fact_is(row, "external", "yes"), fact_is(row, "advisory", "yes")]
        if category == "personnel":
            return [*asked, fact_is(row, "employment", "part_time")]
        if (measure, category) in SHARE_ASKED:
            share_known = Check("share", None if row.get("share") is None else True)
            return [*asked, fact_is(row, "plan_only", "no"), share_known]
        return asked
    return []


def other_funding_check(row: Row) -> list[Check]:
    """Other funding, asked last by all but `accelerator`; for an amount of 0 it is 0."""
    if row["measure"] == "accelerator":
        return []
    known = row.get("other_funding") is not None or row["amount"] == 0
    return [Check("other_funding", True if known else None)]


def own_verdict(row: Row) -> Verdict:
    """The verdict of the row's own measure: window, category, body, conditions, other funding."""
    measure, category, year = row["measure"], row["category"], row["fiscal_year"]
    checks = [
        Check("window", year in IN_FORCE[measure]),
        category_check(row),
        Check("body", body_kind(row) in bodies_of(measure, category)),
        *conditions(row),
        *other_funding_check(row),
    ]
    for check in checks:
        if check.holds is False:
            plain = check.name in ("window", "category", "body")
            return Verdict(check.name if plain else f"condition:{check.name}", ())
    return Verdict(None, tuple(check.name for check in checks if check.holds is None))


def head_verdict(row: Row) -> Verdict:
    """Does the row's person count as a head of `accelerator`?

    contract.md, "Heads": whether the row stands under `accelerator` or under `municipal-support`.
    """
    if row["measure"] not in ("accelerator", "municipal-support"):
        return Verdict("measure", ())
    return own_verdict({**row, "measure": "accelerator"})


def head_counts(row: Row) -> bool:
    """The row alone confirms the head."""
    verdict = head_verdict(row)
    return verdict.excluded is None and not verdict.unknowns


def head_may_count(row: Row) -> bool:
    """The row alone confirms the head, or would with favourable answers."""
    return head_verdict(row).excluded is None


def is_full_time_support(row: Row) -> bool:
    """Full-time personnel under `municipal-support` in a year that excludes it (from R7)."""
    return (
        row["measure"] == "municipal-support"
        and row["category"] == "personnel"
        and row.get("employment") == "full_time"
        and row["fiscal_year"] not in FULL_TIME_PERSONNEL_ELIGIBLE
    )


def verdict_of(row: Row) -> Verdict:
    """The verdict that decides over the row's yen and questions.

    contract.md, "Heads": full-time personnel under `municipal-support` is `ordinary-tax` where the
    head counts, on review where it may, and otherwise excluded like any other failing row.
    """
    if is_full_time_support(row) and head_counts(row):
        return Verdict("ordinary-tax", ())
    if is_full_time_support(row) and head_may_count(row):
        return Verdict(None, head_verdict(row).unknowns, head_only=True)
    return own_verdict(row)


def unknown_code(question: str) -> str:
    """The reduction's code for an unanswered column."""
    return "unknown:other-funding" if question == "other_funding" else f"unknown:{question}"


# --------------------------------------------------------------------------------------------------
# Steps 2 to 5: one line (body, year, measure) in one scenario
# --------------------------------------------------------------------------------------------------


def through_steps_1_to_3(row: Row, favourable: bool) -> Outcome:
    """Exclusion, other funding and share of one row.

    A blank other funding is 0 and a blank share is 1 once the row gets this far: either the stated
    default applies, or the scenario is favourable.
    """
    amount: int = row["amount"]
    verdict = verdict_of(row)
    if verdict.excluded is not None:
        return Outcome(0, [(verdict.excluded, amount)], counted=False)
    if verdict.unknowns and not favourable:
        return Outcome(0, [(unknown_code(verdict.unknowns[0]), amount)], counted=False)
    if verdict.head_only:
        return Outcome(0, [("ordinary-tax", amount)], counted=False)
    if row["measure"] == "accelerator":
        return Outcome(0, [("by-head", amount)], counted=False)
    funding: int = row.get("other_funding") or 0
    share = row.get("share")
    after_funding = amount - funding
    after_share: int = after_funding * (Fraction(1) if share is None else share) // 1
    taken = [("other-funding", funding), ("share", after_funding - after_share)]
    return Outcome(after_share, [(code, yen) for code, yen in taken if yen > 0], counted=True)


def take(outcome: Outcome, code: str, yen: int) -> None:
    """Take yen from a row; taking nothing is not listed."""
    if yen > 0:
        outcome.left -= yen
        outcome.reductions.append((code, yen))


def cap_group(row: Row) -> tuple[str, str | None] | None:
    """The cap a row falls under: per person for personnel, per body for recruitment."""
    cap = CAP_OF.get((row["measure"], row["category"]))
    if cap is None:
        return None
    return (cap, row.get("person") if cap == "cap:personnel" else None)


def apply_caps(
    rows: list[Row], outcomes: list[Outcome], favourable: frozenset[int], figures: dict[FigureKey, int | None]
) -> None:
    """Step 4. Rows fill a cap in file order. An unknown cap cuts all in the confirmed scenario, nothing in the
    favourable one.
    """
    for i, row in enumerate(rows):
        group = cap_group(row)
        if group is None:
            continue
        cap = figures[(row["fiscal_year"], row["measure"], group[0])]
        if cap is None:
            outcomes[i].unknown_cap_yen = outcomes[i].left
            if i not in favourable:
                take(outcomes[i], f"unknown:{group[0]}", outcomes[i].left)
            continue
        used = sum(outcomes[j].left for j in range(i) if cap_group(rows[j]) == group)
        take(outcomes[i], group[0], outcomes[i].left - min(outcomes[i].left, cap - used))


def apply_person_limit(rows: list[Row], outcomes: list[Outcome]) -> None:
    """Step 5. The persons with the largest totals stay; ties: whose first counted row comes first in the file."""
    limited = [i for i, row in enumerate(rows) if (row["measure"], row["category"]) in LIMITED and outcomes[i].counted]
    first_row: dict[str | None, int] = {}
    total: dict[str | None, int] = {}
    for i in limited:
        person = rows[i].get("person")
        first_row.setdefault(person, i)
        total[person] = total.get(person, 0) + outcomes[i].left
    ranked = sorted(total, key=lambda person: (-total[person], first_row[person]))
    for i in limited:
        if rows[i].get("person") not in ranked[: PERSON_LIMIT[rows[i]["fiscal_year"]]]:
            take(outcomes[i], "limit:persons", outcomes[i].left)


def run_line(rows: list[Row], favourable: frozenset[int], figures: dict[FigureKey, int | None]) -> list[Outcome]:
    """All rows of one body, year and measure, in file order; `favourable` holds the positions of the rows whose
    unknowns are answered in the body's favour, the others are as confirmed.
    """
    outcomes = [through_steps_1_to_3(row, i in favourable) for i, row in enumerate(rows)]
    apply_caps(rows, outcomes, favourable, figures)
    apply_person_limit(rows, outcomes)
    return outcomes


def all_of(rows: list[Row]) -> frozenset[int]:
    """The positions of all rows: the favourable scenario."""
    return frozenset(range(len(rows)))


def none_of() -> frozenset[int]:
    """No row: the confirmed scenario."""
    return frozenset()


def eligible_total(outcomes: list[Outcome]) -> int:
    """The yen left of a line."""
    return sum(outcome.left for outcome in outcomes)


# --------------------------------------------------------------------------------------------------
# Heads and money
# --------------------------------------------------------------------------------------------------


def heads(rows: list[Row], favourable: frozenset[int]) -> int:
    """Distinct persons that count as heads among the rows of one body and year (all measures)."""
    counted = {
        row.get("person") for i, row in enumerate(rows) if head_counts(row) or (i in favourable and head_may_count(row))
    }
    return len(counted)


def unit_amount(year: str, figures: dict[FigureKey, int | None]) -> int | None:
    """The unit amount per head; None where unknown or where the measure is not in force."""
    return figures.get((year, "accelerator", "head")) if year in IN_FORCE["accelerator"] else None


def exact_text(yen: Fraction) -> str:
    """An exact amount of yen as decimal text: `1680000`, `2.1` (tenths suffice: integer × 0.7)."""
    whole, tenths = divmod(yen * 10 // 1, 10)
    return f"{whole}.{tenths}" if tenths else str(whole)


def half_up_to_1000(yen: Fraction) -> int:
    """Round to ¥1,000: under ¥500 dropped, ¥500 and over raised (domain.md, article 22)."""
    thousands: int = (yen + 500) // 1000
    return thousands * 1000


# --------------------------------------------------------------------------------------------------
# Items
# --------------------------------------------------------------------------------------------------


def same_line(a: Row, b: Row) -> bool:
    """Both rows belong to one body, year and measure."""
    return all(a[key] == b[key] for key in ("body_code", "fiscal_year", "measure"))


def same_body_year(a: Row, b: Row) -> bool:
    """Both rows belong to one body and year."""
    return all(a[key] == b[key] for key in ("body_code", "fiscal_year"))


def question_facts(row: Row, favourable_outcome: Outcome) -> list[str]:
    """What the row asks, in order: its unknown columns, then a cap that has yen to cut and is unknown."""
    facts = list(verdict_of(row).unknowns)
    if favourable_outcome.unknown_cap_yen > 0:
        facts.append(cap_name(row))
    return facts


def cap_name(row: Row) -> str:
    """The name of the cap a row falls under."""
    group = cap_group(row)
    assert group is not None
    return group[0]


def head_question_yen(rows: list[Row], index: int, figures: dict[FigureKey, int | None]) -> int | None:
    """What one head would add: 0 where another row confirms it, None where the unit amount is unknown."""
    of_body = [i for i in range(len(rows)) if same_body_year(rows[i], rows[index])]
    body_rows = [rows[i] for i in of_body]
    added = heads(body_rows, frozenset({of_body.index(index)})) - heads(body_rows, none_of())
    if added == 0:
        return 0
    unit = unit_amount(rows[index]["fiscal_year"], figures)
    return None if unit is None else added * unit


def cost_question_yen(line: list[Row], position: int, figures: dict[FigureKey, int | None]) -> int:
    """What favourable answers to all questions of one row add to the line before rounding, in whole yen."""
    before = eligible_total(run_line(line, none_of(), figures))
    after = eligible_total(run_line(line, frozenset({position}), figures))
    return RATE * (after - before) // 1


def status_of(row: Row, confirmed: Outcome, asks: bool) -> str:
    """The first that holds (contract.md, `status`)."""
    if asks:
        return "review"
    if row["measure"] == "accelerator" and head_counts(row):
        return "eligible"
    if verdict_of(row).excluded is not None or (row["amount"] > 0 and confirmed.left == 0):
        return "ineligible"
    return "eligible" if confirmed.left == row["amount"] else "partial"


def item_of(rows: list[Row], index: int, figures: dict[FigureKey, int | None]) -> dict[str, Any]:
    """The result of one row."""
    row = rows[index]
    of_line = [i for i in range(len(rows)) if same_line(rows[i], row)]
    line, position = [rows[i] for i in of_line], of_line.index(index)
    confirmed = run_line(line, none_of(), figures)[position]
    potential = run_line(line, all_of(line), figures)[position]
    facts = question_facts(row, potential)
    yen: int | None = None
    if facts and (row["measure"] == "accelerator" or verdict_of(row).head_only):
        yen = head_question_yen(rows, index, figures)
    elif facts:
        yen = cost_question_yen(line, position, figures)
    return {
        "id": row["id"],
        "claimed": row["amount"],
        "eligible": confirmed.left,
        "potential": potential.left,
        "status": status_of(row, confirmed, bool(facts)),
        "reductions": [{"code": code, "amount": amount} for code, amount in confirmed.reductions],
        "questions": [{"fact": fact, "yen": yen} for fact in facts],
    }


# --------------------------------------------------------------------------------------------------
# Lines
# --------------------------------------------------------------------------------------------------


def special_line(line: list[Row], figures: dict[FigureKey, int | None]) -> dict[str, Any]:
    """A line of the special tax: eligible × 0.7, rounded once."""
    confirmed = run_line(line, none_of(), figures)
    favourable = run_line(line, all_of(line), figures)
    return {
        "eligible": eligible_total(confirmed),
        "potential_eligible": eligible_total(favourable),
        "rate": RATE_TEXT,
        "heads": None,
        "potential_heads": None,
        "unit_amount": None,
        "before_rounding": exact_text(RATE * eligible_total(confirmed)),
        "allocation": half_up_to_1000(RATE * eligible_total(confirmed)),
        "potential": half_up_to_1000(RATE * eligible_total(favourable)),
        "complete": all(outcome.unknown_cap_yen == 0 for outcome in confirmed + favourable),
        "approximate": False,
    }


def ordinary_line(
    body_rows: list[Row], year: str, figures: dict[FigureKey, int | None], overridden: frozenset[FigureKey]
) -> dict[str, Any]:
    """The line of `accelerator`: heads × unit amount, over all rows of the body and year."""
    sure, possible = heads(body_rows, none_of()), heads(body_rows, all_of(body_rows))
    unit = unit_amount(year, figures)
    allocation = 0 if unit is None else sure * unit
    if unit is not None:
        potential: int | None = possible * unit
    else:
        potential = 0 if possible == 0 else None
    return {
        "eligible": 0,
        "potential_eligible": 0,
        "rate": None,
        "heads": sure,
        "potential_heads": possible,
        "unit_amount": unit,
        "before_rounding": str(allocation),
        "allocation": allocation,
        "potential": potential,
        "complete": not (unit is None and possible > 0),
        "approximate": (year, "accelerator", "head") in APPROXIMATE - overridden,
    }


def in_kind_line() -> dict[str, Any]:
    """The line of `dx-advisor`: nothing is paid on a cost."""
    return {
        "eligible": 0,
        "potential_eligible": 0,
        "rate": None,
        "heads": None,
        "potential_heads": None,
        "unit_amount": None,
        "before_rounding": "0",
        "allocation": 0,
        "potential": 0,
        "complete": True,
        "approximate": False,
    }


def line_keys(rows: list[Row]) -> list[tuple[str, str, str]]:
    """The lines that stand, sorted: where a row claims it, and `accelerator` where a head counts or may."""
    keys = {(row["body_code"], row["fiscal_year"], row["measure"]) for row in rows}
    keys |= {(row["body_code"], row["fiscal_year"], "accelerator") for row in rows if head_may_count(row)}
    return sorted(keys, key=lambda key: (key[0], YEARS.index(key[1]), key[2]))


def measure_of(
    rows: list[Row],
    key: tuple[str, str, str],
    figures: dict[FigureKey, int | None],
    overridden: frozenset[FigureKey],
) -> dict[str, Any]:
    """The line of one body, year and measure."""
    body, year, measure = key
    body_rows = [row for row in rows if (row["body_code"], row["fiscal_year"]) == (body, year)]
    line = [row for row in body_rows if row["measure"] == measure]
    tax = TAX[measure]
    if tax == "special":
        computed = special_line(line, figures)
    elif tax == "ordinary":
        computed = ordinary_line(body_rows, year, figures, overridden)
    else:
        computed = in_kind_line()
    named = {
        "body_code": body,
        "fiscal_year": year,
        "measure": measure,
        "tax": tax,
        "claimed": sum(row["amount"] for row in line),
    }
    return {**named, **computed}


# --------------------------------------------------------------------------------------------------
# Totals, and the whole
# --------------------------------------------------------------------------------------------------


def total_of(lines: list[dict[str, Any]], tax: str) -> dict[str, Any]:
    """The sum of the lines of one tax; over a null it is null, over an incomplete line incomplete."""
    summed = [line for line in lines if line["tax"] == tax]
    unbounded = any(line["potential"] is None for line in summed)
    return {
        "allocation": sum(line["allocation"] for line in summed),
        "potential": None if unbounded else sum(line["potential"] for line in summed),
        "complete": all(line["complete"] for line in summed),
    }


def body_of(lines: list[dict[str, Any]], body: str, year: str) -> dict[str, Any]:
    """The two taxes of one body and year."""
    own = [line for line in lines if (line["body_code"], line["fiscal_year"]) == (body, year)]
    return {
        "body_code": body,
        "fiscal_year": year,
        "special": total_of(own, "special"),
        "ordinary": total_of(own, "ordinary"),
    }


def evaluate(rows: list[dict[str, Any]], *, figures: dict[tuple[str, str, str], int] | None = None) -> dict[str, Any]:
    """Items, measures, bodies and totals of parsed rows.

    `figures` overrides figures by (fiscal year, measure, name), name being `cap:personnel`,
    `cap:recruitment` or `head`. A figure given so is no longer unknown, nor approximate.
    """
    given = figures or {}
    merged: dict[FigureKey, int | None] = {**FIGURES, **given}
    overridden = frozenset(given)
    lines = [measure_of(rows, key, merged, overridden) for key in line_keys(rows)]
    body_years = sorted(
        {(row["body_code"], row["fiscal_year"]) for row in rows}, key=lambda key: (key[0], YEARS.index(key[1]))
    )
    return {
        "items": [item_of(rows, index, merged) for index in range(len(rows))],
        "measures": lines,
        "bodies": [body_of(lines, body, year) for body, year in body_years],
        "totals": {"special": total_of(lines, "special"), "ordinary": total_of(lines, "ordinary")},
    }
