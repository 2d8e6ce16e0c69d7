"""How it looks from outside: translates and reads; it decides nothing."""
