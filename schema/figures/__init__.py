"""The pages of figures as published: one's own day and year, the team's, the unit's. Each says the moment for which it is true."""
