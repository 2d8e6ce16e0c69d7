"""What commands and pages cost in the server's own CPU, against the same SQL sent by hand; no test, since clocks are slow at times."""
