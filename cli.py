"""The command line program `recon`: parse, one call into `toolkit`, show the result, exit code.

Exit codes: 0 done, 1 findings (only commands that judge), 2 the input or the call is at fault, 3 our own bug.
Commands import what they use themselves, so that starting one costs no more than it must. Texts are Chinese here;
`toolkit.report.english` holds the same in English.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup


def _show_help(command: Any, ctx: Any, formatter: Any) -> None:
    from toolkit.report import help_page

    formatter.write(help_page.of(command, ctx, ctx.obj))


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        _show_help(self, ctx, formatter)


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        _show_help(self, ctx, formatter)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

_STOPPED = 130  # what the parser gives for Ctrl-C

Overwrite = Annotated[bool, typer.Option("--overwrite", help="结果文件已存在时覆盖它")]
Hidden = Annotated[bool, typer.Option("--hidden", help="工作簿里隐藏的表、行、列和打印区域外的也读")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="结果放在哪个文件夹，默认当前文件夹")]
OwnRules = Annotated[Path | None, typer.Option("--rules", metavar="FILE", help="自己的规则文件，和随程序的规则一起用")]
Source = Annotated[Path, typer.Argument(metavar="SOURCE", help="披露文件，或 recon 生成的工作簿")]


def _version(asked: bool) -> None:
    if asked:
        from toolkit.report import terminal

        terminal.version()
        raise typer.Exit


def _language(given: str) -> None:
    if given:  # zh and en were taken before parsing
        raise typer.BadParameter("zh | en", param_hint="--lang")


@app.callback()
def recon(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="显示版本号")
    ] = False,
    lang: Annotated[
        str, typer.Option("--lang", metavar="zh|en", callback=_language, help="界面语言，可写在任何位置")
    ] = "",
) -> None:
    """把预算、决算公开文件变成标准化的 Excel 工作簿：版式同官方报表，合计是活公式，披露数并列在旁。"""


@app.command(cls=_Command)
def convert(
    ctx: typer.Context,
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="披露文件，可以一次给多个")],
    output: Folder = Path(),
    overwrite: Overwrite = False,
    rules: OwnRules = None,
    hidden: Hidden = False,
) -> int:
    """把披露文件转换成标准化工作簿，每个文件一本，文件名不变，扩展名为 .xlsx。某个文件有问题不影响其他文件。"""
    from toolkit import batch
    from toolkit.report import terminal

    jobs = batch.plan(sources, output)
    outcomes = batch.convert(jobs, overwrite=overwrite, lang=ctx.obj, own=rules, hidden=hidden)
    return terminal.conversions(outcomes, len(jobs), ctx.obj)


@app.command(cls=_Command)
def export(
    source: Source,
    form: Annotated[str, typer.Option("--format", "-f", metavar="csv|json|parquet", help="输出格式，默认 csv")] = "csv",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写到哪个文件，不给就写到标准输出")
    ] = None,
    overwrite: Overwrite = False,
    hidden: Hidden = False,
) -> int:
    """导出明细数据：每个披露数一行，带单位、年度、报表、科目、栏目、可信程度和原文位置。"""
    from toolkit import pipeline, tidy
    from toolkit.report import tables

    write = tables.writer(form, output, overwrite=overwrite)
    write(tables.rows(tidy.tidy(pipeline.load(source, hidden=hidden))))
    return 0


@app.command(cls=_Command)
def show(
    ctx: typer.Context,
    source: Source,
    page: Annotated[int, typer.Option("--page", metavar="N", help="把 PDF 或图片的第 N 页画成图，标出读到的数")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="图画到哪个文件，默认为“文件名-N.png”")
    ] = None,
    overwrite: Overwrite = False,
    hidden: Hidden = False,
) -> int:
    """在终端里列出读懂了什么：文件、报表、文字说明、项目表、未入表的数和发现的问题。"""
    from toolkit import pipeline
    from toolkit.report import page_drawing, tree

    if page:
        target = output or Path(f"{source.stem}-{page}.png")
        page_drawing.tell(pipeline.draw_page(source, page, target, overwrite=overwrite), target, ctx.obj)
    else:
        tree.show(pipeline.load(source, hidden=hidden), ctx.obj)
    return 0


@app.command(cls=_Command)
def check(
    ctx: typer.Context,
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE…", help="披露文件或 recon 生成的工作簿，可以一次给多个")
    ],
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json|csv|xlsx|html", help="输出格式，默认 text")
    ] = "text",
    level: Annotated[
        str, typer.Option("--level", metavar="必须|提示", help="只列必须，或连提示一起列（默认）")
    ] = "提示",
    profile: Annotated[
        str, typer.Option("--profile", metavar="NAME", help="只看一类：全部（默认）、报表、文字、项目、跨文件、公开")
    ] = "全部",
    rules: OwnRules = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="写到哪个文件，不给就显示在终端")
    ] = None,
    overwrite: Overwrite = False,
    hidden: Hidden = False,
) -> int:
    """检查勾稽关系、文字与报表、项目表，几份文件一起给出时互相核对：按原因列出问题、有误的数和应有的数，和执行过的规则。"""
    from toolkit import batch, pipeline
    from toolkit.report import checks

    show = checks.writer(form, level, profile, output, pipeline.save_checks, overwrite=overwrite)
    return show(batch.check(sources, rules, hidden=hidden), ctx.obj)


@app.command(cls=_Command)
def compare(
    ctx: typer.Context,
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="SOURCE…", help="预算文件和决算文件（次序不限），或自带年初预算的决算文件一份"),
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="对比工作簿写到哪个文件或文件夹")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json|xlsx|html", help="输出格式，默认 text")
    ] = "text",
    fund: Annotated[str, typer.Option("--fund", metavar="FUND", help="只比一种资金：一般公共预算、政府性基金……")] = "",
    level: Annotated[str, typer.Option("--level", metavar="类|款|项", help="列到哪一级科目，默认全部")] = "",
    threshold: Annotated[
        str, typer.Option("--threshold", metavar="N[,N]", help="差多少才要说明：10万元、5%，或两个都写")
    ] = "",
    update: Annotated[bool, typer.Option("--update", help="更新已有的对比工作簿，保留里面填写的差异原因")] = False,
    trend: Annotated[bool, typer.Option("--trend", help="同一单位几年的文件：各年并列，看增长")] = False,
    key: Annotated[str, typer.Option("--key", metavar="NAME[,NAME]", help="普通表格按哪几列对齐，不给就自己找")] = "",
    overwrite: Overwrite = False,
    hidden: Hidden = False,
) -> int:
    """对比预算与决算：先说口径是否相同，再逐科目列出差异和原文所述原因，做成一本活公式的工作簿。"""
    from toolkit import several
    from toolkit.report import comparison

    show = comparison.writer(form)
    workbook = comparison.target(output, sources)
    keys = comparison.keys(key)
    compared = several.compare(
        *sources, keys=keys, fund=fund, level=level, threshold=threshold, trend=trend, hidden=hidden
    )
    several.save_comparison(compared, workbook, overwrite=overwrite, update=update, lang=ctx.obj)
    return show(compared, workbook, ctx.obj)


@app.command(cls=_Command)
def consolidate(
    ctx: typer.Context,
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE…", help="各单位的披露文件或 recon 工作簿，每个单位一份")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="汇总工作簿写到哪个文件或文件夹，默认 汇总.xlsx")
    ] = Path("汇总.xlsx"),
    against: Annotated[
        Path | None, typer.Option("--against", metavar="ZONE", help="上级的文件：逐行核对汇总数和它的数")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="text|json", help="输出格式，默认 text")] = "text",
    overwrite: Overwrite = False,
    hidden: Hidden = False,
) -> int:
    """把几个单位的文件按报表、科目和栏目加起来，做成一本活公式的汇总工作簿，检查勾稽关系，并可与上级的文件核对。"""
    from toolkit import several
    from toolkit.report import consolidation

    show = consolidation.writer(form)
    workbook = output / "汇总.xlsx" if output.is_dir() else output
    made, held = several.consolidate(sources, workbook, against, overwrite=overwrite, hidden=hidden)
    return show(made, held, workbook, ctx.obj)


@app.command(cls=_Command)
def subjects(
    ctx: typer.Context,
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="披露文件，可以一次给多个")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="科目表放在哪个文件夹，默认随程序的那一套")
    ] = None,
) -> int:
    """从披露文件收集科目编码和名称，加到科目表里；已有的名称不变，叫法不同的列出来。"""
    from toolkit import pipeline
    from toolkit.report import subject_list
    from toolkit.subjects import shipped_folder

    place = output or shipped_folder()
    subject_list.show(pipeline.add_subjects(sources, place), place, ctx.obj)
    return 0


@app.command(cls=_Command)
def highlight(
    ctx: typer.Context,
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="Excel 工作簿：recon 生成的，或别处来的")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="标注后的工作簿写到哪个文件或文件夹")
    ] = None,
    overwrite: Overwrite = False,
) -> int:
    """另存一本标注过的工作簿：有误的格着色、加批注，列出差异清单。不需要 Excel；收到的文件不改动。"""
    from toolkit import pipeline
    from toolkit.report import highlights

    workbook = highlights.target(output, book)
    return highlights.show(pipeline.highlight(book, workbook, overwrite=overwrite, lang=ctx.obj), workbook, ctx.obj)


addin = typer.Typer(cls=_Group, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(addin, name="addin")


@addin.callback()
def _addin() -> None:
    """Excel 加载项：安装、查看、卸载，带着它打开工作簿，或生成带宏的工作簿。"""


@addin.command("install", cls=_Command)
def addin_install(ctx: typer.Context) -> int:
    """把加载项装进 Excel（Windows、macOS）。可以重复运行；不覆盖别人的文件。"""
    from toolkit.excel import install, machine
    from toolkit.report import addin

    here = machine.this_machine()
    addin.installed(install.install(here), here.python, ctx.obj)
    return 0


@addin.command("status", cls=_Command)
def addin_status(ctx: typer.Context) -> int:
    """列出加载项的每个文件装好没有，按钮用的是哪个 Python。"""
    from toolkit.excel import install, machine
    from toolkit.report import addin

    here = machine.this_machine()
    addin.standing(install.status(here), here.python, ctx.obj)
    return 0


@addin.command("remove", cls=_Command)
def addin_remove(ctx: typer.Context) -> int:
    """从 Excel 里删掉加载项的全部文件；不是 recon 的文件不动。"""
    from toolkit.excel import install, machine
    from toolkit.report import addin

    addin.placed(install.remove(machine.this_machine()), ctx.obj)
    return 0


@addin.command("open", cls=_Command)
def addin_open(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="用 Excel 打开的工作簿")],
) -> int:
    """用 Excel 打开工作簿，加载项随之出现。"""
    from toolkit.excel import install, machine

    install.start(machine.this_machine(), book)
    return 0


@addin.command("build", cls=_Command)
def addin_build(
    workbooks: Annotated[
        list[Path] | None, typer.Argument(metavar="[WORKBOOK…]", help="recon 生成的 .xlsx，各做成带宏的 .xlsm")
    ] = None,
    output: Folder = Path(),
    overwrite: Overwrite = False,
) -> int:
    """生成加载项文件 recon.xlam；给了工作簿，就把它们做成带宏的 .xlsm，没有 Python 的单位也能标记。"""
    from toolkit.excel import build
    from toolkit.report import addin

    addin.built(build.build(workbooks or (), output, overwrite=overwrite))
    return 0


units = typer.Typer(cls=_Group, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(units, name="units")


@units.callback()
def units_group() -> None:
    """把一套表发给各单位填报，再收回、催报、汇总。"""


@units.command("issue", cls=_Command)
def units_issue(
    ctx: typer.Context,
    form_set: Annotated[
        str, typer.Option("--set", metavar="NAME", help="哪套表：单位预算、部门决算，或自己写的 .yaml 文件")
    ],
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="填报年度，例如 2024")],
    roster: Annotated[
        Path, typer.Option("--units", metavar="FILE", help="单位清单，表头有单位编码、单位名称，可有联系人、电话")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="发放文件夹，须是新的或空的")],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="报送截止日期，例如 2025-03-31")] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="TEXT", help="联系方式，写在说明和通知里")] = "",
    password: Annotated[str, typer.Option("--password", metavar="P", help="解除工作表保护的密码，默认没有")] = "",
    prefill: Annotated[
        list[Path] | None,
        typer.Option("--prefill", metavar="BOOK", help="预填用的以前公开的文件或文件夹，可以写几次"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预演，不写任何文件")] = False,
) -> int:
    """给每家单位做一本填报工作簿和一份通知：填数的格开放，其余锁定，合计和自检随填随算。"""
    from toolkit.units import issuing
    from toolkit.units.issue import Request

    request = Request(form_set, year, roster, due, contact, password, tuple(prefill or ()))
    return issuing.run(request, output, dry_run=dry_run, lang=ctx.obj)


Issued = Annotated[Path, typer.Option("--issue", metavar="DIR", help="发放文件夹，recon units issue 生成的")]


@units.command("collect", cls=_Command)
def units_collect(
    ctx: typer.Context,
    inbox: Annotated[
        list[Path], typer.Argument(metavar="INBOX…", help="收到的文件、文件夹或 ZIP 压缩包，可以一次给多个")
    ],
    folder: Issued,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="收表情况放在哪个文件夹，默认发放文件夹")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预演，不写任何文件")] = False,
) -> int:
    """收回各单位的报表：按发放标记认单位，逐份列出问题和要单位做什么，能读的数都收下。原件只存档，不改动。"""
    from toolkit.units import desk

    return desk.collect(inbox, folder, output, dry_run=dry_run, lang=ctx.obj)


@units.command("status", cls=_Command)
def units_status(
    ctx: typer.Context,
    folder: Issued,
    form: Annotated[str, typer.Option("--format", "-f", metavar="text|xlsx|json", help="输出格式，默认 text")] = "text",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="xlsx 写到哪个文件，默认 收表进度.xlsx")
    ] = None,
    overwrite: Overwrite = False,
) -> int:
    """谁报了、谁没报、谁逾期，和催报名单。"""
    from toolkit.units import desk

    return desk.status(folder, form, output, overwrite=overwrite, lang=ctx.obj)


@units.command("consolidate", cls=_Command)
def units_consolidate(
    ctx: typer.Context,
    folder: Issued,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="写到哪个文件或文件夹，默认发放文件夹里的 汇总.xlsx"),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="ZONE", help="上级的文件：逐行核对汇总数和它的数")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="text|json", help="输出格式，默认 text")] = "text",
    overwrite: Overwrite = False,
) -> int:
    """把收回的报表加起来，每家取算数的那一份：汇总工作簿的每个数都是公式，检查汇总数，并可与上级的文件核对。"""
    from toolkit.units import consolidate

    return consolidate.run(folder, output, against, form, overwrite=overwrite, lang=ctx.obj)


@units.command("return", cls=_Command)
def units_return(
    ctx: typer.Context,
    folder: Issued,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="退给单位的文件放在哪个文件夹，默认发放文件夹里的 退回"),
    ] = None,
    overwrite: Overwrite = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预演，不写任何文件")] = False,
) -> int:
    """退给单位改：每家有问题的报表做一本标注过的副本和一份说明，问题逐格标出。"""
    from toolkit.units import send_back

    return send_back.run(folder, output, overwrite=overwrite, dry_run=dry_run, lang=ctx.obj)


@app.command(cls=_Command)
def demo(
    ctx: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="示例结果放在哪个文件夹，默认 out")
    ] = Path("out"),
    overwrite: Overwrite = False,
) -> int:
    """用随附的示例文件演示一遍转换。"""
    from toolkit import batch, resources
    from toolkit.report import terminal

    jobs = batch.plan(resources.examples(), output)
    return terminal.conversions(batch.convert(jobs, overwrite=overwrite, lang=ctx.obj), len(jobs), ctx.obj)


def _recognised(lang: str, name: str, page: int, pages: int) -> None:
    """A page of a scan is being read: long work, told as it goes on."""
    from toolkit.report import terminal

    terminal.page_recognised(name, page, pages, lang)


def run(arguments: list[str]) -> int:
    """Run `recon` with these arguments and give its exit code; every error ends here."""
    import os
    import sys

    from toolkit.progress import listening
    from toolkit.report import language

    language.make_writable(sys.stdout, sys.stderr)
    lang, arguments = language.choose(arguments, os.environ)
    try:
        with listening(lambda *page: _recognised(lang, *page)):
            code = int(app(arguments, prog_name="recon", standalone_mode=False, obj=lang) or 0)
        if code == _STOPPED:
            raise KeyboardInterrupt
        return code
    except (Exception, KeyboardInterrupt) as error:
        from toolkit.report import failures

        return failures.report(error, lang)


if __name__ == "__main__":
    from toolkit.__main__ import main

    main()
