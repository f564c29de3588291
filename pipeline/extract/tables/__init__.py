"""What every cell of a table means: its shape, the labels on each side, their roles, the figures."""
