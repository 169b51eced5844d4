"""The page of the results, in Japanese and then in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.compare.bounds import MIDDLE, Bound, exponent_of, growth, judged
from benchmarks.compare.measure import Run
from benchmarks.compare.results import IMPORTS, KOFU, OFFICE, OPENFISCA, PASS, SUBJECTS, Results

from dx_kofu.words import Text

TITLE = Text("ほかの方法との比較", "Compared with other ways")
HOW = Text(
    "`python -m benchmarks.compare` が測って書いたページである。どの行も、起動からファイルを書き終えるまでのプロセス全体を、"
    "同じ機械で交互に走らせた中央値（括弧内は最小～最大）。メモリはそのプロセスの常駐メモリの最大値。",
    "Measured and written by `python -m benchmarks.compare`. Every figure is a whole process, from its start to the written "
    "file, run in turn on one machine: the median (smallest to largest). Memory is the peak of resident memory.",
)
WHAT = (
    Text(
        "dx-kofu：`dx-kofu calc 表.csv --format csv -o 結果.csv`。行ごとの減額理由・質問・質問にかかる額も出す。",
        "dx-kofu: `dx-kofu calc TABLE.csv --format csv -o RESULT.csv`; reasons, questions and the yen on each included.",
    ),
    Text(
        "OpenFisca：同じ措置を OpenFisca のパッケージ（`benchmarks/compare/openfisca_kofu`）に書き、pandas で読み書きし、"
        "年度ごとに配列で計算した。対象経費・見込み・状態・理由・段階ごとの減額まで。表の検査と質問の額は計算しない。",
        "OpenFisca: the same measures as an OpenFisca package (`benchmarks/compare/openfisca_kofu`), read and written with "
        "pandas, a simulation over arrays for each year. Eligible, potential, status, reason and what each step took; the "
        "table is not checked, and the yen that hang on a question are not worked out.",
    ),
    Text(
        "LibreOffice：同じ計算の数式を持つブックを画面なしで再計算し、CSVに書き出した。確定した対象経費と措置額だけ。5,000行まで。",
        "LibreOffice: a workbook with formulas for the same calculation, recalculated without a window and written as CSV; "
        "confirmed eligible amounts and allocations only, up to 5,000 rows.",
    ),
    Text(
        "読み書きだけ：列指向エンジンが表を文字のまま読み、そのまま書いた。計算はしない。",
        "read + write: a columnar engine reads the table as text and writes it again; nothing is calculated.",
    ),
)
COMPLETE = ("rows", "lines", "alone", "yen")


def page(results: Results, bare: str) -> str:
    """The page; ``bare`` is the columnar engine that the bounds compare with."""
    bounds = judged(results, bare)
    return "\n".join([*_half(results, bounds, "ja"), "", "---", "", *_half(results, bounds, "en")]) + "\n"


def _half(results: Results, bounds: Sequence[Bound], lang: str) -> Iterator[str]:
    def say(ja: str, en: str) -> str:
        return ja if lang == "ja" else en

    yield from (f"# {say(TITLE.ja, TITLE.en)}", "", say(HOW.ja, HOW.en), "")
    yield from (f"- {say(text.ja, text.en)}" for text in WHAT)
    yield from ("", f"## {say('求める値', 'Bounds')}", "")
    yield from _bounds(bounds, lang)
    yield from ("", f"## {say('時間（秒）', 'Time (seconds)')}", "")
    yield from _table(results, say("行数", "rows"), _seconds)
    yield from ("", f"## {say('dx-kofu との比（倍）', 'Ratio to dx-kofu (times)')}", "")
    yield from _ratios(results, say("行数", "rows"))
    yield from ("", f"## {say('最大メモリ（MiB）', 'Peak memory (MiB)')}", "")
    yield from _table(results, say("行数", "rows"), lambda runs: f"{max(run.peak for run in runs):,.0f}")
    yield from ("", f"## {say('伸び', 'Growth')}", "")
    yield from _growth(results, lang)
    yield from ("", f"## {say('円まで一致するか', 'Agreement to the yen')}", "")
    yield from _agreement(results, lang)
    yield from ("", f"## {say('測った環境', 'Measured on')}", "")
    yield from (f"- {name}: {value}" for name, value in (results.machine | results.versions).items())
    yield from (
        f"- {rows:,} {say('行', 'rows')}: {size.date}, {say('平均負荷', 'load average')} {size.load}"
        for rows, size in results.sizes.items()
    )
    failed = [
        (rows, subject, why) for rows, size in results.sizes.items() for subject, why in size.failed.items() if why
    ]
    if failed:
        yield from ("", f"## {say('測れなかったもの', 'Not measured')}", "")
        yield from (f"- {rows:,} {say('行', 'rows')}, {subject}: {why}" for rows, subject, why in failed)


def _bounds(bounds: Sequence[Bound], lang: str) -> Iterator[str]:
    words = {True: ("満たす", "holds"), False: ("満たさない", "does not hold"), None: ("未測定", "not measured")}
    yield "| 比べるもの | 求める値 | 測った値 | |" if lang == "ja" else "| what | bound | found | |"
    yield "|---|---:|---:|---|"
    for bound in bounds:
        limit = f"{'≤' if bound.at_most else '≥'} {bound.limit:g}"
        found = "–" if bound.found is None else f"{bound.found:,.2f}"
        verdict = words[bound.holds][lang == "en"]
        yield f"| {bound.ja if lang == 'ja' else bound.en} | {limit} | {found} | {verdict} |"


def _present(results: Results) -> list[str]:
    return [subject for subject in SUBJECTS if any(size.runs.get(subject) for size in results.sizes.values())]


def _seconds(runs: Sequence[Run]) -> str:
    found = sorted(run.seconds for run in runs)
    middle = (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2
    return f"{middle:.3g} ({found[0]:.3g}–{found[-1]:.3g})" if middle < 1000 else f"{middle:,.0f}"


def _table(results: Results, corner: str, figure: object) -> Iterator[str]:
    assert callable(figure)
    subjects = _present(results)
    yield f"| {corner} | {' | '.join(subjects)} |"
    yield "|---:" * (len(subjects) + 1) + "|"
    for rows, size in results.sizes.items():
        cells = [figure(runs) if (runs := size.runs.get(subject)) else "–" for subject in subjects]
        yield f"| {rows:,} | {' | '.join(cells)} |"


def _ratios(results: Results, corner: str) -> Iterator[str]:
    subjects = [subject for subject in _present(results) if subject != KOFU]
    yield f"| {corner} | {' | '.join(subjects)} |"
    yield "|---:" * (len(subjects) + 1) + "|"
    for rows in results.sizes:
        ratios = [results.ratio(subject, KOFU, rows) for subject in subjects]
        yield f"| {rows:,} | {' | '.join('–' if ratio is None else f'{ratio:.2f}' for ratio in ratios)} |"


def _growth(results: Results, lang: str) -> Iterator[str]:
    small = min(results.sizes, default=0)
    yield (
        f"時間 ∝ 行数^k とした k（両対数の直線の傾き。1 が比例）。{MIDDLE:,}行からの k が、起動の時間を除いた伸びを表す。"
        if lang == "ja"
        else f"k in time ∝ rows^k (slope of the line in logarithms; 1 is linear). From {MIDDLE:,} rows start-up hardly counts."
    )
    yield ""
    yield f"| | k ({small:,}–) | k ({MIDDLE:,}–) |"
    yield "|---|---:|---:|"
    for subject in _present(results):
        if subject in (IMPORTS, PASS):
            continue
        found = [exponent_of(results, subject, smallest) for smallest in (small, MIDDLE)]
        yield f"| {subject} | {' | '.join('–' if k is None else f'{k:.2f}' for k in found)} |"
    large = [rows for rows in results.sizes if rows > MIDDLE and results.median(KOFU, rows)]
    for rows in large:
        found_growth = growth(results, MIDDLE, rows)
        if found_growth is not None:
            yield ""
            yield (
                f"dx-kofu、{MIDDLE:,}行から{rows:,}行：時間の伸びは行数の伸びの {found_growth:.2f} 倍。"
                if lang == "ja"
                else f"dx-kofu from {MIDDLE:,} to {rows:,} rows: time grows {found_growth:.2f} times as much as the rows."
            )


def _agreement(results: Results, lang: str) -> Iterator[str]:
    yield "| 行数 | | 違う行・措置額 |" if lang == "ja" else "| rows | | rows and allocations that differ |"
    yield "|---:|---|---|"
    for rows, size in results.sizes.items():
        for subject in (OPENFISCA, OFFICE):
            if subject in size.agree:
                yield f"| {rows:,} | {subject} | {_differences(size.agree[subject], lang)} |"
    mixed = (
        "年度・措置・経費区分・団体・回答を無作為に組み合わせた表"
        if lang == "ja"
        else "every year, measure, category, body, answer mixed"
    )
    for subject, found in results.mixed.items():
        yield f"| {mixed} | {subject} | {_differences(found, lang)} |"
    yield ""
    yield (
        f"{MIDDLE:,}行までは `--format json` の措置額と、それより大きい表では行から求めた特別交付税の措置額と比べた。"
        if lang == "ja"
        else f"Up to {MIDDLE:,} rows with the allocations of `--format json`; above, with the special tax worked out from the rows."
    )
    if results.numbers:
        yield ""
        yield (
            "OpenFisca の数の型は32ビットの整数（`int`）と32ビットの浮動小数点数（`float`）だけである。上の比較は `int` で円を持ち、"
            "措置額は千円単位で持つ（円では全国の合計が入らない）。`int` は2,147,483,647円を超える金額を、`float` は"
            "16,777,216円を超える金額の端数を失う。dx-kofu は1,000億円まで1円も失わない。2,000行の表で数えると："
            if lang == "ja"
            else "OpenFisca has two number types: a 32-bit integer (`int`) and a 32-bit float (`float`). Above, yen are `int`, "
            "and allocations are kept in thousands of yen (in yen the national totals do not fit). `int` loses amounts over "
            "¥2,147,483,647, `float` the last yen of amounts over ¥16,777,216; dx-kofu loses none up to ¥100,000,000,000. "
            "Counted on tables of 2,000 rows:"
        )
        yield ""
        yield "| 最大の金額と型 | 違う行・措置額 |" if lang == "ja" else "| largest amount, type | that differ |"
        yield "|---|---|"
        for name, found in results.numbers.items():
            yield f"| {name} | {_differences(found, lang)} |"


def _differences(found: dict[str, int], lang: str) -> str:
    """How many differ, column by column; ``differ`` stands for allocations."""
    names = {"differ": ("措置額", "allocations")}
    columns = [name for name in found if name not in COMPLETE]
    told = [f"{names.get(name, (name, name))[lang == 'en']} {found[name]:,}" for name in columns]
    if found.get("alone"):
        told.append(f"{'片方だけの行' if lang == 'ja' else 'rows on one side only'} {found['alone']:,}")
    of = f"{found['rows']:,} {'行' if lang == 'ja' else 'rows'}"
    if "lines" in found:
        of += f", {found['lines']:,} {'件の措置額' if lang == 'ja' else 'allocations'}"
    return f"{', '.join(told)} ({of})"
