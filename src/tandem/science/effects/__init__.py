"""Whether people differ, or whether chance explains it: no praise and no blame on noise.

`homogeneity` asks whether all have one rate, `shrinkage` what each one's rate probably is, `comparisons` keeps many
questions from finding something by luck, `ranks` says who stands out and who is tied, `verdict` puts them together.
"""
