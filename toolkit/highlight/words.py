"""The words of notes and of the sheet 差异清单, Chinese and English. Kinds, levels and verdicts are ids."""

from __future__ import annotations

from toolkit.model import BREAKS, HINT, INFERRED, ROUNDING

PANEL = "差异清单"
_WORDS: dict[str, tuple[str, str]] = {
    "number": ("序号", "No."),
    "sign": ("标记", "Mark"),
    "level": ("级别", "Level"),
    "where": ("位置", "Place"),
    "what": ("问题", "Problem"),
    "left": ("左边", "Left"),
    "right": ("右边", "Right"),
    "difference": ("差额", "Difference"),
    "unit": ("单位", "Unit"),
    "relation": ("规则", "Rule"),
    "do": ("怎么办", "What to do"),
    "source": ("原文位置", "In the source"),
    "reason": ("差异原因", "Reason"),
    "rule": ("规则：", "Rule: "),
    "text": ("原文：", "Text: "),
    "sheet": ("项目表：", "Project sheet: "),
    "figures": ("两边：", "Figures: "),
    "cause": ("原因：", "Cause: "),
    "advice": ("办法：", "Do: "),
    "basis": ("依据：", "Basis: "),
    "more": ("另有 {} 条关系因此不成立，见“差异清单”", "{} more relations break with it"),
    "rounding": ("只差在四舍五入的尾数，不必改", "Within rounding: nothing to correct"),
    "inferred": (
        "有 {} 个数的列位由勾稽关系推定（蓝色），批注写明依据",
        "The columns of {} figures follow from the sums (blue); their notes say why",
    ),
    "nothing": ("没有发现问题", "No problem found"),
    "unexplained": ("尚未说明差异原因", "The difference has no reason yet"),
    "explain": ("写明原因", "Give the reason"),
    "rebuilt": ("{}的合计与各行之和不符", "the total of {} differs from the sum of its rows"),
    "compare_sources": ("对照原文改正其中一边", "Correct one side after the document"),
    "bridge": ("桥的各项加不到决算数", "the steps of the bridge do not add up"),
    "other": (
        "这不是 recon 的标准化或对比工作簿：认出 {} 张报表，执行了 {} 条关系；"
        "没有认出的表只核对合计，没有注明单位的按元",
        "No standardized or comparison workbook of recon: {} tables were recognised by title and header, {} relations "
        "were held; of other tables only totals are checked, in 元 where no unit is named",
    ),
    "verdict_differs": (
        "结论写的是“{}”，按现在的数是“{}”：公式被改动，没有随表重新计算，或有数按百分数录入（12% 存成 0.12）",
        "The verdict says “{}”; by the figures it is “{}”: the formula was changed, does not follow the forms, or a "
        "figure was entered as a percent (12% is kept as 0.12)",
    ),
    "verdict_do": (
        "以本清单为准；用 recon convert 把本工作簿再转换一次，公式就恢复",
        "This list counts; convert the workbook once more, which restores the formulas",
    ),
    "lacking": (
        "所查的关系里有 {} 条（新增或改名的行、新写的规则、原先缺数的）在“勾稽关系”里还没有公式，"
        "用 recon convert 再转换一次就有",
        "of the relations checked {} (of lines added or renamed, new rules, figures filled in) have no formula on "
        "勾稽关系 yet: convert the workbook once more",
    ),
    "unshown": (
        "有 {} 处问题在工作簿里没有对应的单元格，只列在清单里",
        "problems that no cell here shows, listed only: {}",
    ),
}
_KINDS = {
    BREAKS: ("不平、必须改正", "breaks"),
    HINT: ("提示", "hint"),
    ROUNDING: ("尾差", "rounding"),
    INFERRED: ("推定", "inferred"),
}


def word(key: str, lang: str) -> str:
    """The word for `key` in `lang` (zh or en)."""
    return _WORDS[key][lang == "en"]


def kind(name: str, lang: str) -> str:
    """A kind of mark in words."""
    return _KINDS[name][lang == "en"]
