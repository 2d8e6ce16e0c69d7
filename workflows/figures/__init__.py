"""The figures of the pages: days, teams, boards. Each is worked out for the actor who asks, at their moment, and says so."""
