Attribute VB_Name = "ReconWords"
Option Explicit

' What the macros say stands on a very hidden sheet: a source in another code page would garble it.

Private entries As Variant

Public Function Word(ByVal key As String) As String
    Dim row As Long
    If IsEmpty(entries) Then entries = ThisWorkbook.Worksheets("_recon_words").Range("A1:B60").Value
    For row = 1 To UBound(entries, 1)
        If entries(row, 1) = key Then
            Word = entries(row, 2)
            Exit Function
        End If
    Next row
    Err.Raise 5, "ReconWords", key
End Function

Public Function Filled(ByVal text As String, ParamArray values() As Variant) As String
    Dim number As Long
    Filled = text
    For number = LBound(values) To UBound(values)
        Filled = Replace(Filled, "{" & number + 1 & "}", CStr(values(number)))
    Next number
End Function

Public Function IsOneOf(ByVal text As String, ByVal list As String) As Boolean
    IsOneOf = Len(text) > 0 And InStr("|" & list & "|", "|" & text & "|") > 0
End Function
