"""Templates out to units, and their returns back: issue, collect, status, consolidate, return."""
