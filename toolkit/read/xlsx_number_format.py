"""Shows a stored number as its cell does: the text that a reader of the sheet sees, decimals included.

Number formats as Excel defines them (ECMA-376 part 1, 18.8.31). Figures stay bare: currency signs and brackets of
negative amounts are left out, the minus is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Built-in formats by id; those not listed are General.
BUILTIN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;-#,##0", 7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "yyyy-m-d", 16: "m-d", 17: "yyyy-m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"??', 44: '#,##0.00;-#,##0.00;"-"??',
    49: "@", 50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

# Excel keeps 15 digits; more in the file are the noise of binary fractions.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|G/通用格式)|([eE][+-]0+)|([yYdDhHsS]+|m+|M+)|(.)', re.DOTALL
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_MOST_DECIMALS = 30  # as Excel has it
_DECORATION = set("¥￥$€£ ()（）-+")


@dataclass(frozen=True, slots=True)
class _Section:
    kind: str  # number, date, general, text
    prefix: str = ""
    suffix: str = ""
    whole: str = ""  # placeholders before the point
    fraction: str = ""  # placeholders after it
    thousands: bool = False
    scale: int = 0  # power of ten: percent adds two, each trailing comma takes three
    date: tuple[tuple[bool, str], ...] = ()  # (is a date token, text)
    condition: tuple[str, Decimal] | None = None

    @property
    def is_plain(self) -> bool:
        """Fixed decimals, at least one digit before the point, nothing around: what nearly all amounts have."""
        bare = not (self.prefix.strip() or self.suffix.strip() or self.scale or "?" in self.whole)
        return bare and self.whole.count("0") == 1 and set(self.fraction) <= {"0"}


def display(value: Decimal, code: str, *, date1904: bool = False) -> str:
    """`value` as a cell with the number format `code` shows it."""
    if not value.is_finite() or (value and not -40 < value.adjusted() < 40):
        return str(value)
    value = _FIFTEEN.plus(value)
    step, thousands = _plain_format(code)
    if step is not None and value > 0:
        return f"{value.quantize(step, context=_WIDE):{',f' if thousands else 'f'}}"
    section, negative_section = _choose(_sections(code or "General"), value)
    if section.kind == "date":
        return _date(value, section, date1904)
    if section.kind in ("general", "text"):
        return _plain(value)
    return _number(value, section, negative_section)


@lru_cache(maxsize=512)
def is_date(code: str) -> bool:
    """Whether a number format shows dates or times."""
    return _sections(code or "General")[0].kind == "date"


@lru_cache(maxsize=512)
def _plain_format(code: str) -> tuple[Decimal | None, bool]:
    """The last digit that a plain format shows of positive amounts (None: not plain), and whether it groups digits."""
    sections = _sections(code or "General")
    first = sections[0]
    if first.kind != "number" or not first.is_plain or any(section.condition for section in sections):
        return None, False
    return Decimal(1).scaleb(-len(first.fraction)), first.thousands


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _choose(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """The section that holds for a value, and whether it is one for negative values (which then print no sign)."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(section.condition, value):
                return section, False
        return sections[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound,
        ">=": value >= bound, "=": value == bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _number(value: Decimal, section: _Section, negative_section: bool) -> str:
    if not section.whole and not section.fraction:
        return (section.prefix + section.suffix).strip()
    scaled = abs(value).scaleb(section.scale, _WIDE)
    least = section.fraction.count("0")
    rounded = scaled.quantize(Decimal(1).scaleb(-len(section.fraction)), context=_WIDE)
    whole, _, fraction = f"{rounded:f}".partition(".")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    zeros = section.whole.count("0")
    whole = whole.lstrip("0").rjust(zeros, "0")
    if not whole and not fraction:
        return (section.prefix + section.suffix).strip()
    if section.thousands:
        whole = f"{int(whole or 0):,}" if len(whole) > 3 else whole
    digits = (whole or "0") + ("." + fraction if fraction else "")
    prefix, suffix = (_bare(section.prefix), _bare(section.suffix)) if value < 0 else (section.prefix, section.suffix)
    sign = "-" if value < 0 and (rounded or negative_section) else ""
    return f"{prefix}{sign}{digits}{suffix}".strip()


def _bare(literal: str) -> str:
    return "".join(char for char in literal if char not in _DECORATION)


def _date(value: Decimal, section: _Section, date1904: bool) -> str:
    if not 0 <= value < 2_958_466:
        return _plain(value)
    # Excel counts a 29 February 1900 that never was; days before it are one higher.
    start = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 31) if value < 60 else datetime(1899, 12, 30)
    seconds = int((value * 86400).to_integral_value(ROUND_HALF_UP))
    moment = start + timedelta(seconds=seconds)
    shown: list[str] = []
    after_hour = False
    for is_token, text in section.date:
        if not is_token:
            shown.append(text)
            continue
        letter, size = text[0].lower(), len(text)
        number = {
            "y": moment.year if size > 2 else moment.year % 100,
            "m": moment.minute if after_hour else moment.month,
            "d": moment.day, "h": moment.hour, "s": moment.second,
        }[letter]  # fmt: skip
        shown.append(f"{number:0{size if size == 2 else 1}d}")
        after_hour = letter == "h" or (after_hour and letter != "m")
    return "".join(shown).strip()


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match[7] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return tuple(_section(part) for part in parts[:4]) or (_Section("general"),)


def _section(tokens: list[re.Match[str]]) -> _Section:
    condition = None
    literals = ["", ""]  # before and after the figure
    dates: list[tuple[bool, str]] = []
    whole = fraction = ""
    point = thousands = False
    scale = commas = 0
    for token in tokens:
        quoted, escaped, bracket, general, exponent, letters, char = token.groups()
        if general or exponent:
            return _Section("general", condition=condition)
        literal = quoted if quoted is not None else escaped
        if bracket is not None:
            found = _CONDITION.fullmatch(bracket)
            condition = (found[1], Decimal(found[2])) if found else condition
            if bracket.lower() in ("h", "hh", "m", "mm", "s", "ss"):
                return _Section("general", condition=condition)
        elif letters:
            dates.append((True, letters))
        elif char and char in "0#?":
            thousands = thousands or (commas > 0 and not point)
            commas = 0
            if point:
                fraction += char * (len(fraction) < _MOST_DECIMALS)
            else:
                whole += char
        elif char == ".":
            point = True
            literal = "." if any(is_token for is_token, _ in dates) else None
        elif char == ",":
            commas += bool(whole)
        elif char == "@":
            return _Section("text", condition=condition)
        elif char == "/" and whole and not any(is_token for is_token, _ in dates):
            return _Section("general", condition=condition)
        elif char is not None:
            scale += 2 * (char == "%")
            literal = char
        if literal:
            dates.append((False, literal))
            kept = "".join(c for c in literal if c not in "¥￥$€£")
            literals[bool(whole or fraction)] += kept
    if any(is_token for is_token, _ in dates) and not whole:
        return _Section("date", date=tuple(dates), condition=condition)
    return _Section(
        "number", literals[0], literals[1], whole, fraction, thousands, scale - 3 * commas, condition=condition
    )
