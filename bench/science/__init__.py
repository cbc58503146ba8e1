"""What the methods of `tandem.science` reach, on data: one command, one table, JSON.

python -m bench.science [landing|company|speed|targets|winning|series|effects|all] [--data ../shared/data] [--json FILE]

A part is a module here with `rows(data: Path) -> list[Row]`. A row has a figure, the bar it must reach, and what a
naive method reaches on the same data.
"""
