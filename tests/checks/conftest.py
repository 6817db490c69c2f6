"""A book that adds up both ways, and what a check of it says."""

from __future__ import annotations

from toolkit.checks import evaluate, findings, narrative, projects
from toolkit.judgement import Checked, Problem
from toolkit.model import Book
from toolkit.rules import BookIndex, equations

BOOK = """
《支出总表》 万元 2024 预算
| 合计 | 基本支出 | 项目支出
合计 | 3702.57 | 1579.12 | 2123.45
201 一般公共服务支出 | 1234.56 | 1000.02 | 234.54
208 社会保障和就业支出 | 567.89 | 345.65 | 222.24
212 城乡社区支出 | 1900.12 | 233.45 | 1666.67
"""


def check(book: Book) -> Checked:
    applied = equations(book)
    held = evaluate.hold(book, applied)
    return findings.check(BookIndex(book), applied, held, (*narrative.match(book), *projects.match(book)))


def breaks(book: Book) -> list[Problem]:
    """The problems that have broken relations."""
    return [problem for problem in check(book).problems if problem.broken]
