"""Tandem: the workspace of a sales organization."""

import os

__version__ = "0.1.0"

# Before the numerical libraries load: processes share the cores, so each has one thread unless told otherwise.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
