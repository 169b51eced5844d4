"""The columns of the expenses table (支出表) that the program itself knows; the rule files' facts are columns beside them."""

from __future__ import annotations

COLUMNS = {
    "id": "整理番号",
    "body_code": "団体コード",
    "body_name": "団体名",
    "hub_city": "連携中枢都市",
    "fiscal_year": "年度",
    "measure": "措置",
    "category": "経費区分",
    "person": "対象者",
    "amount": "金額",
    "other_funding": "特定財源",
    "share": "按分率",
    "date": "支出日",
    "note": "備考",
    "accepted": "確認済の指摘",
}
"""Each column's name and its Japanese name."""

REQUIRED = ("body_code", "fiscal_year", "measure", "category", "amount")

HARMLESS = ("id", "body_name", "date", "note", "accepted")
"""Columns whose loss loses no money."""

DISPATCHES = {
    "body_code": "団体コード",
    "body_name": "団体名",
    "fiscal_year": "年度",
    "application": "申請番号",
    "date": "派遣日",
    "advisers": "派遣人数",
    "hours": "助言時間",
    "start": "開始時刻",
    "end": "終了時刻",
    "theme": "取組分野",
    "note": "備考",
}
"""The columns of a table of dispatches (派遣実績): one row is one dispatch of DX advisers."""

ROSTER = {
    "body_code": "団体コード",
    "body_name": "団体名",
    "fiscal_year": "年度",
    "person": "対象者",
    "note": "備考",
}
"""The columns of a roster (名簿) beside the facts of its checklist: one row is one person."""
