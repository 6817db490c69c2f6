"""The program speaks Chinese unless it is asked for English."""

from __future__ import annotations

import io

import pytest

from toolkit.report.language import choose, make_writable


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_US.UTF-8", "RECON_LANG": "zh"}, "zh"),
        ({"RECON_LANG": "en"}, "en"),
        ({"RECON_LANG": "fr", "LANG": "en_US"}, "en"),
    ],
)
def test_environment(environment: dict[str, str], language: str) -> None:
    assert choose([], environment) == (language, [])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--lang", "en", "show", "a"], ("en", ["show", "a"])),
        (["show", "a", "--lang=en"], ("en", ["show", "a"])),
        (["show", "--lang", "en", "a"], ("en", ["show", "a"])),
        (["show", "--lang"], ("zh", ["show", "--lang"])),
        (["show", "--lang", "fr"], ("zh", ["show", "--lang", "fr"])),
        (["show", "--", "--lang", "en"], ("zh", ["show", "--", "--lang", "en"])),
    ],
)
def test_option_stands_anywhere(arguments: list[str], expected: tuple[str, list[str]]) -> None:
    assert choose(arguments, {}) == expected


@pytest.mark.parametrize(
    ("encoding", "becomes", "written"),
    [("ascii", "utf-8", "表 ♥"), ("latin-1", "utf-8", "表 ♥"), ("gbk", "gbk", "表 ?"), ("utf-8", "utf-8", "表 ♥")],
)
def test_every_stream_takes_chinese(encoding: str, becomes: str, written: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    make_writable(stream)
    stream.write("表 ♥")
    stream.flush()
    assert raw.getvalue().decode(becomes) == written
