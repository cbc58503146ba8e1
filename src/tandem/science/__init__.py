"""Methods: plain values and arrays in, frozen results out. No Django, no clock, no global randomness."""
