"""SAML with signed assertions only, each of them good once."""
