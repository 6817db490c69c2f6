Attribute VB_Name = "ReconRibbon"
Option Explicit

' The buttons of a macro-enabled workbook. They start no program.

Public Sub OnCheck(ByVal control As IRibbonControl)
    Application.StatusBar = False
    MsgBox MarkBreaks(ThisWorkbook), vbInformation, Word("title")
End Sub

Public Sub OnNext(ByVal control As IRibbonControl)
    Application.StatusBar = StepBreak(ThisWorkbook, 1)
End Sub

Public Sub OnPrevious(ByVal control As IRibbonControl)
    Application.StatusBar = StepBreak(ThisWorkbook, -1)
End Sub

Public Sub OnClear(ByVal control As IRibbonControl)
    Application.StatusBar = False
    MsgBox ClearMarks(ThisWorkbook), vbInformation, Word("title")
End Sub
