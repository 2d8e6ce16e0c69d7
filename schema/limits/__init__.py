"""What a request may ask for: limits of documents and variables, and what reading an answer costs, all found before anything runs."""
