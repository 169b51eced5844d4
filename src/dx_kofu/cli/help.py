"""The help texts, in Japanese and English."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from dx_kofu.words import Lang, Text

HELP = {
    "app": Text(
        "デジタル人材の確保・育成に係る地方交付税措置を、支出表から円単位で計算し、根拠を示します。",
        "Calculates, to the yen and with reasons, what the local allocation tax pays back of a body's cost of digital specialists.",
    ),
    "version": Text("版を表示して終わる", "Show the version and exit."),
    "lang": Text("表示の言語（既定は環境の言語）", "Language of messages and results (default: the locale's)."),
    "calc": Text(
        "支出表から、行ごとの対象経費と、団体・年度・措置ごとの措置額を計算します。\n\n例: dx-kofu calc expenses.csv    dx-kofu calc 支出/ --format json -o result.json\n\n"
        "終了コード: 0 正常、1 入力に誤り、2 使い方の誤り・読めないファイル・壊れた規則。入力のファイルは書き換えません。",
        "Calculates eligible amounts per row, and allocations per body, fiscal year and measure, from expenses tables.\n\n"
        "Examples: dx-kofu calc expenses.csv    dx-kofu calc folder/ --format json -o result.json\n\n"
        "Exit codes: 0 clean, 1 problems in the input, 2 wrong use, unreadable file or broken rule file. Input files are never changed.",
    ),
    "calc.short": Text(
        "支出表から対象経費と措置額を計算する", "From expenses tables to eligible amounts and allocations."
    ),
    "calc.files": Text(
        "支出表（Excel・ODS・CSV・TSV・Parquet）かフォルダー。- は標準入力",
        "Expenses tables (Excel, ODS, CSV, TSV, Parquet) or folders; - is standard input.",
    ),
    "calc.format": Text(
        "出力の形式（既定は table、-o があれば拡張子から）",
        "Output format (default: table, or by the extension of -o).",
    ),
    "calc.output": Text(
        "結果を書くファイル。拡張子が形式を決める。なければ標準出力",
        "File to write the result to, instead of standard output; its extension picks the format.",
    ),
    "calc.encoding": Text(
        "CSV の文字コード（utf-8 か cp932。既定は BOM 付きの utf-8）",
        "Encoding of CSV: utf-8 or cp932 (default: UTF-8 with a byte order mark).",
    ),
    "calc.fiscal-year": Text("年度の欄が空の行の年度", "Fiscal year of rows that give none."),
    "calc.body": Text("団体コードの欄が空の行の団体コード", "Body code of rows that give none."),
    "calc.rules": Text(
        "規則ファイル（R8.toml など）のフォルダー", "Folder of rule files (R8.toml ...), instead of those shipped."
    ),
    "calc.overlay": Text("規則ファイルで不明な値を補うファイル", "Figures that the rule files call unknown."),
    "calc.assume": Text(
        "空欄の事実をこの値とみなす（例: other_funding=0。何度でも）",
        "Take a blank fact as this value, such as other_funding=0 (repeatable).",
    ),
    "calc.sheet": Text(
        "読むシート（* も使えます。何度でも）。なければ表のあるシートを探す",
        "Sheet to read (* for any letters, repeatable); otherwise the one that holds a table.",
    ),
    "calc.unit": Text(
        "金額の単位（円・千円・万円・百万円）。見出しや注記より優先する",
        "Unit of amounts (円 千円 万円 百万円); outweighs headers and notes.",
    ),
    "calc.mapping": Text(
        "団体独自の見出し・用語の対応表（dx-kofu map で下書きできる）",
        "A mapping of a body's own headers and words (dx-kofu map drafts one).",
    ),
    "calc.answers": Text(
        "dx-kofu ask -o で書いた質問票に回答を入れたもの（何度でも）",
        "A sheet of questions that dx-kofu ask -o wrote, filled in (repeatable).",
    ),
    "calc.bundle": Text(
        "入力・規則・指定・結果を1つに束ねた ZIP。dx-kofu verify で確かめられる",
        "Also write a ZIP of inputs, rules, options and results, for dx-kofu verify.",
    ),
    "calc.engine": Text(
        "計算の仕方: rows は1行ずつ、columns は列ごと（数百万行の表向け。csv か parquet に書く）、auto は大きさで選ぶ。結果は同じ",
        "How to calculate: rows one by one, columns at once (millions of rows; writes csv or parquet), auto by size. Same result.",
    ),
    "calc.errors": Text(
        "入力の誤りをすべて書く CSV ファイル",
        "CSV file to write every problem of the input to.",
    ),
    "calc.summary": Text(
        "明細を除く結果（団体・措置ごとの額、仮定など）を書く JSON ファイル",
        "JSON file for the result without its items: lines, bodies, totals, assumptions.",
    ),
    "verify": Text(
        "calc --bundle の束を、束の中だけから計算し直し、1バイトも変わっていないことを確かめます。\n\n"
        "例: dx-kofu calc expenses.csv --bundle r8.zip    dx-kofu verify r8.zip\n\n"
        "終了コード: 0 一致、1 改ざん・相違、2 束でない・安全に開けない。",
        "Computes a bundle of calc --bundle again, from what is in it alone, and says whether every byte is the same.\n\n"
        "Example: dx-kofu calc expenses.csv --bundle r8.zip    dx-kofu verify r8.zip\n\n"
        "Exit codes: 0 the same, 1 changed or different, 2 no bundle or not safe to open.",
    ),
    "verify.short": Text("束が書いたときのままかを確かめる", "Check that a bundle is as it was written."),
    "verify.file": Text("calc --bundle が書いた束", "A bundle that calc --bundle wrote."),
    "check": Text(
        "提出前に、二重計上・対象外経費・特定財源の控除漏れ・確からしさを調べます。指摘には番号（KF001 など）、行、かかる金額、対応が付きます。\n\n"
        "例: dx-kofu check expenses.csv    dx-kofu check 支出/ --ignore KF04 --format json -o findings.json\n\n"
        "終了コード: 0 指摘なし、1 --fail-on 以上の指摘か入力の誤り、2 使い方の誤り・読めないファイル。",
        "Looks for double counting, ineligible cost, other funding not deducted and what is implausible, before filing: findings with codes (KF001 ...), rows, the yen at stake and what to do.\n\n"
        "Examples: dx-kofu check expenses.csv    dx-kofu check folder/ --ignore KF04 --format json -o findings.json\n\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on or problems in the input, 2 wrong use or unreadable file.",
    ),
    "check.short": Text("提出前に二重計上などを調べる", "Audit findings before filing: double counting and the like."),
    "check.format": Text(
        "出力の形式（既定は table、-o があれば拡張子から）",
        "Output format (default: table, or by the extension of -o).",
    ),
    "check.output": Text(
        "指摘を書くファイル（.txt・.json・.xml・.sarif）。なければ標準出力。--fix では直した表を書く新しいファイル",
        "File to write to (.txt, .json, .xml, .sarif), instead of standard output; with --fix the new file for the repaired table.",
    ),
    "check.select": Text(
        "この番号の指摘だけ（KF001、KF01 など先頭も可。何度でも）",
        "Only these codes, or those that begin so, such as KF01 (repeatable).",
    ),
    "check.ignore": Text(
        "この番号の指摘を除く（先頭も可。何度でも）", "Leave out these codes, or those that begin so (repeatable)."
    ),
    "check.fail-on": Text("この重さ以上の指摘で終了コード1", "Exit with 1 on findings this grave or graver."),
    "check.baseline": Text(
        "確認済みの指摘のファイル。番号・指紋・理由・期限（expires）を書いたもので、期限までは指摘に数えない",
        "Accepted findings, each with fingerprint, reason and expires; not counted until then.",
    ),
    "check.write-baseline": Text(
        "認められていない指摘を、理由を空にしてこのファイルに加える（期限は1年後。あるものは注釈も含めて残る）",
        "Add the open findings to this file, reasons blank, to expire in a year; what stands there stays, comments too.",
    ),
    "check.today": Text(
        "期限を見る日（既定は今日。例: 2027-04-01）", "Day for expiries, such as 2027-04-01 (default: today)."
    ),
    "check.fix": Text(
        "確実な誤り（先頭の0、idの書き方、年度・日付）を直した写しを -o の新しいファイルに書き、その写しを調べる。ほかは候補だけ示す",
        "Write a copy with what is certain repaired (leading zeros, spellings of ids, years and dates) to the new file of -o, "
        "and check that; the rest is only suggested.",
    ),
    "check.reference": Text(
        "指摘の説明ページをこのフォルダーに書いて終わる", "Write a page for every code into this folder, and end."
    ),
    "check.check": Text(
        "--reference で書かずに、ページが合うかを確かめる（合わなければ終了コード1）",
        "With --reference: write nothing; see whether the pages match (exit code 1 where they do not).",
    ),
    "plan": Text(
        "要員計画（TOML）から、年度ごとの経費・特別交付税・普通交付税（人数分）・自己負担を、各年度の規則で計算し、案を並べて比べます。分からない額は幅で示します。\n\n"
        "例: dx-kofu plan 計画.toml    dx-kofu plan 計画.toml --optimise -o 計画.html    dx-kofu plan 計画.toml --variant 常勤案 -o 常勤案.csv\n\n"
        "終了コード: 0 正常、2 使い方の誤り・計画に誤り・壊れた規則。",
        "Computes a staffing plan (TOML) year by year under each year's rules: cost, special tax, ordinary tax by head, the body's own burden; variants side by side. What is not known is a range.\n\n"
        "Examples: dx-kofu plan plan.toml    dx-kofu plan plan.toml --optimise -o plan.html    dx-kofu plan plan.toml --variant NAME -o expenses.csv\n\n"
        "Exit codes: 0 clean, 2 wrong use, problems in the plan or broken rule file.",
    ),
    "plan.short": Text(
        "要員計画を年度ごとに計算し、案を比べる", "A staffing plan year by year, variants side by side."
    ),
    "plan.file": Text("計画のファイル（examples/plan-*.toml に例）", "A plan file (see examples/plan-*.toml)."),
    "plan.variant": Text(
        "この案だけ（名前。計画のままは base。何度でも）",
        "Only this variant, by name; the plan itself is base (repeatable).",
    ),
    "plan.optimise": Text(
        "計画に書いた measures・years・splits から、自己負担（分かっている人数分の額を算入）が最少になる組合せも求める",
        "Also find the least own burden, known amounts by head counted, among the plan's own measures, years and splits.",
    ),
    "plan.format": Text(
        "出力の形式（既定は table、-o があれば拡張子から）。csv は1つの案の支出表",
        "Output format (default: table, or by the extension of -o); csv is the expenses table of one variant.",
    ),
    "ask": Text(
        "要確認の質問を、尋ねる先ごとの作業表にします。質問ごとに、答えで動く措置額（上限・人数の上限・端数処理を含めて計算し直した額）、"
        "あわせて答える質問、総額を確定させる最小の回答を示します。-o questions.xlsx で記入する質問票になり、calc --answers で取り込めます。\n\n"
        "例: dx-kofu ask expenses.csv    dx-kofu ask 調査表.xlsx -o questions.xlsx    dx-kofu calc 調査表.xlsx --answers questions.xlsx\n\n"
        "終了コード: 0 正常、1 入力に誤り、2 使い方の誤り・読めないファイル。",
        "The open questions as a work list, by who can answer: what each answer moves the allocations by (calculated again, caps, limits and "
        "rounding included), which must be answered together, and the least answers that settle the total. -o questions.xlsx writes a sheet to "
        "fill in, which calc --answers takes back.\n\n"
        "Examples: dx-kofu ask expenses.csv    dx-kofu ask survey.xlsx -o questions.xlsx    dx-kofu calc survey.xlsx --answers questions.xlsx\n\n"
        "Exit codes: 0 clean, 1 problems in the input, 2 wrong use or unreadable file.",
    ),
    "ask.short": Text("要確認の質問の作業表と質問票", "Open questions as a work list and a sheet to fill in."),
    "ask.output": Text(
        "書くファイル（.xlsx・.csv は質問票、.txt・.md・.json）。なければ標準出力",
        "File to write to (.xlsx or .csv: the sheet to fill in; .txt, .md, .json), instead of standard output.",
    ),
    "explain": Text(
        "行の額の根拠を示します。経費から対象経費までの各段階（規則・出典・上限をともに使う行）、尋ねたこと、措置額のうちその行の分、"
        "何が違えば結果が変わるか（最小の事実の組と、それぞれの額）、ほかの措置なら対象になるか。\n\n"
        "例: dx-kofu explain expenses.csv 14    dx-kofu explain 調査表.xlsx '調査表!C14'    dx-kofu explain expenses.csv a-1 a-2 --format md\n\n"
        "終了コード: 0 正常、1 入力に誤り、2 使い方の誤り・その行がない・読めないファイル。",
        "Where a row's figure comes from: each step from claimed to eligible with its rule, source and the rows it shares a cap with, what was "
        "asked, the row's part of the allocation, what would change the answer (the smallest sets of facts, and what each is worth), and other "
        "measures that would take it.\n\n"
        "Examples: dx-kofu explain expenses.csv 14    dx-kofu explain survey.xlsx 'Sheet1!C14'    dx-kofu explain expenses.csv a-1 a-2 --format md\n\n"
        "Exit codes: 0 clean, 1 problems in the input, 2 wrong use, no such row or unreadable file.",
    ),
    "explain.short": Text(
        "行の額の根拠と、何が違えば変わるか", "Where a row's figure comes from, and what would change it."
    ),
    "explain.rows": Text(
        "行番号、整理番号、セル（調査表!C14）。row:14、id:14 で区別できる",
        "Line numbers, ids or cells (Sheet1!C14); row:14 and id:14 tell them apart.",
    ),
    "explain.output": Text(
        "書くファイル（.txt・.md・.json）。なければ標準出力",
        "File to write to (.txt, .md, .json), instead of standard output.",
    ),
    "map": Text(
        "団体独自の見出し・用語の対応表（TOML）の下書きを書きます。読めた列はそのまま、読めなかった列と用語は候補付きの注釈になります。\n\n"
        "例: dx-kofu map 調査表.xlsx -o map.toml    dx-kofu calc 調査表.xlsx --mapping map.toml",
        "Drafts a mapping (TOML) of a body's own headers and words: what was recognised stands, what was not is a comment with a suggestion.\n\n"
        "Example: dx-kofu map survey.xlsx -o map.toml    dx-kofu calc survey.xlsx --mapping map.toml",
    ),
    "map.short": Text("見出し・用語の対応表の下書きを書く", "Draft a mapping of a file's headers and words."),
    "map.file": Text("支出表（1つ）", "One expenses table."),
    "map.output": Text("書くファイル（.toml）。なければ標準出力", "File to write (.toml), instead of standard output."),
    "map.force": Text("あるファイルに上書きする", "Write over a file that is there."),
    "calc.skip-bad-rows": Text(
        "読めない行を除いて計算し、除いた行を示す", "Leave out rows that cannot be read, and list them."
    ),
    "dispatch": Text(
        "DXアドバイザーの派遣実績（1行が1回の派遣）を、申請・年度ごとに規則ファイルの回数・人数・時間と照らし、残りを示します。"
        "「原則」の限度を超えれば注意、時間の限度を外れれば重大です。\n\n"
        "例: dx-kofu dispatch 派遣実績.xlsx    dx-kofu dispatch dispatches.csv --fail-on error --format json\n\n"
        "終了コード: 0 限度内、1 限度を超える・入力に誤り、2 使い方の誤り・読めないファイル。",
        "Holds dispatches of DX advisers (one row is one dispatch) against the rule file's numbers per application and year, and shows what is left. "
        "Beyond an 'in principle' limit is a warning, outside the hours an error.\n\n"
        "Examples: dx-kofu dispatch dispatches.xlsx    dx-kofu dispatch dispatches.csv --fail-on error --format json\n\n"
        "Exit codes: 0 within the limits, 1 beyond one or problems in the input, 2 wrong use or unreadable file.",
    ),
    "dispatch.short": Text("DXアドバイザーの派遣の残り回数を示す", "Dispatches of DX advisers: made, allowed, left."),
    "dispatch.files": Text(
        "派遣実績の表（Excel・ODS・CSV・TSV・Parquet）かフォルダー。- は標準入力",
        "Tables of dispatches (Excel, ODS, CSV, TSV, Parquet) or folders; - is standard input.",
    ),
    "accelerator": Text(
        "名簿（1行が1人）から、自治体DXアクセラレータの要件を満たす者、推薦・任命の状況、欠けている要件、"
        "特別交付税・普通交付税での扱いを示します。不明な事実は要確認として、だれに尋ねるかとともに示します。\n\n"
        "例: dx-kofu accelerator 名簿.xlsx    dx-kofu accelerator roster.csv --format json -o result.json\n\n"
        "終了コード: 0 指摘なし、1 指摘あり（要件を満たさない任命など）・入力に誤り、2 使い方の誤り・読めないファイル。",
        "From a roster (one row is one person): who meets the requirements of an accelerator, who is recommended and appointed, what is missing, "
        "and what the special and the ordinary tax pay. What is not known is a question, with who can answer.\n\n"
        "Examples: dx-kofu accelerator roster.xlsx    dx-kofu accelerator roster.csv --format json -o result.json\n\n"
        "Exit codes: 0 no findings, 1 findings (appointed without meeting the requirements ...) or problems in the input, 2 wrong use or unreadable file.",
    ),
    "accelerator.short": Text(
        "名簿からアクセラレータの要件と措置を確かめる", "From a roster: who may be an accelerator, and what follows."
    ),
    "accelerator.files": Text(
        "名簿（Excel・ODS・CSV・TSV・Parquet）かフォルダー。- は標準入力",
        "Rosters (Excel, ODS, CSV, TSV, Parquet) or folders; - is standard input.",
    ),
    "readiness": Text(
        "団体の様式（TOML）から、都道府県の推進体制の4つの機能と、デジタル人材確保育成基本方針（人材像ごとの数値目標。期限は令和9年度末）について、"
        "何があり、何がなく、何が分からないかを出典とともに示します。\n\n"
        "例: dx-kofu readiness --template --body 200000 -o profile.toml    dx-kofu readiness profile.toml\n\n"
        "終了コード: 0 欠けているものなし、1 欠けているものがある、2 使い方の誤り・読めない様式。",
        "From a profile (TOML): the four functions of a prefecture's promotion set-up and the policy on digital staff, with targets per profile, "
        "due by the end of R9 - what is there, what is missing, what is not known, each with its source.\n\n"
        "Examples: dx-kofu readiness --template --body 200000 -o profile.toml    dx-kofu readiness profile.toml\n\n"
        "Exit codes: 0 nothing is missing, 1 something is missing, 2 wrong use or a profile that cannot be read.",
    ),
    "readiness.short": Text(
        "推進体制と基本方針に欠けているものを示す", "What a body's set-up and policy have and lack."
    ),
    "readiness.files": Text("団体の様式（TOML）", "Profiles of bodies (TOML)."),
    "readiness.template": Text(
        "空の様式を書いて終わる（--body が要る）", "Write a blank profile and end (goes with --body)."
    ),
    "readiness.force": Text(
        "--template で既にあるファイルに上書きする", "With --template: overwrite a file that exists."
    ),
    "readiness.body": Text("--template の団体コード", "With --template: the body's code."),
    "readiness.fiscal-year": Text(
        "--template の年度（既定は施行中の最新の年度）",
        "With --template: the fiscal year (default: the newest in force).",
    ),
    "rules": Text(
        "年度ごとの規則ファイルを見る・比べる。",
        "The rule files, one per fiscal year: list them, read them, compare them.",
    ),
    "rules.short": Text("規則ファイルを見る・比べる", "The rule files: list, show, at, diff."),
    "rules.list": Text(
        "規則ファイルの一覧（年度・版・状態・SHA-256・措置）",
        "List the rule files: year, version, status, hash, measures.",
    ),
    "rules.show": Text(
        "規則を、対象・経費・要件・上限・段階ごとに出典と確からしさを付けて示す",
        "Show a year's rules: targets, costs, conditions, caps and steps, each with source and standing.",
    ),
    "rules.at": Text("日付に当てはまる規則ファイルを示す", "Show which rule file governs a date."),
    "rules.diff": Text(
        "2つの規則の違いを、行でなく意味で示す（違いがあれば終了コード1）",
        "Show how two rule sets differ, by meaning and not by line (exit code 1 where they do).",
    ),
    "rules.year": Text(
        "年度（R8）、版（R8@1.0.0）、ファイルのどれか", "A fiscal year (R8), a version (R8@1.0.0) or a file."
    ),
    "rules.measure": Text("措置か要件のidか名称", "The id or Japanese name of a measure or checklist."),
    "rules.date": Text("日付（2026-10-01、令和8年10月1日、R8.10.1）", "A date (2026-10-01, 令和8年10月1日, R8.10.1)."),
    "rules.schema": Text(
        "規則ファイルの JSON スキーマを書く（エディターの補完・検査用）",
        "Write the JSON schema of a rule file, for editors to complete and check.",
    ),
    "rules.reference": Text(
        "規則の参照ページ（年度ごとと、全年度を並べた表）を書く",
        "Write the reference of the rules: a page per year, and all years side by side.",
    ),
    "rules.folder": Text("ページを書くフォルダー", "Folder of the pages."),
    "rules.check": Text(
        "書かずに、規則ファイルと合うかを確かめる（合わなければ終了コード1）",
        "Write nothing; see whether the pages match the rule files (exit code 1 where they do not).",
    ),
    "rules.lint": Text(
        "規則ファイルを、事実・団体・区分のすべての組合せを試して証明する（問題があれば終了コード1）",
        "Prove the rule files by trying every combination of facts, bodies and categories (exit code 1 on a finding).",
    ),
    "rules.source": Text(
        "出典の文書の文字（UTF-8）。引用した数字が見出しの下にあるかを確かめる",
        "Text of the source document (UTF-8); every cited figure is looked up under its heading.",
    ),
    "rules.today": Text(
        "今日の日付。最後に見直してから1年を過ぎた規則を知らせる",
        "Today's date; warns of rules last reviewed over a year before.",
    ),
    "rules.fmt": Text(
        "規則ファイルを決まった形に書き直す（コメントと値は変えない）",
        "Write rule files in the canonical form; comments and values are kept.",
    ),
    "rules.files": Text("規則ファイル", "Rule files."),
    "rules.fmt-check": Text(
        "書き直さずに、決まった形かを確かめる（違えば終了コード1）",
        "Write nothing; see whether the files are in the canonical form (exit code 1 where they are not).",
    ),
    "rules.new": Text(
        "後の年度の規則ファイルの案を作る（期間を移し、数値は不明に、記載事項は予定にする）",
        "Draft a later year's rule file: the window moved, every figure unknown, what was stated announced.",
    ),
    "rules.new-year": Text("作る年度（R12）", "The fiscal year to draft (R12)."),
    "rules.from": Text("もとにする年度（R11）", "The year to start from (R11)."),
    "rules.on": Text(
        "違いがこの予算に与える影響も、団体・措置・行ごとに円で示す（何度でも）",
        "Add what the difference does to this budget, in yen per body, measure and row (repeatable).",
    ),
    "rules.format": Text("出力の形式", "Output format."),
    "template": Text(
        "記入用の空の支出表を書きます。xlsx には選択肢、見出しの説明、記入例が付きます。\n\n例: dx-kofu template -o 支出表.xlsx    dx-kofu template -o blank.csv --fiscal-year R8",
        "Writes an empty expenses table to fill in; as xlsx with drop-down lists, notes on the headings and an example.\n\n"
        "Examples: dx-kofu template -o expenses.xlsx    dx-kofu template -o blank.csv --fiscal-year R8",
    ),
    "template.short": Text("記入用の空の支出表を書く", "An empty expenses table to fill in."),
    "template.output": Text(
        "書くファイル。拡張子（.xlsx か .csv）が形式を決める",
        "File to write; its extension, .xlsx or .csv, picks the format.",
    ),
    "template.fiscal-year": Text(
        "どの年度の規則の列か（既定は施行中の最新の年度）",
        "Fiscal year whose rules name the columns (default: the newest in force).",
    ),
    "template.force": Text("既にあるファイルに上書きする", "Overwrite a file that exists."),
    "validate": Text(
        "期待する結果（NAME.expected.toml）を横に置いた予算を計算し、どの措置・行がどの段階・規則で異なるかを示します。"
        "対応表（NAME.map.toml）があれば使います。\n\n"
        "例: dx-kofu validate budgets/    dx-kofu validate budgets/ --rules R10    dx-kofu validate budgets/ --update\n\n"
        "終了コード: 0 すべて期待どおり、1 相違・入力の誤り、2 使い方の誤り・予算がない・使えないファイル。",
        "Calculates budgets that have an expected result beside them (NAME.expected.toml) and shows which measures and rows differ, "
        "by which step and rule. A mapping beside them (NAME.map.toml) is used.\n\n"
        "Examples: dx-kofu validate budgets/    dx-kofu validate budgets/ --rules R10    dx-kofu validate budgets/ --update\n\n"
        "Exit codes: 0 all as expected, 1 differences or problems in the input, 2 wrong use, no budget, or a file that cannot be used.",
    ),
    "validate.short": Text("予算の結果が期待どおりかを確かめる", "Check budgets against their expected results."),
    "validate.paths": Text(
        "予算のファイルかフォルダー（中のフォルダーも）", "Budgets, or folders of them (searched through and through)."
    ),
    "validate.format": Text(
        "出力の形式（既定は table、-o があれば拡張子から）。github は注釈とステップの要約",
        "Output format (default: table, or by the extension of -o); github: annotations and a step summary.",
    ),
    "validate.rules": Text(
        "規則ファイルのフォルダー、または全行に当てる規則（R10、R8@1.0.0、ファイル）",
        "Folder of rule files, or one rule set for every row (R10, R8@1.0.0, a file).",
    ),
    "validate.update": Text(
        "期待する結果を今の結果に書き換え、何が変わったかを示す",
        "Write the results found as the expected ones, and show what changed.",
    ),
    "compare": Text(
        "1つの予算を複数の年度の規則で、または複数の予算を並べて計算し、差を円単位で、その理由とともに示します。\n\n"
        "--under を2回以上指定すると、FILE をまとめて1つの予算とし、それぞれの規則で計算します。"
        "FILE が2つ以上で --under が1回以下なら、FILE ごとに1つの予算とし、各行の年度の規則（--under があればその規則）で計算します。"
        "行は整理番号で、なければ内容で対応させます。\n\n"
        "例: dx-kofu compare 支出表.xlsx --under R8 --under R10    dx-kofu compare 予算.csv 決算.csv    dx-kofu compare R7.csv R8.csv -o 比較.md\n\n"
        "終了コード: 0 違いなし、1 違いあり・入力に誤り、2 使い方の誤り・読めないファイル・壊れた規則。",
        "One budget under several rule sets, or several budgets side by side: the differences in yen and their causes.\n\n"
        "With --under twice or more all FILEs are one budget, calculated under each of the rule sets. With two FILEs or more and "
        "--under at most once each FILE is a budget of its own, under the rules of each row's year (or those of --under); rows are matched by id, else by content.\n\n"
        "Examples: dx-kofu compare expenses.csv --under R8 --under R10    dx-kofu compare budget.csv settled.csv    dx-kofu compare R7.csv R8.csv -o compare.md\n\n"
        "Exit codes: 0 nothing differs, 1 something differs or problems in the input, 2 wrong use, unreadable file or broken rule file.",
    ),
    "compare.short": Text(
        "予算を複数の規則で、または複数の予算を比べる", "One budget under several rules, or several budgets."
    ),
    "compare.under": Text(
        "当てる規則: 年度（R8）、版（R8@1.0.0）、ファイル（何度でも）",
        "Rules to calculate under: a fiscal year (R8), a version (R8@1.0.0) or a file (repeatable).",
    ),
    "compare.base": Text(
        "差のもとにするもの（--under か FILE の1つ。既定は最初）",
        "What the differences are to: one of --under or FILE (default: the first).",
    ),
    "spark": Text(
        "Apache Spark で計算します。1台に収まらない支出表のための、calc と同じ計算です。\n\n"
        "例: python -m dx_kofu.spark expenses/ result/ --master spark://HOST:7077\n\n"
        "終了コード: 0 正常、1 入力に誤り、2 使い方の誤り・Spark が始まらない・Spark が打ち切った。",
        "Calculates on Apache Spark what calc does, for a table beyond one machine.\n\n"
        "Example: python -m dx_kofu.spark expenses/ result/ --master spark://HOST:7077\n\n"
        "Exit codes: 0 clean, 1 problems in the input, 2 wrong use, Spark does not start or gives up.",
    ),
    "spark.table": Text(
        "支出表（CSV・TSV・Parquet のファイルかフォルダー。Spark が読める場所ならどこでも）",
        "Expenses table: a CSV, TSV or Parquet file, or a folder of them, wherever Spark reads.",
    ),
    "spark.folder": Text(
        "結果を書く、まだないフォルダー（items/ と summary.json）",
        "Folder to write to, which must not be there yet: items/ and summary.json.",
    ),
    "spark.format": Text("明細の形式（parquet か csv）", "Format of the items."),
    "spark.master": Text(
        "Spark のマスター（既定は Spark の設定による）", "Spark's master (default: as Spark is set up)."
    ),
    "simulate": Text(
        "規則の数値（率・上限・人数・単価・端数処理）を変え、または抽出して、表全体の措置額の総額と団体への分布を現行の規則と比べます。表は1度だけ読みます。\n\n"
        "パスは 年度.措置.パラメーター（年度は * ですべて）。パラメーターは rate、round、head、cap:ID、limit:ID（ない名前を書くと、ある名前を示します）。\n\n"
        "例: dx-kofu simulate 全国.csv --set R8.municipal-support.rate=0.5..0.9/0.1    dx-kofu simulate 全国.csv --set '*.cio-aide.limit:persons=1..5/1' -o 試算.html\n\n"
        "終了コード: 0 正常、1 入力に誤り、2 使い方の誤り・読めないファイル・壊れた規則。",
        "Figures of the rules (rates, caps, limits, unit amounts, rounding) swept or drawn over a table: total allocations and how they spread over bodies, beside the rules as they stand. The table is read once.\n\n"
        "A path is YEAR.MEASURE.PARAMETER (* for every year); parameters are rate, round, head, cap:ID and limit:ID (a wrong name is answered with those there are).\n\n"
        "Examples: dx-kofu simulate national.csv --set R8.municipal-support.rate=0.5..0.9/0.1    dx-kofu simulate national.csv --set '*.cio-aide.limit:persons=1..5/1' -o simulated.html\n\n"
        "Exit codes: 0 clean, 1 problems in the input, 2 wrong use, unreadable file or broken rule file.",
    ),
    "simulate.short": Text(
        "規則の数値を変えて総額と団体への分布を試算する",
        "Other figures in the rules: totals and their spread over bodies.",
    ),
    "simulate.set": Text(
        "変える数値: パス=始め..終わり/刻み か パス=値,値,...（何度でも。すべての組合せを試算）",
        "A figure and its values: PATH=FROM..TO/STEP or PATH=VALUE,VALUE,... (repeatable: every combination).",
    ),
    "simulate.draw": Text(
        "抽出する数値: パス=uniform(最小,最大) か パス=triangular(最小,最頻,最大)（何度でも）",
        "A figure to draw: PATH=uniform(LEAST,MOST) or PATH=triangular(LEAST,LIKELIEST,MOST) (repeatable).",
    ),
    "simulate.draws": Text("抽出の回数（既定は100）", "How many draws (default: 100)."),
    "simulate.seed": Text(
        "抽出の種（既定は0）。同じ種からは同じ結果", "Seed of the draws (default: 0): the same seed, the same result."
    ),
    "simulate.bodies": Text(
        "団体ごと・試算ごとの額も CSV に書く", "Also write each body's totals under each scenario, as CSV."
    ),
    "interrupted": Text("中断しました", "interrupted"),
    "usage.no-option": Text("エラー: {option} というオプションはありません", "error: there is no option {option}"),
    "usage.missing": Text("エラー: {param} を指定してください", "error: {param} is required"),
    "usage.value": Text(
        "エラー: {param} の値が正しくありません。{values} が必要です",
        "error: wrong value for {param}; expected {values}",
    ),
    "usage.other": Text("エラー: 使い方が違います（{detail}）", "error: {detail}"),
    "usage.see": Text("使い方: {command} --help", "See: {command} --help"),
}

# What Typer says in English, and what stands in its place.
HEADINGS = (
    ("Usage:", Text("使い方:", "Usage:")),
    ("Arguments:", Text("引数:", "Arguments:")),
    ("Options:", Text("オプション:", "Options:")),
    ("Commands:", Text("コマンド:", "Commands:")),
    ("Show this message and exit.", Text("この説明を表示して終わる", "Show this message and exit.")),
    ("[required]", Text("[必須]", "[required]")),
    ("[default: ", Text("[既定: ", "[default: ")),
)


class Speech:
    """The help texts in one language, and the classes and options that every command shares."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

        class Command(TyperCommand):
            def get_help(self, ctx: Any) -> str:
                return localise(super().get_help(ctx), lang)

        class Group(TyperGroup):
            def get_help(self, ctx: Any) -> str:
                return localise(super().get_help(ctx), lang)

        self.command, self.group = Command, Group

    def say(self, key: str) -> str:
        """A help text."""
        return HELP[key].in_(self.lang)


def localise(text: str, lang: Lang) -> str:
    """A help page with its headings in the language of the run."""
    for english, heading in HEADINGS:
        text = text.replace(english, heading.in_(lang))
    return text
