"""What is read of every sample document: forms, figures and where they went, equations, seconds.

    python benchmarks/coverage.py [DOCUMENT …] > docs/coverage.md

The figures counted are those that cannot be anything else: numbers with decimals or thousands separators that stand
alone in a cell of a table as the reader found it. Each is looked for among the cells of the forms, the amounts of the
project sheets and the figures listed as 未入表; what is in none of them is counted as missing.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FIGURE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)%?")
HEAD = """# 读到了什么

由 `benchmarks/coverage.py` 生成，不要手改：`make docs`。样本在 `../shared`，不随项目发布。

**数**：表格里单独占一格、带小数或千分位的数，由读取器数出，与后面的各步无关。**入表**：在报表的格里，或是项目表的金额、指标、得分。
**未入表**：列出并注明原因。**没有着落**：哪里都没有（应为 0）。**不认识的表**照原样保留，数也算入表。
**关系**：检验过的等式；**不平**的逐个在 `recon check` 里列出，多数是原件的数（分项没有列全、改过的数没有改合计）。
秒是处理器时间，含规则。

| 文件 | 读取 | 表 | 不认识 | 数 | 入表 | 未入表 | 没有着落 | 关系 | 不平 | 文字里的数 | 项目表 | 秒 |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


class Coverage(NamedTuple):
    """One document: see the head of the page."""

    reader: str
    forms: int
    unknown: int
    figures: int
    placed: int
    unplaced: int
    missing: int
    equations: int
    broken: int
    facts: int
    projects: int
    seconds: float


def main() -> None:
    """Print the page for the documents given, or for the samples beside the clone."""
    from toolkit.errors import InputError

    shared = ROOT.parent / "shared"
    documents = [Path(argument) for argument in sys.argv[1:]]
    documents = documents or [
        *sorted((shared / "data" / "disclosures").iterdir()),
        *sorted((shared / "seeds").iterdir()),
    ]
    print(HEAD, end="")
    total: Counter[str] = Counter()
    for path in documents:
        try:
            found = cover(path)
        except InputError as error:
            print(f"| {path.name[:48]} | {error.message} |" + " |" * 11, flush=True)
            continue
        total.update({name: value for name, value in found._asdict().items() if isinstance(value, int)})
        cells = [f"{value:.1f}" if isinstance(value, float) else f"{value:,}" for value in found[1:]]
        print(f"| {path.name[:48]} | {found.reader} | " + " | ".join(cells) + " |", flush=True)
    figures, held = max(total["figures"], 1), 1 - total["broken"] / max(total["equations"], 1)
    placed, found = total["placed"] / figures, (total["placed"] + total["unplaced"]) / figures
    print(f"\n合计 {total['figures']:,} 个数，入表 {placed:.2%}，连未入表有着落 {found:.2%}；", end="")
    print(f"检验 {total['equations']:,} 个等式，{held:.2%} 成立。")


def cover(path: Path) -> Coverage:
    """Read one document and count."""
    from toolkit.model import BREAKS, NOT_RUN
    from toolkit.pipeline import judge
    from toolkit.read import read
    from toolkit.standardize.book import standardize

    start = time.process_time()
    document = read(path)
    book = standardize(document)
    verdicts = Counter(held.verdict for held in judge(book).held)
    seconds = time.process_time() - start
    figures = Counter(_figures(document))
    cells = Counter(c.text.strip() for s in book.statements() for line in s.lines for c in line.cells if c and c.text)
    cells += Counter(funds.text.strip() for project in book.projects for funds in project.funds if funds.text)
    cells += Counter(_of_indicators(document, book))
    listed = Counter(one.text.strip() for one in book.unplaced)
    placed = (figures & cells).total()
    unplaced = ((figures - cells) & listed).total()
    return Coverage(
        document.reader,
        len(book.forms),
        sum(not form.role for form in book.forms),
        figures.total(),
        placed,
        unplaced,
        figures.total() - placed - unplaced,
        sum(verdicts.values()) - verdicts[NOT_RUN],
        verdicts[BREAKS],
        len(book.facts),
        len(book.projects),
        seconds,
    )


def _of_indicators(document: object, book: object) -> Iterator[str]:
    """The figures in the rows of project sheets that were read as indicators: aims, results, scores."""
    from toolkit.model import Book, Document, Grid

    assert isinstance(document, Document)
    assert isinstance(book, Book)
    read_rows = {indicator.origin for project in book.projects for indicator in project.indicators}
    fields = {origin for project in book.projects for _, origin in project.stands}
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                read_row = any(cell.origin in read_rows for cell in row if cell.text)
                yield from ("".join(cell.text.split()) for cell in row if read_row or cell.origin in fields)


def _figures(document: object) -> Iterator[str]:
    from toolkit.model import Document, Grid

    assert isinstance(document, Document)
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row:
                    text = "".join(cell.text.split())
                    if FIGURE.fullmatch(text):
                        yield text


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
