"""Forms of the register, of plans, results and teams: shape and wording only."""
