"""Sign-in by an identity provider, against a small issuer over real HTTP."""
