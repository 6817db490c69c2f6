"""Reads passages figure by figure and remembers what later clauses leave out: subject, total, base, year, stage."""

from __future__ import annotations

import re

from toolkit.standardize.narrative_clauses import Reading, Speakers, base_in, read_clause, strip_opening, subject_of
from toolkit.standardize.narrative_defaults import amount_of, base_name, heading_subject, stage_in, tail_subject
from toolkit.standardize.narrative_state import Claim, Draft, Listing, State
from toolkit.standardize.narrative_tokens import idle_reason, tokens
from toolkit.standardize.narrative_words import Words
from toolkit.standardize.sentences import Passage, unnumbered

_POINT = re.compile(r"[一二三四五六]是")
_PATH = re.compile(r"[（(][类款项][）)]$")
_MARKS = "，,；;。！？：:"
_NUMBERED = re.compile(r"(?:\d{1,2}[.、．]|[（(]\d{1,2}[）)]|[一二三四五六]是)")


class Reader:
    """Turns passages into drafts and a list of skipped figures `(text, reason, passage, offset)`."""

    def __init__(self, words: Words, speakers: Speakers, year: int | None, stage: str) -> None:
        self.drafts: list[Draft] = []
        self.skipped: list[tuple[str, str, Passage, int]] = []
        self.claims: list[Claim] = []
        self._words = words
        self._speakers = speakers
        self._year = year
        self._stage = stage
        self._changes: list[Draft] = []  # changes that wait for their reason
        self._closed = False  # a ； or 。 passed since the last of them
        self._headings: tuple[str, ...] = ()
        self._heading_year: int | None = None
        self._heading_stage = ""
        self._at = State()
        self._passage = Passage("", (0,), (), (), False)

    def read(self, passage: Passage) -> None:
        """Reads one passage."""
        self._open(passage)
        text = passage.text
        start, delimiter = 0, ""
        for token in tokens(text, self._words):
            if token["number"]:
                idle = idle_reason(token, text, self._words)
                if idle:
                    self._skip(token, idle)
                    continue
                self._figure(text[start : token.start()], token, delimiter)
                start, delimiter = token.end(), ""
            elif token["mark"]:
                self._segment(text[start : token.start()], start, token["mark"], first=start == 0)
                start, delimiter = token.end(), token["mark"]
        self._segment(text[start:], start, "。", first=start == 0)

    # ------------------------------------------------------------------------------------------------ passage

    def _open(self, passage: Passage) -> None:
        old = self._at
        self._at = State()
        if passage.headings != self._headings:
            self._headings = passage.headings
            self._heading_year, self._heading_stage = self._heading(passage.headings)
            self._changes = []
        elif passage.headings:
            self._at.subject, self._at.total, self._at.stage = old.subject, old.total, old.stage
            if old.listed:
                self._at.listed = Listing(old.listed.total, "" if old.listed.seen else old.listed.measure)
        self._passage = passage

    def _heading(self, headings: tuple[str, ...]) -> tuple[int | None, str]:
        year, stage = None, ""
        for heading in reversed(headings):
            found = self._words.any_year.search(heading)
            if year is None and found and (self._year is None or not self._words.own_part.search(heading)):
                year = int(found[0])
            stage = stage or stage_in(heading, self._words)
        return year, stage

    def _skip(self, token: re.Match[str], reason: str) -> None:
        self.skipped.append((token[0], reason, self._passage, token.start()))

    # ------------------------------------------------------------------------------------------------ clauses

    def _segment(self, text: str, start: int, mark: str, *, first: bool) -> None:
        """A clause without a figure, or what follows one, up to a mark."""
        at = self._at
        self._beside(text, start)
        if text and at.mode != "原因说明":
            self._learn(text, start, first=first, mark=mark)
        if mark in "（(":
            at.parked.append((at.subject, at.listed, at.mode))
            at.listed = None
        elif mark in "）)" and at.parked:
            self._end_reason(start + len(text))
            at.subject, at.listed, at.mode = at.parked.pop()
        elif mark in "；;":
            at.restartable = True
            self._detailed()
            self._closed = True
        elif mark in "。！？":
            self._end_sentence(start + len(text))

    def _learn(self, text: str, start: int, *, first: bool, mark: str) -> None:
        at, words = self._at, self._words
        reason = words.reason.search(text)
        if reason:
            at.mode, at.reason_from, at.restartable = "原因说明", start + reason.end(), False
            return
        if words.lists.search(text):
            self._open_list()
            return
        if words.purpose.search(text):
            at.mode, at.restartable = "用途说明", False
            return
        base = base_in(text, words)
        if words.same.search(text):
            if at.level and (base or "同比" in text or "年" in text):
                at.level.direction, at.level.base = "持平", base_name(self._words, base or "上年", at.level.year)
                self._detailed()
            return
        if base:
            at.base = base
            return
        if at.mode or words.verb.search(text):
            return
        noun, year = strip_opening(unnumbered(text) if first else text, words, self._speakers)
        at.year = year or at.year
        if noun and len(noun) <= 60:
            at.head = subject_of(noun, words)
            if first and mark in "。：:" and words.noun.search(noun) and not at.facts:
                at.subject = at.head

    def _beside(self, text: str, start: int) -> None:
        """Notes what a clause says of an outcome beside its budget (决算数大于预算数)."""
        said = self._words.beside.search(text)
        if not said:
            return
        named = subject_of(strip_opening(text[: said.start()], self._words, self._speakers)[0], self._words)
        here = [draft for draft in self.drafts if draft.passage is self._passage]
        outcome = next((draft for draft in reversed(here) if draft.measure in ("决算", "执行")), None)
        if outcome is None or (named and named.removesuffix("支出") != outcome.subject.removesuffix("支出")):
            return
        budgets = [d for d in here if d.subject == outcome.subject and d.measure in ("年初预算", "全年预算", "预算")]
        if len(budgets) == 1:
            self.claims.append(Claim(outcome, budgets[0], said, self._passage, start))

    def _open_list(self, *, again: bool = False) -> None:
        """Begins a division of the current subject, or `again` of the one divided before (按经济分类分为…)."""
        at = self._at
        at.mode = ""
        if at.subject and not (again and at.total):
            at.total = at.subject
        at.listed = Listing(at.total, at.kept)

    def _detailed(self) -> None:
        if self._at.listed:
            self._at.listed.items = 0

    def _end_reason(self, end: int) -> None:
        at = self._at
        if at.mode != "原因说明":
            return
        text = self._passage.text[at.reason_from : end].strip("：:，,。；; ").removeprefix("是")
        if text.count("）") > text.count("（"):  # the cause stood in brackets
            text = text[: text.rindex("）")]
        for draft in self._changes:
            draft.reason = draft.reason or text
        self._changes = []
        at.mode = ""

    def _end_sentence(self, end: int) -> None:
        at = self._at
        text = self._passage.text
        if at.mode == "原因说明" and end < len(text):
            numbered = _NUMBERED.match(text, at.reason_from) and _NUMBERED.match(text, end + 1)
            if numbered:  # 原因是1.…。2.…
                return
        self._end_reason(end)
        at.mode, at.base, at.head, at.level, at.facts = "", "", "", None, 0
        if at.listed and end < len(text) - 1:
            at.listed = None
        self._closed = True

    # ------------------------------------------------------------------------------------------------ figures

    def _figure(self, clause: str, token: re.Match[str], delimiter: str) -> None:
        at, words = self._at, self._words
        kind = words.kinds[token["unit"]]
        clause = unnumbered(clause) if delimiter in "。；：" else clause
        self._beside(clause, token.start() - len(clause))
        whole, clause = clause, self._enter(clause, token)
        if at.mode and clause != whole:
            delimiter = ""  # the cause begins in this very clause
        reading = read_clause(clause, kind, words, self._speakers)
        if at.mode and not self._restarts(reading, clause, delimiter, kind, token):
            self._skip(token, at.mode)
            return
        self._end_reason(token.start() - len(clause))
        at.mode = ""
        if reading.year and reading.kind != "基数":
            at.year = reading.year
        if reading.kind == "增减":
            self._change(reading, token, kind)
        elif reading.kind in ("占比", "完成率", "比率"):
            self._ratio(reading, token)
        else:
            self._level(reading, token, kind)

    def _enter(self, clause: str, token: re.Match[str]) -> str:
        """Opens a list, a cause or a purpose that begins inside the clause; returns what follows."""
        at, words = self._at, self._words
        lists = words.lists.search(clause)
        if lists:
            self._open_list(again="分为" in lists[0])
            return clause[lists.end() :]
        for pattern, mode in ((words.reason, "原因说明"), (words.purpose, "用途说明")):
            found = pattern.search(clause)
            if found and at.mode != "原因说明":
                at.mode, at.restartable = mode, False
                at.reason_from = token.start() - len(clause) + found.end()
                clause = clause[found.end() :]
                if self._plain(clause, token):  # 主要是人员经费300万元、…: a list, not a cause
                    at.mode = ""
                break
        return clause

    def _plain(self, clause: str, token: re.Match[str]) -> bool:
        """Whether the clause is a mere noun with its amount of money: an item of its own."""
        if not clause or len(clause) > 24 or self._words.kinds[token["unit"]] != "金额":
            return False
        following = self._passage.text[token.end() : token.end() + 1]
        bare = read_clause(clause, "金额", self._words, self._speakers)
        if bare.kind != "数额" or self._words.verb.search(clause):
            return False
        return bool(self._words.noun.search(bare.subject)) and (not following or following in _MARKS + "、（(")

    def _restarts(self, reading: Reading, clause: str, delimiter: str, kind: str, token: re.Match[str]) -> bool:
        """Whether a figure inside a cause or a purpose begins a statement of its own."""
        at = self._at
        if reading.kind == "增减":
            return bool(reading.base or at.base) and (at.mode == "用途说明" or not reading.subject or at.restartable)
        if kind == "比率":
            return bool(reading.base) and at.mode == "用途说明"
        if at.mode == "原因说明" and _POINT.match(clause):
            return False  # 原因：一是…；二是2023年下拨…
        if delimiter and delimiter in "；;。" and reading.subject:
            return True
        if reading.year is not None and reading.subject and delimiter and not self._words.verb.search(clause):
            return True
        return bool(delimiter) and self._plain(clause, token)

    def _level(self, reading: Reading, token: re.Match[str], kind: str) -> None:
        at = self._at
        subject = reading.subject
        if reading.kind == "基数":
            draft = self._draft(at.subject or heading_subject(self._headings), reading.measure or at.stage, token)
            draft.year = reading.year or (draft.year - 1 if draft.year else None)
            at.base = reading.base
            return
        if subject in ("支出", "收入") and self._pairs(reading):
            subject = ""
        if not subject:
            subject = tail_subject(self._passage.text, token, self._words)
            if not subject and not at.facts and at.head:
                subject = at.head
        at.subject = subject or at.subject or heading_subject(self._headings)
        measure = reading.measure
        if kind in ("数量", "面积"):
            measure = measure if measure in ("编制", "实有") else kind
        elif measure in ("预算", "执行", "决算"):
            at.stage = measure
        elif not measure and at.listed:
            measure = at.listed.measure
        draft = self._draft(at.subject, measure or self._default(at.subject), token)
        draft.bare = not reading.measure
        if self._closed:
            self._changes, self._closed = [], False
        at.level = draft
        at.kept = draft.measure if draft.measure in ("限额", "余额") else ""
        if at.listed:
            at.listed.items += 1
            at.listed.seen = True

    def _pairs(self, reading: Reading) -> bool:
        """支出年初预算X，支出决算Y: the second 支出 is the same subject; so it is behind 小学教育（项）：."""
        at = self._at
        if not at.subject or not reading.measure:
            return False
        if at.level is None:
            led = at.subject == at.head and at.subject.endswith(reading.subject)
            return reading.measure in ("年初预算", "全年预算") or led or bool(_PATH.search(at.subject))
        return not at.level.bare and at.level.measure != reading.measure

    def _change(self, reading: Reading, token: re.Match[str], kind: str) -> None:
        at = self._at
        if reading.subject:
            at.subject = reading.subject
        elif reading.base and at.listed and at.listed.items > 1 and at.listed.total:
            at.subject = at.listed.total  # the change that closes a list is the total's
        self._detailed()
        at.base = reading.base or at.base
        draft = self._draft(
            at.subject or at.head or heading_subject(self._headings), "增减率" if kind == "比率" else "增减额", token
        )
        draft.direction, draft.base = reading.direction, base_name(self._words, at.base, draft.year)
        # A cause stated behind a change is the change's, not that of a completion named before it.
        self._changes = [change for change in self._changes if change.measure != "完成率"]
        self._changes.append(draft)
        self._closed = False

    def _ratio(self, reading: Reading, token: re.Match[str]) -> None:
        at = self._at
        self._detailed()
        if reading.subject and reading.kind != "比率":
            at.subject = reading.subject
        subject = reading.subject or at.subject or at.head or heading_subject(self._headings)
        draft = self._draft(subject, reading.kind, token)
        if reading.kind == "占比":
            draft.base = subject_of(reading.base, self._words) or (at.listed.total if at.listed else at.total)
        elif reading.kind == "完成率":
            measure = read_clause(reading.base, "金额", self._words, self._speakers).measure
            draft.base = measure or reading.base
            self._changes.append(draft)
            self._closed = False

    def _draft(self, subject: str, measure: str, token: re.Match[str]) -> Draft:
        at = self._at
        year = at.year or self._heading_year or self._year
        draft = Draft(subject, measure, amount_of(token), "", "", year, self._passage, token.start())
        self.drafts.append(draft)
        at.facts += 1
        return draft

    # ------------------------------------------------------------------------------------------------ defaults

    def _default(self, subject: str) -> str:
        named = stage_in(subject, self._words, "决算", "预算")
        return named or self._at.stage or self._heading_stage or self._stage or "金额"
