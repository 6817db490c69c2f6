"""What a clause leaves out and its surroundings supply: the subject behind a figure, the stage, the year of a base."""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.money import Amount
from toolkit.standardize.narrative_clauses import base_in
from toolkit.standardize.narrative_words import Words
from toolkit.standardize.sentences import unnumbered

_SAME_UNIT = {"％": "%", "台(套)": "台（套）", "台/套": "台（套）", "百分点": "个百分点"}
_STOP = re.compile(r"[，,；;。！？：:（(）)]")
_HEADING_END = re.compile(r"(?:增减|变动|支出|收支|收入)*(?:情况|说明|原因)+(?:说明)?$")
_TAIL = re.compile(r"(?:均|全部)?(?:为|是|用于|系)")


def amount_of(token: re.Match[str]) -> Amount:
    """The amount that a figure token prints."""
    number = token["number"].replace(",", "").replace("，", "").replace("－", "-").replace("−", "-")
    decimals = len(number.partition(".")[2])
    return Amount(Decimal(number), _SAME_UNIT.get(token["unit"], token["unit"]), decimals)


def tail_subject(text: str, token: re.Match[str], words: Words) -> str:
    """The subject behind a figure: 其中，1700万元为专项用途资金; 46个项目自评等级为“优”."""
    stop = _STOP.search(text, token.end())
    tail = text[token.end() : stop.start() if stop else len(text)]
    link = _TAIL.match(tail)
    if link:
        return tail[link.end() :]
    if words.kinds[token["unit"]] != "数量" or base_in(tail, words):
        return ""
    return tail


def heading_subject(headings: tuple[str, ...]) -> str:
    """What the innermost heading is about."""
    return _HEADING_END.sub("", unnumbered(headings[-1])) if headings else ""


def base_name(words: Words, base: str, year: int | None) -> str:
    """上年 where the base is the year before; else as printed."""
    if not base:
        return ""
    stated = words.any_year.search(base)
    if stated:
        return "上年" if year == int(stated[0]) + 1 else base
    return "上年" if words.prior_year.search(base) else base


def stage_in(text: str, words: Words, *only: str) -> str:
    """决算, 执行 or 预算 where the text names a stage (the 预算 in a fund's name does not); `only` by these words."""
    text = words.funds.sub("", text)
    if only:
        return next((word for word in only if word in text), "")
    return next((stage for stage, pattern in words.stages if pattern.search(text)), "")
