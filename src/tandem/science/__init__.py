"""Methods: plain values and arrays in, frozen results out. No Django, no clock, no global randomness.

What the docstring of a module says of assumptions, source and cost holds for each of its functions; that of a
function says what is beyond it.
"""
