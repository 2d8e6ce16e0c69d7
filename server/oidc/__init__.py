"""Sign-in by an agency's own identity provider: bearer tokens of one OpenID Connect issuer, checked with the keys that it publishes."""
