"""A believable sales organization of any size, made from a seed: pure, and the same to the last bit each
time.
"""

from .company import CURRENCY, DOMAIN, NAME, Company, make_company
from .deals import Deals
from .tally import Tally
from .truth import truth

__all__ = ["CURRENCY", "DOMAIN", "NAME", "Company", "Deals", "Tally", "make_company", "truth"]
