Attribute VB_Name = "ReconMarks"
Option Explicit

' Colours the cells at fault, steps through them, and clears the marks again, without Python. Each function acts on a
' workbook and returns a sentence for the officer. What a cell looked like is kept on a very hidden sheet, each cell as
' a formula that follows it when rows are inserted or sheets renamed.

Private Const StoreName As String = "_recon_macro_marks"
Private Const StoreSign As String = "recon-macro-marks"
Private Const PythonStore As String = "_recon_marks"
Private Const NoFill As Long = -4142
Private Const VeryHidden As Long = 2
Private Const Visible As Long = -1
Private Const Automatic As Long = -4105

Public Function MarkBreaks(ByVal book As Workbook) As String
    Dim sheetNow As Object, failure As String, skipped As String
    MarkBreaks = Refusal(book)
    If MarkBreaks <> "" Then Exit Function
    If Application.Calculation <> Automatic Then Application.Calculate
    Set sheetNow = book.ActiveSheet
    Application.ScreenUpdating = False
    On Error GoTo Failed
    If HasSheet(book, StoreName) Then Restore book
    FindBreaks book
    If FoundCount = 0 Then
        MarkBreaks = Word("none")
    Else
        skipped = Paint(book)
        MarkBreaks = Filled(Word("marked"), CountOf(Word("breaks")), CountOf(Word("rounding")))
        If skipped <> "" Then MarkBreaks = MarkBreaks & vbLf & Filled(Word("skipped"), skipped)
    End If
    sheetNow.Activate
    Application.ScreenUpdating = True
    Exit Function
Failed:
    failure = Err.Description
    On Error Resume Next
    If HasSheet(book, StoreName) Then Restore book
    sheetNow.Activate
    Application.ScreenUpdating = True
    MarkBreaks = Filled(Word("failed"), failure)
End Function

Public Function StepBreak(ByVal book As Workbook, ByVal direction As Long) As String
    Dim here As Double, place As Double, best As Double, position As Long, chosen As Long
    Dim only As String, ordinal As Long, count As Long, target As Range
    If Not FindBreaks(book) Then
        StepBreak = Word("unknown")
        Exit Function
    End If
    only = Word(IIf(CountOf(Word("breaks")) > 0, "breaks", "rounding"))  ' rounding is looked at when nothing breaks
    here = PlaceOf(book, book.ActiveSheet.Name, ActiveCell.Row, ActiveCell.Column)
    chosen = Nearest(book, only, here, direction)
    If chosen = 0 Then chosen = Nearest(book, only, IIf(direction > 0, -1#, 1E+15), direction)  ' round again
    If chosen = 0 Then
        StepBreak = Word("none")
        Exit Function
    End If
    best = PlaceOf(book, Found(chosen)(AtSheet), Found(chosen)(AtRow), Found(chosen)(AtColumn))
    For position = 1 To FoundCount
        If IsStop(book, position, only) Then
            place = PlaceOf(book, Found(position)(AtSheet), Found(position)(AtRow), Found(position)(AtColumn))
            count = count + 1
            If place <= best Then ordinal = ordinal + 1
        End If
    Next position
    book.Worksheets(Found(chosen)(AtSheet)).Activate
    Set target = book.Worksheets(Found(chosen)(AtSheet)).Cells(Found(chosen)(AtRow), Found(chosen)(AtColumn))
    target.Select
    StepBreak = Filled(Word("step"), ordinal, count, Found(chosen)(AtSheet), target.Address(False, False), only)
    If target.EntireRow.Hidden Or target.EntireColumn.Hidden Then StepBreak = StepBreak & Word("unseen")
End Function

Public Function ClearMarks(ByVal book As Workbook) As String
    Dim sheetNow As Object
    If Not HasSheet(book, StoreName) Then
        ClearMarks = Word("unmarked")
        Exit Function
    End If
    If book.ProtectStructure Then
        ClearMarks = Word("locked")
        Exit Function
    End If
    ClearMarks = ProtectedMarks(book)
    If ClearMarks <> "" Then Exit Function
    Set sheetNow = book.ActiveSheet
    Application.ScreenUpdating = False
    Restore book
    sheetNow.Activate
    Application.ScreenUpdating = True
    ClearMarks = Word("cleared")
End Function

Private Function Refusal(ByVal book As Workbook) As String
    If HasSheet(book, PythonStore) Then
        Refusal = Word("python_marks")
    ElseIf Not FindBreaks(book) Then
        Refusal = Word("unknown")
    ElseIf book.ProtectStructure Then
        Refusal = Word("locked")
    ElseIf HasSheet(book, StoreName) Then
        Refusal = ProtectedMarks(book)
    End If
End Function

Private Function IsStop(ByVal book As Workbook, ByVal position As Long, ByVal verdict As String) As Boolean
    If Found(position)(AtVerdict) <> verdict Then Exit Function
    IsStop = book.Worksheets(Found(position)(AtSheet)).Visible = Visible
End Function

' A cell's place in the workbook as one number: sheets, then rows, then columns.
Private Function PlaceOf(ByVal book As Workbook, ByVal sheetName As String, ByVal row As Long, ByVal column As Long) _
        As Double
    PlaceOf = book.Worksheets(sheetName).Index * 1E+12 + row * 100000# + column
End Function

' The nearest stop before (-1) or behind (1) a place; 0 where there is none.
Private Function Nearest(ByVal book As Workbook, ByVal verdict As String, ByVal here As Double, _
        ByVal direction As Long) As Long
    Dim position As Long, place As Double, best As Double
    For position = 1 To FoundCount
        If IsStop(book, position, verdict) Then
            place = PlaceOf(book, Found(position)(AtSheet), Found(position)(AtRow), Found(position)(AtColumn))
            If (place - here) * direction > 0 And (Nearest = 0 Or (best - place) * direction > 0) Then
                Nearest = position
                best = place
            End If
        End If
    Next position
End Function

' Marks what was found; the names of the sheets that are protected and were left alone.
Private Function Paint(ByVal book As Workbook) As String
    Dim store As Worksheet, position As Long, row As Long, sheet As Worksheet, names As String
    Set store = book.Worksheets.Add(After:=book.Worksheets(book.Worksheets.Count))
    store.Name = StoreName
    store.Range("A1").Value = StoreSign
    row = 1
    For position = 1 To FoundCount
        Set sheet = book.Worksheets(Found(position)(AtSheet))
        If IsClosed(sheet) Then
            If Not IsOneOf(sheet.Name, names) Then names = names & IIf(names = "", "", "|") & sheet.Name
        Else
            row = row + 1
            PaintCell sheet, position, store, row
        End If
    Next position
    store.Visible = VeryHidden
    Paint = Replace(names, "|", ", ")
End Function

' Whether a sheet is protected so that it lets nobody colour its cells and write notes.
Private Function IsClosed(ByVal sheet As Worksheet) As Boolean
    IsClosed = sheet.ProtectContents
    On Error Resume Next
    If IsClosed Then IsClosed = sheet.ProtectDrawingObjects Or Not sheet.Protection.AllowFormattingCells
End Function

' A row of the store: the cell, its fill, whether the note is ours, the sign's cell. Kept before anything is changed.
Private Sub PaintCell(ByVal sheet As Worksheet, ByVal position As Long, ByVal store As Worksheet, ByVal row As Long)
    Dim cell As Range, sign As Range, isBreak As Boolean, margin As Long
    isBreak = Found(position)(AtVerdict) = Word("breaks")
    Set cell = sheet.Cells(Found(position)(AtRow), Found(position)(AtColumn))
    If Not sheet.ProtectContents Then margin = MarginColumn(sheet)
    store.Cells(row, 1).Formula = Reference(cell)
    store.Cells(row, 2).Value = cell.Interior.Pattern
    If cell.Interior.ColorIndex <> NoFill Then store.Cells(row, 3).Value = cell.Interior.Color
    store.Cells(row, 4).Value = ThemeOf(cell)
    If margin > 0 Then
        Set sign = sheet.Cells(Found(position)(AtRow), margin)
        If IsEmpty(sign.Value) Then
            store.Cells(row, 6).Formula = Reference(sign)
            sign.Value = Word(IIf(isBreak, "breaks_sign", "rounding_sign"))
        ElseIf isBreak And sign.Value = Word("rounding_sign") Then
            sign.Value = Word("breaks_sign")
        End If
    End If
    If cell.Comment Is Nothing Then
        store.Cells(row, 5).Value = 1
        cell.AddComment Found(position)(AtNote)
    End If
    cell.Interior.Color = IIf(isBreak, RGB(255, 158, 158), RGB(255, 242, 204))
End Sub

Private Function Reference(ByVal cell As Range) As String
    Reference = "='" & Replace(cell.Worksheet.Name, "'", "''") & "'!" & cell.Address
End Function

' A theme colour with its tint, as one text; empty where the fill has none.
Private Function ThemeOf(ByVal cell As Range) As String
    On Error Resume Next
    If cell.Interior.ThemeColor > 0 Then ThemeOf = cell.Interior.ThemeColor & "|" & cell.Interior.TintAndShade
End Function

Private Function ProtectedMarks(ByVal book As Workbook) As String
    Dim store As Worksheet, row As Long, sheet As Worksheet, cellRow As Long, cellColumn As Long
    Set store = book.Worksheets(StoreName)
    row = 2
    Do While store.Cells(row, 1).Formula <> ""
        If FirstCell(store.Cells(row, 1).Formula, book, sheet, cellRow, cellColumn) Then
            If IsClosed(sheet) Or (sheet.ProtectContents And store.Cells(row, 6).Formula <> "") Then
                ProtectedMarks = Filled(Word("skipped"), sheet.Name)
                Exit Function
            End If
        End If
        row = row + 1
    Loop
End Function

Private Sub Restore(ByVal book As Workbook)
    Dim store As Worksheet, row As Long, sheet As Worksheet, cellRow As Long, cellColumn As Long
    Set store = book.Worksheets(StoreName)
    row = 2
    Do While store.Cells(row, 1).Formula <> ""
        If FirstCell(store.Cells(row, 1).Formula, book, sheet, cellRow, cellColumn) Then
            RestoreCell sheet.Cells(cellRow, cellColumn), store, row
        End If
        If FirstCell(store.Cells(row, 6).Formula, book, sheet, cellRow, cellColumn) Then
            sheet.Cells(cellRow, cellColumn).ClearContents
        End If
        row = row + 1
    Loop
    Application.DisplayAlerts = False
    store.Visible = Visible
    store.Delete
    Application.DisplayAlerts = True
End Sub

' Painting changed the colour alone, so that a pattern needs setting only where its colour was none.
Private Sub RestoreCell(ByVal cell As Range, ByVal store As Worksheet, ByVal row As Long)
    Dim theme As Variant
    If IsEmpty(store.Cells(row, 3).Value) Then
        cell.Interior.ColorIndex = NoFill
        If store.Cells(row, 2).Value <> NoFill Then cell.Interior.Pattern = store.Cells(row, 2).Value
    Else
        cell.Interior.Color = store.Cells(row, 3).Value
    End If
    If store.Cells(row, 4).Value <> "" Then
        theme = Split(store.Cells(row, 4).Value, "|")
        cell.Interior.ThemeColor = CLng(theme(0))
        cell.Interior.TintAndShade = CDbl(theme(1))
    End If
    If store.Cells(row, 5).Value = 1 Then
        If Not cell.Comment Is Nothing Then cell.Comment.Delete
    End If
End Sub
