"""Pages of the register, of inspections, of teams and of the 20 % goal."""
