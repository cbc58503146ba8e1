"""Time series of bookings: where each of many series is going, how sure that is, and how the parts stay a
sum.

Every method takes a `Panel` (many series of different lengths as one array and index pointers) and answers
the same three calls: `fit(panel)` learns, and of what it returns `ahead(steps)` tells the points to come and
`errors` what one step ahead missed by. `outlook` puts the steps together: methods → choice by rolling origins
→ reconciliation → coherent paths whose width is what the past says.
"""
