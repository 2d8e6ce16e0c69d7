"""Operations to begin with, for each kind of user; the explorer that shows them comes later."""
