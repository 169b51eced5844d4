"use strict";
// Sorts and filters the table of rows. Without script the table stands whole, as the input had it.
document.documentElement.classList.add("scripted");
document.addEventListener("DOMContentLoaded", () => {
  const MOST = 1000; // rows on the screen until all are asked for; page.css keeps as many while the page loads
  const table = document.getElementById("items");
  const filter = document.getElementById("filter");
  const count = document.getElementById("filter-count");
  const first = document.getElementById("filter-first");
  const more = document.getElementById("filter-more");
  const boxes = ["text", "status", "measure"].map((name) => document.getElementById("filter-" + name));
  const [textBox, statusBox, measureBox] = boxes;
  const heads = Array.from(table.tHead.rows[0].cells);
  const body = table.tBodies[0];
  const figures = heads.map((head, column) => (head.classList.contains("number") ? column : -1)).filter((column) => column >= 0);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const number = (text) => Number(text.replace(/,/g, ""));
  const grouped = (yen) => String(yen).replace(/\B(?=(\d{3})+$)/g, ",");
  const rows = Array.from(body.rows, (row, place) => ({
    row, place, claimed: number(row.cells[figures[0]].textContent), eligible: number(row.cells[figures[1]].textContent), text: null,
  }));

  const words = (entry) => {
    entry.text ??= fold(Array.from(entry.row.cells, (cell) => cell.textContent).join(" "));
    return entry.text;
  };

  let most = MOST;
  const show = () => {
    const wanted = fold(textBox.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    let claimed = 0;
    let eligible = 0;
    for (const entry of rows) {
      const { row } = entry;
      const fits = (!statusBox.value || row.dataset.status === statusBox.value)
        && (!measureBox.value || row.dataset.measure === measureBox.value)
        && wanted.every((word) => words(entry).includes(word));
      const seen = fits && shown < most;
      if (row.hidden === seen) row.hidden = !seen;
      if (fits) {
        shown += 1;
        claimed += entry.claimed;
        eligible += entry.eligible;
      }
    }
    const told = { shown: grouped(shown), all: grouped(rows.length), claimed: grouped(claimed), eligible: grouped(eligible) };
    first.hidden = more.hidden = shown <= most;
    count.textContent = count.dataset.words.replace(/\{(\w+)\}/g, (_, name) => told[name]);
  };

  const sort = (column) => {
    const head = heads[column];
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const figure = head.classList.contains("number");
    const key = new Map(rows.map(({ row }) => {
      const text = row.cells[column].textContent.trim();
      return [row, figure ? number(text) : text];
    }));
    const compare = figure ? (a, b) => a - b : collator.compare;
    rows.sort((one, other) => {
      const a = key.get(one.row);
      const b = key.get(other.row);
      if (a === "" || b === "") return (a === "") - (b === "") || one.place - other.place;
      return (descending ? compare(b, a) : compare(a, b)) || one.place - other.place;
    });
    body.remove(); // rows that move about in a page that is shown cost much more
    for (const { row } of rows) body.append(row);
    show();
    table.append(body);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  for (const box of boxes) box.addEventListener("input", show);
  more.addEventListener("click", () => {
    most = Infinity;
    show();
    textBox.focus();
  });
  filter.hidden = false;
  show();
  table.classList.add("ready");

  const print = document.getElementById("print");
  print.addEventListener("click", () => window.print());
  print.hidden = false;
});
