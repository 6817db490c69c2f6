"""Broken rule files: each says what is wrong, where, and what the nearest valid word is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.errors import SpecError
from toolkit.rules import load_rules, shipped_rules
from toolkit.rules.load import FAMILIES

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_file(path: Path) -> None:
    expected = re.search("# 期望: (.+)", path.read_text(encoding="utf-8"))
    assert expected
    with pytest.raises(SpecError) as caught:
        load_rules([path])
    error = caught.value
    assert " | ".join((error.where, error.message, error.hint)) == expected[1]
    assert error.message_en
    assert error.hint_en


def test_one_id_in_two_files(tmp_path: Path) -> None:
    text = "- id: 甲\n  title: 一\n  formula: 支出总表[合计, 合计] == 收入总表[合计, 合计]\n"
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"已在 a\.yaml:1 用过"):
        load_rules([tmp_path / "a.yaml", tmp_path / "b.yaml"])


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# 只有注释\n", encoding="utf-8")
    assert load_rules([tmp_path / "a.yaml"]) == ()


def test_shipped_rules_are_readable() -> None:
    rules = shipped_rules()
    assert len(rules) > 100
    for rule in rules:
        assert rule.title, rule.id
        assert rule.basis, rule.id
        assert rule.family in FAMILIES
        assert len(rule.formula) < 160, rule.id


def test_the_rules_of_the_manual_load(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    blocks = re.findall("```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "manual.yaml").write_text("".join(blocks), encoding="utf-8")
    shipped = {rule.id: rule for rule in shipped_rules()}
    rules = load_rules([tmp_path / "manual.yaml"])
    assert len(rules) == 2
    assert [rule.statement for rule in rules] == [shipped[rule.id].statement for rule in rules]
