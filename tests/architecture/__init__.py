"""Rules about the code itself that imports can't express; each tells the accident that it prevents."""
