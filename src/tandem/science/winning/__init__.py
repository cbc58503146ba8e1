"""How likely a deal is to be won, or a lead to convert: fitted from what was decided, judged in the order of time.

`fit` gives a model with its record, or says that nothing tells the cases apart. Every model is a sum of one function
for each column (`additive`), so that its reasons are exact.
"""
