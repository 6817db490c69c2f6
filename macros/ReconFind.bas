Attribute VB_Name = "ReconFind"
Option Explicit

' Finds the cells at fault from the verdicts that a workbook of recon holds as formulas: every row of its lists that
' breaks or differs by rounding, and the cells that the row compares. Reads each list as one range.

Public Const AtSheet As Long = 0
Public Const AtRow As Long = 1
Public Const AtColumn As Long = 2
Public Const AtVerdict As Long = 3
Public Const AtNote As Long = 4

Public Found() As Variant  ' each an array of the five above
Public FoundCount As Long

' False where the workbook has none of the lists.
Public Function FindBreaks(ByVal book As Workbook) As Boolean
    Dim names As Variant, position As Long
    FoundCount = 0
    ReDim Found(1 To 64)
    names = Split(Word("lists"), "|")
    For position = LBound(names) To UBound(names)
        If HasSheet(book, names(position)) Then
            FindBreaks = True
            FindInList book, book.Worksheets(names(position))
        End If
    Next position
End Function

Public Function HasSheet(ByVal book As Workbook, ByVal name As String) As Boolean
    Dim sheet As Worksheet
    For Each sheet In book.Worksheets
        If sheet.Name = name Then HasSheet = True
    Next sheet
End Function

Public Function CountOf(ByVal verdict As String) As Long
    Dim position As Long
    For position = 1 To FoundCount
        If Found(position)(AtVerdict) = verdict Then CountOf = CountOf + 1
    Next position
End Function

Private Sub FindInList(ByVal book As Workbook, ByVal sheet As Worksheet)
    Dim values As Variant, formulas As Variant, area As Range
    Dim head As Long, verdicts As Long, row As Long, wanted As String
    Set area = sheet.Range(sheet.Cells(1, 1), LastCell(sheet))
    values = area.Value
    head = HeadRow(values)
    If head = 0 Then Exit Sub
    formulas = area.Formula
    verdicts = ColumnOf(values, head, Word("verdict_heads"), 1)
    wanted = Word("breaks") & "|" & Word("rounding")
    For row = head + 1 To UBound(values, 1)
        If IsOneOf(TextOf(values(row, verdicts)), wanted) Then
            AddRow book, sheet, values, formulas, head, row, TextOf(values(row, verdicts))
        End If
    Next row
End Sub

Private Function LastCell(ByVal sheet As Worksheet) As Range
    With sheet.UsedRange
        Set LastCell = sheet.Cells(.Row + .Rows.Count, .Column + .Columns.Count)
    End With
End Function

Private Function HeadRow(ByRef values As Variant) As Long
    Dim row As Long
    For row = 1 To 10
        If row > UBound(values, 1) Then Exit Function
        If ColumnOf(values, row, Word("verdict_heads"), 1) > 0 Then
            HeadRow = row
            Exit Function
        End If
    Next row
End Function

' The first column from `start` on whose head is one of `heads`; 0 where there is none.
Private Function ColumnOf(ByRef values As Variant, ByVal row As Long, ByVal heads As String, _
        ByVal start As Long) As Long
    Dim column As Long
    For column = start To UBound(values, 2)
        If IsOneOf(TextOf(values(row, column)), heads) Then
            ColumnOf = column
            Exit Function
        End If
    Next column
End Function

Private Function TextOf(ByVal value As Variant) As String
    If Not IsError(value) Then TextOf = CStr(value)
End Function

' A row that breaks is shown at the figures that stand alone on a side, where none does at the first of the left side;
' a row of the other lists at its own figure.
Private Sub AddRow(ByVal book As Workbook, ByVal sheet As Worksheet, ByRef values As Variant, _
        ByRef formulas As Variant, ByVal head As Long, ByVal row As Long, ByVal verdict As String)
    Dim column As Long, first As Long, note As String, shown As Boolean
    note = NoteOf(values, head, row, verdict)
    first = ColumnOf(values, head, Word("side_heads"), 1)
    column = first
    Do While column > 0
        If StandsAlone(formulas(row, column)) Then
            If AddSide(book, formulas(row, column), verdict, note) Then shown = True
        End If
        column = ColumnOf(values, head, Word("side_heads"), column + 1)
    Loop
    If Not shown And first > 0 Then shown = AddSide(book, formulas(row, first), verdict, note)
    If shown Then Exit Sub
    column = ColumnOf(values, head, Word("figure_heads"), 1)
    If column = 0 Then column = ColumnOf(values, head, Word("verdict_heads"), 1)
    Add sheet.Name, row, column, verdict, note
End Sub

Private Function AddSide(ByVal book As Workbook, ByVal formula As String, ByVal verdict As String, _
        ByVal note As String) As Boolean
    Dim sheet As Worksheet, row As Long, column As Long
    If Not FirstCell(formula, book, sheet, row, column) Then Exit Function
    Add sheet.Name, row, MainColumn(sheet, column), verdict, note
    AddSide = True
End Function

' Whether a formula names a single cell.
Private Function StandsAlone(ByVal formula As String) As Boolean
    StandsAlone = Len(formula) - Len(Replace(formula, "!", "")) = 1 And InStr(formula, ":") = 0
End Function

Private Function NoteOf(ByRef values As Variant, ByVal head As Long, ByVal row As Long, _
        ByVal verdict As String) As String
    Dim column As Long, sign As String
    sign = Word(IIf(verdict = Word("breaks"), "breaks_sign", "rounding_sign"))
    NoteOf = sign & " " & verdict
    column = ColumnOf(values, head, Word("note_heads"), 1)
    Do While column > 0
        If TextOf(values(row, column)) <> "" Then
            NoteOf = NoteOf & vbLf & TextOf(values(head, column)) & " " & TextOf(values(row, column))
        End If
        column = ColumnOf(values, head, Word("note_heads"), column + 1)
    Loop
End Function

' One entry for each cell: the graver verdict stands, with the notes of all.
Private Sub Add(ByVal sheetName As String, ByVal row As Long, ByVal column As Long, ByVal verdict As String, _
        ByVal note As String)
    Dim position As Long, room As Long
    For position = 1 To FoundCount
        If Found(position)(AtRow) = row And Found(position)(AtColumn) = column Then
            If Found(position)(AtSheet) = sheetName Then
                Deepen position, verdict, note
                Exit Sub
            End If
        End If
    Next position
    FoundCount = FoundCount + 1
    If FoundCount > UBound(Found) Then
        room = 2 * UBound(Found)
        ReDim Preserve Found(1 To room)
    End If
    Found(FoundCount) = Array(sheetName, row, column, verdict, note)
End Sub

Private Sub Deepen(ByVal position As Long, ByVal verdict As String, ByVal note As String)
    Dim before As Variant
    before = Found(position)
    If verdict = Word("breaks") And before(AtVerdict) <> verdict Then
        Found(position) = Array(before(AtSheet), before(AtRow), before(AtColumn), verdict, Both(note, before(AtNote)))
    ElseIf InStr(before(AtNote), note) = 0 Then
        Found(position) = Array(before(AtSheet), before(AtRow), before(AtColumn), before(AtVerdict), _
            Both(before(AtNote), note))
    End If
End Sub

Private Function Both(ByVal first As String, ByVal second As String) As String
    Both = first
    If Len(first) < 600 Then Both = first & vbLf & vbLf & second  ' more does not fit the screen
End Function

' The first cell of another sheet that a formula names. References in formulas follow rows that are inserted or moved
' and sheets that are renamed; the texts of links do not.
Public Function FirstCell(ByVal formula As String, ByVal book As Workbook, ByRef sheet As Worksheet, _
        ByRef row As Long, ByRef column As Long) As Boolean
    Dim mark As Long, start As Long, name As String
    mark = InStr(formula, "!")
    If mark < 2 Or Left(formula, 1) <> "=" Then Exit Function
    If Mid(formula, mark - 1, 1) = "'" Then
        start = InStrRev(formula, "'", mark - 2)
        Do While Mid(formula, start - 1, 1) = "'"  ' an apostrophe in a name is written twice
            start = InStrRev(formula, "'", start - 2)
        Loop
        name = Replace(Mid(formula, start + 1, mark - start - 2), "''", "'")
    Else
        start = mark - 1
        Do While InStr("=(,+-*/&<>^ ", Mid(formula, start, 1)) = 0
            start = start - 1
        Loop
        name = Mid(formula, start + 1, mark - start - 1)
    End If
    If Left(name, 1) = "$" Then name = Mid(name, 2)
    If Not HasSheet(book, name) Then Exit Function
    Set sheet = book.Worksheets(name)
    FirstCell = ReadAddress(Mid(formula, mark + 1), row, column)
End Function

Private Function ReadAddress(ByVal text As String, ByRef row As Long, ByRef column As Long) As Boolean
    Dim at As Long, letter As String
    row = 0
    column = 0
    For at = 1 To Len(text)
        letter = Mid(text, at, 1)
        If letter >= "A" And letter <= "Z" And row = 0 Then
            column = column * 26 + Asc(letter) - 64
        ElseIf letter >= "0" And letter <= "9" And column > 0 Then
            row = row * 10 + CLng(letter)
        ElseIf letter <> "$" Then
            Exit For
        End If
    Next at
    ReadAddress = row > 0
End Function

' The visible column of a figure, where `column` is the hidden one that relations use (keys in row 1).
Private Function MainColumn(ByVal sheet As Worksheet, ByVal column As Long) As Long
    Dim keys As Variant, other As Long, key As String
    MainColumn = column
    keys = sheet.Range(sheet.Cells(1, 1), sheet.Cells(1, LastCell(sheet).Column)).Value
    If column > UBound(keys, 2) Then Exit Function
    key = TextOf(keys(1, column))
    If Left(key, 1) <> "r" Then Exit Function
    For other = 1 To UBound(keys, 2)
        If TextOf(keys(1, other)) = "c" & Mid(key, 2) Then MainColumn = other
    Next other
End Function

' The column behind the form, 0 where the sheet is none.
Public Function MarginColumn(ByVal sheet As Worksheet) As Long
    Dim keys As Variant, column As Long, key As String
    keys = sheet.Range(sheet.Cells(1, 1), sheet.Cells(1, LastCell(sheet).Column)).Value
    For column = 1 To UBound(keys, 2)
        key = TextOf(keys(1, column))
        If Left(key, 1) = "c" And IsNumeric(Mid(key, 2)) Then MarginColumn = column + 1
    Next column
End Function
