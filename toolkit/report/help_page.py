"""The help page of a command of the command line program, from what the command says about itself.

It takes the parser's own objects as they come (their names, parameters and sub-commands) and imports no parser.
"""

from __future__ import annotations

import shutil
from typing import Any

from toolkit.report import manual
from toolkit.report.english import phrase


def of(command: Any, context: Any, lang: str | None) -> str:
    """The page for `command`, as wide as the terminal but 100 columns at most."""
    lang = lang or "zh"
    parameters = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    usage = [phrase("用法：", lang) + context.command_path, *(_argument(a) for a in arguments)]
    usage += [phrase("[选项]", lang)] if options else []
    usage += [phrase("命令 …", lang)] if names else []
    sections = [
        manual.Section(phrase("命令：", lang), tuple((n, phrase(_brief(command, context, n), lang)) for n in names)),
        manual.Section(phrase("参数：", lang), tuple((_argument(a), phrase(a.help or "", lang)) for a in arguments)),
        manual.Section(phrase("选项：", lang), tuple((_option(o), phrase(o.help or "", lang)) for o in options)),
    ]
    columns = min(100, shutil.get_terminal_size().columns)
    return manual.render(" ".join(usage), phrase(manual.joined(command.help or ""), lang), sections, columns)


def _brief(command: Any, context: Any, name: str) -> str:
    return manual.joined(command.get_command(context, name).help or "")


def _argument(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _option(option: Any) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=lambda name: (len(name) > 2, name)))
    if option.is_flag or option.count:
        return names
    return f"{names} {option.metavar}" if option.metavar else names
