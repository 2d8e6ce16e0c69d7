"""What is stored: the tables, the words that live in their columns, the limits and the way to the database."""
