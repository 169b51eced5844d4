"""The result as a page and in Markdown: every yen is there, nothing in a budget becomes markup, and a browser finds no fault.

What needs no browser comes first; the rest opens the page in headless Chromium and is skipped where there is none.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import markdown_it
import pytest

from dx_kofu.calc import calculate
from dx_kofu.messages import Message
from dx_kofu.oddities import oddities
from dx_kofu.read.expenses import read_expenses
from dx_kofu.read.layout import Table
from dx_kofu.render import document, html, md
from dx_kofu.result import Result
from dx_kofu.rules.load import Given, GivenFigure
from dx_kofu.words import Lang
from tests.support import EXAMPLES, GUIDE, read_table

LANGUAGES: tuple[Lang, ...] = ("ja", "en")
ALL = "all"
BUDGETS = (
    "r7-prefecture-unknown-cap-and-head",
    "r10-recruitment-cap-falls-back",
    "blanks-and-questions",
    "city-five-aides",
    ALL,
)
SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
NASTY = (
    SCRIPT,
    IMAGE,
    "=cmd()",
    "\"quotes\" 'and' more",
    "a|b\\|c",
    "</style>",
    "*_`~[x](http://evil.example)@you #1",
    "&lt;",
)


def result_of(tables: list[Table], *, skip_bad: bool = False) -> Result:
    reading = read_expenses(tables, GUIDE)
    assert skip_bad or not reading.diagnostics
    warnings = oddities(reading.expenses, reading.rules)
    return calculate(
        reading.expenses, reading.rules, inputs=reading.inputs, warnings=warnings, skipped=tuple(reading.diagnostics)
    )


@cache
def example(name: str) -> Result:
    paths = sorted(EXAMPLES.glob("*.csv")) if name == ALL else [EXAMPLES / f"{name}.csv"]
    return result_of([read_table(path.name, path.read_bytes()) for path in paths])


@cache
def nasty() -> Result:
    """A budget whose every free text would do harm if it were not escaped; a row that cannot be read, one out of its year."""
    text = io.StringIO()
    rows = csv.DictWriter(
        text,
        (
            *("id", "body_code", "body_name", "fiscal_year", "measure", "category", "person", "employment"),
            *("amount", "other_funding", "date", "external", "advisory"),
        ),
    )
    alike = {"body_code": "202011", "measure": "cio-aide", "category": "personnel", "employment": "part_time"}
    alike |= {"other_funding": "0", "date": "2020-01-01", "external": "yes"}
    rows.writeheader()
    for number, name in enumerate(NASTY):
        facts = {"fiscal_year": "R8" if number % 2 else "R10", "advisory": "yes" if number % 3 else ""}
        texts = {"id": f"{number} {name}", "body_name": NASTY[-number], "person": name, "amount": 1_000_001 + number}
        rows.writerow(alike | facts | texts)
    rows.writerow(alike | {"id": "bad", "fiscal_year": "R8", "person": "p", "amount": SCRIPT + IMAGE})
    return result_of([read_table(f"{IMAGE}.csv", text.getvalue().encode())], skip_bad=True)


def page_of(result: Result, lang: Lang) -> str:
    return "".join(html.render(result, lang))


class Page(HTMLParser):
    """A page taken apart: elements must be closed in order; ids, headings, attributes and the texts of tables are kept."""

    VOID = frozenset(("meta", "link", "br", "input"))

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "br" and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += "\n"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += data
        if any(tag in ("td", "th") for tag in self.open):
            self.tables[-1][-1][-1] += data

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.elements if attribute in attributes]


def cases() -> list[Any]:
    return [pytest.param(name, lang, id=f"{name}-{lang}") for name in (*BUDGETS, "nasty") for lang in LANGUAGES]


def of(name: str) -> Result:
    return nasty() if name == "nasty" else example(name)


# ------------------------------------------------------------------------------------------------ the page by itself


@pytest.mark.parametrize(("name", "lang"), cases())
def test_page_is_well_formed_and_self_contained(name: str, lang: Lang) -> None:
    text = page_of(of(name), lang)
    page = Page(text)
    assert text.startswith("<!doctype html>\n")
    assert [attributes["lang"] for tag, attributes in page.elements if tag == "html"] == [lang]
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for attribute in ("aria-labelledby", "for"):
        for value in page.values(attribute):
            assert set(value.split()) <= set(ids)
    assert {link.removeprefix("#") for link in page.values("href") if link.startswith("#")} <= set(ids)
    assert {link for link in page.values("href") if not link.startswith("#")} == {"data:,"}
    assert not page.values("src")
    assert not page.values("style")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    tags = [tag for tag, _ in page.elements]
    assert (tags.count("script"), tags.count("style"), tags.count("img"), tags.count("iframe")) == (1, 1, 0, 0)
    if name != "nasty":
        assert not re.search(r"https?:|//[a-z]", text.partition("<script>")[0])


@pytest.mark.parametrize(("name", "lang"), cases())
def test_headings_captions_and_scopes(name: str, lang: Lang) -> None:
    page = Page(page_of(of(name), lang))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in page.elements if tag == "th")
    assert {"header", "nav", "main"} <= set(tags)
    assert (
        tags.count("svg") - 1 == tags.count("desc") == len([None for _, a in page.elements if a.get("role") == "img"])
    )
    for table in page.tables:
        assert len({len(row) for row in table if len(row) > 3} | {len(table[0])}) <= 2  # a total spans its empty cells
        assert len(table) > 1


@pytest.mark.parametrize(("name", "lang"), cases())
def test_every_yen_of_the_result_is_there(name: str, lang: Lang) -> None:
    result = of(name)
    page = Page(page_of(result, lang))
    head = [Message(key).in_(lang) for key in ("t.claimed", "t.eligible", "t.potential")]
    items = next(
        table for table in page.tables if set(head) <= set(table[0]) and Message("h.status").in_(lang) in table[0]
    )
    places = [items[0].index(title) for title in head]
    shown = [tuple(row[place] for place in places) for row in items[1:]]
    assert shown == [(f"{i.expense.amount:,}", f"{i.eligible:,}", f"{i.potential:,}") for i in result.items]
    lost = sum(reduction.amount for item in result.items for reduction in item.reductions)
    reasons = [number for row in items[1:] for number in re.findall(r" △?([\d,]+)(?=\n|$)", row[-1])]
    assert sum(int(number.replace(",", "")) for number in reasons if number) == lost
    given = page.values("data-yen")
    for line in result.lines:
        for amount in (line.claimed, line.allocation, *([] if line.potential is None else [line.potential])):
            assert str(amount) in given
        assert f"{line.potential_eligible:,}" in page.text
    for total in (result.special, result.ordinary):
        assert f"{total.allocation:,}" in page.text


def test_what_is_incomplete_is_never_a_plain_zero() -> None:
    page = Page(page_of(example("r7-prefecture-unknown-cap-and-head"), "ja"))
    assert "0円 + 不明" in page.text
    assert "2,100,000円 + 不明" in page.text
    heads = next(row for table in page.tables for row in table if row[0] == "常勤の自治体DXアクセラレータ")
    assert heads[-2:] == ["0 + 不明", "不明"]


def test_provisional_stands_on_the_page_and_on_every_printed_page() -> None:
    text = page_of(example("r10-recruitment-cap-falls-back"), "ja")
    assert '<p class="provisional" role="note">暫定: 令和10年度（2028年度）' in text
    assert '@top-right { content: "暫定"; }' in text
    assert '@top-right { content: ""; }' in page_of(example("city-five-aides"), "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_data_is_escaped(lang: Lang) -> None:
    text = page_of(nasty(), lang)
    page = Page(text)
    assert SCRIPT not in text
    assert IMAGE not in text
    assert text.count("</style>") == 1
    for name in NASTY:
        assert any(name in cell for table in page.tables for row in table for cell in row)
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert "<" not in style
    assert '"quotes"' not in style


def test_the_policy_lets_nothing_else_run() -> None:
    text = page_of(nasty(), "ja")
    policy = next(
        a["content"] or "" for tag, a in Page(text).elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inside = text.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("render", [html.render, md.render])
def test_the_same_result_gives_the_same_bytes(render: Any) -> None:
    for lang in LANGUAGES:
        assert "".join(render(nasty(), lang)) == "".join(render(nasty(), lang))


def test_assumptions_hashes_and_versions_are_told() -> None:
    result = example("city-five-aides")
    page = Page(page_of(result, "ja"))
    for text in (
        *(assumption.in_("ja") for assumption in result.assumptions),
        result.inputs[0].sha256,
        result.rules[0].sha256,
    ):
        assert text in page.text
    assert "dx-kofu 0." in page.text
    assert "決裁" in page.text


def test_how_a_workbook_was_read_and_what_an_overlay_gave() -> None:
    result = example("city-five-aides")
    read = result.inputs[0]._replace(name="調査.xlsx", sheet="調査表", letters={"amount": "C", "id": "A"})
    figure = GivenFigure("R7", "accelerator", "head", 8_100_000, "県の通知|<b>")
    result = result._replace(
        inputs=(read,),
        items=[item._replace(expense=item.expense._replace(input=read)) for item in result.items],
        overlay=Given("known.toml", "ab" * 32, (figure,)),
    )
    page = Page(page_of(result, "ja"))
    assert ["調査.xlsx", "調査表\nC amount、A id", "8", read.sha256] in [row for table in page.tables for row in table]
    assert "調査表!C2" in page.text
    assert ["R7 accelerator", "head", "8,100,000", "県の通知|<b>"] in [row for table in page.tables for row in table]
    assert page.text.count("known.toml") == 2
    text = "".join(md.render(result, "ja"))
    assert "| 調査.xlsx | 調査表<br>C amount、A id | 8 |" in text
    assert r"県の通知\|&lt;b&gt;" in text


def test_rows_left_out_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    result = example(ALL)
    lost = [item for item in result.items if item.questions or item.eligible < item.expense.amount]
    monkeypatch.setattr(document, "MOST_ROWS", len(result.items) - 1)
    told = document.document(result, "ja")
    assert len(list(told.items.table.rows)) == len(lost)
    assert f"全 {len(result.items)} 行のうち {len(lost)} 行を示し" in told.items.notes[0]
    monkeypatch.setattr(document, "MOST_ROWS", 5)
    told = document.document(result, "en")
    rows = [row[0].text for row in told.items.table.rows]
    assert len(rows) == 5
    assert "the CSV (--format csv) has all of them" in told.items.notes[0]
    assert f"Of the {len(lost)} rows" in told.items.notes[1]
    Page(page_of(result, "en"))


def test_many_bodies_are_told_in_brief(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "省きました" not in "".join(document.document(example(ALL), "ja").notices)
    monkeypatch.setattr(document, "MOST_BODIES", 3)
    told = document.document(example(ALL), "ja")
    assert "省きました" in "".join(told.notices)
    assert not any(section.waterfalls for chapter in told.chapters for section in chapter.sections)


def test_the_installed_package_carries_the_page_s_files() -> None:
    files = {str(path) for path in metadata.files("dx-kofu") or ()}
    if "dx_kofu/render/html.py" not in files:
        pytest.skip("installed in place")
    assert {f"dx_kofu/render/page.{kind}" for kind in ("html", "css", "js")} <= files


# ------------------------------------------------------------------------------------------------ Markdown


@pytest.mark.parametrize(("name", "lang"), cases())
def test_markdown_tables_are_whole(name: str, lang: Lang) -> None:
    result = of(name)
    text = "".join(md.render(result, lang))
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert tables
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in table}) == 1
        assert re.fullmatch(r"\|(?: (?:---|---:) \|)+", table[1])
    assert sum(len(table) - 2 for table in tables if Message("h.status").in_(lang) in table[0]) == len(result.items)
    for total in (result.special, result.ordinary):
        assert f"{total.allocation:,}" in tables[0][2] + tables[0][3]
    for item in result.items:
        assert f"| {item.expense.amount:,} | {item.eligible:,} | {item.potential:,} |" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown_is_escaped(lang: Lang) -> None:
    text = "".join(md.render(nasty(), lang))
    assert set(re.findall(r"<[^>]*>", text)) <= {"<br>"}
    assert not re.search(r"https?://|(?<!\\)\[|(?<!\\)`|@|(?<!&)#(?!#* |\d+;)", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert r"a\|b\\\|c" in text


def test_markdown_reads_as_it_was_meant() -> None:
    """Set by a Markdown reader that lets HTML through, every name is still the name, and nothing else came of it."""
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    page = Page(re.sub(r"<(br|hr) ?/>", r"<\1>", reader.render("".join(md.render(nasty(), "ja")))))
    tables = {"table", "thead", "tbody", "tr", "th", "td", "br"}
    assert {tag for tag, _ in page.elements} <= {"h1", "h2", "h3", "p", "strong", "ul", "li", "blockquote", *tables}
    assert {name for _, attributes in page.elements for name in attributes} <= {"style"}  # a column's alignment
    cells = {cell for table in page.tables for row in table for cell in row}
    assert {f"{number} {name}" for number, name in enumerate(NASTY)} | set(NASTY) <= cells


# ------------------------------------------------------------------------------------------------ in a browser


CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visit:
    """An open page with all that the browser had to say about it."""

    def __init__(self, browser: Any, path: Path, width: int = 1280) -> None:
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.add_init_script(
            "window.violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.blockedURI))"
        )
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.url = path.as_uri()
        self.page.goto(self.url)


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens the page of a budget from a file."""
    visits = []

    def opened(name: str, lang: Lang, width: int = 1280) -> Visit:
        path = tmp_path / "page.html"
        path.write_text(page_of(of(name), lang), "utf-8")
        visits.append(Visit(browser, path, width))
        return visits[-1]

    yield opened
    for one in visits:
        one.page.close()


@pytest.mark.parametrize(("name", "lang"), cases())
def test_no_request_no_error_and_the_totals(visit: Any, name: str, lang: Lang) -> None:
    opened = visit(name, lang)
    page, result = opened.page, of(name)
    for tax, total in (("special", result.special), ("ordinary", result.ordinary)):
        headline = page.locator(f'.headline[data-tax="{tax}"]')
        assert headline.locator(".confirmed").get_attribute("data-yen") == str(total.allocation)
        best = "" if total.potential is None else str(total.potential)
        assert headline.locator(".potential").get_attribute("data-yen") == best
        assert headline.get_attribute("data-complete") == ("yes" if total.complete else "no")
        assert f"{total.allocation:,}" in headline.locator(".confirmed").inner_text()
    assert page.locator("#items tbody tr").count() == len(result.items)
    assert page.evaluate("violations") == []
    assert opened.requests == [opened.url]
    assert opened.said == []


def test_no_request_could_leave(visit: Any) -> None:
    page = visit("city-five-aides", "ja").page
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => null)")
    page.evaluate(
        "new Promise((done) => { const i = new Image(); i.onerror = done; i.src = 'http://127.0.0.1:9/i.png' })"
    )
    assert page.evaluate("violations") == ["http://127.0.0.1:9/", "http://127.0.0.1:9/i.png"]


def column(page: Any, title: str) -> list[int]:
    place = page.locator("#items thead th").all_inner_texts()
    index = next(number for number, text in enumerate(place) if text.strip().rstrip(" ↕▲▼") == title)
    return [
        int(text.replace(",", ""))
        for text in page.locator(f"#items tbody tr > :nth-child({index + 1})").all_inner_texts()
    ]


def test_rows_are_sorted_by_click_and_by_keyboard(visit: Any) -> None:
    opened = visit("blanks-and-questions", "ja")
    page = opened.page
    claimed = [item.expense.amount for item in of("blanks-and-questions").items]
    assert column(page, "経費") == claimed
    button = page.locator("#items").get_by_role("button", name="経費", exact=True)
    button.click()
    assert column(page, "経費") == sorted(claimed)
    heading = page.locator("#items thead th[aria-sort]")
    assert (heading.count(), heading.get_attribute("aria-sort")) == (1, "ascending")
    button.click()
    assert column(page, "経費") == sorted(claimed, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"

    page.locator("#filter-text").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.matches('#items th button') && document.activeElement.textContent")
            == "要確認を含む最大"
        ):
            break
    page.keyboard.press("Enter")
    best = [item.potential for item in of("blanks-and-questions").items]
    assert column(page, "要確認を含む最大") == sorted(best)
    page.keyboard.press("Enter")
    assert column(page, "要確認を含む最大") == sorted(best, reverse=True)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.locator("#items").get_by_role("button", name="行", exact=True).click()
    assert column(page, "行") == [item.expense.row for item in of("blanks-and-questions").items]
    assert opened.said == []


def test_rows_are_filtered(visit: Any) -> None:
    page = visit("blanks-and-questions", "en").page
    items = of("blanks-and-questions").items
    count = page.locator("#filter-count")
    assert count.get_attribute("aria-live") == "polite"
    assert count.inner_text().startswith(f"{len(items)} of {len(items)} rows found")

    def shown() -> int:
        return int(
            page.evaluate(
                "[...document.querySelectorAll('#items tbody tr')].filter((row) => row.checkVisibility()).length"
            )
        )

    page.get_by_label("Status", exact=True).select_option("review")
    asked = [item for item in items if item.status == "review"]
    claimed = sum(item.expense.amount for item in asked)
    assert shown() == len(asked)
    assert count.inner_text().startswith(f"{len(asked)} of {len(items)} rows found (claimed {claimed:,} yen")
    page.get_by_label("Measure", exact=True).select_option("dx-leader")
    assert shown() == sum(item.expense.case.measure == "dx-leader" for item in asked)
    page.get_by_label("Measure", exact=True).select_option("")
    page.get_by_label("Status", exact=True).select_option("")
    page.get_by_label("Rows that contain").fill("ＫＵＪＩ-5")
    assert (shown(), count.inner_text()[:13]) == (1, "1 of 18 rows ")
    page.get_by_label("Rows that contain").fill("nothing like it")
    assert shown() == 0
    page.emulate_media(media="print")
    assert shown() == len(items)


def test_a_long_table_comes_on_the_screen_bit_by_bit_and_says_so(browser: Any, tmp_path: Path) -> None:
    rows = [f"a{n},202011,R8,cio-aide,personnel,p,part_time,{n},0,yes,yes\n" for n in range(1, 1202)]
    head = "id,body_code,fiscal_year,measure,category,person,employment,amount,other_funding,external,advisory\n"
    path = tmp_path / "long.html"
    path.write_text(page_of(result_of([read_table("t.csv", (head + "".join(rows)).encode())]), "en"), "utf-8")
    page = Visit(browser, path).page
    visible = "[...document.querySelectorAll('#items tbody tr')].filter((row) => row.checkVisibility()).length"
    assert page.evaluate(visible) == 1000
    assert page.locator("#filter-count").inner_text().startswith("1,201 of 1,201 rows found")
    assert page.get_by_text("The first 1,000 of them are on the screen").is_visible()
    for _ in range(2):
        page.locator("#items").get_by_role("button", name="claimed", exact=True).click()
    assert column(page, "claimed")[:2] == [1201, 1200]
    assert page.evaluate(visible) == 1000
    page.emulate_media(media="print")
    assert page.evaluate(visible) == 1201
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Show all of them").click()
    assert page.evaluate(visible) == 1201
    assert not page.get_by_role("button", name="Show all of them").is_visible()
    page.close()


@pytest.mark.parametrize("name", ["r7-prefecture-unknown-cap-and-head", "r10-recruitment-cap-falls-back"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_print_holds_the_totals(visit: Any, tmp_path: Path, name: str, lang: Lang) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext (poppler-utils)")
    opened = visit(name, lang)
    opened.page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    run = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"], capture_output=True, check=True, encoding="utf-8"
    )
    pages = run.stdout.removesuffix("\f").split("\f")
    result = of(name)
    for total in (result.special, result.ordinary):
        assert f"{total.allocation:,}" in pages[0]
    for number, text in enumerate(pages, start=1):
        assert re.search(rf"(?<!\d){number} ?/ ?{len(pages)}(?!\d)", text)
        assert "dx-kofu 0." in text
    for item in result.items:
        assert f"{item.expense.amount:,}" in run.stdout
    assert {"ja": "課長", "en": "head"}[lang] in pages[0]
    assert {"ja": "印刷する", "en": "Print"}[lang] not in run.stdout
    assert result.inputs[0].sha256 in "".join(run.stdout.split())


@pytest.mark.parametrize(("name", "lang"), cases())
def test_everything_has_a_name(visit: Any, name: str, lang: Lang) -> None:
    page = visit(name, lang).page
    tree = page.locator("body").aria_snapshot()
    found = re.findall(
        r"^ *- (?:')?(button|searchbox|combobox|table|img|region|navigation|search|link|heading)\b(.*)$",
        tree,
        re.MULTILINE,
    )
    assert {"button", "searchbox", "combobox", "table", "img", "region", "navigation", "search", "link"} <= {
        role for role, _ in found
    }
    assert [role for role, rest in found if not re.match(r" (?:\"|/)", rest)] == []
    caption = Message("h.items-caption").in_(lang)
    assert page.get_by_role("table", name=caption).count() == 1
    assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


CONTRAST = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = {};
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const style = getComputedStyle(element);
    const colours = [element.closest("svg") ? style.fill : style.color, behind(element)];
    const [low, high] = colours.map(light).sort((a, b) => a - b);
    found[colours.join(" on ")] = (high + 0.05) / (low + 0.05);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(visit: Any, scheme: str) -> None:
    page = visit("r10-recruitment-cap-falls-back", "ja").page
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate(CONTRAST)
    assert len(found) > 5
    assert {colours: ratio for colours, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["r7-prefecture-unknown-cap-and-head", "nasty"])
def test_nothing_is_cut_off_and_no_words_overlap(visit: Any, name: str, width: int, lang: Lang) -> None:
    page = visit(name, lang, width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overlaps = """() => [...document.querySelectorAll("figure svg")].flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      const boxes = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
      const cut = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
      const hit = boxes.filter(([, a], i) => boxes.some(([, b], j) => i < j
        && a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2));
      return [...cut, ...hit].map(([text]) => text);
    })"""
    assert page.evaluate(overlaps) == []
