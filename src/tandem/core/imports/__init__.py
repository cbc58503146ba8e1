"""The import machine: read a table from a file, map its columns, try, run, undo.

reading  bytes → layout and rows        values   text → numbers, dates, yes or no
kinds    what a package can import      mapping  header → fields of a kind
"""
