"""Where officers, teams and the organization will land at the end of a period, by simulating together.

`given` says what the simulation is given, `landing` what it tells. Everything is arrays: people, teams and deals
are numbers from 0, days are `date.toordinal()`, amounts are floats in one currency (or counts).
"""
