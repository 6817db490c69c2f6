"""What makes a PDF file unusable, each named for what it is."""

from __future__ import annotations

from collections import Counter

from toolkit.errors import InputError
from toolkit.read import ocr
from toolkit.read.page import Page

# Characters that no Chinese disclosure can do without; text made of other characters alone is a font's inner codes.
_COMMON = frozenset(
    "的一和了在中年部支出收入预算决公共财政经费项目单位人员管理服务国家表第本无为及其有大学局市省区合计"
)
_LEGIBLE = 0.03  # their least share (disclosures: 0.22 to 0.44, other prose: about 0.1)
_SCRAMBLED = 0.1  # share of unknown characters


class Legibility:
    """Counts, page by page, whether there is text that can be read."""

    def __init__(self) -> None:
        self._chars = 0
        self._unmapped = 0
        self._pages = 0
        self._kinds: Counter[str] = Counter()
        self.pictures: list[int] = []  # pages that are a picture without text

    def is_picture(self, page: Page) -> bool:
        """Whether a picture covers the page and there is no text to speak of."""
        return page.pictured and len(page.chars) < 20

    def see(self, page: Page) -> None:
        self._pages += 1
        self._chars += len(page.chars)
        self._unmapped += page.unmapped
        if self.is_picture(page):
            self.pictures.append(page.number)
        for text, count in Counter(char.text for char in page.chars).items():
            self._kinds[_kind(text)] += count

    def judge(self, name: str) -> None:
        """Raise `InputError` where the pages have no text, or none that means anything."""
        if len(self.pictures) == self._pages or (self.pictures and self._chars < 20 * self._pages):
            raise scanned(name, self._pages)
        if self._chars == 0 and self._unmapped == 0:
            raise without_text(name)
        chinese = self._kinds["common"] + self._kinds["chinese"]
        strange = self._unmapped > _SCRAMBLED * self._chars or self._kinds["strange"] > 0.2 * self._chars
        if strange or (chinese > 100 and self._kinds["common"] < _LEGIBLE * chinese):
            raise scrambled(name)


def _kind(char: str) -> str:
    if char in _COMMON:
        return "common"
    if "\u4e00" <= char <= "\u9fff":
        return "chinese"
    if char.isascii() or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or "\u2000" <= char <= "\u27bf":
        return "plain"
    return "strange"


def encrypted(name: str) -> InputError:
    return InputError(
        "PDF 已加密，需要密码才能打开",
        "请用密码打开后另存（或打印）为不加密的 PDF，或向发布单位索取不加密的版本。",
        message_en="the PDF is encrypted and needs a password",
        hint_en="Open it with its password and save (or print) it as a PDF without one.",
        where=name,
    )


def damaged(name: str, page: int | None = None) -> InputError:
    return InputError(
        f"PDF 已损坏，第{page}页打不开" if page else "PDF 已损坏，打不开",
        "可能没有下载完整。请重新下载，或用阅读器打开后另存一份再试。",
        message_en=f"the PDF is damaged: page {page} cannot be opened" if page else "the PDF is damaged",
        hint_en="The download may be incomplete: download it again, or open it in a viewer and save a copy.",
        where=name,
    )


def no_pages(name: str) -> InputError:
    return InputError(
        "PDF 里一页也没有",
        "请重新下载或重新导出。",
        message_en="the PDF has no pages",
        hint_en="Download or export it again.",
        where=name,
    )


def too_long(name: str, pages: int, limit: int) -> InputError:
    return InputError(
        f"PDF 有 {pages} 页，超过 {limit} 页的上限",
        "请只保留预决算部分的页面后再试。",
        message_en=f"the PDF has {pages} pages; the limit is {limit}",
        hint_en="Keep only the pages with the budget or final accounts.",
        where=name,
    )


def scanned(name: str, pages: int) -> InputError:
    if ocr.installed():
        return InputError(
            f"这是扫描件：{pages} 页图片里都没有认出文字",
            "请确认扫描清楚、方向正确；扫描时用 200 dpi 以上。",
            message_en=f"this is a scan: its {pages} pages show no characters that could be recognised",
            hint_en="Make sure that it is sharp and upright; scan at 200 dpi or more.",
            where=name,
        )
    return ocr.missing(
        name,
        f"这是扫描件：{pages} 页都是图片，没有文字层",
        f"this is a scan: its {pages} pages are pictures without text",
    )


def without_text(name: str) -> InputError:
    return InputError(
        "PDF 里没有文字（可能是转成曲线的图形）",
        "请换成可以选中文字的 PDF，或先做文字识别（OCR）。",
        message_en="the PDF holds no text (it may be drawn as outlines)",
        hint_en="Use a PDF whose text can be selected, or run OCR on it first.",
        where=name,
    )


def scrambled(name: str) -> InputError:
    return InputError(
        "PDF 的字体没有对应的文字编码，读出来是乱码",
        "请用原文件重新导出 PDF，或先做文字识别（OCR）后再试。",
        message_en="the fonts of the PDF do not say which characters they print: its text is garbage",
        hint_en="Export the PDF again from the original, or run OCR on it first.",
        where=name,
    )
