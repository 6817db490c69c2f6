"""Character recognition: the characters of a picture, each with its place and how sure it is.

Only this module imports the engine (the extra `ocr`), and only where a page is a picture. Its models come inside its
wheel; nothing is fetched. Angle classification stays off: upside down, 60 is a figure too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from toolkit.errors import InputError

Picture = Any  # numpy array: height × width × 3, uint8


class Letter(NamedTuple):
    """A recognised character in pixels from the picture's top left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float


def installed() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def missing(name: str, what: str, what_en: str) -> InputError:
    """`what` can be read with the extra only."""
    return InputError(
        f"{what}，要做文字识别（OCR）才能读，而识别组件没有安装",
        "请运行 pip install 'recon-toolkit[ocr]' 后再试；或向发布单位索取可以选中文字的文件。",
        message_en=f"{what_en}: it can be read by character recognition only, which is not installed",
        hint_en="Run pip install 'recon-toolkit[ocr]', or ask for a file whose text can be selected.",
        where=name,
    )


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.text_score": 0.0,  # what is unsure is marked, never left out
            "Global.max_side_len": 6000,
            "Global.use_cls": False,
            "Global.log_level": "critical",
        }
    )


class Reading(NamedTuple):
    """What was found in a picture: its lines of characters, and whether most of them run upwards or downwards."""

    lines: list[tuple[Letter, ...]]
    on_its_side: bool


def read(picture: Picture) -> Reading:
    """Recognise the characters of a picture."""
    found = _engine()(picture, use_det=True, return_word_box=True, return_single_char_box=True)  # it keeps settings
    if found is None or found.txts is None:
        return Reading([], False)
    sides = [(max(xs) - min(xs), max(ys) - min(ys)) for xs, ys in (zip(*box, strict=True) for box in found.boxes)]
    tall, flat = sum(h > 2 * w for w, h in sides), sum(w > 2 * h for w, h in sides)
    # Where nothing was recognised in a box, the engine gives a record of another kind.
    lines = [tuple(_letters(words)) for words in found.word_results if words and isinstance(words, tuple)]
    return Reading([line for line in lines if line], tall > flat)


def _letters(words: Sequence[Any]) -> Iterator[Letter]:
    """The characters of a line. A word that comes as a whole is shared out evenly."""
    for text, confidence, box in words:
        xs, ys = [point[0] for point in box], [point[1] for point in box]
        left, step = min(xs), (max(xs) - min(xs)) / max(len(text), 1)
        for n, char in enumerate(text):
            if not char.isspace():
                yield Letter(
                    char, left + n * step, min(ys), left + (n + 1) * step, max(ys), round(float(confidence), 4)
                )


def again(crops: Sequence[Picture]) -> list[str]:
    """What the recognition makes of pictures of single lines."""
    engine = _engine()
    texts: list[str] = []
    for crop in crops:
        found = engine(crop, use_det=False)
        texts.append("".join(found.txts) if found is not None and found.txts else "")
    return texts
