"""What reading a PDF costs, from the file to the book, beside pdfplumber on the same pages.

    python benchmarks/read.py [DOCUMENT …] [--rounds N]

For every document, in one process and in turn, several rounds: the reader (file to `Document`), reader and
standardizing (file to `Book`), and pdfplumber's `extract_tables` + `extract_text` on every page (the least it takes to
have the same tables and prose); for other kinds, the bare library calls that load the file. Then how many figures
of the text layer each finds in its tables, and how time and memory grow with pages. Prints ratios; see
docs/benchmarks.md for the method. Needs pdfplumber, which nothing else in the project does.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "data" / "disclosures"
FIGURE = re.compile(
    r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)(?![\d.])|(?<![\d.,])-?\d{1,3}(?:,\d{3})+(?![\d.,])"
)


def main() -> None:
    """Measure the documents given, or the samples beside the clone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        print(_peak(options.memory))
        return
    documents = [path.resolve() for path in options.documents] or list(_readable(sorted(SAMPLES.glob("*.pdf"))))
    if not documents:
        parser.error("no documents: name some, or put the samples beside the clone")
    others = [path for path in documents if not path.read_bytes().startswith(b"%PDF")]
    if not options.documents:
        others = sorted(path for path in SAMPLES.iterdir() if not path.read_bytes().startswith(b"%PDF"))
    beside(others, options.rounds)
    pdfs = [path for path in documents if path not in others]
    if pdfs:
        compare(pdfs, options.rounds)
        growth(pdfs)


def beside(documents: Iterable[Path], rounds: int) -> None:
    """What the readers of the other kinds cost beside the bare library calls that load the same file."""
    head = f"{'document':44}{'kind':>8}{'read s':>8}{'book s':>8}  bare loads (s, read ÷ bare)"
    print(head)
    for path in documents:
        try:
            kind = str(getattr(_document(path), "reader", ""))
            understand(path)
        except Exception as error:  # named for what it is; not what is measured here
            print(f"{path.stem[:43]:44}{type(error).__name__:>8}")
            continue
        bare = {name: call for name, call in BARE.get(kind, {}).items() if _works(call, path)}
        taken = _in_turn({"read": _document, "book": understand, **bare}, path, rounds)
        median = {name: statistics.median(seconds) for name, seconds in taken.items()}
        loads = ", ".join(f"{name} {median[name]:.3f} ({_ratio(taken['read'], taken[name]):.1f}×)" for name in bare)
        print(f"{path.stem[:43]:44}{kind:>8}{median['read']:8.3f}{median['book']:8.3f}  {loads}", flush=True)


def _document(path: Path) -> object:
    """File to `Document`, whatever its kind."""
    from toolkit.read import read as read_any

    return read_any(path)


def _works(call: Callable[[Path], object], path: Path) -> bool:
    try:
        call(path)
    except Exception:  # the library does not read this format, or is not installed
        return False
    return True


def _openpyxl(path: Path) -> object:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]


def _xlrd(path: Path) -> object:
    import xlrd  # type: ignore[import-untyped]

    book = xlrd.open_workbook(file_contents=path.read_bytes(), formatting_info=True)
    return [sheet.row_values(r) for sheet in book.sheets() for r in range(sheet.nrows)]


def _calamine(path: Path) -> object:
    import python_calamine  # type: ignore[import-not-found]

    book = python_calamine.load_workbook(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _html_parser(path: Path) -> object:
    from html.parser import HTMLParser

    parser = HTMLParser()
    parser.feed(path.read_bytes().decode("utf-8", errors="replace"))
    return parser


def _csv(path: Path) -> object:
    import csv
    import io

    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8", errors="replace"))))


def _elements(path: Path) -> object:
    import zipfile
    from xml.etree import ElementTree

    with zipfile.ZipFile(path) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


BARE: dict[str, dict[str, Callable[[Path], object]]] = {
    "xlsx": {"openpyxl": _openpyxl, "xlrd": _xlrd, "calamine": _calamine},
    "docx": {"ElementTree": _elements},
    "html": {"html.parser": _html_parser},
    "csv": {"csv": _csv},
}


def _readable(paths: Iterable[Path]) -> Iterator[Path]:
    """The samples with a text layer."""
    from toolkit.errors import InputError

    for path in paths:
        try:
            if path.read_bytes().startswith(b"%PDF") and read(path):
                yield path
        except InputError:
            continue


def read(path: Path) -> object:
    """File to `Document`."""
    from toolkit.read import pdf

    data = path.read_bytes()
    return pdf.read(path.name, data, hashlib.sha256(data).hexdigest())


def understand(path: Path) -> object:
    """File to `Book`."""
    from toolkit.pipeline import understand

    return understand(path)


def plumb(path: Path) -> tuple[list[list[list[str | None]]], list[str]]:
    """pdfplumber's tables and texts of all pages, each page released after it."""
    import pdfplumber

    tables: list[list[list[str | None]]] = []
    texts: list[str] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            tables += page.extract_tables()
            texts.append(page.extract_text())
            page.close()
    return tables, texts


def compare(documents: Iterable[Path], rounds: int) -> None:
    """Seconds and figures found, per document and in all."""
    head = f"{'document':44}{'pages':>6}{'read s':>8}{'book s':>8}{'plumber s':>10}{'read':>7}{'book':>7}"
    print(head + f"{'figures':>9}{'ours':>7}{'plumber':>8}")
    total: Counter[str] = Counter()
    for path in documents:
        taken = _in_turn({"read": read, "book": understand, "plumber": plumb}, path, rounds)
        seconds = {name: statistics.median(each) for name, each in taken.items()}
        pages, figures, ours, theirs = _found(path)
        total.update(seconds)  # type: ignore[arg-type]
        total.update(pages=pages, figures=figures, ours=ours, theirs=theirs)
        _row(path.stem, seconds, pages, figures, ours, theirs)
    everything = {name: float(total[name]) for name in ("read", "book", "plumber")}
    _row("all", everything, total["pages"], total["figures"], total["ours"], total["theirs"])


def _row(name: str, seconds: dict[str, float], pages: int, figures: int, ours: int, theirs: int) -> None:
    read_s, book_s, plumber_s = (seconds[key] for key in ("read", "book", "plumber"))
    print(
        f"{name[:43]:44}{pages:6}{read_s:8.2f}{book_s:8.2f}{plumber_s:10.2f}{read_s / plumber_s:7.3f}"
        f"{book_s / plumber_s:7.3f}{figures:9}{ours / max(figures, 1):7.1%}{theirs / max(figures, 1):8.1%}",
        flush=True,
    )


def _seconds(call: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _in_turn(calls: Mapping[str, Callable[[Path], object]], path: Path, rounds: int) -> dict[str, list[float]]:
    """Processor seconds of each call, round by round: what else the machine does meets all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            taken[name] += [_seconds(lambda c=call: c(path), 1)]
    return taken


def _ratio(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(mine / max(other, 1e-9) for mine, other in zip(ours, theirs, strict=True))


def _found(path: Path) -> tuple[int, int, int, int]:
    """Pages; figures that stand in the tables of either; how many of them each reads as a cell of its own."""
    import pypdfium2

    from toolkit.model import Document, Grid

    document = read(path)
    assert isinstance(document, Document)
    ours = Counter(
        cell.text.strip()
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
        for cell in row
        if FIGURE.fullmatch(cell.text.strip())
    )
    tables, _ = plumb(path)
    cells = (cell.replace("\n", "").strip() for table in tables for row in table for cell in row if cell)
    theirs = Counter(text for text in cells if FIGURE.fullmatch(text))
    # What one finds is a figure of a table where the text layer holds it as often.
    pdf = pypdfium2.PdfDocument(path)
    layer = Counter(f for n in range(len(pdf)) for f in FIGURE.findall(pdf[n].get_textpage().get_text_range()))
    every = Counter({figure: min(max(ours[figure], theirs[figure]), layer[figure]) for figure in {*ours, *theirs}})
    return len(pdf), every.total(), (ours & every).total(), (theirs & every).total()


def growth(documents: list[Path]) -> None:
    """Time and peak memory of the longest document, printed once, twice and five times in one file."""
    import tempfile

    import pypdfium2

    path = max(documents, key=lambda p: len(pypdfium2.PdfDocument(p)))
    print(f"\n{path.stem}, repeated\n{'times':>6}{'pages':>7}{'seconds':>9}{'per page ms':>13}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 2, 5):
            source = pypdfium2.PdfDocument(path)
            target = pypdfium2.PdfDocument.new()
            for _ in range(times):
                target.import_pages(source)
            longer = Path(folder) / f"{times}.pdf"
            target.save(longer)
            pages = len(target)
            seconds = _seconds(lambda p=longer: read(p), 1)
            command = [sys.executable, __file__, "--memory", str(longer)]
            peak = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(f"{times:6}{pages:7}{seconds:9.2f}{1000 * seconds / pages:13.1f}{peak:9.0f}")


def _peak(path: Path) -> float:
    read(path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
