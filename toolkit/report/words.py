"""Findings in words, made from their fields; a kind without words of its own shows its fields plainly."""

from __future__ import annotations

from toolkit.model import Finding, Origin, Place

# kind: (Chinese, English), with the finding's values as blanks.
MESSAGES: dict[str, tuple[str, str]] = {
    "未识别的表": (
        "“{form}”不是已知的报表，按原样保留",
        "“{form}” is no known form and was carried over as printed",
    ),
    "按内容认表": (
        "“{form}”的表名不在已知之列，按表头和行名认作{role}",
        "“{form}”: no known title; by its headers and row names it is a {role}",
    ),
    "未注明单位": (
        "“{form}”没有注明金额单位，请对照原文",
        "“{form}” names no unit of money: see the source",
    ),
    "单位名称不一致": (
        "这里写的单位是“{name}”，而全文是“{unit_name}”；可能混入了另一单位的内容",
        "the unit here is “{name}”, elsewhere “{unit_name}”: another unit's pages may have been mixed in",
    ),
    "表不完整": (
        "“{form}”{side}没有合计行，最后一行是“{last}”，表可能被截断",
        "“{form}” {side} has no closing total; its last row is “{last}”: the table may have been cut off",
    ),
    "科目名称不一致": (
        "科目 {code} 的名称不一致：{names}",
        "code {code} has different names: {names}",
    ),
    "表头错位": (
        "“{form}”的表头与数据错位，已按数据认定栏目（{left}、{right}）",
        "the header of “{form}” is shifted against its data; the columns follow the data ({left}, {right})",
    ),
    "层级加总": (
        "“{form}”没有印出层级，{count} 行的上下级按各行的数认定（{rows}）：只有这样，合计才等于各行之和",
        "“{form}” prints no levels; {count} rows stand under others ({rows}): only so do the rows make up the total",
    ),
    "层级取舍": (
        "“{form}”没有编码，{count} 行的上下级按科目名称认定，与印出的缩进不同（{rows}）：这样成立的合计更多",
        "“{form}” has no codes; {count} rows stand under others than indentation says ({rows}): more sums hold so",
    ),
    "读法取舍": (
        "“{form}”按表线和按文字位置读出来不同，{count} 个数的位置有别；取成立的关系较多的一种"
        "（{held} 条成立、{broken} 条不成立，另一种 {other_held} 条、{other_broken} 条），请对照原件",
        "“{form}” reads otherwise by its lines than by how its words stand ({count} figures); taken was what fulfils "
        "more relations ({held} hold, {broken} break; in the other {other_held} and {other_broken}); see the source",
    ),
    "只有文字": (
        "文件里没有表格，只读了文字说明里的 {count} 个数；请与带表格的文件一起使用",
        "no table: only the {count} figures of the narrative were read; use it beside the file with the tables",
    ),
    "文字识别": (
        "第 {pages} 页是图片，内容由文字识别得出，最没有把握的一个字是 {confidence}；请对照原件",
        "page {pages}: a picture, read by character recognition (least sure character {confidence}); see the original",
    ),
    "识别取舍": (
        "两次识别为 {first} 和 {second}（{change}），取后者，{count} 条关系因此成立；请对照原件",
        "recognised as {first} and as {second} ({change}); the second was taken: {count} relations hold by it",
    ),
    "图片页未读": (
        "第 {pages} 页是图片，没有读；运行 pip install 'recon-toolkit[ocr]' 装上识别组件后可读",
        "page {pages}: a picture, not read; pip install 'recon-toolkit[ocr]' adds the recognition",
    ),
    "空白表样": (
        "{count} 张表都没有填数，这是一份空白表样",
        "none of the {count} forms holds a figure: this is a blank template",
    ),
    "隐藏内容未读": (
        "工作表“{sheet}”的{what} {names} 没有读取（{count} 格有内容）",
        "sheet “{sheet}”: what it does not show was not read ({what} {names}, {count} filled cells)",
    ),
    "公式没有算好的值": (
        "工作表“{sheet}”有 {count} 个公式没有存下结果，请用 Excel 或 WPS 打开保存一次后重新转换",
        "sheet “{sheet}”: {count} formulas carry no value; open and save it in Excel or WPS, then convert again",
    ),
    "单元格出错": (
        "工作表“{sheet}”有 {count} 个单元格显示错误（如 #REF!），没有数可读",
        "sheet “{sheet}”: {count} cells show an error such as #REF!",
    ),
    "未定": (
        "“{form}”的“{row}”一行，{figures} 属于哪一栏无从确定，请对照原文",
        "“{form}”, row “{row}”: nothing decides which columns {figures} belong to; compare with the source",
    ),
    "比率与表头不符": (
        "“{form}”的“{header}”一栏，按数字算出来是{means}，与表头说的不同",
        "“{form}”: the figures under “{header}” are not what the header says ({means} by the arithmetic)",
    ),
    "不是数字": (
        "单元格 {格} 里是“{内容}”，不是数字，按空格处理",
        "cell {格} holds “{内容}”, which is no number and was taken as blank",
    ),
    "公式没有结果": (
        "单元格 {格} 里是没有存下结果的公式 {内容}，按空格处理；请用 Excel 或 WPS 打开保存一次",
        "cell {格} holds the formula {内容} without a result and was taken as blank; save the file in Excel once",
    ),
    "大小说反": (
        "文字说“{said}”，而“{subject}”的决算是 {outcome}，预算是 {budget}",
        "the text says “{said}” of “{subject}”, whose outcome is {outcome} and whose budget is {budget}",
    ),
    "占位文字": ("占位文字没有替换（{count} 处）：“{text}”", "placeholder text was left ({count} places): “{text}”"),
    "标点重复": ("标点重复（{count} 处）：“{text}”", "a mark is printed twice ({count} places): “{text}”"),
    "原因没有写": (
        "说到原因，却没有写（{count} 处）：“{text}”",
        "a cause is announced and not given ({count} places): “{text}”",
    ),
    "比率没有百分号": (
        "比率没有写百分号（{count} 处）：“{text}”",
        "a share lacks its percent sign ({count} places): “{text}”",
    ),
    "年份缺一位": ("年份缺一位（{count} 处）：“{text}”", "a year lacks a digit ({count} places): “{text}”"),
    "写法没有选定": (
        "模板的两种写法都留着，没有选定（{count} 处）：“{text}”",
        "both wordings of the template were left ({count} places): “{text}”",
    ),
    "引号不成对": (
        "引号不成对（{count} 处）：“{text}”",
        "a closing quotation mark has no opening one ({count} places): “{text}”",
    ),
    "目录有而正文没有": (
        "目录里有“{entry}”，正文里没有这个标题或这张表",
        "the list of contents names “{entry}”, which the text does not have",
    ),
    "序号跳号": (
        "标题序号不连续：“{before}”之后就是“{after}”，中间缺了序号",
        "heading numbers skip: after “{before}” comes “{after}”",
    ),
    "公式错误值": (
        "印出了表格软件的错误值“{error}”，共 {count} 处，应为数字或空白",
        "the spreadsheet error “{error}” is printed in {count} places instead of a figure or a blank",
    ),
    "文号不一致": (
        "同一个文件《{title}》写了不同的文号：{numbers}",
        "one document, 《{title}》, is cited under different numbers: {numbers}",
    ),
    "重复表": (
        "“{form}”出现了 {count} 次，各自保留",
        "“{form}” stands {count} times in the document; all were kept",
    ),
}

_LABELS_EN = {"必须": "must", "提示": "hint"}


class _Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def finding(found: Finding, lang: str) -> str:
    """One finding as a sentence without its places."""
    values = _Blanks(found.values)
    if found.kind in MESSAGES:
        return MESSAGES[found.kind][lang == "en"].format_map(values)
    fields = ("; " if lang == "en" else "；").join(f"{name} {value}" for name, value in found.values)
    separator = ": " if lang == "en" else "："
    return f"{found.kind}{separator}{fields}" if fields else found.kind


def level(found: Finding, lang: str) -> str:
    """The level of a finding in words."""
    return _LABELS_EN.get(found.level, found.level) if lang == "en" else found.level


def place(where: Place, lang: str) -> str:
    """A place as statement, line and column, and where it stands in the source."""
    parts = [part for part in (where.statement, where.line, where.column) if part]
    source = origin(where.origin, lang) if where.origin else ""
    aside = f" ({source})" if lang == "en" else f"（{source}）"
    return " / ".join(parts) + (aside if parts and source else source)


def origin(at: Origin, lang: str) -> str:
    """Where something stands in the source, or "" where that is not known."""
    english = lang == "en"
    parts = []
    if at.page is not None:
        parts.append(f"page {at.page}" if english else f"第 {at.page} 页")
    if at.line is not None:
        parts.append(f"line {at.line}" if english else f"第 {at.line} 行")
    if at.sheet is not None:
        parts.append(f"{at.sheet}!{at.cell}" if at.cell else at.sheet)
    return (", " if english else "，").join(parts)
