"""Documents without budget tables, each named for what it is."""

from __future__ import annotations

import pytest

from toolkit.errors import InputError
from toolkit.read import read_bytes
from toolkit.standardize.book import standardize

NEWS = "本报讯（记者 某某）昨日，全市举行了秋季运动会，共有两千余名选手参加。\n天气晴朗，气温 18.5 度。\n" * 8
CONTENTS = "2024年某某局部门预算\n目录\n" + "".join(
    f"{name}........{page}\n" for page, name in enumerate(("收支总表", "收入总表", "支出总表", "三公经费表"), 3)
)


@pytest.mark.parametrize(
    ("text", "says", "says_en"),
    [
        (NEWS, "这不是预算、决算文件", "no budget"),
        (CONTENTS, "只有目录：列了 4 项", "only a list of contents (4 entries)"),
        ("2024年部门预算已经按规定公开，请到网站查询。\n" * 3, "没有找到预算、决算表格", "no budget or final"),
    ],
)
def test_each_is_named(text: str, says: str, says_en: str) -> None:
    with pytest.raises(InputError) as raised:
        standardize(read_bytes("a.bin", text.encode()))
    assert says in raised.value.text()
    assert says_en in raised.value.text("en")
    assert raised.value.hint
    assert raised.value.hint_en
