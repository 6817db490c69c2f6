-- recon-addin
-- Starts Python for the Excel add-in, whose sandbox may run nothing but a script in this folder. `recon addin install`
-- writes the interpreter into the next line.
property interpreter : ""

on ReconReady(ignored)
	try
		do shell script "test -x " & quoted form of interpreter
		return "1"
	on error
		return "0"
	end try
end ReconReady

-- The request: what Python runs, a line end, the workbook's name. Python is not waited for: it talks back to Excel.
on ReconRun(request)
	set command to paragraph 1 of request
	set bookName to paragraph 2 of request
	if ReconReady("") is "0" then return interpreter
	do shell script quoted form of interpreter & " -P -c " & quoted form of command & " " & quoted form of ("--wb=" & bookName) & " --from_xl=1 > /dev/null 2>&1 &"
	return "0"
end ReconRun
