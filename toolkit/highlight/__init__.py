"""Highlighting: the cells at fault of a workbook, coloured, with a note each and a list of all, without Excel.

`workbooks` says what a workbook is and reads it (a file, or the values of one that is open), `find` holds it against
what is known and gives its `toolkit.marks.Marks`, `write` puts them into a new file. The add-in shares the first two.
"""
