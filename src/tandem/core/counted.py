"""A number and what it counts, in words."""


def counted(number: int, noun: str) -> str:
    """ "1 deal", "2,040 deals"; of nouns that take an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
