"""The difference between two rule sets as one self-contained page: no script, no request, made to be printed."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined

from dx_kofu.compare.records import Pair
from dx_kofu.messages import Message
from dx_kofu.render.rules import diff_groups, diff_title, effect_text
from dx_kofu.rules.load import Loaded
from dx_kofu.rules.tree import Change
from dx_kofu.words import Lang

_PAGE = """<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { font-family: "Noto Sans CJK JP", "Yu Gothic", Meiryo, sans-serif; line-height: 1.6; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
h2 { border-bottom: 1px solid; font-size: 1.15rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin-bottom: 0; }
ul { margin-top: .25rem; } pre { overflow-x: auto; } footer { font-size: .8rem; margin-top: 2rem; }
@page { size: A4; margin: 15mm; }
@media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; } }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{% for group in groups %}<section>
<h2>{{ group.title }}</h2>
{% for rule, lines in group.rules %}{% if rule %}<h3>{{ rule }}</h3>
{% endif %}<ul>
{% for line in lines %}<li>{{ line }}</li>
{% endfor %}</ul>
{% endfor %}</section>
{% else %}<p>{{ same }}</p>
{% endfor %}{% if effect %}<section>
<pre>{{ effect }}</pre>
</section>
{% endif %}</main>
<footer>
{% for file in files %}<p>{{ file.rules.fiscal_year }} {{ file.name }} SHA-256 {{ file.sha256 }}</p>
{% endfor %}</footer>
</body>
</html>
"""


def diff_page(old: Loaded, new: Loaded, changes: Sequence[Change], effect: Pair | None, lang: Lang) -> str:
    """The page; every text in it is escaped."""
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    return template.render(
        lang=lang,
        title=diff_title(old, new),
        groups=diff_groups(old, new, changes, lang),
        same=Message("r.same").in_(lang),
        effect="" if effect is None else "".join(effect_text(effect, lang)),
        files=(old, new),
    )
