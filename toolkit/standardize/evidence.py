"""What a table is by its contents, where its title says nothing: headers and row names that only one form has together.

The evidence stands with the forms (`has` and `lacks` in `templates/forms/*.yaml`). A table takes a role only where one
form's evidence is complete and no other's of equal weight is: a wrong role would be worse than none.
"""

from __future__ import annotations

from toolkit.standardize.forms import Catalogue, FormSpec, compact
from toolkit.standardize.layout import Layout
from toolkit.standardize.rows import read_label


def form_of(layout: Layout, catalogue: Catalogue, *, government: bool) -> FormSpec | None:
    """The form whose headers and names a table has, or None."""
    texts = [compact(header) for path in layout.paths for header in path]
    texts += [read_label(cell.text).bare for r in layout.body for cell in layout.rows[r] if _is_name(cell.text)]
    level = "政府" if government else ""
    weights = [
        (spec.evidence.weight(texts), spec)
        for spec in catalogue.specs
        if spec.evidence is not None and spec.level == level
    ]
    best = max((weight for weight, _ in weights), default=0)
    found = [spec for weight, spec in weights if weight == best]
    return found[0] if best and len(found) == 1 else None


def _is_name(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
