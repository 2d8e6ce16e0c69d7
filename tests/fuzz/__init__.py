"""A fuzzer over the schema: generated documents of everybody, judged by what the database holds."""
