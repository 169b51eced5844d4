"""Every message the program says, in Japanese and English, from one catalogue.

A :class:`Message` is a key and its fields; it becomes words only where it is shown. All texts can be encoded in CP932.
"""

from __future__ import annotations

from typing import Any

from dx_kofu.words import Lang, Text


class Message:
    """A text of the catalogue with its fields filled in; fields may be texts or messages themselves, or a tuple of them."""

    __slots__ = ("_fields", "key")

    def __init__(self, key: str, **fields: Any) -> None:
        self.key = key
        self._fields = fields

    def in_(self, lang: Lang) -> str:
        """The words in one language."""
        template = CATALOGUE[self.key].in_(lang)
        return template.format(**{name: _words(value, lang) for name, value in self._fields.items()})

    def but(self, key: str | None = None, **fields: Any) -> Message:
        """The same text, or another one with the same fields, some of them filled in otherwise."""
        return Message(key or self.key, **{**self._fields, **fields})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self._fields) == (other.key, other._fields)

    def __hash__(self) -> int:
        return hash((self.key, tuple(self._fields.items())))

    def __repr__(self) -> str:
        return f"Message({self.in_('en')!r})"


def say(key: str, lang: Lang, **fields: Any) -> str:
    """A message of the catalogue in one language."""
    return Message(key, **fields).in_(lang)


def _words(value: Any, lang: Lang) -> Any:
    if isinstance(value, tuple):
        return ("、" if lang == "ja" else "; ").join(str(_words(part, lang)) for part in value)
    return value.in_(lang) if isinstance(value, (Text, Message)) else value


_CELLS = {
    "cell.required": ("必須です", "a value is required"),
    "cell.yen": (
        "0～100,000,000,000円の整数が必要です（例: 21000000、21,000,000、2,100万円）",
        "expected whole yen, 0 to 100,000,000,000 (such as 21000000, 21,000,000, 2,100万円)",
    ),
    "cell.share": (
        "0から1までの割合が必要です（例: 0.4、40%、2/5）",
        "expected a share from 0 to 1 (such as 0.4, 40%, 2/5)",
    ),
    "cell.share-percent": (
        "見出しは％です。0から100までの数か、％を付けた割合が必要です",
        "the header says %; expected a number from 0 to 100, or a share with its sign",
    ),
    "cell.formula": (
        "計算されていない式です。表計算ソフトで開いて保存してください",
        "a formula that was never calculated; open the file in a spreadsheet program and save it",
    ),
    "unit.divided": (
        "{held} が入っていますが、表示は {shown:,} です（千単位などの表示形式）。何円ですか",
        "the cell holds {held} and shows {shown:,} (a display format that divides); how many yen is it?",
    ),
    "unit.outlier": (
        "{amount:,} 円がこの列の中央値 {median:,} 円の1,000倍以上です。単位が表に示されていません",
        "{amount:,} yen is a thousand times the median of its column, {median:,} yen, or more, and nothing names the unit",
    ),
    "unit.other": (
        "ほかの金額の列は {unit} ですが、この列の単位が示されていません",
        "another column of money is in {unit}, and nothing names the unit of this one",
    ),
    "row.unclear": (
        "「{word}」とあるのに措置もある行です。合計か経費か分かりません",
        "the row says '{word}' and names a measure: it may be a total or a cost",
    ),
    "fix.unclear": (
        "合計なら措置を消し、経費ならこの語を消してください",
        "if it is a total, take its measure away; if it is a cost, take that word away",
    ),
    "unit.note": (
        "表の外に「{unit}」とありますが、金額は {read} として読みます。どちらですか",
        "a text beside the table speaks of {unit}, and amounts would be read in {read}; which is it?",
    ),
    "unit.several": (
        "単位の注記が2種類あります（{units}）。--unit で指定してください",
        "there are notes of different units ({units}); give --unit",
    ),
    "fix.unit": (
        "入っている数が円なら --unit 円、表示が千円単位なら --unit 千円 を指定してください",
        "give --unit 円 where the cells hold yen, --unit 千円 where what is shown is in thousands",
    ),
    "cell.body-code": (
        "検査数字を含む6桁の団体コードが必要です（例: 010006）",
        "expected a 6-digit body code with its check digit (such as 010006)",
    ),
    "cell.year": ("年度が必要です（例: R8、令和8年度、2026）", "expected a fiscal year (such as R8, 令和8年度, 2026)"),
    "cell.year-rules": ("規則のある年度は {years} です", "expected a fiscal year that has rules: {years}"),
    "cell.date": (
        "日付が必要です（例: 2026-10-01、令和8年10月1日、R8.10.1）",
        "expected a date (such as 2026-10-01, 令和8年10月1日, R8.10.1)",
    ),
    "cell.number": (
        "0以上の数が必要です（例: 5、5.5、5年6か月。ないときは なし）",
        "expected a number (such as 5, 5.5, 5年6か月; none where there is none)",
    ),
    "cell.count": ("0以上の整数が必要です（例: 1、1名）", "expected a whole number (such as 1, 1名)"),
    "cell.advisers": ("1以上の整数が必要です（例: 1、1名）", "expected a whole number of 1 or more (such as 1, 1名)"),
    "cell.hours": (
        "24時間以内の時間が必要です（例: 2.5、2時間30分、2:30）",
        "expected hours, 24 at most (such as 2.5, 2時間30分, 2:30)",
    ),
    "cell.time": ("時刻が必要です（例: 13:30、13時30分）", "expected a time of day (such as 13:30, 13時30分)"),
    "cell.times": ("終了時刻は開始時刻より後です", "the end comes after the start"),
    "cell.hours-beyond": (
        "開始から終了まで {span} 時間しかありません",
        "from start to end there are only {span} hours",
    ),
    "cell.yes-no": (
        "yes か no が必要です（○・×、はい・いいえ、有・無も可）",
        "expected yes or no (also ○ ×, はい いいえ, 有 無)",
    ),
    "cell.one-of": ("次のどれかが必要です: {values}", "expected one of: {values}"),
    "cell.measure": ("措置のidか名称が必要です: {ids}", "expected a measure's id or Japanese name: {ids}"),
    "cell.category": ("経費区分のidか名称が必要です: {ids}", "expected a category's id or Japanese name: {ids}"),
    "cell.funding-above": ("0から金額（{amount:,}円）までの額が必要です", "expected 0 to the amount ({amount:,} yen)"),
    "cell.person": (
        "{measure} の {category} には対象者が必要です（氏名でなくてもよい）",
        "a person (any id) is required for {category} of {measure}",
    ),
    "cell.accepted": ("指摘の番号と理由が必要です。{problems}", "expected codes of findings with reasons: {problems}"),
    "accepted.no-code": ("「{part}」に番号がありません", "'{part}' begins with no code"),
    "accepted.unknown": ("{code} という番号はありません", "there is no code {code}"),
    "accepted.no-reason": ("{code} の理由がありません", "{code} has no reason"),
    "cell.duplicate-id": (
        "整理番号は一度だけ使えます（{file} の {row} 行目にもあります）",
        "an id is used once in a run (it also stands in {file}, row {row})",
    ),
    "row.width": (
        "見出しと同じ {expected} 列が必要です（この行は {found} 列）",
        "expected as many cells as the header, {expected}; this row has {found}",
    ),
    "fix.accepted": (
        "「KF035 兼務の辞令あり」のように書き、続ける場合は ; で区切ってください（番号は docs/findings）",
        "write such as 'KF035 two posts, letters of appointment filed', the next one behind a ; (the codes are in docs/findings)",
    ),
    "fix.net": ("差し引いた後の額を記入してください", "enter the net amount"),
    "fix.whole-yen": ("1円未満のない額を記入してください", "enter whole yen"),
    "fix.percent": ("{value} のことですか", "do you mean {value}?"),
    "fix.body-code": (
        "{codes} のことですか（検査数字か、先頭の0が落ちています）",
        "do you mean {codes}? (the check digit or the leading zero is lost)",
    ),
    "fix.check-digit": (
        "検査数字が合いません。{code} のことですか",
        "the check digit does not fit; do you mean {code}?",
    ),
    "fix.no-dispatch": (
        "派遣がなかったなら行を消し、分からないなら空欄にしてください",
        "delete the row where there was no dispatch, leave the cell blank where it is not known",
    ),
    "fix.guess": ("{guess} のことですか", "do you mean {guess}?"),
    "fix.title": (
        "題名にあるとおりなら {option} {value} を指定してください",
        "if it is what the title says, give {option} {value}",
    ),
    "fix.map": (
        "別の見出しなら、dx-kofu map {file} で対応表を作り --mapping で渡せます",
        "if it goes by another name, draft a mapping with dx-kofu map {file} and give it with --mapping",
    ),
    "fix.option": ("{option} でも指定できます", "or give {option}"),
}

_FILES = {
    "file.missing": ("ファイルを開けません（{why}）", "the file cannot be opened ({why})"),
    "file.not-regular": ("普通のファイルではありません", "it is not a regular file"),
    "file.empty": (
        "空のファイルです。見出し行のある表が必要です",
        "the file is empty; a table with a header row was expected",
    ),
    "file.kind": (
        "{kind} のファイルは読めません。.xlsx か CSV で保存してください",
        "a {kind} file cannot be read; save it as .xlsx or CSV",
    ),
    "file.broken": (
        "{kind} として読めません。壊れているか、途中で切れています（{why}）",
        "it cannot be read as {kind}: the file is broken or cut off ({why})",
    ),
    "file.password": (
        "パスワードの掛かったファイルです。パスワードを外して保存してください",
        "the file has a password; save it without one",
    ),
    "file.bomb": (
        "展開すると {bytes:,} バイトか {parts:,} 個を超えるため、開きません",
        "it would unpack to more than {bytes:,} bytes or {parts:,} parts and is not opened",
    ),
    "file.too-large": (
        "シートが大きすぎます（{cells:,} セルを超えます）。使わない行と列を削除してください",
        "the sheet is too large (more than {cells:,} cells); delete the rows and columns that are not used",
    ),
    "file.macros": ("マクロは無視", "macros ignored"),
    "file.links": (
        "他のブックへのリンクはたどらず、保存された値を使用",
        "links to other workbooks not followed, their saved values used",
    ),
    "sheet.none": (
        "シート {asked} はありません。あるシート: {there}",
        "there is no sheet {asked}; there are: {there}",
    ),
    "sheet.several": (
        "表のあるシートが2つ以上あります（{there}）。--sheet で指定してください（* も使えます）",
        "more than one sheet holds a table ({there}); say which with --sheet (repeatable, * for any letters)",
    ),
    "read.as": ("{name}: {parts}", "{name}: {parts}"),
    "read.other-sheets": (
        "読んでいないシート {sheets}",
        "sheets not read: {sheets}",
    ),
    "read.sheet": ("シート {sheet}", "sheet {sheet}"),
    "read.header": ("見出し {lines}行目", "header in line {lines}"),
    "read.encoding": ("文字コード {encoding}", "encoding {encoding}"),
    "read.unit": ("単位 {unit}", "unit {unit}"),
    "read.unit-assumed": ("単位 円（表示なし）", "unit 円 (yen; not stated)"),
    "read.columns": ("列 {columns}", "columns {columns}"),
    "read.words": ("用語 {words}", "words {words}"),
    "read.hidden-columns": ("非表示の列も使用 {columns}", "hidden columns used: {columns}"),
    "left.hidden": (
        "非表示の {count} 行は数えていません（{lines}行目）",
        "{count} hidden rows are not counted (line {lines})",
    ),
    "left.total": (
        "合計・小計の {count} 行は数えていません（{lines}行目）",
        "{count} rows with totals are not counted (line {lines})",
    ),
    "left.header": (
        "くり返しの見出し {count} 行は数えていません（{lines}行目）",
        "{count} rows that repeat the header are not counted (line {lines})",
    ),
    "left.form": (
        "記入がない {count} 行は数えていません（{lines}行目）",
        "{count} rows that are not filled in are not counted (line {lines})",
    ),
    "left.total-differs": (
        "合計 {total:,} 円が、数えた行の合計 {counted:,} 円と合いません",
        "the total, {total:,} yen, is not the sum of the rows that are counted, {counted:,} yen",
    ),
    "left.after-total": (
        "最後の合計（{line}行目）より下の {count} 行も経費として数えています",
        "{count} rows below the last total (line {line}) are counted as costs too",
    ),
    "left.example": (
        "記入例の {count} 行は数えていません（{lines}行目）",
        "{count} rows that are an example are not counted (line {lines})",
    ),
    "left.remark": (
        "注記の {count} 行は数えていません（{lines}行目）",
        "{count} rows that are remarks are not counted (line {lines})",
    ),
    "file.nul": ("NULバイトがあります。文字の表ではありません", "there is a NUL byte; this is no table of text"),
    "file.encoding": (
        "文字コードが UTF-8 でも CP932（シフトJIS）でもありません",
        "the text is neither UTF-8 nor CP932 (Shift_JIS)",
    ),
    "file.open-quote": (
        '引用符 " が閉じていません。この行から後が読めません',
        "a quote is opened and never closed; nothing can be read from this row on",
    ),
    "file.quote": ('引用符 " の使い方が正しくありません', "a quote stands in the wrong place"),
    "file.swallowed": (
        '引用符 " の中に表の行らしいものがあります。引用符の閉じ忘れか、余分な引用符です',
        "rows of the table seem to stand inside a quote; a quote is missing or there is one too many",
    ),
    "file.encoding-out": (
        "この画面の文字コード {encoding} では書けない文字があります。-o でファイルに書いてください",
        "the terminal's encoding, {encoding}, cannot show all of the text; write to a file with -o",
    ),
    "file.letter": (
        "{path} に書けません。{encoding} には「{letter}」がありません。--encoding utf-8 で書けます",
        "{path} cannot be written: {encoding} has no letter '{letter}'; --encoding utf-8 has",
    ),
    "file.binary": (
        "{format} は画面に出せません。-o でファイルに書いてください",
        "{format} cannot be shown on a terminal; write it to a file with -o",
    ),
    "file.output": ("標準出力に書けません（{why}）", "standard output cannot be written ({why})"),
    "file.no-rows": ("見出し行だけで、記入した行がありません", "there is a header row and no row below it"),
    "file.folder-empty": ("フォルダーに表のファイルがありません", "there is no file with a table in the folder"),
    "file.twice": ("同じファイルが2度指定されています", "the same file is given twice"),
    "file.write": ("{path} に書けません（{why}）", "{path} cannot be written ({why})"),
    "file.over-input": (
        "{path} は入力ファイルです。入力は書き換えません。別の名前を指定してください",
        "{path} is an input file and is never changed; give another name",
    ),
    "header.misspelt": ("この列名はどの列でもありません", "this is the name of no column"),
    "header.duplicate": ("{column} の列が2つあります", "there are two columns for {column}"),
    "header.missing": ("必須の列 {column}（{ja}）がありません", "the required column {column} ({ja}) is missing"),
    "header.two": (
        "見出しらしい行が2つあります（{first}行目と{second}行目）。表を1つずつ別のシートにするか、--mapping の header で指定してください",
        "two rows look like a header (lines {first} and {second}); give each table a sheet of its own, or say header in a mapping",
    ),
    "header.absent": (
        "対応表の header にある行 {lines} がありません（空行を除き、続いた行が必要です）",
        "the header's lines of the mapping, {lines}, are not there one below the other",
    ),
    "header.passed-through": (
        "計算に使わない列（そのまま出力）: {names}",
        "columns not used, passed through as they are: {names}",
    ),
}

_ODDITIES = {
    "odd.rules-altered": (
        "公開されている {name} と異なります。独自の規則なら、独自の版の番号にしてください",
        "this is not the published {name}; rules of your own need a version number of their own",
    ),
    "odd.hub-city-ignored": (
        "連携中枢都市の欄は市町村だけに使います。この行では無視しました",
        "hub_city is read for municipalities only; it is ignored here",
    ),
    "odd.no-prefecture": ("都道府県番号 {number} はありません", "there is no prefecture with the number {number}"),
    "odd.date-outside-year": (
        "支出日 {date} が {year} の年度と出納整理期間（{first}～{closing}）の外です",
        "{date} is outside {year} and its closing period ({first} to {closing})",
    ),
    "odd.fact-differs": (
        "同じ対象者 {person} の{title}が行によって違います",
        "{person} has different values of '{title}' in different rows",
    ),
    "odd.era-past": (
        "{year} は元号の終わりより後の年です。{name} として計算しました",
        "{year} is past the end of its era; it is taken as {name}",
    ),
    "odd.hub-city-differs": (
        "同じ団体・年度で連携中枢都市の欄が行によって違います",
        "hub_city is said differently in rows of one body and year",
    ),
    "odd.outlier": (
        "金額 {amount:,} 円が同じファイルの（行が足りれば同じ措置・区分の）中央値 {median:,} 円の1,000倍以上です。単位を確かめてください",
        "{amount:,} yen is a thousand times the median of the file (of the same measure and category, where it has enough), {median:,} yen, or more; check the unit",
    ),
}

_RULES = {
    "rules.folder": (
        "規則のフォルダー {path} を開けません（{why}）",
        "the rules folder {path} cannot be opened ({why})",
    ),
    "rules.none": (
        "{name} という規則はありません。年度（{years}）、版（R8@1.0.0）、ファイルのどれかを指定してください",
        "there are no rules {name}; expected a fiscal year ({years}), a version (R8@1.0.0) or a file",
    ),
    "rules.folder-empty": (
        "フォルダー {path} に規則ファイル（R8.toml など）がありません",
        "there is no rule file (such as R8.toml) in {path}",
    ),
    "rules.file": ("規則ファイル {path} を開けません（{why}）", "the rule file {path} cannot be opened ({why})"),
    "rules.encoding": ("{path}: UTF-8 ではありません", "{path}: not UTF-8"),
    "rules.toml": ("{path}: TOML として読めません（{why}）", "{path}: not TOML ({why})"),
    "rules.problem": ("{file}: {path}: {message}", "{file}: {path}: {message}"),
    "rules.problem-value": ("{file}: {path}: {value}: {message}", "{file}: {path}: {value}: {message}"),
    "rules.missing": ("このキーが必要です", "this key is required"),
    "rules.unknown-key": ("このキーはありません", "there is no such key"),
    "rules.unknown-key-guess": (
        "このキーはありません。{guess} のことですか",
        "there is no such key; do you mean {guess}?",
    ),
    "rules.one-of": ("次のどれか: {values}", "expected one of: {values}"),
    "rules.or": ("{first}。または、{second}", "{first}; or {second}"),
    "rules.wrong": ("値が正しくありません（{detail}）", "wrong value ({detail})"),
    "rules.int": ("整数が必要です（小数・引用符は不可）", "expected a whole number, without a point or quotes"),
    "rules.string": ("引用符で囲んだ文字列が必要です", "expected a text in quotes"),
    "rules.date": ("日付（2026-04-01）が必要です", "expected a date (2026-04-01)"),
    "rules.bool": ("true か false が必要です", "expected true or false"),
    "rules.array": ("配列 [ ] が必要です", "expected an array [ ]"),
    "rules.table": ("表 {{ }} が必要です", "expected a table {{ }}"),
    "rules.not-empty": ("空にできません", "must not be empty"),
    "rules.fiscal-year": ("年度（R8）が必要です", "expected a fiscal year such as R8"),
    "rules.file-name": ("ファイル名は {year} です", "the file's name says {year}"),
    "rules.day": ("{day} が必要です", "expected {day}"),
    "rules.version": ("版（1.0.0）が必要です", "expected a version such as 1.0.0"),
    "rules.changelog": ("版 {version} の記録がありません", "there is no entry for version {version}"),
    "rules.body-code": (
        "検査数字の正しい6桁の団体コードが必要です",
        "expected a 6-digit body code with the right check digit",
    ),
    "rules.yen": ("0円以上が必要です", "expected 0 yen or more"),
    "rules.not-negative": ("0以上が必要です", "expected 0 or more"),
    "rules.not-a-number": ("数の事実にだけ使えます", "only for a fact that is a number"),
    "rules.positive": ("1以上が必要です", "expected 1 or more"),
    "rules.rate": (
        '"0" から "1" までの小数か "unknown" が必要です',
        'expected a decimal from "0" to "1", or "unknown"',
    ),
    "rules.step-order": (
        "{tax} の steps の順は {order} です",
        "the steps of a measure under {tax} come in this order: {order}",
    ),
    "rules.step-once": ("{step} は1つ必要です", "expected one step {step}"),
    "rules.person-required": (
        "人ごとの上限・人数の上限がある区分は person_required に必要です",
        "a category with a cap or limit per person must stand in person_required",
    ),
    "rules.cap-and-limit": (
        "団体の上限と人数の上限を同じ区分に重ねると、回答が額を減らすことがあります",
        "a cap per body and a limit of persons on one category would let an answer lower the figure",
    ),
    "rules.standing-unknown": (
        "値が unknown であることと standing の unknown が一致しません",
        "standing holds 'unknown' if and only if the value is unknown",
    ),
    "rules.standing-assumption": (
        "standing の assumption には assumptions の根拠が必要です（逆も同じ）",
        "standing holds 'assumption' if and only if assumptions give the ground",
    ),
    "rules.unknown-name": ("ありません。次のどれか: {names}", "there is none of this name; expected one of: {names}"),
    "rules.unknown-name-guess": (
        "ありません。{guess} のことですか",
        "there is none of this name; do you mean {guess}?",
    ),
    "rules.name": (
        "小文字の英数字・ハイフン・下線の名前が必要です（表の列の名前は使えません）",
        "expected a name of small letters, digits, hyphens and underscores that is no column of the table",
    ),
    "rules.duplicate": ("2度あります", "stands twice"),
    "mapping.column": ("列の名前が必要です: {names}", "expected the name of a column: {names}"),
    "mapping.unit": ("単位が必要です: {units}", "expected a unit: {units}"),
    "mapping.header": (
        "見出しの行番号（続いた行）が必要です",
        "expected the header's line numbers, one after the other",
    ),
    "mapping.never-filled": (
        "行ごとの値なので、まとめて補えません",
        "this is each row's own and cannot be filled in for all",
    ),
    "mapping.measure": ("措置のidか名称が必要です", "expected a measure's id or Japanese name"),
    "mapping.category": ("経費区分のidか名称が必要です", "expected a category's id or Japanese name"),
    "overlay.file": ("{path} を開けません（{why}）", "{path} cannot be opened ({why})"),
    "overlay.year": ("規則のある年度: {years}", "fiscal years that have rules: {years}"),
    "overlay.measure": ("措置: {names}", "measures: {names}"),
    "overlay.parameter": ("不明な値: {names}", "unknown figures of this measure: {names}"),
    "overlay.known": (
        "この値は規則ファイルにあります。不明な値だけを補えます",
        "the rule file states this figure; only an unknown one can be given",
    ),
    "overlay.source": ("出典（source）が必要です", "a source is required"),
    "overlay.value": (
        '円（0以上の整数）、人数（1以上）、率（"0.7"）のどれかが必要です',
        'expected whole yen, a number of persons, or a rate as "0.7"',
    ),
}

_RESULT = {
    "why.window": ("対象期間の外の年度", "the fiscal year is outside the measure's window"),
    "why.body": ("この団体は対象でない", "this kind of body is not supported"),
    "why.body-association": (
        "一部事務組合・広域連合には地方交付税が交付されない。構成団体が負担した額を構成団体が計上する",
        "an association receives no allocation tax; its members claim what they contribute",
    ),
    "why.category": ("この経費区分は対象経費でない", "this category is not an eligible cost of the measure"),
    "why.condition": ("要件を満たさない: {title}", "a condition does not hold: {title}"),
    "why.ordinary-tax": (
        "普通交付税で人数に数えられるため、特別交付税の対象にならない",
        "the person counts as a head under the ordinary tax, so the cost does not count here",
    ),
    "why.by-head": (
        "人数に応じて措置されるため、経費そのものは対象にならない",
        "support is by head, not on the cost itself",
    ),
    "why.other-funding": ("特定財源を差し引いた", "other funding is deducted"),
    "why.share": ("按分率を乗じた残り", "the part outside the eligible share"),
    "why.cap": ("{title} {amount:,}円を超える分", "above the {title}, {amount:,} yen"),
    "why.limit": ("{title} {persons}名を超える人の分", "beyond the {title}, {persons}"),
    "why.unknown": ("要確認: {question}", "open question: {question}"),
    "ask.category": (
        "この経費区分は対象経費の「等」に当たるか",
        "Does this category count among the deck's 'and the like'?",
    ),
    "ask.other_funding": (
        "特定財源（補助金・負担金の受入など）はいくらか。なければ0",
        "How much other funding (subsidies, contributions received) is there? Write 0 where there is none.",
    ),
    "ask.share": ("按分率はいくらか（対象となる助言等の割合）", "What is the eligible share of the contract?"),
    "ask.cap": (
        "{title}はいくらか（規則ファイルでは不明）",
        "How much is the {title}? The rule file does not know it.",
    ),
    "ask.limit": ("{title}は何名か（規則ファイルでは不明）", "What is the {title}? The rule file does not know it."),
    "who.category": ("総務省（都道府県の市町村担当課を通じて）", "the ministry, through the prefecture"),
    "who.other_funding": ("財政担当課", "the finance division"),
    "who.share": ("契約担当課", "the division that holds the contract"),
    "who.cap": ("総務省（分かれば --overlay で補う）", "the ministry (give it with --overlay once known)"),
    "source.assumption": ("{citation}（仮定を含む）", "{citation} (with an assumption)"),
    "source.unknown": ("{citation}（資料では不明）", "{citation} (left open by the source)"),
    "assumption.answers": (
        "{name}: 空欄に {file} の回答を入れた（{rows}行）",
        "{name}: blanks were filled with the answers in {file} ({rows} rows)",
    ),
    "assumption.rule": ("{year} {measure}: {title}: {ground}", "{year} {measure}: {title}: {ground}"),
    "assumption.default": (
        "{year}: 空欄の {name} を {value} とみなした（{rows}行）",
        "{year}: a blank {name} is taken as {value} ({rows} rows)",
    ),
    "assumption.option": (
        "空欄の {name} を指定により {value} とみなした（{rows}行）",
        "a blank {name} is taken as {value}, as the command line or a mapping says ({rows} rows)",
    ),
    "assumption.overlay": (
        "{fiscal_year} {measure} {parameter} = {value}（補った値。出典: {source}）",
        "{fiscal_year} {measure} {parameter} = {value} (given by an overlay; source: {source})",
    ),
}

_CLI = {
    "error": ("エラー", "error"),
    "warning": ("注意", "warning"),
    "notice": ("お知らせ", "note"),
    "at-row": ("{file} {row}行", "{file}:{row}"),
    "file.columns-differ": (
        "最初のファイルと列が違います: {path}",
        "its columns are not those of the first file: {path}",
    ),
    "more-problems": (
        "ほかに {count} 件（すべてを --errors FILE で CSV に書けます）",
        "{count} more (--errors FILE writes all of them as CSV)",
    ),
    "more-problems-written": ("ほかに {count} 件（すべて {path} に書きました）", "{count} more, all of them in {path}"),
    "columns.format": (
        "列ごとの計算（--engine columns）の明細は csv か parquet に書きます（-o FILE.csv など）。集計は --summary FILE.json: {value}",
        "with --engine columns items are written as csv or parquet (-o FILE.csv, say); --summary FILE.json has the totals: {value}",
    ),
    "columns.parquet": (
        "parquet は列ごとの計算（--engine columns か auto）で書きます",
        "parquet is written with --engine columns or auto",
    ),
    "columns.bundle": (
        "--bundle は1行ずつの計算（--engine rows か auto）で、ファイルの表から作ります",
        "--bundle is made with --engine rows or auto, of tables in files",
    ),
    "columns.disk": (
        "途中のファイルを書けないか読めません（空き容量・メモリー・TMPDIR を確かめてください）: {why}",
        "a file on the way cannot be written or read (look at the free space, the memory, and TMPDIR): {why}",
    ),
    "bad-rows": (
        "{files}に {count} 件の誤りがあるため、計算していません。直すか、--skip-bad-rows で読める行だけ計算できます",
        "{count} problems in {files}; nothing is calculated. Mend them, or calculate the readable rows with --skip-bad-rows",
    ),
    "bad-header": (
        "{files}の見出しに誤りがあるため、計算していません",
        "the header of {files} has problems; nothing is calculated",
    ),
    "skipped": ("読めない {rows} 行を除いて計算しました", "calculated without {rows} rows that cannot be read"),
    "map.next": (
        "計算: dx-kofu calc {file} --mapping {path}",
        "to calculate: dx-kofu calc {file} --mapping {path}",
    ),
    "file.exists": (
        "{path} はすでにあります。上書きするなら --force を付けてください",
        "{path} is there already; give --force to write over it",
    ),
    "more": ("ほか {count} 件", "{count} more"),
    "usage.assume-twice": ("--assume {name} が2度あります", "--assume {name} is given twice"),
    "usage.assume": ("--assume は NAME=VALUE の形で指定してください: {value}", "--assume takes NAME=VALUE: {value}"),
    "assume.name": (
        "--assume {name}: この列はありません。使える列: {names}",
        "--assume {name}: there is no such column; usable: {names}",
    ),
    "assume.value": ("--assume {name}={value}: {expected}", "--assume {name}={value}: {expected}"),
    "usage.option": ("{option} {value}: {expected}", "{option} {value}: {expected}"),
    "usage.unit": ("--unit {value}: {units} のどれかが必要です", "--unit {value}: expected one of {units}"),
    "usage.encoding": (
        "--encoding は CSV を書くときだけに使います（utf-8 か cp932）: {value}",
        "--encoding is for writing CSV only (utf-8 or cp932): {value}",
    ),
    "usage.extension": (
        "{path} の拡張子から形式が分かりません（{known}）。--format で指定してください",
        "the extension of {path} names no format ({known}); give --format",
    ),
    "spark.absent": (
        "Spark で計算するには {name} が必要です（pip install 'dx-kofu[spark]'）",
        "calculating on Spark needs {name} (pip install 'dx-kofu[spark]')",
    ),
    "spark.java": (
        "Spark を始められません。Java 17 以上を入れ、JAVA_HOME か PATH で見つかるようにしてください（{why}）",
        "Spark cannot start; install Java 17 or later where JAVA_HOME or PATH finds it ({why})",
    ),
    "spark.none": ("{path} がありません", "{path} is not there"),
    "spark.exists": (
        "{path} はすでにあります。まだないフォルダーを指定してください",
        "{path} is there already; give a folder that is not there yet",
    ),
    "spark.bad-rows": (
        "{file} に {count} 件の誤りがあるため、計算していません",
        "{count} problems in {file}; nothing is calculated",
    ),
    "spark.failed": (
        "Spark が計算を打ち切りました。何も書いていません（{why}）",
        "Spark gave up the calculation; nothing was written ({why})",
    ),
    "spark.not-plain": (
        "{path} は決まった形の表ではないため（題名・合計・同上・単位付きの見出しなど）、Spark では読めません。dx-kofu calc で計算してください",
        "{path} is not a plain table (titles, totals, ditto marks, a unit in the header or the like), which Spark cannot read; "
        "use dx-kofu calc",
    ),
    "spark.headers-differ": (
        "フォルダーの CSV は、見出しと文字コードが同じでなければなりません",
        "the CSV files of a folder must have the same header and the same encoding",
    ),
    "written": ("{path} に書きました", "wrote {path}"),
    "next.questions": (
        "要確認が {count} 件あります。だれに何を尋ねるか: dx-kofu ask {file}",
        "rows with open questions: {count}; whom to ask what: dx-kofu ask {file}",
    ),
}

_TABLE = {
    "t.measure": ("措置", "measure"),
    "t.tax": ("交付税", "tax"),
    "t.claimed": ("経費", "claimed"),
    "t.eligible": ("対象経費", "eligible"),
    "t.allocation": ("措置額", "allocation"),
    "t.potential": ("要確認を含む最大", "potential"),
    "t.special": ("特別", "special"),
    "t.ordinary": ("普通", "ordinary"),
    "t.in-kind": ("現物", "in kind"),
    "t.total-special": ("特別交付税 計", "special tax, total"),
    "t.total-ordinary": ("普通交付税（基準財政需要額）計", "ordinary tax (standard financial need), total"),
    "t.all": ("全団体・全年度", "all bodies and years"),
    "t.heads-one": ("{certain}人（最大{possible}人）x {unit}", "{certain} head (at most {possible}) x {unit}"),
    "t.heads-same-one": ("{certain}人 x {unit}", "{certain} head x {unit}"),
    "t.heads": ("{certain}人（最大{possible}人）x {unit}", "{certain} heads (at most {possible}) x {unit}"),
    "t.heads-same": ("{certain}人 x {unit}", "{certain} heads x {unit}"),
    "t.incomplete": ("{figure} + 不明", "{figure} + unknown"),
    "t.unbounded": ("不明", "unknown"),
    "t.approximate": ("約{figure}", "about {figure}"),
    "t.cut": ("減額の内訳", "What was cut, and why"),
    "t.reason": ("理由", "reason"),
    "t.rows": ("行", "rows"),
    "t.yen-cut": ("減額（円）", "yen cut"),
    "t.questions": ("要確認（答えにより増える措置額の順）", "Open questions, by the allocation that hangs on them"),
    "t.question": ("確認すること", "question"),
    "t.who": ("答えられる人", "who can answer"),
    "t.at-stake": ("増える措置額（円）", "allocation at stake"),
    "t.assumptions": ("仮定", "Assumptions"),
    "t.accepted": ("確認済みの指摘", "Accepted findings"),
    "t.rules": ("規則", "Rules"),
    "t.rule-line": (
        "{year} {file} 版{version}（{status}） SHA-256 {sha256}",
        "{year} {file} version {version} ({status}) SHA-256 {sha256}",
    ),
    "t.overlay-line": ("補った値 {name} SHA-256 {sha256}", "overlay {name} SHA-256 {sha256}"),
    "t.input-line": ("入力 {name}（{rows}行） SHA-256 {sha256}", "input {name} ({rows} rows) SHA-256 {sha256}"),
    "t.in-force": ("施行中", "in force"),
    "t.announced": ("予定", "announced"),
    "t.year": ("令和{number}年度（{calendar}年度）", "R{number} (FY{calendar})"),
    "t.provisional": (
        "暫定: {years}の規則は予定であり、施行されていません",
        "Provisional: the rules of {years} are announced, not enacted",
    ),
    "t.incomplete-note": (
        "「不明」を含む額は確定していません。不明な値を除いた額です",
        "A figure with 'unknown' is not complete: it leaves out what depends on a figure nobody has given",
    ),
    "t.unit": ("（単位: 円）", "(yen)"),
    "t.nothing-cut": ("減額はありません", "nothing was cut"),
    "t.no-questions": ("要確認はありません", "no open questions"),
    "t.row-list": ("{rows} ほか{more}行", "{rows} and {more} more"),
}

_DISPATCH = {
    "n.application": ("申請 {name}", "application {name}"),
    "n.made": ("派遣 {made} 回、上限 {limit} 回、残り {left} 回", "dispatches: {made} of {limit}, {left} left"),
    "n.made-in-principle": (
        "派遣 {made} 回、原則 {limit} 回以内、残り {left} 回",
        "dispatches: {made} of {limit} in principle, {left} left",
    ),
    "n.made-unknown": ("派遣 {made} 回、上限は不明", "dispatches: {made}, the limit is not known"),
    "n.made-no-limit": ("派遣 {made} 回、上限なし", "dispatches: {made}, no limit"),
    "n.beyond-at-most": (
        "{title}: {limit} {unit}以内のところ {found} {unit}",
        "{title}: {found} {unit}, {limit} at most",
    ),
    "n.beyond-at-least": (
        "{title}: {limit} {unit}以上のところ {found} {unit}",
        "{title}: {found} {unit}, {limit} at least",
    ),
    "n.question": ("要確認", "to be asked"),
    "n.at": ("{place}行 {text}", "row {place}: {text}"),
    "n.blank": ("{column} が空欄（{title}）", "{column} is blank ({title})"),
    "n.misdated": (
        "派遣日 {date} が {year} の年度（{first}～{last}）の外。{year}（表の年度）と {other}（派遣日の年度）のどちらか",
        "{date} is outside {year} ({first} to {last}): which year holds, {year} as declared or {other} by the date?",
    ),
    "odd.dispatch-body": (
        "一部事務組合・広域連合の行です。派遣の対象は都道府県と市町村です。申請した団体のコードか確かめてください（回数には数えました）",
        "an association's row: dispatches are for prefectures and municipalities. Check whose application it is (it is counted as it stands)",
    ),
    "odd.dispatch-day": (
        "同じ申請・同じ日の行があります（{row} 行目）。1回の派遣なら1行にまとめてください。ここでは別の派遣として数えました",
        "row {row} is of the same application and day: put one dispatch into one row; here each row is counted as one",
    ),
}

_ACCELERATOR = {
    "k.meets": ("要件を満たす", "meets the requirements"),
    "k.does-not": ("要件を満たさない", "does not meet the requirements"),
    "k.unknown": ("要件を満たすか不明", "not known whether the requirements are met"),
    "k.not-in-force": ("この年度に任命はない", "no appointments in this year"),
    "k.state-yes": ("済", "yes"),
    "k.state-no": ("なし", "no"),
    "k.state-unknown": ("不明", "not known"),
    "k.missing": ("欠けている要件: {what}", "missing: {what}"),
    "k.body": ("この団体の職員は対象でない", "not for staff of this kind of body"),
    "k.or": ("{what}（どれか1つ）", "one of: {what}"),
    "k.asked": ("要確認: {question}（{who}）", "to be asked: {question} ({who})"),
    "k.finding": ("指摘: {text}", "finding: {text}"),
    "k.tax-special-yes": ("特別交付税: 人件費が対象", "special tax: the personnel cost is eligible"),
    "k.tax-special-no": ("特別交付税: 対象外", "special tax: nothing"),
    "k.tax-special-review": ("特別交付税: 要確認", "special tax: open"),
    "k.tax-ordinary-yes": ("普通交付税: 1人", "ordinary tax: a head"),
    "k.tax-ordinary-no": ("普通交付税: 対象外", "ordinary tax: nothing"),
    "k.tax-ordinary-review": ("普通交付税: 要確認", "ordinary tax: open"),
    "k.because": ("{said}（{why}）", "{said} ({why})"),
    "k.heads": ("普通交付税の人数: {heads}", "heads under the ordinary tax: {heads}"),
    "k.no-heads": ("普通交付税の人数: 0人", "heads under the ordinary tax: 0"),
    "k.doubtful": (
        "確定の {of} 人のうち {heads} 人に指摘がある。人数に入れてよいか確かめること",
        "{heads} of {of} certain: there are findings; see whether they count",
    ),
    "k.worth": ("確定 {allocation}、要確認を含む最大 {potential}", "certain {allocation}, at most {potential}"),
    "k.counts": (
        "{persons} 人: 満たす {meets}、満たさない {doesnot}、不明 {unknown}",
        "persons: {persons}; meet: {meets}, do not: {doesnot}, not known: {unknown}",
    ),
    "k.counts-of-rows": (
        "{persons} 人（{rows} 行）: 満たす {meets}、満たさない {doesnot}、不明 {unknown}",
        "persons: {persons} (rows: {rows}); meet: {meets}, do not: {doesnot}, not known: {unknown}",
    ),
    "k.unmet": (
        "要件を満たさないのに「{stage}」が済となっている",
        "the requirements are not met, and yet: {stage}",
    ),
    "k.too-early": (
        "{year} には任命がないのに「{stage}」が済となっている",
        "there are no appointments in {year}, and yet: {stage}",
    ),
    "k.skipped": ("「{before}」がないのに「{stage}」が済となっている", "{stage}, without the {before}"),
    "k.dates": ("「{stage}」の日が「{before}」の日より前", "the day of the {stage} is before that of the {before}"),
    "k.after-year": (
        "「{stage}」の日 {on} が年度末 {last} より後",
        "the day of the {stage}, {on}, is after the year's end, {last}",
    ),
    "k.perhaps-twice": (
        "{row} 行目の {name} と同じ人かもしれない（空白だけが違う）。別の2人として数えた。同じ人なら同じ書き方にすること",
        "perhaps the same person as {name} in row {row} (only blanks differ); counted as two. Write one person in one way",
    ),
    "k.twice": (
        "同じ人が {row} 行目にもある。人数には1人として数えた",
        "the same person stands in row {row} too; counted as one person",
    ),
    "k.differs": (
        "同じ人の {row} 行目と違う: {facts}",
        "not as in row {row} of the same person: {facts}",
    ),
    "k.dated-no": ("「{stage}」はないとしながら日付 {on} がある", "{stage}: said not to be, and yet dated {on}"),
}

_READINESS = {
    "p.no-checklist": (
        "この種類の団体に求められるものはありません",
        "nothing is asked of this kind of body",
    ),
    "p.not-asked": ("この種類の団体には尋ねない事実です", "this is not asked of this kind of body"),
    "p.number": (
        '0以上の整数か "none"（目標がない）、"unknown" が必要です',
        'expected a whole number of 0 or more, "none" where there is none, or "unknown"',
    ),
    "p.there": ("ある", "there"),
    "p.missing": ("ない", "missing"),
    "p.unknown": ("不明", "not known"),
    "p.whole-there": ("備わっている", "complete"),
    "p.whole-missing": ("欠けている", "not complete"),
    "p.whole-unknown": ("不明", "not known to be complete"),
    "p.due": ("期限 {due} 年度末", "due by the end of {due}"),
    "p.overdue": ("期限 {due} 年度末を過ぎている", "was due by the end of {due}"),
    "p.targets": ("数値目標", "targets"),
    "p.target": (
        "{title}: 目標 {target}、現在 {current}、不足 {gap}",
        "{title}: {target}, now {current}, gap {gap}",
    ),
    "p.counts": (
        "欠けている {missing}、留意点で欠けている {unheeded}、不明 {unknown}",
        "missing: {missing}, missing in principle: {unheeded}, not known: {unknown}",
    ),
    "p.template-facts": (
        '"yes" か "no"。分からないものは "unknown" のままか、行を消す。数は整数、目標がなければ "none"',
        '"yes" or "no"; leave "unknown", or no line, what is not known; a number is whole, "none" where there is none',
    ),
    "p.template-current": ("現在の人数", "how many there are now"),
    "p.no-files": (
        "団体の様式（TOML）を指定してください。--template --body CODE で作れます",
        "give a profile (TOML); --template --body CODE writes one",
    ),
    "p.template-body": ("--template には --body が必要です", "--template goes with --body"),
    "p.template-alone": (
        "--body、--fiscal-year、--force は --template とともに指定してください",
        "--body, --fiscal-year and --force go with --template",
    ),
}

_MAPPING = {
    "map.title": ("{file} の対応表（下書き）", "Mapping of {file} (a draft)"),
    "map.how": (
        "# の行は、正しく直して先頭の # を取ると有効になる。dx-kofu calc ファイル --mapping この対応表",
        "A line that begins with # counts once it is filled in and its # is taken away. dx-kofu calc FILE --mapping THIS",
    ),
    "map.unit": ("金額の単位は表に示されていない", "the table names no unit of amounts"),
    "map.ignore": ("計算に使わず、そのまま出力する列", "columns that are not used and passed through"),
    "map.columns": ("見出し = 列。列の名前: {names}", "header = column. Columns: {names}"),
    "map.fill": ("表にない列、空欄のある列に補う値", "values for columns that the table lacks or leaves blank"),
    "map.words": ("表の用語 = このプログラムの用語（列ごと）", "the table's words = the program's, by column"),
}

_PAGE = {
    "r.title": ("{year} の規則 版{version}（{status}）", "Rules of {year}, version {version} ({status})"),
    "r.days": (
        "対象: {first} から {last} まで（出納整理期間は {closing} まで）",
        "In force from {first} to {last} (closing period to {closing})",
    ),
    "r.tax": ("交付税", "tax"),
    "r.source": ("出典", "source"),
    "r.standing": ("確からしさ", "standing"),
    "r.costs": ("対象経費", "eligible cost"),
    "r.categories": ("経費区分", "categories"),
    "r.bodies": ("対象団体", "bodies"),
    "r.conditions": ("要件", "conditions"),
    "r.condition": ("要件", "condition"),
    "r.fact": ("事実", "fact"),
    "r.step": ("段階", "step"),
    "r.what": ("内容", "what"),
    "r.value": ("値", "value"),
    "r.cap-person": ("{names}: 1人あたりの上限 {amount}", "{names}: {amount} per person"),
    "r.cap-body": ("{names}: 1団体あたりの上限 {amount}", "{names}: {amount} per body"),
    "r.yen": ("{amount:,}円", "{amount:,} yen"),
    "r.limit": ("1団体 {persons}名まで", "{persons} persons per body"),
    "r.round": ("{to}円単位、半分以上は切上げ", "to {to} yen, half up"),
    "r.head": ("1人 {amount}", "{amount} per head"),
    "r.at-least": ("以上", " or more"),
    "r.at-most": ("以内", " or less"),
    "r.in-principle": ("{said}（原則・留意点）", "{said} (in principle)"),
    "r.alternative": ("どれか1つ: {said}", "one of: {said}"),
    "r.due-year": ("期限（年度末）", "due by the end of"),
    "r.stage": ("推薦・任命", "stage"),
    "r.claim": ("経費の扱い", "claimed as"),
    "r.file": ("ファイル全体", "The file as a whole"),
    "r.order": ("順序", "order"),
    "r.added": ("追加", "added"),
    "r.removed": ("削除", "removed"),
    "r.changed": ("変更", "changed"),
    "r.years": ("年度ごとの規則", "The rules year by year"),
    "r.years-note": (
        "規則ファイルから作成（dx-kofu rules reference）。「-」はその年度にないこと、「不明」は資料にないことを表す。",
        "Made from the rule files (dx-kofu rules reference). '-': not in that year; 'unknown': no source gives it.",
    ),
    "r.stale": (
        "{path} が規則ファイルと合いません。dx-kofu rules reference {folder} で作り直してください",
        "{path} does not match the rule files; make it anew with dx-kofu rules reference {folder}",
    ),
    "r.shared": (
        "2つの措置のどちらでも計上できる経費（1行は1つの措置だけ。両方に計上すれば二重計上）",
        "Costs that two measures may take (a row claims one; one cost in two rows is counted twice)",
    ),
    "r.proven": ("{cases:,} 件の場合を試しました。問題: {findings} 件", "{cases:,} cases tried; findings: {findings}"),
    "r.due": (
        "{fiscal_year} {path} は {reviewed} に見直したきりです（{days}日前）",
        "{fiscal_year} {path} was last reviewed on {reviewed}, {days} days ago",
    ),
    "r.loose": (
        "{path} は決まった形ではありません。dx-kofu rules fmt で書き直してください",
        "{path} is not in the canonical form; write it anew with dx-kofu rules fmt",
    ),
    "r.effect": ("予算への影響（円）", "What it does to the budget (yen)"),
    "r.no-effect": ("影響はありません", "nothing"),
    "r.same": ("違いはありません", "no difference"),
    "r.governs": (
        "{date}: {year}（{file}、版{version}、{status}）",
        "{date}: {year} ({file}, version {version}, {status})",
    ),
    "r.closing": (
        "{date} は {year} の出納整理期間（{closing} まで）でもあります",
        "{date} is in the closing period of {year} too (to {closing})",
    ),
    "r.no-year": (
        "{date} の規則はありません。規則のある年度: {years}",
        "there are no rules for {date}; years that have: {years}",
    ),
    "r.no-measure": (
        "{name} という措置・要件はありません: {names}",
        "there is no measure or checklist {name}: {names}",
    ),
    "r.date": ("日付が必要です（例: 2026-10-01）: {value}", "expected a date (such as 2026-10-01): {value}"),
    "s.stated": ("資料に記載", "stated"),
    "s.announced": ("予定", "announced"),
    "s.assumption": ("仮定", "assumption"),
    "s.unknown": ("不明", "unknown"),
    "b.prefecture": ("都道府県", "prefecture"),
    "b.municipality": ("市町村", "municipality"),
    "b.hub-city": ("連携中枢都市", "hub city"),
    "b.association": ("一部事務組合・広域連合", "association"),
}

_HTML = {
    "h.title": (
        "デジタル人材に係る地方交付税措置額計算書",
        "Local allocation tax for digital specialists: calculation",
    ),
    "h.bodies": ("{count}団体 {years}", "{count} bodies, {years}"),
    "h.skip": ("本文へ移動", "Skip to the content"),
    "h.contents": ("目次", "Contents"),
    "h.totals": ("措置額の合計", "Total allocation"),
    "h.confirmed": ("確定分", "confirmed"),
    "h.tax-special": ("特別交付税", "special tax"),
    "h.tax-ordinary": ("普通交付税", "ordinary tax"),
    "h.notices": ("はじめにお読みください", "Please read first"),
    "h.asked-note": (
        "要確認の行が {rows} 行あります。確定分には含めず、「要確認を含む最大」に含めています",
        "Rows with open questions: {rows}. They are left out of what is confirmed and counted in 'potential'",
    ),
    "h.warnings-note": (
        "注意が {count} 件あります（「注意」の表）。金額は表のとおり計算しています",
        "Warnings: {count} (see the table of warnings). The figures are calculated as the rows stand",
    ),
    "h.many-note": (
        "団体・年度が {count} あり {most} を超えるため、団体ごとの図・上限額の残り・対象者の表を省きました。団体を分けて計算すると出ます",
        "There are {count} bodies and years, more than {most}: their charts, caps and persons are left out; calculate fewer bodies at once to see them",
    ),
    "h.overlay-note": (
        "規則ファイルで不明な値を {name} で補って計算しています",
        "Figures that the rule files call unknown are given by {name}",
    ),
    "h.overview": ("団体・年度ごとの措置額", "Allocation by body and year"),
    "h.body": ("団体", "body"),
    "h.year": ("年度", "year"),
    "h.measures": ("措置額", "Allocation"),
    "h.measures-caption": ("措置ごとの経費・対象経費・措置額", "Claimed, eligible and allocated by measure"),
    "h.rate": ("率・人数 x 単価", "rate, heads x unit"),
    "h.before-rounding": ("端数処理前", "before rounding"),
    "h.ways": ("経費から措置額まで", "From claimed to allocated"),
    "h.way-of": ("{title}: 経費から措置額まで（円）", "{title}: from claimed to allocated (yen)"),
    "h.step": ("段階", "step"),
    "h.yen": ("円", "yen"),
    "h.allocated-by": ("措置額（{factor}）", "allocation ({factor})"),
    "h.potential-of": (
        "要確認を含む最大（対象経費 {eligible}）",
        "potential (eligible {eligible})",
    ),
    "h.stage-exclusion": ("対象外の経費", "not eligible"),
    "h.stage-by-head": ("人数で措置（経費は対象外）", "supported by head, not by cost"),
    "h.stage-other-funding": ("特定財源の控除", "other funding"),
    "h.stage-share": ("按分で対象外", "outside the share"),
    "h.stage-cap": ("上限額を超える分", "above a cap"),
    "h.stage-limit": ("人数の上限を超える分", "beyond the limit on persons"),
    "h.stage-unknown": ("要確認", "open questions"),
    "h.asked": ("要確認の行", "Open questions"),
    "h.asked-caption": (
        "確認すること（増える措置額の大きい順、単位: 円）",
        "Open questions, by the allocation that hangs on them (yen)",
    ),
    "h.asked-left": (
        "要確認の行がほかに {count} 行あります。明細または CSV をご覧ください",
        "Rows with open questions not shown here: {count}; see the list of rows or the CSV",
    ),
    "h.row": ("行", "row"),
    "h.rows": ("行数", "rows"),
    "h.at-stake": ("増える措置額", "at stake"),
    "h.cuts-caption": ("理由ごとの減額", "What was cut, by reason"),
    "h.cut": ("減額", "cut"),
    "h.rooms": ("上限額までの残り", "Room left under the caps"),
    "h.rooms-caption": ("上限額と使った額", "Caps, and how much of them is used"),
    "h.cap": ("上限", "cap"),
    "h.cap-amount": ("上限額", "amount"),
    "h.used": ("使った額", "used"),
    "h.left": ("残り", "left"),
    "h.lost": ("超えた額", "above it"),
    "h.persons": ("対象者ごとの経費", "Person by person"),
    "h.persons-caption": ("対象者ごとの経費と対象経費", "Claimed and eligible by person"),
    "h.persons-left": (
        "減額も要確認もない {count} 人は省きました。明細の CSV には全員があります",
        "Persons left out, of whom nothing was cut or asked: {count}; the CSV has all of them",
    ),
    "h.person": ("対象者", "person"),
    "h.items": ("明細", "Rows"),
    "h.items-caption": ("行ごとの経費・対象経費・理由", "Claimed and eligible row by row, with reasons"),
    "h.items-left": (
        "全 {all} 行のうち {shown} 行を示し、減額も要確認もない行などの {left} 行は省きました。CSV（--format csv）には全行があります",
        "Of {all} rows {shown} are shown and {left} left out, such as those of which nothing was cut or asked; the CSV (--format csv) has all of them",
    ),
    "h.items-most": (
        "減額か要確認のある {touched} 行から、要確認の行、次に減額の大きい行の順に {shown} 行を選びました",
        "Of the {touched} rows with a cut or a question, {shown} are shown: those asked first, then the largest cuts",
    ),
    "h.id": ("整理番号", "id"),
    "h.category": ("経費区分", "category"),
    "h.status": ("判定", "status"),
    "h.reasons": ("減額の理由・要確認", "cuts and questions"),
    "h.status-eligible": ("対象", "eligible"),
    "h.status-partial": ("一部対象", "partial"),
    "h.status-ineligible": ("対象外", "ineligible"),
    "h.status-review": ("要確認", "review"),
    "h.filter": ("文字で絞り込む", "Rows that contain"),
    "h.filter-status": ("判定", "Status"),
    "h.filter-measure": ("措置", "Measure"),
    "h.filter-all": ("すべて", "all"),
    "h.filter-count": (
        "{all} 行のうち {shown} 行が該当（経費 {claimed}円、対象経費 {eligible}円）",
        "{shown} of {all} rows found (claimed {claimed} yen, eligible {eligible} yen)",
    ),
    "h.filter-first": ("はじめの 1,000 行を画面に出しています", "The first 1,000 of them are on the screen"),
    "h.filter-more": ("すべて画面に出す", "Show all of them"),
    "h.filter-group": ("明細の絞り込み", "Filter of the rows"),
    "h.sort-hint": (
        "見出しを押すと並べ替わります。印刷では絞り込みにかかわらず全行が出ます",
        "Press a heading to sort. In print every row appears, whatever the filter",
    ),
    "h.print": ("印刷する", "Print"),
    "h.warnings": ("注意", "Warnings"),
    "h.skipped": ("読めないため除いた行", "Rows left out, since they cannot be read"),
    "h.file": ("ファイル", "file"),
    "h.sheet": ("シートと列", "sheet and columns"),
    "h.column": ("列", "column"),
    "h.what": ("内容", "what"),
    "h.provenance": ("計算の根拠", "Where the figures come from"),
    "h.rules-of": ("{year}の規則", "Rules of {year}"),
    "h.window": ("{first}～{last}", "{first} to {last}"),
    "h.rule": ("規則", "rule"),
    "h.rule-file": (
        "{year} {file} 版{version}（{status}） SHA-256: {sha256}",
        "{year}, {file}, version {version} ({status}), SHA-256: {sha256}",
    ),
    "h.overlay": ("補った値", "Figures given by an overlay"),
    "h.overlay-caption": ("規則ファイルで不明な値を補ったもの", "Figures that the rule files call unknown"),
    "h.overlay-file": ("{name} SHA-256: {sha256}", "{name} SHA-256: {sha256}"),
    "h.citations": ("出典の一覧", "Sources"),
    "h.number": ("番号", "number"),
    "h.document": ("資料", "document"),
    "h.heading": ("見出し", "heading"),
    "h.inputs": ("入力と計算プログラム", "Input and program"),
    "h.inputs-caption": ("読み込んだ表", "Tables that were read"),
    "h.sha256": ("SHA-256", "SHA-256"),
    "h.program": ("計算プログラム: {program}", "Calculated by {program}"),
    "h.reference": ("出典{number}", "source {number}"),
    "h.approval": ("決裁欄", "Approval"),
    "h.sign-final": ("決裁", "approved"),
    "h.sign-head": ("課長", "head"),
    "h.sign-deputy": ("課長補佐", "deputy"),
    "h.sign-chief": ("係長", "chief"),
    "h.sign-clerk": ("担当", "clerk"),
    "h.drafted": ("起案　　　　年　　月　　日", "Drafted:"),
    "h.decided": ("決裁　　　　年　　月　　日", "Approved:"),
    "h.file-number": ("文書番号", "File number:"),
    "h.running-provisional": ("暫定", "Provisional"),
}

_BOOK = {
    "x.title": (
        "デジタル人材に係る地方交付税措置の算定結果",
        "Allocation tax support for digital specialists: the result",
    ),
    "x.yen": ("単位: 円", "yen"),
    "x.comma": ("、", ", "),
    "x.summary": ("概要", "Summary"),
    "x.items": ("明細", "Items"),
    "x.potential-sheet": ("見込", "Potential"),
    "x.cuts": ("減額", "Cuts"),
    "x.questions": ("要確認", "Questions"),
    "x.accepted": ("確認済", "Accepted"),
    "x.accepted-note": (
        "dx-kofu check の指摘のうち、支出表に理由を付けて確認済みとされたもの。金額には影響しない。",
        "Findings of dx-kofu check that the expenses table accepts, each with its reason. No amount depends on them.",
    ),
    "x.code": ("番号", "code"),
    "x.finding": ("指摘", "finding"),
    "x.rules": ("規則", "Rules"),
    "x.summary-note": (
        "団体・年度・措置ごとの措置額。確定した額と、要確認の点がすべて認められた場合の最大の額。",
        "Allocations by body, fiscal year and measure: what is confirmed, and the most there is where every open question is answered well.",
    ),
    "x.items-note": (
        "経費1件が1行。入力セルを書き換えると、右の各段階の額と、ほかのシートの額がすべて変わる。",
        "A row is a cost. A changed input cell changes the stages at its right and every figure of the other sheets.",
    ),
    "x.potential-note": (
        "要確認の点がすべて認められた場合（特定財源が不明なら0、按分率が不明なら1、上限額が不明なら上限なし）。入力は明細のセルから。",
        "Every open question answered in the body's favour: unknown other funding 0, unknown share 1, an unknown cap none. Inputs are the cells of Items.",
    ),
    "x.cuts-note": (
        "経費から減った額と、その理由・根拠。金額は明細のセルを参照する。",
        "What went from each cost, why, and by which rule. Amounts refer to the cells of Items.",
    ),
    "x.questions-note": (
        "分からないために確定していない点。増える措置額は、その行の質問すべてに有利な答えが得られた場合の、計算時の額（千円の端数処理の前）。",
        "What is not known. The yen at stake are what favourable answers to all questions of the row add, before rounding, as calculated by the program.",
    ),
    "x.rules-note": (
        "計算に使った値。入力セルを書き換えると、すべての額が変わる。「不明」は資料にない値で、数を入れると計算に使われる。",
        "The figures used. A changed input cell changes every amount; 'unknown' is a figure no source gives, and is used once typed in.",
    ),
    "x.input-cell": ("入力セル", "input cell"),
    "x.number": ("番号", "no."),
    "x.cell": ("元のセル・行", "source"),
    "x.id": ("整理番号", "id"),
    "x.body-code": ("団体コード", "body code"),
    "x.body-name": ("団体名", "body"),
    "x.year": ("年度", "fiscal year"),
    "x.measure": ("措置", "measure"),
    "x.category": ("経費区分", "category"),
    "x.person": ("対象者", "person"),
    "x.date": ("支出日", "date"),
    "x.tax": ("交付税", "tax"),
    "x.claimed": ("経費", "claimed"),
    "x.amount": ("金額", "amount"),
    "x.amount-is": ("金額", "amount"),
    "x.other-funding": ("特定財源", "other funding"),
    "x.funding-is": ("特定財源", "other funding"),
    "x.share-in": ("按分率", "share"),
    "x.share-is": ("按分率", "share"),
    "x.verdict": ("経費の判定", "cost counts"),
    "x.head-verdict": ("人数の判定", "head counts"),
    "x.verdict-yes": ("可", "yes"),
    "x.verdict-open": ("要確認", "open"),
    "x.verdict-no": ("否", "no"),
    "x.person-number": ("対象者の番号", "person no."),
    "x.taken-excluded": ("対象外・未確定の額", "excluded or open"),
    "x.taken-funding": ("特定財源の控除", "other funding deducted"),
    "x.taken-share": ("按分で減る額", "outside the share"),
    "x.taken-cap": ("上限を超える額", "above the cap"),
    "x.taken-limit": ("人数制限を超える額", "beyond the limit of persons"),
    "x.taken-by-head": ("人数で措置される額", "supported by head"),
    "x.eligible": ("対象経費", "eligible"),
    "x.potential": ("要確認を含む最大", "potential"),
    "x.counted": ("算入", "counted"),
    "x.figure-cap": ("上限の規則番号", "no. of cap"),
    "x.figure-limit": ("人数制限の規則番号", "no. of limit"),
    "x.line": ("概要の行", "line"),
    "x.x-cap": ("上限の前の額", "before cap"),
    "x.x-limit": ("人数制限の前の額", "before limit"),
    "x.person-total": ("対象者の合計", "person's total"),
    "x.person-first": ("対象者の初行", "person's first row"),
    "x.person-since": ("初行の番号", "no. of first row"),
    "x.person-rank": ("上位の人数", "persons ahead"),
    "x.head-line": ("人数の概要の行", "line of head"),
    "x.head-counted": ("人数に算入", "head counted"),
    "x.head-new": ("1人目の行", "new head"),
    "x.unknown": ("上限等が不明", "cap unknown"),
    "x.rate": ("措置率", "rate"),
    "x.heads": ("人数", "heads"),
    "x.potential-heads": ("最大人数", "heads at most"),
    "x.unit-amount": ("1人あたりの額", "per head"),
    "x.before-rounding": ("端数処理前", "before rounding"),
    "x.allocation": ("措置額", "allocation"),
    "x.mark": ("確からしさ", "standing"),
    "x.incomplete": ("不明あり", "incomplete"),
    "x.tax-number": ("交付税の番号", "no. of tax"),
    "x.mark-incomplete": ("未確定（不明な値を除いた額）", "incomplete: an unknown figure is left out"),
    "x.mark-approximate": ("概算", "approximate"),
    "x.incomplete-format": ('#,##0"＋不明"', '#,##0" + unknown"'),
    "x.reason": ("理由", "reason"),
    "x.yen-cut": ("減額", "yen cut"),
    "x.source": ("根拠", "source"),
    "x.sum": ("合計", "total"),
    "x.check": ("検算（経費－対象経費－減額。0で一致）", "check: claimed - eligible - cut (0 where they agree)"),
    "x.question": ("確認すること", "question"),
    "x.who": ("答えられる人", "who can answer"),
    "x.at-stake": ("増える措置額", "allocation at stake"),
    "x.answer": ("回答（記入欄）", "answer (to fill in)"),
    "x.rule": ("規則", "rule"),
    "x.value": ("値", "value"),
    "x.unit": ("単位", "unit"),
    "x.standing": ("確からしさ", "standing"),
    "x.ground": ("仮定の根拠", "ground of assumptions"),
    "x.unit-cap-person": ("円／人・年度", "yen per person and year"),
    "x.unit-cap-body": ("円／団体・年度", "yen per body and year"),
    "x.unit-limit": ("人／団体・年度", "persons per body and year"),
    "x.unit-head": ("円／人", "yen per head"),
    "x.unit-round": ("円単位（半分以上は切上げ）", "yen, half up"),
    "x.unit-rate": ("率", "ratio"),
    "x.unknown-remark": (
        "{name} は資料にありません。分かった値（数）を入れると、この規則に係る額が計算されます。",
        "No source gives {name}. Type the figure in once known, and every amount that waits for it is calculated.",
    ),
    "x.files": ("規則ファイルと入力ファイル", "Rule files and input files"),
    "x.notes": ("この表の見方", "How to read this workbook"),
    "x.warnings": ("注意", "Warnings"),
    "x.skipped": ("計算から除いた行", "Rows left out"),
    "x.note-made": ("dx-kofu {version} で作成。", "Made by dx-kofu {version}."),
    "x.note-live": (
        "黄色は入力セル、それ以外の額は計算式。明細の金額・特定財源・按分率・判定・対象者の番号、規則の値を書き換えると再計算される。見込・明細の右側の折りたたんだ列は計算の途中の値。",
        "Yellow cells are inputs, every other amount is a formula: change an amount, other funding, a share, a verdict or a person's number on Items, or a figure on Rules. Folded columns hold what the formulas need in between.",
    ),
    "x.note-share": (
        "按分率を書き換えるときは、金額が10億円未満なら分母が10万以下の率（小数なら5桁まで）で1円まで正しく計算される。",
        "A share typed in is exact to the yen where its denominator is at most 100,000 (five decimal places), for amounts under 1,000,000,000 yen.",
    ),
    "x.note-values": (
        "{rows:,} 行あり、{most:,} 行を超えるため、計算式でなく値だけを書いた。書き換えても再計算されない。",
        "With {rows:,} rows, more than {most:,}, this workbook holds values and no formulas; a changed cell changes nothing.",
    ),
    "x.constant-share": (
        "按分率の分母か金額が大きく、表計算の式では1円まで正しく計算できないため、値で書いた。金額や按分率を変えるときは dx-kofu で計算し直すこと。",
        "The share's denominator or the amount is too large for an exact formula, so this is a value. Run dx-kofu again to change it.",
    ),
    "x.constant-figure": (
        "額が大きく、表計算の式では正しく丸められないため、値で書いた。変えるときは dx-kofu で計算し直すこと。",
        "The amount is too large for an exact formula, so this is a value. Run dx-kofu again to change it.",
    ),
    "x.blank-title": ("支出表 {year}", "Expenses table, {year}"),
    "x.blank-properties": ("支出表", "Expenses table"),
    "x.blank-sheet": ("支出表", "Expenses"),
    "x.example-sheet": ("記入例", "Example"),
    "x.notes-sheet": ("説明", "Notes"),
    "x.choices-sheet": ("選択肢", "Choices"),
    "x.example-note": ("記入例（このシートは計算しない）", "example (this sheet is not calculated)"),
    "x.notes-note": (
        "経費1件を1行に書く。見出しは1行目のまま、列の順は自由、使わない列は消してよい。シート「記入例」は計算しない。",
        "Write a cost a row. Headings stay in row 1; columns may stand in any order, unused ones may go. The sheet Example is not calculated.",
    ),
    "x.column": ("列", "column"),
    "x.column-id": ("英語名", "English name"),
    "x.required": ("必須", "required"),
    "x.meaning": ("書くこと", "what to write"),
    "x.blank": ("空欄のとき", "where blank"),
    "x.blank-required": ("誤りになる（必須）", "an error: it is required"),
    "x.blank-default": ("「{value}」とみなす", "taken as {value}"),
    "x.blank-unknown": (
        "不明とし、要確認になる（0やいいえとはみなさない）",
        "unknown: an open question, never taken as no or 0",
    ),
    "x.blank-nothing": ("そのままでよい", "nothing is missed"),
    "x.blank-person": (
        "1人ごとの上限・人数の制限がある区分では誤りになる",
        "an error where a cap or a limit is per person",
    ),
    "x.blank-share": (
        "1とみなす（{titles}では不明とし、要確認になる）",
        "taken as 1 (unknown, an open question: {titles})",
    ),
    "x.blank-share-one": ("1とみなす", "taken as 1"),
    "x.words": ("書ける言葉: {words}", "words: {words}"),
    "x.yes-no-mark": ("○ か ×", "○ (yes) or × (no)"),
    "x.who-office": ("財政担当課", "the finance division"),
    "x.about-id": ("行の番号や記号（支出表の中で重複しない）", "a number or a sign of the row, used once"),
    "x.about-body_code": (
        "検査数字を含む6桁の全国地方公共団体コード",
        "the 6-digit body code, check digit and leading zero included",
    ),
    "x.about-body_name": ("団体の名称", "the body's name"),
    "x.about-hub_city": ("市町村が連携中枢都市か（○・×）", "whether a municipality is a hub city (○ ×)"),
    "x.about-fiscal_year": ("年度（令和8年度、R8、2026 など）", "the fiscal year (令和8年度, R8, 2026)"),
    "x.about-measure": ("財政措置の名称（選択肢から選ぶ）", "the measure's name, from the list"),
    "x.about-category": ("経費区分（選択肢から選ぶ）", "the cost category, from the list"),
    "x.about-person": ("対象者の記号（氏名でなくてよい）", "any id of the person; need not be a name"),
    "x.about-amount": ("経費の額（円、1円未満のない額）", "the cost in whole yen"),
    "x.about-other_funding": (
        "国・都道府県の補助金、受け入れた負担金など（円）。なければ0と書く",
        "subsidies and contributions received, in yen; write 0 where there is none",
    ),
    "x.about-share": ("対象となる部分の割合（0.4、40%、2/5 など）", "the eligible share (0.4, 40%, 2/5)"),
    "x.about-date": ("支払の日（出納整理期間を含む）", "the day of payment, the closing period included"),
    "x.about-note": ("自由に書く（計算には使わない）", "anything; not used"),
    "x.about-accepted": (
        "dx-kofu check の指摘のうち確かめて認めるもの。番号と理由（例: KF035 兼務の辞令あり）。続ける場合は ; で区切る",
        "findings of dx-kofu check that were looked at and are accepted: code and reason, the next one behind a ;",
    ),
    "x.facts-asked": ("記入する事実の列", "facts to give"),
    "x.categories": ("経費区分", "categories"),
    "x.bodies": ("対象団体", "bodies"),
    "x.measures-sheet": ("措置一覧", "Measures"),
    "x.measures-note": (
        "措置と経費区分ごとに、対象となる団体と、判定に使う事実の列。金額と特定財源はどの行にも必要（特定財源は普通交付税の措置を除く）。",
        "For each measure and category the bodies that may claim it, and the fact columns that decide. Amounts and other funding are asked of every row (other funding not under the ordinary tax).",
    ),
    "x.none": ("なし", "none"),
    "x.blank-extension": (
        "{path}: 拡張子は .xlsx か .csv にしてください",
        "{path}: the extension must be .xlsx or .csv",
    ),
    "x.exists": (
        "{path} は既にあります。上書きするには --force を付けてください",
        "{path} exists; --force overwrites it",
    ),
    "x.too-many-rows": (
        "{rows:,} 行は Excel の1枚のシート（{most:,} 行まで）に入りません。CSV か JSON で書いてください",
        "{rows:,} rows are more than a sheet of Excel holds, {most:,}; write CSV or JSON",
    ),
}

_VALIDATE = {
    "v.unknown-key": ("このキーはありません（使えるキー: {keys}）", "there is no such key; usable: {keys}"),
    "v.says-nothing": (
        "期待する結果が何も書かれていません（[[measures]]、[[rows]]、[totals]）",
        "the file expects nothing; it needs [[measures]], [[rows]] or [totals]",
    ),
    "v.twice": ("2度書かれています", "is there twice"),
    "v.no-rule": ("この規則では生じない理由", "no rule of the measure gives this reason"),
    "v.recorded": (
        "dx-kofu validate --update が書いた結果です。手計算で確かめてください。",
        "Written by dx-kofu validate --update; to be checked by hand.",
    ),
    "v.summary": (
        "予算 {total} 件: 期待どおり {same}、相違 {differ}、誤り {bad}",
        "budgets: {total}; as expected: {same}, different: {differ}, with errors: {bad}",
    ),
    "v.as-of": ("{rules} で計算", "by {rules}"),
    "v.differs": ("期待と異なる", "not as expected"),
    "v.bad": ("誤りがあり、確かめられない", "has errors and cannot be checked"),
    "v.updated": ("期待する結果を書き換えました", "expected result updated"),
    "v.created": ("期待する結果を書きました: {path}", "wrote a new expected result: {path}"),
    "v.row": ("{row}行{cell} {about}", "row {row}{cell} {about}"),
    "v.total": ("合計 {tax}", "total of the {tax}"),
    "v.tax-special": ("特別交付税", "special tax"),
    "v.tax-ordinary": ("普通交付税", "ordinary tax"),
    "v.how-missing": ("期待されているが、結果にない", "expected, but not in the result"),
    "v.how-unexpected": ("結果にあるが、期待されていない", "in the result, but not expected"),
    "v.cause": ("理由 {code}: {why}", "because of {code}: {why}"),
    "v.unknown": ("不明", "unknown"),
    "v.kind-measure": ("措置の額が期待と異なる", "a measure is not as expected"),
    "v.kind-row": ("行の額が期待と異なる", "a row is not as expected"),
    "v.kind-total": ("合計が期待と異なる", "a total is not as expected"),
    "v.kind-input": ("支出表に誤りがある", "the expenses table has errors"),
    "v.kind-file": ("ファイルが使えない", "a file cannot be used"),
    "v.head-budget": ("予算", "budget"),
    "v.head-place": ("箇所", "where"),
    "v.head-what": ("期待 → 結果", "expected → found"),
    "v.no-budget": (
        "{path}: 期待する結果（NAME.expected.toml）のある予算がありません",
        "{path}: no budget with an expected result (NAME.expected.toml)",
    ),
    "v.without": (
        "期待する結果がないため確かめていない表 {count} 件: {names}",
        "tables without an expected result, not checked ({count}): {names}",
    ),
    "v.orphan": (
        "この期待する結果に当たる支出表がありません",
        "there is no expenses table beside this expected result",
    ),
    "v.shared": (
        "{path} は2つの表（{tables}）の結果です。--update は表を1つ指定してください",
        "{path} is the expected result of two tables ({tables}); name one of them for --update",
    ),
    "v.update-as-of": (
        "--update は、各行をその年度の規則で計算するときだけ使えます（--rules はフォルダーに限る）",
        "--update is for budgets by their own years' rules; --rules may only be a folder with it",
    ),
    "v.gone": ("{path}: ありません", "{path}: there is no such file or folder"),
    "v.no-table": (
        "{path}: 支出表として読めないため、除きました",
        "{path}: cannot be read as an expenses table, left out",
    ),
    "v.rewritten": ("期待する結果を書き換えました: {path}", "rewrote the expected result: {path}"),
    "v.lost": (
        "{path}: 予算からなくなった箇所とともに、この注記も除きました: {comment}",
        "{path}: this comment went with what is no longer in the budget: {comment}",
    ),
    "v.environment": ("{name} の {path} に書けません（{why}）", "{path}, named by {name}, cannot be written ({why})"),
}

_BUNDLE = {
    "bundle.at": ("{file}: {message}", "{file}: {message}"),
    "bundle.no-zip": ("束（ZIP）として読めません（{why}）", "cannot be read as a bundle, a ZIP archive ({why})"),
    "bundle.none": (
        "manifest.json がなく、calc --bundle の束ではありません",
        "holds no manifest.json and is no bundle of calc --bundle",
    ),
    "bundle.schema": (
        "束の形式 {found!r} は、この版のプログラムでは読めません（読めるのは {known}）",
        "a bundle of the kind {found!r}; this program reads {known}",
    ),
    "bundle.manifest": ("manifest.json が壊れています（{why}）", "its manifest.json is broken ({why})"),
    "bundle.too-large": (
        "大きすぎます（{bytes:,} バイト、{members:,} 件まで）",
        "too large; a bundle has at most {bytes:,} bytes and {members:,} members",
    ),
    "bundle.encrypted": ("{name} は暗号化されています", "{name} is encrypted"),
    "bundle.duplicate": ("{name} が2つあります", "{name} is there twice"),
    "bundle.unsafe": (
        "{name!r} はフォルダーの外を指すか、使えない名前です",
        "{name!r} leaves the folder or is no name for a file",
    ),
    "bundle.no-file": (
        "{name} はファイルではありません（リンクかフォルダー）",
        "{name} is no plain file but a link or a folder",
    ),
    "bundle.compressed": (
        "{name} は、読めない方法で圧縮されています",
        "{name} is compressed in a way that is not read",
    ),
    "bundle.overlap": (
        "{name} は途中で切れているか、ほかのファイルと同じバイトを指しています",
        "{name} is cut short, or shares bytes with another member",
    ),
    "bundle.inflates": (
        "展開すると大きすぎます（{bytes:,} バイトまで）",
        "its compressed members unpack to more than {bytes:,} bytes",
    ),
    "bundle.packed-again": (
        "展開して圧縮し直されています。calc --bundle が書いたままの束ではありません",
        "it was unpacked and packed again, and is not the file that calc --bundle wrote",
    ),
    "bundle.not-published": (
        "規則 {name} が、公開されている {name} と異なります。版の番号はそのままに書き換えられています",
        "the rule file {name} is not the published one: it was changed under the number of that version",
    ),
    "bundle.rules": ("規則 {name} SHA-256 {sha256} {standing}", "rules {name} SHA-256 {sha256} {standing}"),
    "bundle.rules-published": ("（公開版）", "(published)"),
    "bundle.rules-altered": ("（公開版と異なる）", "(not the published one)"),
    "bundle.rules-own": ("（独自の規則。このプログラムの規則ではない）", "(own rules, not of this program)"),
    "bundle.stdout": (
        "--bundle は標準出力に書けません。ファイル名を指定してください",
        "--bundle takes the name of a file; standard output is not one",
    ),
    "bundle.altered": ("{name} が書き換えられています", "{name} was changed"),
    "bundle.missing": ("{name} がありません", "{name} is missing"),
    "bundle.added": ("{name} が加えられています", "{name} was added"),
    "bundle.renamed": ("{old} の名前が {new} に変えられています", "{old} was renamed {new}"),
    "bundle.order": ("中のファイルの順が変えられています", "its members were put in another order"),
    "bundle.stray": (
        "束の {offset:,} バイト目から、書いたときと異なります",
        "the archive is not as it was written, from byte {offset:,} on",
    ),
    "bundle.result": (
        "{name} の {line} 行が、計算し直した結果と異なります",
        "{name} is not the result computed again, from line {line} on",
    ),
    "bundle.cannot-run": ("計算し直せません: {message}", "cannot be computed again: {message}"),
    "bundle.version": (
        "束を作った版は {program}、この版は {own} です。版の違いによる相違かもしれません",
        "made by version {program}, verified by {own}: the versions may compute differently",
    ),
    "bundle.good": (
        "{file}: 改ざんなし。{count} 件すべてと、計算し直した結果が1バイトまで一致します",
        "{file}: intact; all {count} members and the result computed again agree to the byte",
    ),
    "bundle.bad": ("{file}: 一致しません（{count} 件）", "{file}: does not verify ({count} members)"),
    "bundle.about": (
        "作成した版 {program}、検証した版 {own}、束の SHA-256 {sha256}",
        "made by version {program}, verified by {own}; SHA-256 of the bundle {sha256}",
    ),
    "bundle.written": ("束を {path} に書きました（SHA-256 {sha256}）", "wrote the bundle {path} (SHA-256 {sha256})"),
    "bundle.changed": (
        "計算中にファイルが変わったため、束 {path} を書きません",
        "a file changed during the run; the bundle {path} is not written",
    ),
    "bundle.over-output": (
        "{path}: --output、--bundle、--errors、--summary は別のファイルにしてください",
        "{path}: --output, --bundle, --errors and --summary need different files",
    ),
}

_ASK = {
    "a.no-sheet": (
        "dx-kofu ask が書いた質問票ではありません（fact・row_ids・key と回答の列が要ります）",
        "this is no sheet of questions of dx-kofu ask (it needs the columns fact, row_ids, key and answer)",
    ),
    "a.gone": ("質問した行が表にありません: {ids}", "rows that were asked about are not in the table: {ids}"),
    "a.changed": (
        "質問した後に行の内容が変わっています: {ids}",
        "what these rows claim has changed since they were asked about: {ids}",
    ),
    "a.ask-again": ("dx-kofu ask で質問票を作り直してください", "write the questions anew with dx-kofu ask"),
    "a.fact": ("回答できない項目です: {fact}", "{fact} is nothing that can be answered"),
    "a.contradicts": (
        "表にはすでに別の値があります（{ids}）。どちらかを直してください",
        "the table has another value by now ({ids}); mend one of the two",
    ),
    "a.contradicts-answer": (
        "{place} に別の回答があります（{ids}）。どちらかを直してください",
        "{place} has another answer ({ids}); mend one of the two",
    ),
    "a.twice": (
        "同じ行に別の回答があります（{place}）。どちらかを直してください",
        "there is another answer for the same row ({place}); mend one of the two",
    ),
    "a.in-full": (
        "円単位の数をそのまま表示する書式にして、入れ直してください",
        "write the yen in full, in a number format that shows all of them",
    ),
    "a.none": ("未回答の質問はありません", "no open questions"),
    "a.title": ("要確認の質問票", "Open questions"),
    "a.summary": (
        "質問 {count} 件。すべて有利に答えれば措置額は {worth}",
        "{count} open questions; all answered favourably, the allocations move by {worth}",
    ),
    "a.body": (
        "{body} {name} {year}: 確定 {now}、{then}最大 {best}",
        "{body} {name} {year}: confirmed {now}; {then}at best {best}",
    ),
    "a.answered": ("すべて有利に答えれば {yen}、", "all answered favourably {yen}; "),
    "a.unknown": ("不明", "unknown"),
    "a.least": (
        "総額を確定させる最小の回答（すべて有利な場合）: {numbers}（{count}件）",
        "the least answers that settle the total, if favourable: {numbers} ({count})",
    ),
    "a.least-unproven": (
        "総額を確定させる回答（最小かは確かめていない。少なくとも {at_least} 件は要る）: {numbers}（{count}件）",
        "answers that settle the total, not proven the least (at least {at_least} are needed): {numbers} ({count})",
    ),
    "a.least-apart": (
        "{least}。規則ファイルで不明な値（下記）を待つ額は別",
        "{least}; apart from what waits for figures that the rule files do not know (below)",
    ),
    "a.least-none": (
        "どの回答でも総額は動かない",
        "no answer moves the total",
    ),
    "a.yen": (
        "特別交付税 {special}・普通交付税 {ordinary}",
        "special tax {special}, ordinary tax {ordinary}",
    ),
    "a.group": ("{who} に尋ねる: {question} [{fact}]", "ask {who}: {question} [{fact}]"),
    "a.line": ("{number}. {rows}  → {value}: {worth}", "{number}. {rows}  -> {value}: {worth}"),
    "a.beside": ("{numbers} とともに答えた場合（単独では {alone}）", "together with {numbers} (alone: {alone})"),
    "a.with-figures": (
        "規則ファイルで不明な値（下記）も分かれば最大 {worth}",
        "once the figures that the rule files do not know (below) are known as well, at best {worth}",
    ),
    "a.figures": (
        "規則ファイルで不明な値（--overlay で補う）",
        "Figures that the rule files do not know (give them with --overlay)",
    ),
    "a.figure": ("{year} {measure} {title} [{name}]（行 {rows}）", "{year} {measure} {title} [{name}] (rows {rows})"),
    "a.figure-from": (
        "{figure}: {value:,} 以上なら何も切られない（回答なしで {worth}）",
        "{figure}: nothing is cut from {value:,} on (without any answer: {worth})",
    ),
    "a.figure-open": ("{figure}: 動く額は分からない", "{figure}: what it is worth is not known"),
    "a.least-figures": (
        "規則ファイルで不明な値（下記）がなければ、回答だけでは総額は決まらない",
        "answers alone do not settle the total: it waits for figures that the rule files do not know (below)",
    ),
    "a.summary-figures": (
        "質問 {count} 件。すべて有利に答えれば {worth}、規則ファイルで不明な値（--overlay）も分かれば最大 {more}",
        "{count} open questions; all answered favourably: {worth}; with the figures that the rule files do not know (--overlay), at best: {more}",
    ),
    "a.summary-still": (
        "質問 {count} 件。どの回答でも措置額は動かない",
        "{count} open questions; no answer moves the allocations",
    ),
    "a.open": (
        "資料からは決まらない（どの回答でも対象とは確定しない）: 行 {rows}",
        "Left open by the source, no answer confirms them: rows {rows}",
    ),
    "a.open-no": (
        "{numbers} に条件を満たさないと答えれば、対象外と確定する",
        "an answer to {numbers} that does not meet its condition rules its rows out",
    ),
    "a.next": (
        "質問票: dx-kofu ask {file} -o questions.xlsx → 回答を入れて dx-kofu calc {file} --answers questions.xlsx",
        "as a sheet: dx-kofu ask {file} -o questions.xlsx, then dx-kofu calc {file} --answers questions.xlsx",
    ),
    "a.number": ("番号", "no."),
    "a.body-column": ("団体・年度", "body, year"),
    "a.row-column": ("行", "rows"),
    "a.person": ("対象者", "person"),
    "a.cost": ("措置・経費区分", "measure, category"),
    "a.question": ("質問", "question"),
    "a.answer": ("回答", "answer"),
    "a.choices": ("回答の書き方", "how to answer"),
    "a.who": ("回答できる人", "who can answer"),
    "a.special": ("特別交付税", "special tax"),
    "a.ordinary": ("普通交付税", "ordinary tax"),
    "a.with": ("あわせて答える番号", "to be answered with"),
    "a.note": (
        "黄色の欄に回答を入れ、dx-kofu calc に --answers で渡す。空欄は未回答のまま。金額は、有利に答えた場合に最大で動く措置額（あわせて答える番号も答え、規則ファイルで不明な値も分かった場合）",
        "Fill in the tinted column and give the file to dx-kofu calc with --answers; a blank stays open. Yen: what the allocation moves by at best, with those to be answered with it and with figures that the rule files do not know",
    ),
    "a.note-split": (
        "同じ番号が複数の行に分かれているものは、行ごとに回答する",
        "A number that stands in several rows is to be answered in each of them",
    ),
    "a.yen-answer": ("円（なければ 0）", "yen (0 where there is none)"),
    "a.share-answer": ("0.4、40%、2/5 など", "such as 0.4, 40%, 2/5"),
}

_EXPLAIN = {
    "e.no-row": (
        "{text}: この行はありません（行番号は {lines}。整理番号か 調査表!C14 のようなセルでも指定できます）",
        "{text}: there is no such row (lines {lines}; an id or a cell such as Sheet1!C14 works too)",
    ),
    "e.no-row-near": (
        "{text}: この行はありません（行番号は {lines}）。{near} ではありませんか",
        "{text}: there is no such row (lines {lines}); do you mean {near}?",
    ),
    "e.several-rows": (
        "{text}: 複数の行に当てはまります（{places}）。row:行番号、id:整理番号、シート名!セルで指定してください",
        "{text}: more than one row ({places}); say row:LINE, id:ID or SHEET!CELL",
    ),
    "e.heading": (
        "{place} 整理番号 {id}  {body} {year} {measure} / {category}{person}",
        "{place} id {id}  {body} {year} {measure} / {category}{person}",
    ),
    "e.person": ("  対象者 {person}", "  person {person}"),
    "e.result": ("結果", "Result"),
    "e.figures": (
        "経費 {claimed:,}円 → 対象経費 {eligible:,}円（{status}）",
        "claimed {claimed:,} yen -> eligible {eligible:,} yen ({status})",
    ),
    "e.potential": (
        "要確認がすべて有利に答えられた場合の対象経費 {potential:,}円",
        "eligible where every open question is answered favourably: {potential:,} yen",
    ),
    "e.reduction": ("-{amount:,}円 {why} [{code}]", "-{amount:,} yen {why} [{code}]"),
    "e.asked": ("尋ねたこと（この順）", "What was asked, in this order"),
    "e.holds": ("○", "ok"),
    "e.fails": ("×", "no"),
    "e.open": ("？", "? "),
    "e.blank": ("空欄", "blank"),
    "e.yes": ("はい", "yes"),
    "e.no": ("いいえ", "no"),
    "e.fact": ("{title}: {fact} = {value}{by}", "{title}: {fact} = {value}{by}"),
    "e.by-default": ("（空欄のため既定）", " (the default of a blank)"),
    "e.by-answer": ("（{place} の回答）", " (answered in {place})"),
    "e.by-assumed": ("（空欄のため --assume）", " (a blank, by --assume)"),
    "e.test-window": ("{title}: この年度が入るか", "{title}: does the fiscal year lie in it?"),
    "e.test-body": ("{title}: 対象の団体か", "{title}: is it for this kind of body?"),
    "e.test-category": ("経費区分: この措置の対象経費か", "category: is it a cost of this measure?"),
    "e.test-share": ("{title}: 按分率が分かるか", "{title}: is the share known?"),
    "e.test-other_funding": ("{title}: 特定財源が分かるか", "{title}: is other funding known?"),
    "e.as-head": ("人数で数える措置「{measure}」として: {words}", "as a head of {measure}: {words}"),
    "e.ask": ("{text}（{who}）", "{text} ({who})"),
    "e.way": ("経費から対象経費まで", "From claimed to eligible"),
    "e.step-yen": ("{before:,} → {after:,}円", "{before:,} -> {after:,} yen"),
    "e.best": ("有利な場合", "at best"),
    "e.step": ("{title}: {yen}", "{title}: {yen}"),
    "e.idle": ("引かれた額はない", "nothing was taken"),
    "e.idle-deduct": ("特定財源がなく、引かれた額はない", "no other funding: nothing was taken"),
    "e.idle-share": ("按分率が1で、引かれた額はない", "the share is 1: nothing was taken"),
    "e.idle-cap": ("上限額に収まり、引かれた額はない", "there was room under the cap: nothing was taken"),
    "e.idle-limit": ("人数の上限に収まり、引かれた額はない", "within the limit of persons: nothing was taken"),
    "e.cap-unknown": (
        "規則ファイルでは額が不明（分かれば --overlay）",
        "the rule file does not know the figure (give it with --overlay)",
    ),
    "e.cap-person": (
        "上限額 {amount:,}円（対象者 {person} の行を合わせて）",
        "cap {amount:,} yen, for all rows of {person}",
    ),
    "e.cap-body": ("上限額 {amount:,}円（団体の行を合わせて）", "cap {amount:,} yen, for all rows of the body"),
    "e.limit": ("上限 {persons}名（対象経費の大きい順）", "limit {persons} persons, the largest totals first"),
    "e.shared": ("ともに数える行（対象となり得る額）: {rows}", "rows it shares this with (their yen at best): {rows}"),
    "e.part": ("措置額のうちこの行の分", "The row's part of the allocation"),
    "e.part-cost": (
        "{measure}: 対象経費 {eligible:,} × {rate} = {yen}（措置額 {allocation:,}円は、団体の合計 {before} を1回だけ端数処理したもの）",
        "{measure}: eligible {eligible:,} x {rate} = {yen} (the allocation of {allocation:,} yen is the body's total of {before}, rounded once)",
    ),
    "e.part-best": ("有利な場合 {yen}", "at best {yen}"),
    "e.part-head": ("{measure}: 1人分 {yen}", "{measure}: one head, {yen}"),
    "e.part-may": ("{measure}: 1人分 {yen} になり得る（要確認）", "{measure}: may be one head, {yen} (open questions)"),
    "e.part-no-rate": ("{measure}: 措置率がない", "{measure}: no rate, nothing is paid"),
    "e.approximate": ("額はおおよそ（資料は「程度」）", "the figure is approximate in the source"),
    "e.unknown": ("額は不明", "an unknown amount"),
    "e.yen": ("{yen}円", "{yen} yen"),
    "e.change": ("何が違えば結果が変わるか", "What would change the answer"),
    "e.change-none": ("全額が対象で、変える必要はない", "all of it is eligible; nothing needs to change"),
    "e.change-head": (
        "この者は人数に数えられている。経費そのものは対象にならない",
        "the person counts by head; the cost itself is not paid on",
    ),
    "e.change-figure": (
        "要件はすべて満たす。上限が規則ファイルで不明なため確定しない（分かれば --overlay、額は dx-kofu ask）",
        "every condition holds; the figure is not known to the rule file: give it with --overlay (dx-kofu ask says what it is worth)",
    ),
    "e.worth-waits": (
        "規則ファイルで不明な値（--overlay）が分かるまで、措置額は動かない",
        "the allocation waits for a figure that the rule file does not know (--overlay)",
    ),
    "e.idle-figure": ("額が不明なため、有利な場合は引かない", "not known: at best nothing is taken"),
    "e.idle-nothing": ("引くものが残っていない", "nothing was left to take"),
    "e.idle-deduct-open": ("特定財源は不明。有利な場合は0円", "other funding is not known: at best 0"),
    "e.idle-share-open": ("按分率は不明。有利な場合は1", "the share is not known: at best 1"),
    "e.idle-share-blank": ("按分率の空欄は1（既定）", "a blank share is 1, the default"),
    "e.change-partial": (
        "要件はすべて満たす。引かれたのは特定財源と按分だけ",
        "every condition holds; only other funding and the share took yen",
    ),
    "e.sources": ("出典", "Sources"),
    "e.change-cut": (
        "要件はすべて満たす。事実が違っても上限を超える分は戻らない",
        "every condition holds; no fact brings back what is above a cap or a limit",
    ),
    "e.change-full": (
        "要件はすべて満たすが、上限がほかの行で埋まっている",
        "every condition holds, but the cap or limit is used up by other rows",
    ),
    "e.change-no-fact": (
        "この措置では、どの事実が違っても対象にならない",
        "no fact makes this row eligible under this measure",
    ),
    "e.if": ("{facts} であれば対象: {worth}", "eligible if {facts}: {worth}"),
    "e.if-known": ("{facts} であったなら対象: {worth}", "would be eligible were {facts}: {worth}"),
    "e.contradicts": ("表の記載か回答（{names}）と異なる", "the table, or an answer, says otherwise ({names})"),
    "e.then-head": ("この場合、経費ではなく人数に数えられる", "the person then counts by head, not the cost"),
    "e.worth-nothing": (
        "上限が埋まっているか端数処理のため、措置額は動かない",
        "a full cap or limit, or rounding, keeps the allocation where it is",
    ),
    "e.worth-special": ("特別交付税 {yen:+,}円", "special tax {yen:+,} yen"),
    "e.worth-special-unknown": ("特別交付税 額は不明", "special tax: amount unknown"),
    "e.worth-ordinary-unknown": ("普通交付税 額は不明", "ordinary tax: amount unknown"),
    "e.worth-ordinary": ("普通交付税 {yen:+,}円", "ordinary tax {yen:+,} yen"),
    "e.no-yen": ("措置額は変わらない", "the allocations do not move"),
    "e.elsewhere": ("ほかの措置なら", "Under another measure"),
    "e.elsewhere-yes": ("{measure}: このまま対象になる: {worth}", "{measure} takes it as it stands: {worth}"),
    "e.elsewhere-if": ("{measure}: {facts} であれば対象: {worth}", "{measure} takes it if {facts}: {worth}"),
    "e.elsewhere-open": (
        "{measure}: 資料からは決まらない（どの事実でも対象とは確定しない）",
        "{measure}: left open by the source; no fact confirms it",
    ),
    "e.needs-person": ("対象者の記入が要る", "it asks for a person, and the row names none"),
}

_FINDINGS = {
    "f.error": ("重大", "error"),
    "f.warning": ("注意", "warning"),
    "f.info": ("参考", "info"),
    "f.rows": ("行: {rows}", "rows: {rows}"),
    "f.yen": ("かかる措置額: 最大 {yen:,}円", "allocation at stake: up to {yen:,} yen"),
    "f.yen-unknown": ("かかる措置額: 不明", "allocation at stake: not known"),
    "f.todo": ("対応: {text}", "what to do: {text}"),
    "f.none": ("指摘はありません", "no findings"),
    "f.counts": (
        "指摘 {count} 件（重大 {error}、注意 {warning}、参考 {info}）",
        "{count} findings ({error} errors, {warning} warnings, {info} infos)",
    ),
    "f.counts-accepted": (
        "{counts}。ほかに確認済み {accepted} 件",
        "{counts}, and {accepted} accepted",
    ),
    "f.none-open": (
        "確認済みのほかに指摘はありません（確認済み {accepted} 件）",
        "no findings but accepted ones ({accepted})",
    ),
    "f.accepted": ("確認済みの指摘", "Accepted findings"),
    "f.reason-file": ("確認済（支出表）: {reason}", "accepted in the file: {reason}"),
    "f.reason-baseline": (
        "確認済（基準ファイル、{expires} まで）: {reason}",
        "accepted by the baseline until {expires}: {reason}",
    ),
    "f.expired": (
        "確認の期限が {expires} に切れました（理由: {reason}）",
        "its acceptance expired on {expires} (reason: {reason})",
    ),
    "f.unused-row": (
        "この行にその指摘はありません（直したのなら、記入を消してください）",
        "nothing of this code is found about the row; where it is mended, take the entry out",
    ),
    "f.unused-entry": (
        "{name}: {code} {fingerprint}（{reason}）に当たる指摘はありません。直したか、内容が変わりました",
        "{name}: nothing is found for {code} {fingerprint} ({reason}); it is mended, or its rows have changed",
    ),
    "f.partly": (
        "{code}: {lacking} に確認済みの記入がないため、認められていません。指摘のすべての行に記入してください",
        "{code} is not accepted, since {lacking} do not accept it; all rows of a finding must",
    ),
    "f.entries-added": (
        "{path}: {count} 件を加えました。理由（reason）を書くと --baseline で認められます",
        "{path}: {count} entries added; --baseline accepts them once each has a reason",
    ),
    "f.entries-none": ("{path}: 加える指摘はありません", "{path}: no finding to add"),
    "baseline.head": (
        "dx-kofu check --baseline で確認済みとする指摘\nreason に理由を書く。expires の翌日からはまた指摘される。text と rows は控え",
        "Findings that dx-kofu check --baseline accepts.\nGive each a reason; the day after expires it is found again. text and rows are for people.",
    ),
    "baseline.code": ("指摘の番号が必要です（KF001 など）", "expected the code of a finding (such as KF001)"),
    "baseline.fingerprint": (
        "{digits} 桁の16進数が必要です（--write-baseline か --format json で分かります）",
        "expected {digits} hexadecimal digits (--write-baseline and --format json give them)",
    ),
    "baseline.twice": ("{first} と同じ指摘です", "the same finding as {first}"),
    "baseline.reason": ("理由が必要です", "a reason is required"),
    "baseline.inline": (
        "一覧は [[accepted]] の形で書いてください",
        "write the entries as [[accepted]] tables",
    ),
    "f.unknown-code": (
        "{option}: {code} という番号はありません（KF001 など）",
        "{option}: there is no code {code} (such as KF001)",
    ),
    "f.stale": (
        "{path} が指摘の一覧と合いません。dx-kofu check --reference {folder} で作り直してください",
        "{path} does not match the catalogue of findings; run dx-kofu check --reference {folder}",
    ),
    "f.not-checked": (
        "入力に誤りが {count} 件あり、調べられていない行があります",
        "problems in the input: {count}; not every row was checked",
    ),
    "f.head-file": ("ファイル", "file"),
    "f.head-title": ("指摘", "finding"),
    "f.head-what": ("内容", "what was found"),
    "f.no-files": ("支出表を指定してください", "give an expenses table"),
    "f.check-alone": ("--check は --reference とともに指定してください", "--check goes with --reference"),
    "f.index": ("指摘の一覧", "Findings"),
    "f.index-note": (
        "`dx-kofu check` の指摘。catalogue.toml から作成。例はすべてテストで確かめている。",
        "What `dx-kofu check` finds. Made from catalogue.toml; every example is tested.",
    ),
    "f.severity": ("重さ", "severity"),
    "f.group": ("種類", "kind"),
    "f.title": ("題名", "title"),
    "f.code": ("番号", "code"),
    "f.why": ("なぜ問題か", "Why it matters"),
    "f.do": ("どうするか", "What to do"),
    "f.fails": ("指摘される例", "An example in which it is found"),
    "f.passes": ("直した例", "The same, put right"),
}

_PLAN = {
    "plan.years": (
        "最初の年度から{most}年度以内の、後の年度が必要です",
        "expected a fiscal year no earlier than the first, and at most {most} years in all",
    ),
    "plan.empty": (
        "職（[[roles]]）か経費（[[costs]]）が1つは必要です",
        "a plan needs a role ([[roles]]) or a cost ([[costs]])",
    ),
    "plan.year": ("計画の年度（{first}～{last}）が必要です", "expected a year of the plan ({first} to {last})"),
    "plan.twice": ("同じものが2度あります", "the same stands there twice"),
    "plan.name-twice": (
        "ほかと異なる、空でない名前が必要です",
        "expected a name that is not blank and stands nowhere else",
    ),
    "plan.no-entry": (
        "計画にある名前を1度ずつ書いてください: {names}",
        "expected a name that the plan has, each once: {names}",
    ),
    "plan.one-of-two": (
        "{first} か {second} の一方だけを書いてください",
        "give either {first} or {second}, not both and not neither",
    ),
    "plan.fact": ("規則ファイルの事実が必要です: {names}", "expected a fact of the rule files: {names}"),
    "plan.split": (
        '措置ごとの割合の和は1以下にしてください（例: {{ cio-aide = "0.4", dx-leader = "0.6" }}）',
        'expected a share for each measure, together 1 at most (such as {{ cio-aide = "0.4", dx-leader = "0.6" }})',
    ),
    "plan.heads": ("1から{most}までの人数が必要です", "expected a number of persons from 1 to {most}"),
    "plan.names": ("heads と同じ {heads} 人の名前が必要です", "expected as many names as heads: {heads}"),
    "plan.start": (
        "月の初日が必要です（計画は月単位。{first} なら1か月分に数えます）",
        "expected the first day of a month: plans go by whole months, and {first} counts that month",
    ),
    "plan.end": (
        "月の末日が必要です（計画は月単位。{last} なら1か月分に数えます）",
        "expected the last day of a month: plans go by whole months, and {last} counts that month",
    ),
    "plan.before-start": ("始まり（{start}）より後の日が必要です", "expected a day after the start ({start})"),
    "plan.outside": (
        "計画の期間（{first}～{last}）に入っていません",
        "it lies outside the plan, which goes from {first} to {last}",
    ),
    "plan.person-taken": (
        "同じ名前の人がほかの職（{roles}）にもいます",
        "another role has a person of that name ({roles}), and the two would count as one",
    ),
    "plan.give-names": ("別の人なら names に名前を書いてください", "give names"),
    "plan.same-person": (
        "{year}: {person} は {roles} で同じ1人として数えました",
        "{year}: {person} counts as one person in {roles}",
    ),
    "plan.odd": ("{year} {entry}: {message}", "{year} {entry}: {message}"),
    "plan.fix": ("{message}。{fix}", "{message}; {fix}"),
    "plan.variant": ("{name} という案はありません: {names}", "there is no variant {name}: {names}"),
    "plan.one-variant": (
        "CSV は1つの案の支出表です。--variant で1つ選んでください: {names}",
        "CSV is the expenses table of one variant; pick one with --variant: {names}",
    ),
    "plan.no-choice": (
        "選ぶ余地がありません（measures・years・splits のどれもない）。計画のまま計算しました",
        "nothing is left to choose (no measures, years or splits); the plan is computed as it stands",
    ),
    "plan.default": ("{year}: {name}の空欄を{value}とみなした", "{year}: a blank {name} is taken as {value}"),
    "plan.pro-rata": (
        "年度の一部だけの職は、年額 x 月数 / 12 とし、1円未満を切り捨てた（特定財源も同じ）",
        "a role of part of a year costs its yearly pay x months / 12, rounded down to the yen; other funding likewise",
    ),
    "plan.funding-taken": (
        "自己負担は、経費から特定財源と特別交付税を引いた額とした",
        "the own burden is the cost less other funding and special tax",
    ),
    "plan.split-rest": (
        "分けた経費は措置ごとに1円未満を切り捨て、割合の和が1なら残りを最後の措置に入れた",
        "a split cost is rounded down for each measure; where the shares make 1, the last measure takes the rest",
    ),
    "p.base": ("計画のまま", "the plan itself"),
    "p.best": ("{name}（最少の組合せ）", "{name}, best assignment"),
    "p.best-unproven": ("{name}（探索を打切り）", "{name}, search given up"),
    "p.subtitle": ("{body}  {first}～{last}", "{body}  {first} to {last}"),
    "p.compare": ("案の比較", "Variants side by side"),
    "p.compare-ruled": (
        "規則ファイルのある年度（{years}）の計",
        "Total of the years that have rules ({years})",
    ),
    "p.compare-all": (
        "全年度の計（規則ファイルのない {years} を含む）",
        "Total of all years, those without rules included ({years})",
    ),
    "p.compare-note": (
        "普通交付税は基準財政需要額に算入される額で、それ自体は現金ではありません。自己負担には含めず、算入した場合を別に示します。",
        "The ordinary tax is an amount that enters the standard financial need; it is not cash by itself. It is not in the own burden; what the burden would be with it counted stands beside it.",
    ),
    "p.variant": ("案", "variant"),
    "p.cost": ("経費", "cost"),
    "p.funding": ("特定財源", "other funding"),
    "p.special": ("特別交付税", "special tax"),
    "p.burden": ("自己負担", "own burden"),
    "p.heads": ("普通交付税（人数分）", "ordinary tax by head"),
    "p.burden-heads": ("人数分の算入後", "burden with it counted"),
    "p.standing": ("規則", "rules"),
    "p.no-rules": ("規則なし", "no rules"),
    "p.year": ("令和{number}年度", "R{number}"),
    "p.range": ("{low}～{high}", "{low} to {high}"),
    "p.at-most": ("{high}以下", "at most {high}"),
    "p.by-year": ("年度ごとの額", "Year by year"),
    "p.by-year-caption": ("経費、財源、自己負担", "Cost, who bears it, own burden"),
    "p.ruled-total": ("計（規則のある年度）", "total, years with rules"),
    "p.total": ("計", "total"),
    "p.chart": ("{name}: 年度ごとの経費と財源（円）", "{name}: cost of each year and who bears it (yen)"),
    "p.key-funding": ("特定財源", "other funding"),
    "p.key-special": ("特別交付税（確定分）", "special tax, confirmed"),
    "p.key-range": ("まだ分からない分", "not known yet"),
    "p.key-own": ("自己負担", "own burden"),
    "p.key-head": ("普通交付税（人数分、確定分）", "ordinary tax by head, confirmed"),
    "p.key-head-range": ("同（分からない分）", "the same, not known yet"),
    "p.bar": ("{year}  経費 {cost}", "{year}  cost {cost}"),
    "p.bar-figure": ("自己負担 {burden}", "own burden {burden}"),
    "p.bar-head": ("普通交付税（人数分） {amount}", "ordinary tax by head {amount}"),
    "p.falls": ("年度が変わると何が変わるか", "What changes from year to year"),
    "p.falls-caption": (
        "その年度の経費を、前年度の規則とその年度の規則で計算した措置額の差",
        "Allocation of a year's costs under the rules of the year before and under its own",
    ),
    "p.fall-years": ("{before} → {year}", "{before} → {year}"),
    "p.what": ("変わるもの", "what changes"),
    "p.before": ("前年度の規則", "before"),
    "p.after": ("その年度の規則", "after"),
    "p.effect": ("差", "effect"),
    "p.source": ("出典", "source"),
    "p.announced": (
        "この年度から規則は予定（未確定）で、額は暫定",
        "from here on the rules are announced, not enacted; the figures are provisional",
    ),
    "p.no-file": (
        "規則ファイルがない。措置の有無も額も分からない（0ではない）",
        "there is no rule file: whether there is support, and how much, is not known (it is not zero)",
    ),
    "p.closed": ("期間は{before}まで", "window ends with {before}"),
    "p.same-costs": ("同じ経費の措置額", "allocation of the same costs"),
    "p.questions": ("要確認", "Open questions"),
    "p.questions-caption": ("答えにより増える措置額", "Allocation that hangs on the answers"),
    "p.entry": ("職・経費", "role or cost"),
    "p.years": ("年度", "years"),
    "p.cuts": ("減額の内訳", "What was cut, and why"),
    "p.cuts-caption": ("措置の対象にならない経費", "Cost that no support is paid on"),
    "p.unclaimed": ("どの措置にも計上しない", "claimed under no measure"),
    "p.moves": ("計画から変えること", "What to change"),
    "p.moves-caption": (
        "{count:,}通りのうち自己負担（人数分の算入後）が最少の組合せ（計画との違い）",
        "The least own burden, the amount by head counted, of {count:,} combinations, where it differs from the plan",
    ),
    "p.no-moves": (
        "{count:,}通りのうち、計画のままが自己負担（人数分の算入後）の最少です。",
        "Of {count:,} combinations the plan's own has the least own burden, the amount by head counted.",
    ),
    "p.unproven": (
        "組合せが多く（{count:,}通り）、すべては調べられませんでした。見つけた中で最少のものです。measures・years・splits を減らすと証明できます。",
        "There are too many combinations ({count:,}) to go through all of them: this is the best that was found. With fewer measures, years or splits it can be proved.",
    ),
    "p.searched": (
        "計画に書かれた measures・years・splits の組合せを探します。不明な人数分の額は、確定分に入れません。",
        "Searched are the measures, years and splits that the plan names. An amount by head that is not known counts as nothing confirmed.",
    ),
    "p.planned": ("計画", "plan"),
    "p.chosen": ("最少の組合せ", "best assignment"),
    "p.way": ("{year} {ways}", "{year} {ways}"),
    "p.part": ("{measure} {yen}", "{measure} {yen}"),
    "p.evens": ("常勤（人数で措置）と非常勤・委託の分かれ目", "Break-even: by head, or part-time and contract"),
    "p.evens-caption": (
        "1人・1年度あたり。特別交付税が人数分の額に届く報酬・委託料",
        "Per person and year: the pay at which the special tax comes to as much as the amount by head",
    ),
    "p.evens-note": (
        "すべての要件を満たし、特定財源がない場合。報酬がこの額より低ければ人数分の額の方が大きい。ただし人数分の額は基準財政需要額に算入されるもので、それ自体は現金ではありません。人数分の額が不明な年度は、右端の額を超えれば人数分の方が大きくなります。",
        "Every condition met and no other funding. Below this pay the amount by head is the larger, but it enters the standard financial need and is not cash by itself. Where the amount by head is unknown, it is the larger once it exceeds the figure in the last column.",
    ),
    "p.paid-as": ("支払の区分", "paid as"),
    "p.head-amount": ("人数分の額", "amount by head"),
    "p.even": ("分かれ目の額", "break-even"),
    "p.even-none": ("なし（最大{most}）", "none (at most {most})"),
    "p.at-pay": ("計画の報酬での特別交付税", "special tax at the planned pay"),
    "p.role-pay": ("{name}（年{pay}）", "{name} ({pay} a year)"),
    "p.written": ("案ごとの条件での分かれ目", "Break-even of the variants as they are written"),
    "p.written-caption": (
        "1人・満1年度あたり。それぞれの案の報酬・特定財源・要件で",
        "Per person and full year, each variant with its own pay, other funding and facts",
    ),
    "p.written-note": (
        "人数分の額を現金とみた自己負担です。常勤の報酬が右端の額より低ければ、常勤の方が自己負担が少なくなります。",
        "The own burden takes the amount by head for cash. With a full-time pay below the last column, full-time leaves the smaller own burden.",
    ),
    "p.by-head": ("人数で措置する案", "by head"),
    "p.by-pay": ("そのほかの案", "other variant"),
    "p.even-full": ("分かれ目の常勤の報酬", "break-even full-time pay"),
    "p.variant-pay": ("{name}（年{pay}）", "{name} ({pay} a year)"),
    "p.note-no-rules": (
        "{years}には規則ファイルがありません。交付税は不明で、0ではありません。",
        "There is no rule file for {years}: the tax is unknown there, not zero.",
    ),
    "p.note-questions": (
        "要確認の点があり、額は幅で示しています（少ない方が確定分）。",
        "There are open questions; figures are given as ranges, of an allocation the lower end being confirmed.",
    ),
    "p.note-funding": (
        "特定財源が不明の経費があります（{yen}円）。自己負担の上限は0円、下限は全額を特定財源とした額です。",
        "Of costs of {yen} yen the other funding is not known; the own burden is highest with none and lowest where it pays all.",
    ),
    "p.files": ("計画と規則ファイル", "The plan and the rule files"),
    "p.file": ("ファイル", "file"),
    "p.version": ("版", "version"),
}

_COMPARE = {
    "d.title-rules": (
        "規則を変えた比較（{base} との差）",
        "One budget under several rule sets (differences to {base})",
    ),
    "d.title-budgets": ("予算の比較（{base} との差）", "Several budgets side by side (differences to {base})"),
    "d.years-ignored": (
        "どの予算も1つの年度だけなので、年度の違いは無視して措置ごとに対応させました",
        "Each budget holds one fiscal year, not the same: their measures are set against each other whatever the year",
    ),
    "d.same": ("違いはありません", "nothing differs"),
    "d.unknown-note": (
        "不明な数値にかかる差は「不明」とし、分かる範囲を示します。内訳の措置額は、確定した額の差です",
        "A difference that hangs on an unknown figure is unknown, with its bounds where there are any; the causes' allocations account for the confirmed figures",
    ),
    "d.same-bodies": (
        "違いのない団体・年度 {count} 件は省きました（JSON・CSV にはあります）",
        "Bodies and years in which nothing differs are left out here: {count}; the JSON and the CSV have them",
    ),
    "d.figure": ("額", "figure"),
    "d.difference": ("差", "difference"),
    "d.heads": ("人数 x 単価", "heads x unit"),
    "d.between": ("不明（{least}～{most}）", "unknown ({least} to {most})"),
    "d.at-least": ("不明（{least}以上）", "unknown (at least {least})"),
    "d.at-most": ("不明（{most}以下）", "unknown (at most {most})"),
    "d.against": ("{base} → {other}", "{base} → {other}"),
    "d.line": (
        "{name} {measure}: 対象経費 {eligible}、措置額 {allocation}",
        "{name} {measure}: eligible {eligible}, allocation {allocation}",
    ),
    "d.effect": (
        "→ 対象経費 {eligible}、措置額 {allocation}",
        "→ eligible {eligible}, allocation {allocation}",
    ),
    "d.row-list": ("行: {rows}", "rows: {rows}"),
    "d.heads-gone": ("数えなくなった人: {persons}", "no longer counted: {persons}"),
    "d.heads-new": ("新たに数える人: {persons}", "newly counted: {persons}"),
    "d.unknown-part": ("不明（分かる分 {known}）", "unknown (known part {known})"),
    "d.value": ("{what} {old} → {new}", "{what} {old} → {new}"),
    "d.rule": ("規則「{title}」: {values} {source}", "rule '{title}': {values} {source}"),
    "d.rule-new": ("規則「{title}」が加わった {source}", "rule '{title}' is new {source}"),
    "d.rule-gone": ("規則「{title}」がなくなった {source}", "rule '{title}' is gone {source}"),
    "d.sources": ("出典", "Sources"),
    "d.source": ("[{number}] {citation}", "[{number}] {citation}"),
    "d.key-amount": ("上限額", "amount"),
    "d.key-persons": ("人数", "persons"),
    "d.key-rate": ("率", "rate"),
    "d.key-unit_amount": ("1人あたりの額", "unit amount"),
    "d.key-approximate": ("概数", "approximate"),
    "d.key-to": ("端数処理の単位", "rounding unit"),
    "d.key-per": ("上限の単位", "per"),
    "d.key-direction": ("端数処理の向き", "direction of rounding"),
    "d.key-tax": ("交付税", "tax"),
    "d.key-value": ("値", "value"),
    "d.key-counts": ("数えるもの", "what is counted"),
    "d.key-bound": ("限度の向き", "kind of limit"),
    "d.key-in_principle": ("原則か", "in principle"),
    "d.per-person": ("1人ごと", "per person"),
    "d.per-body": ("団体ごと", "per body"),
    "d.direction-half-up": ("四捨五入", "half up"),
    "d.blank_share-one": ("1とみなす", "taken as 1"),
    "d.tax-special": ("特別交付税", "special tax"),
    "d.tax-ordinary": ("普通交付税", "ordinary tax"),
    "d.tax-in-kind": ("現物（派遣）", "in kind"),
    "d.counts-dispatches": ("派遣の回数", "dispatches"),
    "d.counts-advisers": ("派遣1回の人数", "advisers of a dispatch"),
    "d.counts-hours": ("1日の時間", "hours of a day"),
    "d.bound-at-least": ("以上", "at least"),
    "d.bound-at-most": ("以下", "at most"),
    "d.key-first": ("初めの年度", "first year"),
    "d.key-last": ("終わりの年度", "last year"),
    "d.key-unless_body": ("問わない団体", "bodies not asked"),
    "d.key-otherwise": ("代わりの措置", "measure instead"),
    "d.key-bodies": ("団体", "bodies"),
    "d.key-categories": ("経費区分", "categories"),
    "d.key-eligible": ("対象か", "eligible"),
    "d.key-blank_share": ("按分率が空のとき", "a blank share"),
    "d.yes": ("はい", "yes"),
    "d.no": ("いいえ", "no"),
    "d.blank": ("空", "blank"),
    "d.cause-claimed": ("経費の増減", "claimed cost"),
    "d.cause-row-added": ("加わった行", "rows added"),
    "d.cause-row-removed": ("なくなった行", "rows gone"),
    "d.cause-row-moved": ("団体・年度・措置が変わった行", "rows moved to or from another body, year or measure"),
    "d.cause-heads": ("人数", "heads"),
    "d.cause-unit-amount": ("1人あたりの額", "unit amount"),
    "d.cause-rate": ("措置率", "rate"),
    "d.cause-rounding": ("端数処理", "rounding"),
    "d.cause-tax": ("交付税の種類", "tax"),
    "d.kinds": ("（{kinds}）", "({kinds})"),
    "d.kind-rule": ("規則の違い", "the rule differs"),
    "d.kind-input": ("行の違い", "the row differs"),
    "d.kind-shared": ("ほかの行が上限・人数を使う", "other rows use the cap or limit"),
    "d.rows": ("行ごとの違い: {name}（{count}行）", "Row by row: {name} ({count} rows)"),
    "d.more-rows": (
        "ほか {count} 行（JSON・CSV にすべてあります）",
        "and {count} more; the JSON and the CSV have all of them",
    ),
    "d.row": (
        "行 {place} [{id}] {about}: {how} 対象経費 {old} → {new}（{change}）",
        "row {place} [{id}] {about}: {how}, eligible {old} → {new} ({change})",
    ),
    "d.how-added": ("加わった行", "added"),
    "d.how-removed": ("なくなった行", "gone"),
    "d.how-moved": ("移った行", "moved"),
    "d.how-changed": ("変わった行", "changed"),
    "d.how-cut": ("行は同じ", "the row as it was"),
    "d.input-change": ("{name} {old} → {new}", "{name} {old} → {new}"),
    "d.row-potential": ("要確認を含む最大の差 {change}", "potential {change}"),
    "d.columns": ("比べたもの", "What is compared"),
    "d.input": ("入力 {name} SHA-256 {sha256}", "input {name} SHA-256 {sha256}"),
    "d.rows-of": ("{year}の行: {rules}", "rows of {year}: {rules}"),
    "d.mode": (
        "何と何を比べるかを指定してください。1つの予算を複数の規則で: --under R7 --under R8。複数の予算: FILE を2つ以上",
        "nothing to compare with: give --under at least twice (one budget under several rule sets), or two files or more (several budgets)",
    ),
    "d.twice": ("{name} が2度指定されています", "{name} is given twice"),
    "d.base": (
        "--base {name} は比べるものの中にありません: {names}",
        "--base {name} is none of what is compared: {names}",
    ),
    "d.overlay": (
        "--overlay は {name} には当てはまりません。年度（R8 など）で指定した規則だけを補います",
        "--overlay does not reach {name}; it completes rule files that are named by their year (such as R8)",
    ),
    "d.answers": (
        "--answers は1つの予算（--under を2回以上）のときだけ使えます",
        "--answers goes with one budget (--under twice or more)",
    ),
    "d.bad-rows": (
        "{name} の規則では読めない行があり、比べられません",
        "under the rules of {name} there are rows that cannot be read; nothing is compared",
    ),
}

_REPAIR = {
    "repair.leading-zero": (
        "先頭の0が落ちた団体コード（検査数字が合い、{other} のような番号の団体はない）",
        "a body code that lost its leading zero (its check digit fits, and no body has a code like {other})",
    ),
    "repair.leading-zero-seen": (
        "先頭の0が落ちた団体コード（検査数字が合い、{code} は表のほかの行か --body にある）",
        "a body code that lost its leading zero (its check digit fits, and {code} stands in another row or in --body)",
    ),
    "repair.check-digit-seen": (
        "検査数字のない団体コード（{code} は表のほかの行か --body にある）",
        "a body code without its check digit ({code} stands in another row or in --body)",
    ),
    "repair.code-spelling": (
        "団体コードの書き方（検査数字が合う）",
        "another way of writing a body code (its check digit fits)",
    ),
    "repair.id-spelling": ("同じ語の別の書き方", "another way of writing the same word"),
    "repair.other-word": ("この語として読まれる別名", "a word that is read as this one"),
    "repair.id-misspelt": (
        "1字の誤り（ほかに近いidがない）",
        "one slip in an id (no other is near)",
    ),
    "repair.header-misspelt": (
        "見出しの1字の誤り（ほかに近い列がなく、下の値もこの列のもの）",
        "one slip in a heading (no other column is near, and what stands below fits)",
    ),
    "repair.year": ("年度の書き方", "another way of writing a fiscal year"),
    "repair.era-past": (
        "元号の終わりより後の年（同じ年を今の元号で）",
        "a year past the end of its era (the same year in the present one)",
    ),
    "repair.date": ("日付の書き方", "another way of writing a date"),
    "repair.letter": (
        "直した表を書けません。文字コード {encoding} に「{letter}」がありません",
        "no repaired copy can be written: {encoding} has no letter '{letter}'",
    ),
    "repair.kind": (
        "{kind} の直した写しは書けません。.xlsx か CSV で保存してから --fix を使ってください",
        "no repaired copy of a {kind} file can be written; save it as .xlsx or CSV first",
    ),
    "repair.unfaithful": (
        "このファイルは、ほかのセルを変えずに直せません。.xlsx か CSV で保存し直してから --fix を使ってください",
        "this file cannot be repaired without changing other cells; save it anew as .xlsx or CSV first",
    ),
    "repair.no-output": (
        "--fix は入力を書き換えません。直した表を書く新しいファイルを -o で指定してください（例: --fix -o {example}）",
        "--fix never changes the input; name a new file for the repaired table with -o (such as --fix -o {example})",
    ),
    "repair.one-file": (
        "--fix で直せる支出表は1つずつです（{count} 個あります）",
        "--fix takes one expenses table at a time (there are {count})",
    ),
    "repair.extension": (
        "{path}: 直した表は入力と同じ種類のファイルです。拡張子は {suffix} にしてください",
        "{path}: the repaired table is a file of the same kind as the input; give it the extension {suffix}",
    ),
    "repair.exists": (
        "{path} はすでにあります。--fix は新しいファイルにだけ書きます",
        "{path} is there already; --fix writes to a new file only",
    ),
    "repair.formulas": (
        "{path}: 数式には前に計算された値が残っています。表計算ソフトで開くと計算し直されます",
        "{path}: formulas keep the values last calculated; a spreadsheet program calculates them anew when it opens the file",
    ),
    "repair.hint": (
        "{repairs} か所は確実に直せます（誤りは {left} 件残ります）: dx-kofu check {file} --fix -o {example}",
        "{repairs} cells can be repaired with certainty ({left} problems would be left): dx-kofu check {file} --fix -o {example}",
    ),
    "repair.none": ("確実に直せるところはありません。何も書いていません", "nothing to repair; nothing is written"),
    "repair.title": ("直したところ: {count} か所", "repaired: {count} cells"),
    "repair.line": (
        '{column} "{before}" → "{after}"  {why}',
        '{column} "{before}" → "{after}"  {why}',
    ),
    "repair.suggestions": (
        "確実でないので直していないところ: {count} か所（確かめて直してください）",
        "not certain, and so not repaired: {count} cells (look and decide)",
    ),
}

_SIMULATE = {
    "simulate.problem": ("{option} {text}: {message}", "{option} {text}: {message}"),
    "simulate.path": (
        "年度.措置.パラメーター の形が必要です（例: R8.cio-aide.rate、*.municipal-support.cap:recruitment）",
        "expected YEAR.MEASURE.PARAMETER, such as R8.cio-aide.rate or *.municipal-support.cap:recruitment",
    ),
    "simulate.year": (
        "{name} という年度の規則はありません。次のどれか: {years}",
        "there are no rules of {name}; expected one of: {years}",
    ),
    "simulate.measure": (
        "{name} という措置はありません。次のどれか: {names}",
        "there is no measure {name}; expected one of: {names}",
    ),
    "simulate.measure-guess": (
        "{name} という措置はありません。{guess} のことですか",
        "there is no measure {name}; do you mean {guess}?",
    ),
    "simulate.parameter": (
        "{name} という数値はありません。次のどれか: {names}",
        "there is no figure {name}; expected one of: {names}",
    ),
    "simulate.parameter-guess": (
        "{name} という数値はありません。{guess} のことですか",
        "there is no figure {name}; do you mean {guess}?",
    ),
    "simulate.set": (
        "パス=始め..終わり/刻み か パス=値,値,... の形が必要です（例: R8.cio-aide.rate=0.5..0.9/0.1）",
        "expected PATH=FROM..TO/STEP or PATH=VALUE,VALUE,..., such as R8.cio-aide.rate=0.5..0.9/0.1",
    ),
    "simulate.draw": (
        "パス=uniform(最小,最大) か パス=triangular(最小,最頻,最大) の形が必要です",
        "expected PATH=uniform(LEAST,MOST) or PATH=triangular(LEAST,LIKELIEST,MOST)",
    ),
    "simulate.value": ('"{value}": {message}', '"{value}": {message}'),
    "simulate.whole": ("{least}から{most}までの整数が必要です", "expected a whole number from {least} to {most}"),
    "simulate.rate": (
        "0 から 1 までの小数（9桁まで）が必要です",
        "expected a decimal from 0 to 1, of at most 9 digits after the point",
    ),
    "simulate.range": (
        "始めは終わり以下、刻みは正の数（整数の数値には整数）が必要です",
        "FROM must not be above TO, and STEP must be above 0 (whole for a whole figure)",
    ),
    "simulate.bounds": (
        "uniform には2つ、triangular には3つの、小さい順の値が必要です",
        "uniform takes two values and triangular three, the smallest first",
    ),
    "simulate.twice": (
        "{path}: 同じ数値が {before} にもあります",
        "{path}: {before} names the same figure",
    ),
    "simulate.nothing": (
        "--set か --draw で、動かす数値を指定してください（例: --set R8.cio-aide.rate=0.5..0.9/0.1）",
        "name a figure with --set or --draw, such as --set R8.cio-aide.rate=0.5..0.9/0.1",
    ),
    "simulate.draws": (
        "--draws {value}: 1から{most}までが必要です",
        "--draws {value}: expected 1 to {most}",
    ),
    "simulate.many": (
        "組合せは{count}通りあり、多すぎます（{most}通りまで）",
        "{count} scenarios are too many (at most {most})",
    ),
    "simulate.no-draw": (
        "--draws と --seed は --draw とともに指定してください",
        "--draws and --seed go with --draw",
    ),
    "simulate.bodies-stdout": ("--bodies にはファイルが必要です", "--bodies needs a file"),
    "simulate.bodies-over": (
        "--bodies と -o が同じファイル {path} です",
        "--bodies and -o name the same file, {path}",
    ),
    "simulate.idle": (
        "{path}: この数値による行は表になく、結果は変わりません",
        "{path}: no row of the table rests on this figure; it changes nothing",
    ),
    "simulate.title": ("規則の数値を変えた試算", "The rules with other figures"),
    "simulate.subtitle": ("{bodies}団体  {years}  {count}通り", "bodies: {bodies}  {years}  scenarios: {count}"),
    "simulate.read": (
        "確定した措置額で比べています。団体の額はその団体のすべての年度の計です。四分位の値は小さい方の団体の額、平均は1円未満を四捨五入したものです",
        "Bodies are compared by what is confirmed, all their fiscal years together. A quartile is the lower body's figure; "
        "the mean is rounded to the yen, half up.",
    ),
    "simulate.seed": (
        "抽出は{draws}回、種は{seed}です（同じ種からは同じ値）。率は小数4桁（指定の桁が多ければその桁）で抽出しています",
        "{draws} draws from seed {seed}: the same seed draws the same. Rates are drawn with 4 digits after the point, "
        "or as many as their bounds have.",
    ),
    "simulate.ordinary-same": (
        "普通交付税（人数分）はどの試算でも変わりません: {sure}（要確認を含む最大 {best}）",
        "The ordinary tax by head is the same in every scenario: {sure} (potential {best})",
    ),
    "simulate.special-same": (
        "特別交付税はどの試算でも変わりません。",
        "The special tax is the same in every scenario.",
    ),
    "simulate.first": (
        "{count}通りのうち初めの{shown}通りを示しています。すべては CSV・JSON にあります",
        "The first {shown} of {count} scenarios are shown; CSV and JSON have all of them.",
    ),
    "simulate.parameters": ("動かした数値", "Figures that change"),
    "simulate.parameters-caption": (
        "規則のままの値（現行）と、試算した値",
        "Their values in the rules as they stand, and those tried",
    ),
    "simulate.place": ("パス", "path"),
    "simulate.figure": ("数値", "figure"),
    "simulate.now": ("現行", "as they stand"),
    "simulate.values": ("試算した値", "values tried"),
    "simulate.many-values": ("{first} ～ {last}（{count}通り）", "{first} to {last} ({count} values)"),
    "simulate.as-they-stand": ("現行", "as they stand"),
    "simulate.scenario": ("試算", "scenario"),
    "simulate.tax-special": ("特別交付税", "special tax"),
    "simulate.tax-ordinary": ("普通交付税（人数分）", "ordinary tax by head"),
    "simulate.totals": ("総額", "Totals"),
    "simulate.totals-caption": (
        "総額、現行との差（確定分）、団体の数",
        "Totals, their change to the rules as they stand (of what is confirmed), numbers of bodies",
    ),
    "simulate.change": ("現行との差", "change"),
    "simulate.gain": ("増える団体", "gain"),
    "simulate.lose": ("減る団体", "lose"),
    "simulate.same": ("同じ団体", "same"),
    "simulate.bodies": ("団体への分布", "How it spreads over bodies"),
    "simulate.bodies-caption": ("団体の措置額（{count}団体）", "Allocations of the bodies ({count})"),
    "simulate.changes-caption": (
        "団体の措置額の現行との差（{count}団体）",
        "Changes of the bodies' allocations ({count})",
    ),
    "simulate.over": ("試算のばらつき", "How the scenarios spread"),
    "simulate.over-caption": ("{count}通りの総額", "Totals of {count} scenarios"),
    "simulate.what": ("額", "figure"),
    "simulate.total": ("総額（確定分）", "total, confirmed"),
    "simulate.least": ("最小", "least"),
    "simulate.lower": ("第1四分位", "lower quartile"),
    "simulate.median": ("中央値", "median"),
    "simulate.upper": ("第3四分位", "upper quartile"),
    "simulate.most": ("最大", "most"),
    "simulate.mean": ("平均", "mean"),
    "simulate.plot": ("{path} と{tax}の総額（円）", "{path} and the total of the {tax} (yen)"),
    "simulate.plot-told": (
        "{first} から {last} まで。総額（確定分）は {low} から {high} まで",
        "From {first} to {last}; the confirmed total goes from {low} to {high}",
    ),
    "simulate.boxes": ("団体の{tax}の額（円）", "Allocations of the bodies, {tax} (yen)"),
    "simulate.boxes-note": (
        "{count}通りのうち、総額の順に等しい間隔で選んだ{shown}通りです。",
        "{shown} of {count} scenarios, picked evenly in the order of their totals.",
    ),
    "simulate.box": ("中央値 {median}  最大 {most}", "median {median}  most {most}"),
    "simulate.label": ("{number}: {value}", "{number}: {value}"),
    "simulate.key-best": ("要確認を含む最大まで", "up to the potential"),
    "simulate.key-open": ("上限が分からない", "no bound is known"),
    "simulate.key-whisker": ("最小から最大（右端を超えるものは端まで）", "least to most (cut at the edge)"),
    "simulate.key-box": ("四分位の間", "between the quartiles"),
    "simulate.files": ("入力と規則", "Input and rules"),
}

CATALOGUE: dict[str, Text] = {
    key: Text(*texts)
    for part in (
        _CELLS,
        _FILES,
        _ODDITIES,
        _RULES,
        _RESULT,
        _CLI,
        _TABLE,
        _MAPPING,
        _DISPATCH,
        _ACCELERATOR,
        _READINESS,
        _PAGE,
        _HTML,
        _BOOK,
        _VALIDATE,
        _ASK,
        _EXPLAIN,
        _BUNDLE,
        _FINDINGS,
        _PLAN,
        _SIMULATE,
        _REPAIR,
        _COMPARE,
    )
    for key, texts in part.items()
}
