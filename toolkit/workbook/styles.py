"""Named styles: a name is a set of traits joined by `+` (`cell+num2+bold`), each trait a few format properties."""

from __future__ import annotations

from functools import cache

FONT = "宋体"
GREY, BLUE, RED, AMBER = "#F2F2F2", "#0070C0", "#C00000", "#9C5700"

Properties = dict[str, str | int | float | bool]

_TRAITS: dict[str, Properties] = {
    "cell": {"border": 1, "border_color": "#A6A6A6", "valign": "vcenter", "font_size": 10},
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True},
    "caption": {"font_size": 10, "valign": "vcenter"},
    "head": {
        "border": 1,
        "border_color": "#A6A6A6",
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "font_size": 10,
        "bg_color": "#DDEBF7",
    },
    "side": {"bg_color": "#EDEDED", "font_color": "#595959"},
    "bold": {"bold": True},
    "wrap": {"text_wrap": True},
    "top": {"valign": "top"},
    "left": {"align": "left"},
    "center": {"align": "center"},
    "right": {"align": "right"},
    "note": {"font_size": 9, "text_wrap": True, "valign": "top"},
    "link": {"font_color": BLUE, "underline": 1},
    "shown": {},
    "total": {"bold": True, "bg_color": GREY},
    "inferred": {"font_color": BLUE, "italic": True},
    "undecided": {"pattern": 17, "fg_color": "#808080", "bg_color": "#FFFFFF"},
    "recognised": {"font_color": "#7030A0"},
    "key": {"font_color": "#A6A6A6", "font_size": 8},
    "section": {"bold": True, "font_size": 12, "valign": "vcenter"},
    "int": {"num_format": "0"},
    "figure": {
        "border": 1,
        "border_color": "#A6A6A6",
        "bold": True,
        "font_size": 14,
        "align": "center",
        "valign": "vcenter",
    },
    "text": {"num_format": "@"},
    # Of forms to fill in: what a unit types, and what follows from it
    "input": {"locked": False, "bg_color": "#FFF9D6"},
    "shown_input": {"bg_color": "#FFF9D6"},
    "derived": {"bg_color": GREY},
    # Conditional styles
    "breaks": {"bg_color": "#FFC7CE", "font_color": RED, "bold": True},
    "rounding": {"bg_color": "#FFEB9C", "font_color": AMBER},
    "agrees": {"font_color": "#375623"},
    "muted": {"font_color": "#7F7F7F"},
    "changed": {"bg_color": "#DDD9F3", "font_color": "#3F3151"},
}


def number_format(decimals: int, shows_zero: bool) -> str:
    """Thousands and decimals; zero is blank, as the official forms print it, unless it was printed."""
    shown = "#,##0" + ("." + "0" * decimals if decimals else "")
    return shown if shows_zero else f"{shown};-{shown};;@"


@cache
def properties(name: str) -> Properties:
    """The format properties of a style name.

    `numN` are figures of N decimals, blank where zero; `zeroN` show a zero, `pctN` a percent sign, `markN—` a dash for
    zero; `inN` is an indent.
    """
    merged: Properties = {"font_name": FONT} if name else {}
    for trait in name.split("+"):
        if trait in _TRAITS:
            merged.update(_TRAITS[trait])
        elif trait[:3] == "num":
            merged.update(num_format=number_format(int(trait[3:]), False), align="right")
        elif trait[:3] == "pct":
            merged.update(num_format=number_format(int(trait[3:]), True) + '"%"', align="right")
        elif trait[:4] == "mark":
            shown = number_format(int(trait[4]), True)
            merged.update(num_format=f'{shown};-{shown};"{trait[5:]}";@', align="right")
        elif trait[:4] == "zero":
            merged.update(num_format=number_format(int(trait[4:]), True), align="right")
        elif trait[:2] == "in" and trait[2:].isdigit():
            merged.update(indent=int(trait[2:]))
        elif trait:
            raise KeyError(name)
    return merged


@cache
def conditional_properties(name: str) -> Properties:
    """The properties of a conditional style: only what it changes, for Excel merges it with the cell's own."""
    merged: Properties = {}
    for trait in name.split("+"):
        merged.update(_TRAITS[trait])
    return merged
