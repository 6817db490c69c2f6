Attribute VB_Name = "ReconPython"
Option Explicit

' Starts the Python that `recon addin install` wrote down, for a function of toolkit.addin. The arguments are those that
' xlwings' Book.caller reads (xlwings is BSD-3; no code of it stands here). No command shell takes part, and -P keeps
' folders that hold received workbooks off Python's search path.

Private Const Script As String = "recon.applescript"

Public Function HasPython() As Boolean
    #If Mac Then
        On Error Resume Next
        HasPython = AppleScriptTask(Script, "ReconReady", "") = "1"
    #Else
        HasPython = Interpreter() <> ""
    #End If
End Function

' Runs `call` on the active workbook; a sentence where that failed.
Public Function RunPython(ByVal callText As String) As String
    Dim name As String, outcome As String
    name = ActiveWorkbook.Name
    If InStr(name, "=") > 0 Or InStr(name, "%") > 0 Then
        RunPython = Word("bad_name")
        Exit Function
    End If
    #If Mac Then
        outcome = RunOnMac(callText, name)
    #Else
        outcome = RunOnWindows(callText, name)
    #End If
    If outcome <> "0" Then RunPython = Filled(Word("python_failed"), outcome)
End Function

#If Mac Then
Private Function RunOnMac(ByVal callText As String, ByVal name As String) As String
    On Error GoTo Failed
    RunOnMac = AppleScriptTask(Script, "ReconRun", CommandText(callText) & vbLf & name)
    Exit Function
Failed:
    RunOnMac = Err.Description
End Function
#Else
Private Function RunOnWindows(ByVal callText As String, ByVal name As String) As String
    On Error GoTo Failed
    RunOnWindows = CStr(CreateObject("WScript.Shell").Run(CommandLine(Interpreter(), callText, name), 0, True))
    Exit Function
Failed:
    RunOnWindows = Err.Description
End Function

' A file name on Windows holds no quotation mark, so that quoting it is enough.
Public Function CommandLine(ByVal python As String, ByVal callText As String, ByVal name As String) As String
    CommandLine = Quoted(python) & " -P -c " & Quoted(CommandText(callText)) & " " & Quoted("--wb=" & name) & _
        " --from_xl=1 " & Quoted("--app=" & Application.Path & "\" & Application.Name) & " --hwnd=" & Application.Hwnd
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = """" & text & """"
End Function

' The first line behind "interpreter=" of the conf file, which is UTF-16: a path may hold any character.
Private Function Interpreter() As String
    Dim lines As Variant, position As Long, place As String
    On Error Resume Next
    place = CreateObject("WScript.Shell").ExpandEnvironmentStrings("%APPDATA%\recon\addin.conf")
    lines = Split(CreateObject("Scripting.FileSystemObject").OpenTextFile(place, 1, False, -1).ReadAll, vbCrLf)
    If Err.Number <> 0 Then Exit Function
    For position = LBound(lines) To UBound(lines)
        If Left(lines(position), 12) = "interpreter=" Then Interpreter = Mid(lines(position), 13)
    Next position
End Function
#End If

Private Function CommandText(ByVal callText As String) As String
    CommandText = "from toolkit import addin; addin." & callText
End Function

' Text as the hexadecimal digits of its UTF-16: nothing in it can be taken for syntax.
Public Function Hexadecimal(ByVal text As String) As String
    Dim position As Long
    For position = 1 To Len(text)
        Hexadecimal = Hexadecimal & Right("000" & Hex(AscW(Mid(text, position, 1))), 4)
    Next position
End Function
