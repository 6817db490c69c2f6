"""The command line's phrases in English, by their Chinese wording; and the parser's own phrases in Chinese."""

from __future__ import annotations

PHRASES = {
    "用法：": "Usage: ",
    "[选项]": "[OPTIONS]",
    "命令 …": "COMMAND …",
    "命令：": "Commands:",
    "参数：": "Arguments:",
    "选项：": "Options:",
    "把预算、决算公开文件变成标准化的 Excel 工作簿：版式同官方报表，合计是活公式，披露数并列在旁。": (
        "Turn budget and final-accounts disclosures into standardized Excel workbooks: laid out like the official "
        "forms, totals as live formulas, the printed figures beside them."
    ),
    "把披露文件转换成标准化工作簿，每个文件一本，文件名不变，扩展名为 .xlsx。某个文件有问题不影响其他文件。": (
        "Convert disclosures into standardized workbooks, one for each file, under its name with .xlsx. A file that "
        "fails does not stop the others."
    ),
    "导出明细数据：每个披露数一行，带单位、年度、报表、科目、栏目、可信程度和原文位置。": (
        "Export tidy data: one row per printed number with its unit, year, form, line, column, certainty and place."
    ),
    "在终端里列出读懂了什么：文件、报表、文字说明、项目表、未入表的数和发现的问题。": (
        "Show what was understood: the document, its forms, narrative, project sheets, unplaced numbers and findings."
    ),
    "只看一类：全部（默认）、报表、文字、项目、跨文件、公开": (
        "one kind only: 全部 all (default), 报表 forms, 文字 narrative, 项目 project sheets, "
        "跨文件 between documents, 公开 formalities"
    ),
    "写到哪个文件，不给就显示在终端": "file to write; the terminal when left out",
    (
        "检查勾稽关系、文字与报表、项目表，几份文件一起给出时互相核对：按原因列出问题、有误的数和应有的数，和执行过的规则。"
    ): (
        "Check tables, narrative and project sheets, and documents given together against each other: problems by "
        "cause, the figures at fault and what they should be, and which rules were run."
    ),
    "对比预算与决算：先说口径是否相同，再逐科目列出差异和原文所述原因，做成一本活公式的工作簿。": (
        "Compare budget and final accounts: first whether their basis is the same, then each line's difference with "
        "the reason the document gives, in a workbook of live formulas."
    ),
    "把几个单位的文件按报表、科目和栏目加起来，做成一本活公式的汇总工作簿，检查勾稽关系，并可与上级的文件核对。": (
        "Add up the documents of several units by form, subject and column in a workbook of live formulas, check the "
        "sum, and hold it against a higher-level document."
    ),
    "把收回的报表加起来，每家取算数的那一份：汇总工作簿的每个数都是公式，检查汇总数，并可与上级的文件核对。": (
        "Add up what was returned, of each unit the return that counts: every figure of the workbook is a formula; the "
        "sum is checked and held against a higher-level document."
    ),
    "写到哪个文件或文件夹，默认发放文件夹里的 汇总.xlsx": (
        "file or folder, by default 汇总.xlsx in the issue's folder"
    ),
    "退给单位的文件放在哪个文件夹，默认发放文件夹里的 退回": "folder of what goes back, by default 退回 in the issue",
    "退给单位改：每家有问题的报表做一本标注过的副本和一份说明，问题逐格标出。": (
        "Send returns back: for every unit that must correct something a marked copy of its workbook and a letter."
    ),
    "各单位的披露文件或 recon 工作簿，每个单位一份": "documents of the units or workbooks of recon, one for each unit",
    "汇总工作簿写到哪个文件或文件夹，默认 汇总.xlsx": "file or folder for the workbook, by default 汇总.xlsx",
    "上级的文件：逐行核对汇总数和它的数": "the document of the level above, held against the sum row by row",
    "普通表格按哪几列对齐，不给就自己找": "columns that pair the rows of plain tables, found where not given",
    "预算文件和决算文件（次序不限），或自带年初预算的决算文件一份": (
        "the budget and the final accounts, in either order; or final accounts alone that state the initial budget"
    ),
    "只比一种资金：一般公共预算、政府性基金……": "one fund only: 一般公共预算, 政府性基金 …",
    "列到哪一级科目，默认全部": "rows down to this level, by default all",
    "差多少才要说明：10万元、5%，或两个都写": "how large a difference needs a reason: 10万元, 5%, or both",
    "更新已有的对比工作簿，保留里面填写的差异原因": "bring an earlier workbook up to date and keep the reasons in it",
    "同一单位几年的文件：各年并列，看增长": "documents of one unit over the years, side by side with their growth",
    "对比工作簿写到哪个文件或文件夹": "file or folder for the workbook",
    "披露文件或 recon 生成的工作簿，可以一次给多个": "disclosures or workbooks that recon made, one or more",
    "输出格式，默认 text": "output format, by default text",
    "自己的规则文件，和随程序的规则一起用": "your own rules, used beside the shipped ones",
    "只列必须，或连提示一起列（默认）": "only what must hold (必须), or hints as well (提示, the default)",
    "从披露文件收集科目编码和名称，加到科目表里；已有的名称不变，叫法不同的列出来。": (
        "Gather subject codes and their names from disclosures into the subject lists; known names stay, and documents "
        "that print other ones are named."
    ),
    "科目表放在哪个文件夹，默认随程序的那一套": "folder of the lists, by default the program's own",
    "另存一本标注过的工作簿：有误的格着色、加批注，列出差异清单。不需要 Excel；收到的文件不改动。": (
        "Write a marked copy of a workbook: cells at fault coloured, a note on each, a list of all. Needs no Excel; "
        "the received file stays as it is."
    ),
    "Excel 工作簿：recon 生成的，或别处来的": "an Excel workbook, made by recon or not",
    "标注后的工作簿写到哪个文件或文件夹": "file or folder for the marked workbook",
    "Excel 加载项：安装、查看、卸载，带着它打开工作簿，或生成带宏的工作簿。": (
        "The Excel add-in: install, inspect, remove, open a workbook with it, or make workbooks with macros."
    ),
    "把加载项装进 Excel（Windows、macOS）。可以重复运行；不覆盖别人的文件。": (
        "Install the add-in for Excel (Windows, macOS). Safe to run again; replaces no file of another's."
    ),
    "列出加载项的每个文件装好没有，按钮用的是哪个 Python。": (
        "Show how each file of the add-in stands, and which Python its buttons start."
    ),
    "从 Excel 里删掉加载项的全部文件；不是 recon 的文件不动。": (
        "Remove every file of the add-in from Excel; files that are not recon's stay."
    ),
    "用 Excel 打开的工作簿": "the workbook to open in Excel",
    "用 Excel 打开工作簿，加载项随之出现。": "Open a workbook in Excel, with the add-in.",
    "recon 生成的 .xlsx，各做成带宏的 .xlsm": ".xlsx workbooks of recon, each made into an .xlsm with macros",
    "生成加载项文件 recon.xlam；给了工作簿，就把它们做成带宏的 .xlsm，没有 Python 的单位也能标记。": (
        "Make the add-in file recon.xlam; from workbooks, make .xlsm with macros that mark breaks without Python."
    ),
    "把一套表发给各单位填报，再收回、催报、汇总。": "Send a set of forms to units, collect, remind and consolidate.",
    "给每家单位做一本填报工作簿和一份通知：填数的格开放，其余锁定，合计和自检随填随算。": (
        "Make each unit a workbook to fill in and a letter: input cells are open, all else is locked, totals and "
        "checks follow what is typed."
    ),
    "哪套表：单位预算、部门决算，或自己写的 .yaml 文件": "form set: 单位预算, 部门决算, or a .yaml file of your own",
    "填报年度，例如 2024": "fiscal year reported on, such as 2024",
    "单位清单，表头有单位编码、单位名称，可有联系人、电话": (
        "list of units, headed 单位编码 and 单位名称, 联系人 and 电话 if you like"
    ),
    "发放文件夹，须是新的或空的": "folder of the issue, new or empty",
    "报送截止日期，例如 2025-03-31": "date when returns are due, such as 2025-03-31",
    "联系方式，写在说明和通知里": "whom to ask, stated in the workbooks and letters",
    "解除工作表保护的密码，默认没有": "password that unlocks the sheets, by default none",
    "预填用的以前公开的文件或文件夹，可以写几次": "published book or folder to fill in from, may be repeated",
    "收回各单位的报表：按发放标记认单位，逐份列出问题和要单位做什么，能读的数都收下。原件只存档，不改动。": (
        "Take the units' workbooks back: units are known by their stamp, problems listed with what to ask for, every "
        "figure that can be read is taken. Received files are archived, never altered."
    ),
    "谁报了、谁没报、谁逾期，和催报名单。": "Who returned, who did not, who is overdue, and whom to remind.",
    "收到的文件、文件夹或 ZIP 压缩包，可以一次给多个": "received files, folders or ZIP archives, one or more",
    "发放文件夹，recon units issue 生成的": "folder of the issue, made by recon units issue",
    "收表情况放在哪个文件夹，默认发放文件夹": "folder for the workbook 收表情况, by default that of the issue",
    "xlsx 写到哪个文件，默认 收表进度.xlsx": "file for xlsx, by default 收表进度.xlsx",
    "只预演，不写任何文件": "say what would be done and write nothing",
    "用随附的示例文件演示一遍转换。": "Run the conversion on the shipped examples.",
    "披露文件，可以一次给多个": "disclosures, one or more",
    "披露文件，或 recon 生成的工作簿": "a disclosure, or a workbook that recon made",
    "把 PDF 或图片的第 N 页画成图，标出读到的数": "draw page N of a PDF or picture with what was read marked on it",
    "图画到哪个文件，默认为“文件名-N.png”": "file for the picture, by default “name-N.png”",
    "工作簿里隐藏的表、行、列和打印区域外的也读": "read hidden sheets, rows, columns, and outside print areas",
    "结果文件已存在时覆盖它": "replace results that exist already",
    "结果放在哪个文件夹，默认当前文件夹": "folder for the results, by default the current one",
    "示例结果放在哪个文件夹，默认 out": "folder for the results, by default out",
    "输出格式，默认 csv": "output format, by default csv",
    "写到哪个文件，不给就写到标准输出": "file to write to, by default standard output",
    "显示版本号": "show the version",
    "界面语言，可写在任何位置": "language of the program; may stand anywhere",
}

# What the parser itself says, in Chinese.
_PARSER = {
    "Show this message and exit.": "显示本帮助",
    "Install completion for the current shell.": "为当前 shell 安装命令补全",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前 shell 的补全脚本",
    "Install completion for the specified shell.": "为指定的 shell 安装命令补全",
    "Show completion for the specified shell, to copy it or customize the installation.": "显示指定 shell 的补全脚本",
}


def phrase(text: str, lang: str) -> str:
    """`text` in the language asked for; what has no translation stays as it is."""
    return (PHRASES if lang == "en" else _PARSER).get(text, text)
