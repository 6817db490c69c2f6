"""The words for files that cannot be read, shared by the readers of Office documents, web pages and archives."""

from __future__ import annotations

from toolkit.errors import InputError


def damaged(name: str, kind: str, kind_en: str) -> InputError:
    """The file is of this kind, but its content is broken."""
    return InputError(
        f"{kind}已损坏，读不出内容",
        "请用 Office 或 WPS 打开确认，另存一份后再试；打不开时请重新下载或索取原件。",
        message_en=f"the {kind_en} is damaged",
        hint_en="Open it in Office or WPS and save it anew, or obtain the original again.",
        where=name,
    )


def encrypted(name: str, kind: str, kind_en: str) -> InputError:
    """The file needs a password."""
    return InputError(
        f"{kind}设有密码，打不开",
        "请用 Office 或 WPS 打开，取消密码（文件—信息—保护）后另存再试。",
        message_en=f"the {kind_en} is protected by a password",
        hint_en="Open it in Office or WPS, remove the password and save it.",
        where=name,
    )


def too_large(name: str, what: str, what_en: str) -> InputError:
    """The content goes beyond what a disclosure can hold; reading on would exhaust the machine."""
    return InputError(
        f"{what}，超过上限，没有读取",
        "公开文件不会有这么大。请确认文件没有损坏，或只保留预决算部分后再试。",
        message_en=f"{what_en}: beyond the limit, not read",
        hint_en="No disclosure is that large: check the file, or keep only the budget part.",
        where=name,
    )


def too_small(name: str, size: str) -> InputError:
    """A picture with too few pixels for anyone to read a page off it."""
    return InputError(
        f"图片只有 {size} 像素，认不出一页文字",
        "请用 200 dpi 以上扫描，或截取更大的图。",
        message_en=f"the picture has only {size} pixels: too few for a page",
        hint_en="Scan at 200 dpi or more, or take a larger picture.",
        where=name,
    )


def unsafe(name: str) -> InputError:
    """The XML inside declares entities, which no Office document does."""
    return InputError(
        "文件内部含有不安全的实体声明，已拒绝读取",
        "Office 生成的文件没有这种内容。请向报送单位索取原件。",
        message_en="the file declares XML entities, which no Office document does; refused",
        hint_en="Ask for the original file.",
        where=name,
    )


def locked_archive(name: str) -> InputError:
    """An archive whose files need a password."""
    return InputError(
        "压缩包设有密码，打不开",
        "请先用密码解压，再给出里面的文件；或重新压缩成不设密码的 ZIP。",
        message_en="the archive is protected by a password",
        hint_en="Unpack it with its password and give the files inside, or pack them anew without one.",
        where=name,
    )


def apart(word: str) -> str:
    """A word to stand after Chinese: with a blank before it where it begins in Latin letters or digits."""
    return f" {word}" if word[:1].isascii() else word


def other_kind(name: str, kind: str, advice: str, *, kind_en: str, advice_en: str) -> InputError:
    """A kind of file that is known but not read."""
    return InputError(
        f"这是{apart(kind)}，不能直接读取",
        advice,
        message_en=f"this is {kind_en}, which cannot be read directly",
        hint_en=advice_en,
        where=name,
    )
