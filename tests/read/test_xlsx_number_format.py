"""Numbers as Excel shows them; expected texts are what Excel displays, without currency signs and brackets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.money import parse_number
from toolkit.read.xlsx_number_format import BUILTIN, display

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '

CASES = [
    ("7102841.969999999", "#,##0.00_ ", "7,102,841.97"),
    ("0.30000000000000004", "General", "0.3"),
    ("630000.0", "General", "630000"),
    ("205", "General", "205"),
    ("1.0E-5", "General", "0.00001"),
    ("123456789.12", "General", "123456789.12"),
    ("2.675", "0.00", "2.68"),
    ("1.005", "0.00", "1.01"),
    ("12345.6", "0", "12346"),
    ("2", "00", "02"),
    ("0", "0.00", "0.00"),
    ("-0.001", "0.00", "0.00"),
    ("0.5", "#.##", "0.5"),
    ("0", "#,##0;-#,##0;", ""),
    ("0", ACCOUNTING, "-"),
    ("1234567.5", ACCOUNTING, "1,234,567.50"),
    ("-1234567.5", ACCOUNTING, "-1,234,567.50"),
    ("-5", "#,##0_);[Red]\\(#,##0\\)", "-5"),
    ("-5.5", "0.00;[Red]0.00", "-5.50"),
    ("0.1234", "0.00%", "12.34%"),
    ("0.05", "0%", "5%"),
    ("12345678", "#,##0.00,", "12,345.68"),
    ("123.456", "¥#,##0.00", "123.46"),
    ("123.456", "[$￥-804]#,##0.00", "123.46"),
    ("-123.456", '"¥"#,##0.00', "-123.46"),
    ("1000", "[>=1000]#,##0;0", "1,000"),
    ("999", "[>=1000]#,##0;0.0", "999.0"),
    ("1234.5", "0.00E+00", "1234.5"),
    ("0.5", "# ?/?", "0.5"),
    ("45292", 'yyyy"年"m"月"d"日"', "2024年1月1日"),
    ("45292.5", "yyyy/m/d h:mm", "2024/1/1 12:00"),
    ("1", "yyyy-mm-dd", "1900-01-01"),
    ("12.5", "@", "12.5"),
    ("12", "", "12"),
]


@pytest.mark.parametrize(("value", "code", "shown"), CASES)
def test_display(value: str, code: str, shown: str) -> None:
    assert display(Decimal(value), code) == shown


def test_builtin_formats_show_figures_that_can_be_read_back() -> None:
    for number in (1, 2, 3, 4, 37, 38, 39, 40, 41, 43):
        assert parse_number(display(Decimal("-1234.56"), BUILTIN[number])), number


def test_dates_before_and_after_the_day_that_never_was() -> None:
    assert display(Decimal(59), "m-d") == "2-28"
    assert display(Decimal(61), "m-d") == "3-1"
    assert display(Decimal(0), "yyyy", date1904=True) == "1904"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+5000", "-1E-5000"])
def test_what_is_no_printable_number_stays_as_it_is(value: str) -> None:
    assert display(Decimal(value), "0.00") == str(Decimal(value))


BROKEN = ['"', "[", "\\", ";;;;;", "0" * 300, "[>", "%%%%%0", ",,,,", "_", "*", "?/?/?", "y" * 400]


@pytest.mark.parametrize("code", BROKEN)
def test_broken_formats_raise_nothing(code: str) -> None:
    for value in ("0", "-1.5", "99999999999", "45292"):
        assert isinstance(display(Decimal(value), code), str)
