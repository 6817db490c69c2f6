Attribute VB_Name = "ReconRibbon"
Option Explicit

' The buttons of the add-in. Where Python is installed they call toolkit.addin; else those that can do without it act
' on the verdicts of the workbook itself.

Public Sub OnCheck(ByVal control As IRibbonControl)
    If NoBook() Then Exit Sub
    Application.StatusBar = False
    If HasPython() Then
        ClearMarks ActiveWorkbook
        Tell RunPython("check()")
    Else
        Tell MarkBreaks(ActiveWorkbook)
    End If
End Sub

Public Sub OnNext(ByVal control As IRibbonControl)
    GoToBreak "next_break()", 1
End Sub

Public Sub OnPrevious(ByVal control As IRibbonControl)
    GoToBreak "previous_break()", -1
End Sub

Public Sub OnSource(ByVal control As IRibbonControl)
    CallPython "show_source()"
End Sub

Public Sub OnClear(ByVal control As IRibbonControl)
    If NoBook() Then Exit Sub
    Application.StatusBar = False
    If HasSheet(ActiveWorkbook, "_recon_macro_marks") Or Not HasPython() Then
        Tell ClearMarks(ActiveWorkbook)
    Else
        Tell RunPython("clear()")
    End If
End Sub

Public Sub OnConvert(ByVal control As IRibbonControl)
    CallWithFile "convert(path_hex='", Word("convert")
End Sub

Public Sub OnCompare(ByVal control As IRibbonControl)
    CallWithFile "compare(path_hex='", Word("compare")
End Sub

Public Sub OnExplain(ByVal control As IRibbonControl)
    Dim text As Variant
    If Refused() Then Exit Sub
    text = Application.InputBox(Word("explain"), Word("title"), Type:=2)
    If VarType(text) = vbString Then Tell RunPython("explain(text_hex='" & Hexadecimal(text) & "')")
End Sub

Public Sub OnExport(ByVal control As IRibbonControl)
    CallPython "export_list()"
End Sub

Private Sub GoToBreak(ByVal callText As String, ByVal direction As Long)
    If NoBook() Then Exit Sub
    If HasSheet(ActiveWorkbook, "_recon_marks") And HasPython() Then
        Tell RunPython(callText)
    Else
        Application.StatusBar = StepBreak(ActiveWorkbook, direction)
    End If
End Sub

Private Sub CallPython(ByVal callText As String)
    If Not Refused() Then Tell RunPython(callText)
End Sub

Private Sub CallWithFile(ByVal callText As String, ByVal prompt As String)
    Dim path As Variant
    If Refused() Then Exit Sub
    path = Application.GetOpenFilename(Title:=prompt)
    If VarType(path) = vbString Then Tell RunPython(callText & Hexadecimal(path) & "')")
End Sub

Private Function NoBook() As Boolean
    NoBook = ActiveWorkbook Is Nothing
    If NoBook Then Tell Word("no_book")
End Function

Private Function Refused() As Boolean
    Refused = NoBook()
    If Refused Then Exit Function
    Refused = Not HasPython()
    If Refused Then Tell Word("needs_python")
End Function

Private Sub Tell(ByVal text As String)
    If text <> "" Then MsgBox text, vbInformation, Word("title")
End Sub
