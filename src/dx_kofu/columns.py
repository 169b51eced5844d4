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
