"""The reasons why a figure takes part in no formula of its table, in words."""

RANKS = "it is a place in an order that no column is ranked by"
ALONE = "it stands alone in its row and column"
NO_PARTNER = "no other figure of its row or column has its unit"
TOO_FEW = "its table has too few rows and columns to tell a formula from chance"
UNTESTED = "its formula says nothing there: a nought, a blank or a missing value"
NONE_HOLDS = "no sum, difference, share, rate or mean that was tried over its row or column holds in most places"
REASONS = frozenset((RANKS, ALONE, NO_PARTNER, TOO_FEW, UNTESTED, NONE_HOLDS))
